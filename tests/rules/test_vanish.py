"""In which portions a talk is deleted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.vanish import AT_ONCE, Tally, portions


@given(st.lists(st.integers(1, 2**31)))
def test_every_message_goes_once_the_oldest_first_within_telegram_s_limit(ids: list[int]) -> None:
    found = portions(ids)
    assert [message_id for portion in found for message_id in portion] == sorted(set(ids))
    assert all(1 <= len(portion) <= AT_ONCE for portion in found)
    assert len(found) == -(-len(set(ids)) // AT_ONCE)


@pytest.mark.parametrize(("count", "calls"), [(0, []), (1, [1]), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])])
def test_portions_are_full(count: int, calls: list[int]) -> None:
    assert [len(portion) for portion in portions(range(count))] == calls


def test_what_is_left_is_all_that_did_not_go() -> None:
    assert Tally(gone=7, old=1, refused=2, unreachable=4).left == 7
    assert Tally(gone=7).left == 0
