"""Weekly hours in somebody's own zone, with exceptions and both switches of the clocks."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.hours import parse
from routing.shifts import Week, next_shift, occurrences, works_until

BERLIN, SHANGHAI, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
H = 60
NIGHTS = Week(BERLIN, tuple((day, 22 * H, 4 * H) for day in range(7)))


def at(text: str, zone: ZoneInfo = BERLIN, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-23T21:59", None),
        ("2026-11-23T22:00", "2026-11-24T04:00"),
        ("2026-11-24T03:59", "2026-11-24T04:00"),
        ("2026-11-24T04:00", None),
    ],
)
def test_a_night_shift_goes_on_into_the_next_day(now: str, until: str | None) -> None:
    assert works_until(NIGHTS, at(now)) == (at(until) if until else None)


def test_both_switches_change_how_long_a_night_is_and_not_when_it_ends() -> None:
    for night, hours in (("2026-03-28", 5), ("2026-10-24", 7), ("2026-11-21", 6)):
        begins = at(f"{night}T22:00")
        until = works_until(NIGHTS, begins)
        assert until is not None
        assert until - begins == timedelta(hours=hours)
        assert until.astimezone(BERLIN).hour == 4


def test_an_hour_that_comes_twice_is_not_worked_twice() -> None:
    early = Week(BERLIN, ((6, 2 * H, 3 * H),))
    assert works_until(early, at("2026-10-25T02:30", fold=0)) is not None
    assert works_until(early, at("2026-10-25T03:30")) is None
    assert [b - a for a, b in occurrences(early, date(2026, 10, 25), date(2026, 10, 25))] == [timedelta(hours=2)]


def test_a_shift_inside_a_skipped_hour_is_none() -> None:
    early = Week(BERLIN, ((6, 2 * H, 2 * H + 30),))
    assert list(occurrences(early, date(2026, 3, 29), date(2026, 3, 29))) == []


def test_an_exception_replaces_its_day_alone() -> None:
    off = Week(BERLIN, NIGHTS.shifts, {date(2026, 12, 24): (), date(2026, 12, 25): ((12 * H, 14 * H),)})
    assert works_until(off, at("2026-12-24T02:00")) == at("2026-12-24T04:00")  # began the day before
    assert works_until(off, at("2026-12-24T23:00")) is None
    assert works_until(off, at("2026-12-25T12:30")) == at("2026-12-25T14:00")
    assert next_shift(off, at("2026-12-24T05:00")) == at("2026-12-25T12:00")


def test_shifts_that_touch_are_one() -> None:
    long = Week(SHANGHAI, ((0, 20 * H, 0), (1, 0, 6 * H)))
    assert works_until(long, at("2026-11-23T21:00", SHANGHAI)) == at("2026-11-24T06:00", SHANGHAI)


def test_nobody_who_never_works_has_a_next_shift() -> None:
    assert next_shift(Week(BERLIN, ()), at("2026-11-23T12:00")) is None


SHIFTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 24 * H - 1), st.integers(0, 24 * H - 1)), max_size=6)
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])


@given(SHIFTS, ZONES, st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)))  # noqa: DTZ001 (made UTC below)
def test_work_goes_on_until_it_ends(shifts: list[tuple[int, int, int]], zone: str, moment: datetime) -> None:
    week = Week(ZoneInfo(zone), tuple(shifts))
    now = moment.replace(tzinfo=UTC)
    until = works_until(week, now)
    day = now.astimezone(week.zone).date()
    around = list(occurrences(week, day - timedelta(days=1), day))
    assert (until is not None) == any(start <= now < end for start, end in around)
    if until is not None and until - now < timedelta(days=4):
        assert until > now
        assert works_until(week, until) is None
        assert works_until(week, until - timedelta(seconds=1)) == until
    coming = next_shift(week, now)
    assert coming is None or works_until(week, coming) is not None


def test_dates_come_in_order() -> None:
    starts = [start for start, _ in occurrences(NIGHTS, date(2026, 3, 20), date(2026, 4, 5))]
    assert len(starts) == 17
    assert all(one < after for one, after in pairwise(starts))


@pytest.mark.parametrize(
    ("when", "on"),
    [
        ("2026-11-27T19:59", False),  # a Friday
        ("2026-11-27T20:00", True),
        ("2026-11-28T01:59", True),  # it is Saturday, and Friday's shift runs on
        ("2026-11-28T02:00", False),
        ("2026-11-28T20:30", False),
        ("2026-11-23T01:00", False),  # Monday early: Sunday is free
    ],
)
def test_a_shift_past_midnight_belongs_to_the_day_on_which_it_began(when: str, on: bool) -> None:
    week = Week(SHANGHAI, parse("Mon-Fri 20:00-02:00"))
    assert (works_until(week, at(when, SHANGHAI)) is not None) is on


def test_hours_are_of_the_zone_not_of_the_server() -> None:
    half_past = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
    assert works_until(Week(SHANGHAI, parse("Mon 20:00-21:00")), half_past) == half_past + timedelta(minutes=30)
    assert works_until(Week(BERLIN, parse("Mon 20:00-21:00")), half_past) is None


def minutes_on(text: str, zone: ZoneInfo, start: datetime, hours: int = 48) -> list[datetime]:
    """Every minute of these hours that lies in a shift."""
    week = Week(zone, parse(text))
    minutes = (start + timedelta(minutes=n) for n in range(hours * 60))
    return [now for now in minutes if works_until(week, now)]


@pytest.mark.parametrize(
    ("text", "worked"),
    [
        ("Sat 20:00-04:00", 7 * 60),  # the hour from 2 to 3 is skipped
        ("Sun 02:30-03:30", 30),  # begins with the switch
        ("Sun 01:00-02:30", 60),  # ends with it
        ("Sun 02:00-03:00", 0),
        ("Sun 09:00-17:00", 8 * 60),
        ("Sun 00:00-24:00", 23 * 60),
    ],
)
def test_when_clocks_go_forward_a_skipped_time_means_the_switch(text: str, worked: int) -> None:
    assert len(minutes_on(text, NEW_YORK, at("2026-03-07T12:00", NEW_YORK))) == worked


@pytest.mark.parametrize(
    ("text", "worked"),
    [
        ("Sat 20:00-04:00", 9 * 60),  # the hour from 1 to 2 comes twice
        ("Sat 20:00-01:30", 5 * 60 + 30),  # and is not begun again
        ("Sun 01:30-03:00", 2 * 60 + 30),
        ("Sun 01:00-01:30", 30),
        ("Sun 00:00-24:00", 25 * 60),
    ],
)
def test_when_clocks_go_back_a_shift_is_one_stretch(text: str, worked: int) -> None:
    on = minutes_on(text, NEW_YORK, at("2026-10-31T12:00", NEW_YORK))
    assert len(on) == worked
    assert on[-1] - on[0] == timedelta(minutes=worked - 1)
