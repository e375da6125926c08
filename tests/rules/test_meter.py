"""The meter in tables, and under random days on which people pause, timers come late and clocks are set back."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.errors import BadAmount, WrongMoment
from bot.rules.meter import Meter, PausePolicy, Span, warnings_due
from models.kinds import SpanKind

T0 = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
HALF_HOUR = 1800


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def started(bought_s: int = HALF_HOUR) -> Meter:
    return Meter(bought_s).start(T0)


@pytest.mark.parametrize(
    ("now", "billed"),
    [(-5, 0), (0, 0), (0.999, 0), (1, 1), (59.5, 59), (1799.999999, 1799), (1800, 1800), (9999, 1800)],
)
def test_a_running_meter_bills_whole_seconds_up_to_what_was_bought(now: float, billed: int) -> None:
    assert started().billed_s(at(now)) == billed
    assert started().remaining_s(at(now)) == HALF_HOUR - billed


def test_before_the_start_nothing_counts_and_nothing_runs_out() -> None:
    fresh = Meter(HALF_HOUR)
    assert (fresh.billed_s(at(900)), fresh.paused_s(at(900)), fresh.runs_out_at()) == (0, 0, None)
    assert fresh.stop(at(900)) == fresh


def test_a_pause_is_not_billed_and_moves_the_end() -> None:
    meter = started().pause(at(600)).resume(at(900))
    assert meter.billed_s(at(1000)) == 700
    assert meter.paused_s(at(1000)) == 300
    assert meter.runs_out_at() == at(2100)


def test_while_paused_no_end_is_in_sight() -> None:
    meter = started().pause(at(600))
    assert meter.runs_out_at() is None
    assert (meter.running, meter.paused) == (False, True)
    assert meter.billed_s(at(99_999)) == 600
    assert meter.paused_s(at(660)) == 60


def test_many_short_spans_lose_no_more_than_one_second_in_all() -> None:
    meter = started()
    for second in range(0, 20, 2):  # ten stretches of 0.9 s
        meter = meter.pause(at(second + 0.9)).resume(at(second + 2))
    assert meter.stop(at(20)).billed_s(at(20)) == 9


def test_a_stop_that_comes_late_ends_at_the_moment_the_time_ran_out() -> None:
    stopped = started().pause(at(600)).resume(at(900)).stop(at(50_000))
    assert stopped.spans[-1].end == at(2100)
    assert stopped.billed_s(at(50_000)) == HALF_HOUR


def test_a_pause_that_comes_too_late_finds_nothing_left_to_save() -> None:
    meter = started().pause(at(2000))
    assert meter.spans[0].end == at(1800)
    assert meter.remaining_s(at(2000)) == 0
    assert meter.resume(at(2100)).runs_out_at() == at(2100)


def test_a_second_stop_changes_nothing() -> None:
    stopped = started().stop(at(700))
    assert stopped.stop(at(900)) == stopped
    assert stopped.billed_s(at(900)) == 700


def test_a_paused_meter_stops_where_it_stands() -> None:
    stopped = started().pause(at(600)).stop(at(660))
    assert (stopped.billed_s(at(9999)), stopped.paused_s(at(9999))) == (600, 60)


def test_a_clock_set_back_never_bills_below_zero() -> None:
    meter = started().pause(at(-30))
    assert (meter.billed_s(at(-30)), meter.paused_s(at(-60))) == (0, 0)
    assert meter.spans[0].end == T0


def test_spans_read_back_as_plain_words_count_as_before() -> None:
    """A column gives `live`, not the enumeration's member."""
    meter = started().pause(at(60)).resume(at(90))
    words = Meter(HALF_HOUR, tuple(Span(s.kind.value, s.start, s.end) for s in meter.spans))  # type: ignore[arg-type]
    assert words.running
    assert (words.billed_s(at(100)), words.paused_s(at(100))) == (70, 30)
    assert words.runs_out_at() == meter.runs_out_at()
    assert words.pause(at(100)).paused


def test_the_meter_refuses_what_its_moment_does_not_allow() -> None:
    meter = started()
    for wrong in (meter.start, meter.resume, Meter(60).pause, Meter(60).resume, meter.pause(at(1)).pause):
        with pytest.raises(WrongMoment):
            wrong(at(2))
    with pytest.raises(WrongMoment):
        meter.stop(at(1)).pause(at(2))


