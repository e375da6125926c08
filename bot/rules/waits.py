"""A wait in words that a customer may go by: whole minutes, rounded so that the promise only grows wider. Pure."""


def in_minutes(low_s: float, high_s: float) -> tuple[int, int]:
    """The whole minutes between which a wait of `low_s` to `high_s` seconds lies: 0 or more, and at least 1.

    Raises ValueError if the low end is above the high one, or below nothing.
    """
    if not 0 <= low_s <= high_s:
        raise ValueError(f"no wait lies between {low_s} and {high_s} seconds")
    return int(low_s // 60), max(1, int(-(-high_s // 60)))
