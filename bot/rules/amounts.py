"""What counts as an amount of money (minor units) or time (seconds)."""

from bot.rules.errors import BadAmount


def check_amount(amount: int) -> None:
    """Raises BadAmount for anything but a whole number from 0: no fractions, no truth values, nothing owed."""
    if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
        raise BadAmount(f"not an amount: {amount!r}")
