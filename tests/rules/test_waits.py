"""A wait is told in whole minutes, and the promise only grows wider."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.waits import in_minutes


@pytest.mark.parametrize(
    ("low_s", "high_s", "minutes"),
    [
        (0, 0, (0, 1)),
        (0, 60, (0, 1)),
        (59.9, 60.1, (0, 2)),
        (60, 60, (1, 1)),
        (61, 239, (1, 4)),
        (120, 120, (2, 2)),
        (119.99, 180, (1, 3)),
    ],
)
def test_seconds_become_minutes(low_s: float, high_s: float, minutes: tuple[int, int]) -> None:
    assert in_minutes(low_s, high_s) == minutes


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_the_minutes_hold_the_seconds_and_are_in_order(one: float, other: float) -> None:
    low_s, high_s = sorted((one, other))
    low, high = in_minutes(low_s, high_s)
    assert 0 <= low <= high
    assert high >= 1
    assert low * 60 <= low_s
    assert high_s <= high * 60
    assert low_s - low * 60 < 60
    assert high == 1 or high * 60 - high_s < 60


@pytest.mark.parametrize(("low_s", "high_s"), [(2, 1), (-1, 5), (float("nan"), 1)])
def test_what_is_no_interval_is_refused(low_s: float, high_s: float) -> None:
    with pytest.raises(ValueError, match="no wait lies between"):
        in_minutes(low_s, high_s)
