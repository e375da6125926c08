"""The card opens to the best few, then wider, at last to everybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.tiers import openings


def schedule(count: int, sizes: tuple[int, ...] = (3, 6), windows: tuple[int, ...] = (45, 45)) -> list[tuple[int, int]]:
    """Seconds until a tier opens, and how many are in it."""
    opens = openings(count, sizes, windows).tolist()
    return [(int(seconds), opens.count(seconds)) for seconds in sorted(set(opens))]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, []),
        (1, [(0, 1)]),
        (3, [(0, 3)]),
        (4, [(0, 3), (45, 1)]),
        (9, [(0, 3), (45, 6)]),
        (10, [(0, 3), (45, 6), (90, 1)]),
        (50, [(0, 3), (45, 6), (90, 41)]),
    ],
)
def test_tiers_hold_their_sizes_and_the_last_holds_the_rest(count: int, expected: list[tuple[int, int]]) -> None:
    assert schedule(count) == expected


def test_nobody_waits_for_a_tier_of_nobody() -> None:
    assert schedule(5, sizes=(0, 3), windows=(45, 45)) == [(0, 3), (45, 2)]


def test_without_tiers_the_card_opens_to_all_at_once() -> None:
    assert schedule(5, sizes=(), windows=()) == [(0, 5)]


@given(st.integers(0, 60), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 300)), max_size=5))
def test_everybody_is_in_one_tier_and_the_better_never_wait_longer(count: int, steps: list[tuple[int, int]]) -> None:
    opens = openings(count, [size for size, _ in steps], [window for _, window in steps]).tolist()
    assert len(opens) == count
    assert opens == sorted(opens)
    assert not count or opens[0] == 0
    assert all(seconds <= sum(window for _, window in steps) for seconds in opens)
