"""The meter in tables, and under random days on which people pause, timers come late and clocks are set back."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.errors import BadAmount, WrongMoment
from bot.rules.meter import After, Meter, Span
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


def test_every_moment_is_the_second_in_which_it_lies_so_that_all_stretches_add_up_to_the_whole() -> None:
    meter = started()
    for second in range(0, 20, 2):  # ten stretches of 0.9 s
        meter = meter.pause(at(second + 0.9)).resume(at(second + 2))
    ended = meter.stop(at(21.7))
    assert (ended.billed_s(at(30)), ended.paused_s(at(30))) == (1, 20)
    assert all(span.start.microsecond == 0 for span in ended.spans)


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


AFTER = After(gift_s=300, topup_s=180, grace_s=90)


def kinds(meter: Meter) -> list[tuple[str, float]]:
    """Each stretch and when it ended, in seconds since the start; -1 where it goes on."""
    return [(s.kind.value, (s.end - T0).total_seconds() if s.end else -1) for s in meter.spans]


@pytest.mark.parametrize(
    ("now", "after", "seen"),
    [
        (1799, After(grace_s=90), [("live", -1)]),
        (1800, After(grace_s=90), [("live", 1800), ("grace", -1)]),
        (1889, After(grace_s=90), [("live", 1800), ("grace", -1)]),
        (1890, After(grace_s=90), [("live", 1800), ("grace", 1890)]),
        (99_999, After(), [("live", 1800)]),
        (2000, After(gift_s=300, grace_s=90), [("live", 1800), ("gift", -1)]),
        (99_999, AFTER, [("live", 1800), ("gift", 2100), ("topup", 2280), ("grace", 2370)]),
    ],
)
def test_the_bought_time_is_followed_by_what_is_not_charged(
    now: int, after: After, seen: list[tuple[str, float]]
) -> None:
    meter = started().wind_down(at(now), after)
    assert kinds(meter) == seen
    assert meter.billed_s(at(now)) == min(now, 1800)
    assert started().closes_at(after) == at(1800 + after.gift_s + after.topup_s + after.grace_s)


def test_time_bought_after_the_end_runs_at_once_but_a_gift_is_finished_first() -> None:
    grace = started().wind_down(at(1850), AFTER)
    longer = Meter(2700, started().wind_down(at(1860), After(grace_s=90)).spans).revive(at(1860))
    assert kinds(longer) == [("live", 1800), ("grace", 1860), ("live", -1)]
    assert longer.closes_at(After()) == at(2760)
    assert kinds(grace) == [("live", 1800), ("gift", -1)]
    gift = Meter(2700, grace.spans)
    assert gift.revive(at(1860)) == gift
    assert kinds(gift.wind_down(at(2200), AFTER)) == [("live", 1800), ("gift", 2100), ("live", -1)]


def test_time_in_which_nobody_could_talk_is_cut_out_of_what_counts_and_of_nothing_else() -> None:
    meter = started().pause(at(600)).resume(at(900)).carve(at(500), at(1000), SpanKind.OUTAGE, "down")
    assert kinds(meter) == [("live", 500), ("outage", 600), ("paused", 900), ("outage", 1000), ("live", -1)]
    assert meter.runs_out_at() == at(2300)
    assert meter.carve(at(0), at(0), SpanKind.OUTAGE) == meter
    assert kinds(started().carve(at(-50), at(30), SpanKind.OUTAGE)) == [("outage", 30), ("live", -1)]


def test_a_wait_begins_where_it_began_however_late_that_is_seen() -> None:
    meter = started().switch(SpanKind.WAITING, at(120), "slow")
    assert meter.billed_s(at(500)) == 120
    assert kinds(meter.switch(SpanKind.LIVE, at(400))) == [("live", 120), ("waiting", 400), ("live", -1)]


def test_two_that_do_not_fit_pay_nothing_and_the_next_two_begin_anew() -> None:
    tried = started().pause(at(60)).resume(at(90)).undone(at(170))
    assert (kinds(tried), tried.billed_s(at(999))) == ([("tried", 170)], 0)
    again = tried.start(at(400))
    assert (again.began, again.billed_s(at(460)), again.runs_out_at()) == (at(400), 60, at(2200))
    with pytest.raises(WrongMoment):
        again.start(at(500))


STEPS = st.lists(
    st.tuples(st.sampled_from(["pause", "resume", "wait"]), st.integers(-3_000_000, 900_000_000)), max_size=12
)


Steps = list[tuple[str, int]]


def play(bought_s: int, steps: Steps) -> tuple[Meter, datetime, datetime]:
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


@given(BOUGHT, st.lists(st.integers(0, 900), max_size=9))
def test_the_bill_is_the_exact_live_time(bought: int, waits: list[int]) -> None:
    """Against a second way of counting: seconds in a plain loop, alternately live and paused."""
    meter, now, live = Meter(bought).start(T0), T0, 0
    for turn, seconds in enumerate(waits):
        now += timedelta(seconds=seconds)
        if turn % 2 == 0:
            live = min(live + seconds, bought)
            meter = meter.pause(now)
        else:
            meter = meter.resume(now)
    assert meter.billed_s(now) == live


@given(BOUGHT, STEPS, st.integers(0, 10**4), st.integers(0, 10**4), st.builds(After, *[st.integers(0, 400)] * 3))
def test_whatever_is_cut_out_or_follows_only_ever_lowers_the_bill(
    bought: int, steps: list[tuple[str, int]], start: int, length: int, after: After
) -> None:
    meter, _, latest = play(bought, steps)
    cut = meter.carve(at(start), at(start + length), SpanKind.OUTAGE, "down")
    end = latest + timedelta(days=1)
    assert cut.billed_s(end) <= meter.billed_s(end)
    for seen in (cut, meter.wind_down(end, after), cut.wind_down(end, after)):
        assert seen.billed_s(end) <= bought
        assert all(a.end == b.start for a, b in pairwise(seen.spans))
        assert all(span.end is None or span.end >= span.start for span in seen.spans)
