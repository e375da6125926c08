"""Amounts as people write them: 5, 5.5, 5.50, in the currency's own minor units."""

import re
import unicodedata

from bot.rules.errors import BadAmount

WHOLE = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "XPF", "PYG", "XTR"})
"""Currencies without a minor unit; Telegram's Stars among them."""
MOST = 10**9


def digits(currency: str) -> int:
    """How many decimal places it has."""
    return 0 if currency in WHOLE else 2


def minor_units(text: str, currency: str) -> int:
    """The amount in minor units. Raises BadAmount for what is none, is not above zero, or is beyond all reason."""
    places = digits(currency)
    folded = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removeprefix("$").removesuffix("元")
    found = re.fullmatch(r"([0-9]{1,10})(?:\.([0-9]{1,2}))?", folded)
    if found is None or len(found[2] or "") > places:
        raise BadAmount(f"not an amount of {currency}: {text[:20]!r}")
    amount = int(found[1] + (found[2] or "").ljust(places, "0"))
    if not 0 < amount <= MOST:
        raise BadAmount(f"an amount of {amount}")
    return amount


def plain(amount: int, currency: str) -> str:
    """An amount as tables for machines have it: 12.50, -0.05, 7 for whole currencies."""
    places = digits(currency)
    if not places:
        return str(amount)
    whole, part = divmod(abs(amount), 10**places)
    return f"{'-' if amount < 0 else ''}{whole}.{part:0{places}d}"
