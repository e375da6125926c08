"""Amounts as people write them: 5, 5.5, 5.50, in the currency's own minor units."""

import re

from bot.rules.amounts import places_of, without_sign
from bot.rules.errors import BadAmount

MOST = 10**9


def minor_units(text: str, currency: str) -> int:
    """The amount in minor units. Raises BadAmount for what is none, of another currency, nothing, or beyond reason."""
    places = places_of(currency)
    found = re.fullmatch(r"([0-9]{1,10})(?:\.([0-9]{1,3}))?", without_sign(text, currency))
    if found is None or len(found[2] or "") > places:
        raise BadAmount(f"not an amount of {currency}: {text[:20]!r}")
    amount = int(found[1] + (found[2] or "").ljust(places, "0"))
    if not 0 < amount <= MOST:
        raise BadAmount(f"an amount of {amount}")
    return amount


def plain(amount: int, currency: str) -> str:
    """An amount as tables for machines have it: 12.50, -0.05, 7 for whole currencies."""
    places = places_of(currency)
    if not places:
        return str(amount)
    whole, part = divmod(abs(amount), 10**places)
    return f"{'-' if amount < 0 else ''}{whole}.{part:0{places}d}"
