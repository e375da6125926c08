"""The card opens to the best few, then wider, at last to everybody."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.tiers import lay_out
from tests.routing.worlds import NOW


def schedule(count: int, sizes: tuple[int, ...] = (3, 6), windows: tuple[int, ...] = (45, 45)) -> list[tuple[int, int]]:
    """Seconds until a tier opens, and how many are in it."""
    tiers = lay_out(range(count), NOW, sizes, windows)
    return [(int((tier.opens_at - NOW).total_seconds()), len(tier.rep_ids)) for tier in tiers]


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


@given(st.lists(st.integers(), unique=True), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 300)), max_size=5))
def test_everybody_is_in_one_tier_and_the_better_never_wait_longer(
    ids: list[int], steps: list[tuple[int, int]]
) -> None:
    tiers = lay_out(ids, NOW, [size for size, _ in steps], [window for _, window in steps])
    assert [rep_id for tier in tiers for rep_id in tier.rep_ids] == ids
    opening = [tier.opens_at for tier in tiers]
    assert opening == sorted(opening)
    assert not ids or opening[0] == NOW
    assert all(tier.rep_ids for tier in tiers)
    assert all(moment <= NOW + timedelta(seconds=sum(window for _, window in steps)) for moment in opening)
