"""Amounts as people write them: 5, 5.5, 5.50, in the currency's own minor units."""

from bot.rules import amounts
from bot.rules.amounts import MOST, places_of, without_sign
from bot.rules.errors import BadAmount


def minor_units(text: str, currency: str) -> int:
    """The amount in minor units. Raises BadAmount for what is none, of another currency, nothing, or beyond reason."""
    amount = amounts.minor_units(without_sign(text, currency), places_of(currency))
    if amount is None:
        raise BadAmount(f"not an amount of {currency}: {text[:20]!r}")
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
