"""What counts as an amount of money (minor units) or time (seconds)."""

import unicodedata

from bot.rules.errors import BadAmount

NO_PLACES = frozenset({"CLP", "JPY", "KRW", "ISK", "PYG", "UGX", "VND", "XAF", "XOF", "XTR"})
"""Currencies without smaller units."""

LONGEST = 9
"""Digits before the point: more is nobody's price."""


def check_amount(amount: int) -> None:
    """Raises BadAmount for anything but a whole number from 0: no fractions, no truth values, nothing owed."""
    if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
        raise BadAmount(f"not an amount: {amount!r}")


def minor_units(text: str, places: int = 2) -> int | None:
    """What somebody typed as an amount of money, `20` or `19.90`; None for anything else, and for more places.

    Digits of any script and a comma for the point are understood; signs, spaces, exponents and currencies are not.
    """
    whole, _, part = unicodedata.normalize("NFKC", text).replace("，", ".").replace(",", ".").partition(".")
    digits = whole + part
    if not whole or not digits.isascii() or not digits.isdigit() or len(part) > places or len(whole) > LONGEST:
        return None
    return int(whole + part.ljust(places, "0"))


def places_of(currency: str) -> int:
    """How many digits stand behind the point."""
    return 0 if currency in NO_PLACES else 2
