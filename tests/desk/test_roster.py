"""Hours, days off, zones and both switches of the clocks, as the desk hands them to the router."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import roster
from models.rep import DayOff, Rep

NIGHTS = "daily 22:00-04:00"


def rep(hours: str, zone: str) -> Rep:
    return Rep(id=1, hours=hours, time_zone=zone)


def off(*spans: tuple[str, str]) -> list[DayOff]:
    return [DayOff(rep_id=1, first=date.fromisoformat(a), last=date.fromisoformat(b)) for a, b in spans]


def local(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "free", "now", "left_h"),
    [
        ("", "Asia/Shanghai", [], "2026-11-02T20:00", None),  # as long as they like
        ("", "Asia/Shanghai", [("2026-11-02", "2026-11-02")], "2026-11-02T20:00", 0),
        ("", "Asia/Shanghai", [("2026-11-03", "2026-11-03")], "2026-11-02T20:00", 4),  # until midnight
        ("", "Asia/Shanghai", [("2026-10-01", "2026-12-01")], "2026-11-02T20:00", 0),
        ("", "Asia/Shanghai", [("2026-12-01", "2026-12-09")], "2026-11-02T20:00", None),  # far ahead
        (NIGHTS, "Europe/Berlin", [], "2026-11-02T21:00", 0),
        (NIGHTS, "Europe/Berlin", [], "2026-11-02T23:00", 5),
        (NIGHTS, "Europe/Berlin", [("2026-11-03", "2026-11-03")], "2026-11-03T03:00", 1),  # the eve's shift
        (NIGHTS, "Europe/Berlin", [("2026-11-03", "2026-11-03")], "2026-11-03T23:00", 0),
        (NIGHTS, "Europe/Berlin", [("2026-11-03", "2026-11-03")], "2026-11-04T03:00", 0),
        (NIGHTS, "Europe/Berlin", [], "2026-03-28T22:00", 5),  # an hour is skipped
        (NIGHTS, "Europe/Berlin", [], "2026-10-24T22:00", 7),  # an hour comes twice
        ("", "Europe/Berlin", [("2026-03-30", "2026-03-30")], "2026-03-29T00:00", 23),  # that day has no more
        ("", "Europe/Berlin", [("2026-10-26", "2026-10-26")], "2026-10-25T00:00", 25),
        ("", "Pacific/Kiritimati", [("2026-11-04", "2026-11-04")], "2026-11-03T12:00", 12),  # 14 hours ahead
        ("", "Pacific/Pago_Pago", [("2026-11-02", "2026-11-02")], "2026-11-02T23:00", 0),  # 11 behind
    ],
)
def test_how_long_they_are_there(
    hours: str, zone: str, free: list[tuple[str, str]], now: str, left_h: int | None
) -> None:
    on, left_s = roster.shift_of(rep(hours, zone), off(*free), local(zone, now))
    if left_h is None:
        assert (on, left_s) == (True, None)
    else:
        assert (on, left_s) == (left_h > 0, left_h * 3600)


ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati"])


@given(ZONES, st.datetimes(datetime(2026, 1, 2), datetime(2026, 12, 30)), st.integers(-3, 3), st.integers(0, 4))  # noqa: DTZ001 (made UTC below)
def test_who_works_any_time_is_away_on_just_their_days_off(
    zone: str, moment: datetime, begins_in: int, more: int
) -> None:
    now = moment.replace(tzinfo=UTC)
    today = now.astimezone(ZoneInfo(zone)).date()
    first = today + timedelta(days=begins_in)
    free = [DayOff(rep_id=1, first=first, last=first + timedelta(days=more))]
    on, left_s = roster.shift_of(rep("", zone), free, now)
    assert on is not (first <= today <= first + timedelta(days=more))
    if on and begins_in > 0:
        assert left_s is not None
        ends = now + timedelta(seconds=left_s + 1)
        assert ends.astimezone(ZoneInfo(zone)).date() == first
