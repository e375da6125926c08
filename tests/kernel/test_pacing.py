"""Telegram's limits are kept on the shop's clock."""

from bot.clock import ManualClock
from bot.telegram.limits import Limits
from bot.telegram.pacing import Pacing
from models.kinds import Rank
from models.outbox import GROUP
from tests.conftest import NOON

LIMITS = Limits(on=True, overall_per_second=30, chat_per_second=1, chat_burst=4, group_per_minute=20)


def sent_within(pacing: Pacing, clock: ManualClock, lane: str, seconds: int) -> int:
    """How many a lane may send in that time if it always has something."""
    until, sent = clock.now().timestamp() + seconds, 0
    while clock.now().timestamp() < until:
        wait = pacing.wait(lane)
        if wait == 0.0:
            sent += 1
        else:
            clock.advance(wait)
    return sent


def test_a_private_chat_gets_a_burst_and_then_one_a_second() -> None:
    clock = ManualClock(NOON)
    assert 60 <= sent_within(Pacing(LIMITS, clock.now), clock, "p1", 60) <= 64


def test_a_group_gets_twenty_a_minute() -> None:
    clock = ManualClock(NOON)
    pacing = Pacing(LIMITS, clock.now)
    sent_within(pacing, clock, GROUP, 60)  # the burst is used up
    assert 19 <= sent_within(pacing, clock, GROUP, 60) <= 21


def test_all_chats_together_get_thirty_a_second() -> None:
    clock = ManualClock(NOON)
    pacing = Pacing(LIMITS, clock.now)
    assert sum(pacing.wait(f"p{i}") == 0.0 for i in range(100)) == 30
    clock.advance(1)
    assert sum(pacing.wait(f"p{i}") == 0.0 for i in range(100, 200)) == 30


def test_answers_to_taps_and_switched_off_limits_never_wait() -> None:
    clock = ManualClock(NOON)
    pacing = Pacing(LIMITS, clock.now)
    assert all(pacing.wait("cb1") == 0.0 for _ in range(100))
    off = Pacing(Limits(on=False, overall_per_second=1, chat_per_second=1, chat_burst=1, group_per_minute=1), clock.now)
    assert all(off.wait("p1") == 0.0 for _ in range(100))


def test_quiet_chats_are_forgotten_and_busy_ones_are_not() -> None:
    clock = ManualClock(NOON)
    pacing = Pacing(LIMITS, clock.now)
    for i in range(Pacing.KEPT):
        pacing.wait(f"p{i}")
        clock.advance(0.1)
    busy = f"p{Pacing.KEPT - 1}"
    for _ in range(4):
        pacing.wait(busy)
    pacing.wait("p-new")
    assert len(pacing.lanes) < Pacing.KEPT
    assert pacing.wait(busy) > 0


def test_no_minute_of_a_group_has_more_than_twenty_however_it_falls() -> None:
    clock = ManualClock(NOON)
    pacing = Pacing(LIMITS, clock.now)
    sent: list[float] = []
    while clock.now().timestamp() < NOON.timestamp() + 300:
        wait = pacing.wait(GROUP)
        if wait:
            clock.advance(min(wait, 7.0))
        else:
            sent.append(clock.now().timestamp())
    assert max(sum(start <= at < start + 60 for at in sent) for start in sent) == 20
    assert len(sent) == 100


def test_cards_and_broadcasts_leave_room_for_what_people_say() -> None:
    clock = ManualClock(NOON)
    pacing = Pacing(LIMITS, clock.now)
    for _ in range(20):
        cards = sum(pacing.wait(f"p{i}", Rank.BROADCAST) == 0.0 for i in range(1000))
        assert cards <= 20
        assert pacing.spare() == 0
        assert sum(pacing.wait(f"q{i}") == 0.0 for i in range(10)) == 10
        clock.advance(1)
        pacing.lanes.clear()


def test_edits_of_cards_leave_the_group_room_for_new_ones() -> None:
    clock = ManualClock(NOON)
    pacing = Pacing(LIMITS, clock.now)
    assert sum(pacing.wait(GROUP, Rank.CARD) == 0.0 for _ in range(20)) == 14
    assert sum(pacing.wait(GROUP) == 0.0 for _ in range(20)) == 6


def test_whatever_is_small_still_goes() -> None:
    clock = ManualClock(NOON)
    pacing = Pacing(Limits(True, 1, 1, 1, 1), clock.now)
    assert pacing.wait("p1", Rank.BROADCAST) == 0.0
    clock.advance(60)
    assert pacing.wait(GROUP, Rank.CARD) == 0.0


def test_an_album_counts_as_many_as_it_has_parts() -> None:
    clock = ManualClock(NOON)
    pacing = Pacing(LIMITS, clock.now)
    assert pacing.wait("p1", count=3) == 0.0
    assert pacing.wait("p1", count=2) == 1.0
    assert pacing.wait("p1") == 0.0
    assert pacing.wait("p1") == 1.0


def test_an_album_larger_than_a_burst_waits_for_a_whole_one_and_leaves_a_debt() -> None:
    clock = ManualClock(NOON)
    pacing = Pacing(LIMITS, clock.now)
    assert pacing.wait("p1") == 0.0
    assert pacing.wait("p1", count=10) == 1.0
    clock.advance(1)
    assert pacing.wait("p1", count=10) == 0.0
    assert pacing.wait("p1") == 7.0


def test_albums_of_all_chats_together_keep_to_thirty_a_second() -> None:
    clock = ManualClock(NOON)
    pacing = Pacing(LIMITS, clock.now)
    assert sum(pacing.wait(f"p{i}", count=4) == 0.0 for i in range(100)) == 7
    assert sum(pacing.wait(f"q{i}") == 0.0 for i in range(100)) == 2


def test_a_group_s_minute_holds_the_parts_of_albums() -> None:
    clock = ManualClock(NOON)
    pacing = Pacing(LIMITS, clock.now)
    assert sum(pacing.wait(GROUP, count=8) == 0.0 for _ in range(5)) == 2
    assert sum(pacing.wait(GROUP) == 0.0 for _ in range(9)) == 4
    assert pacing.wait(GROUP, count=50) == 60.0
    clock.advance(60)
    assert pacing.wait(GROUP, count=50) == 0.0
    assert pacing.wait(GROUP) == 60.0