@pytest.mark.parametrize("bought", [-1, 1.5, True, None])
def test_only_whole_seconds_can_be_bought(bought: int) -> None:
    with pytest.raises(BadAmount):
        Meter(bought)


def test_warnings_come_before_the_end_and_follow_a_pause() -> None:
    meter = started().pause(at(600)).resume(at(900))
    assert warnings_due(meter) == {300: at(1800), 60: at(2040)}
    assert warnings_due(meter.pause(at(1000))) == {}


def test_a_session_is_not_warned_of_what_it_never_had() -> None:
    assert warnings_due(started(300)) == {60: at(240)}


def test_a_side_may_pause_as_often_as_its_policy_says() -> None:
    policy = PausePolicy(max_count=2, max_s=600)
    assert [policy.may_pause(used) for used in range(4)] == [True, True, False, False]
    assert not PausePolicy(0, 600).may_pause(0)


STEPS = st.lists(
    st.tuples(st.sampled_from(["pause", "resume", "wait"]), st.integers(-3_000_000, 900_000_000)), max_size=12
)


def play(bought_s: int, steps: list[tuple[str, int]]) -> tuple[Meter, datetime, datetime]:
    """A session in which these things happened, microseconds apart; what time it is, and the latest it ever was."""
    meter, now, latest = Meter(bought_s).start(T0), T0, T0
    for act, micros in steps:
        now += timedelta(microseconds=micros)
        latest = max(now, latest)
        if act == "pause" and meter.running:
            meter = meter.pause(now)
        elif act == "resume" and meter.paused:
            meter = meter.resume(now)
    return meter, now, latest


BOUGHT = st.integers(0, 7200)


@given(BOUGHT, STEPS)
def test_never_more_is_billed_than_was_bought_or_has_passed(bought: int, steps: list[tuple[str, int]]) -> None:
    meter, now, latest = play(bought, steps)
    for seen in (meter, meter.stop(now)):
        billed = seen.billed_s(now)
        assert 0 <= billed <= bought
        assert timedelta(seconds=billed + seen.paused_s(now)) <= latest - T0
        assert billed + seen.remaining_s(now) == bought


@given(BOUGHT, STEPS)
def test_spans_are_in_order_and_never_overlap(bought: int, steps: list[tuple[str, int]]) -> None:
    meter, now, _ = play(bought, steps)
    spans = meter.stop(now).spans
    assert all(span.end is not None and span.start <= span.end for span in spans)
    assert all(a.end == b.start and a.kind != b.kind for a, b in pairwise(spans))


@given(BOUGHT, STEPS, st.integers(0, 10**9))
def test_how_late_the_timer_fires_makes_no_difference(bought: int, steps: list[tuple[str, int]], late: int) -> None:
    meter, now, _ = play(bought, steps)
    if meter.paused:
        meter = meter.resume(now)
    due = meter.runs_out_at()
    assert due is not None
    stopped = meter.stop(due + timedelta(microseconds=late))
    assert stopped == meter.stop(due)
    assert stopped.billed_s(due) == bought
    assert meter.billed_s(due) == bought


@given(BOUGHT, STEPS)
def test_a_restart_in_the_middle_changes_no_second(bought: int, steps: list[tuple[str, int]]) -> None:
    meter, now, _ = play(bought, steps)
    reread = Meter(bought, tuple(Span(SpanKind(str(s.kind)), s.start, s.end) for s in meter.spans))
    assert reread.stop(now).billed_s(now) == meter.stop(now).billed_s(now) == meter.billed_s(now)


@given(BOUGHT, st.lists(st.integers(0, 900_000_000), max_size=9))
def test_the_bill_is_the_exact_live_time_floored_once(bought: int, waits: list[int]) -> None:
    """Against a second way of counting: microseconds in a plain loop, alternately live and paused."""
    meter, now, live = Meter(bought).start(T0), T0, 0
    for turn, micros in enumerate(waits):
        now += timedelta(microseconds=micros)
        if turn % 2 == 0:
            live = min(live + micros, bought * 1_000_000)
            meter = meter.pause(now)
        else:
            meter = meter.resume(now)
    assert meter.billed_s(now) == live // 1_000_000
