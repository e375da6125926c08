"""When somebody works: weekly hours in their own time zone, and the dates on which it is otherwise. Pure.

A shift begins and ends when the zone's clocks first show its times: an hour that daylight saving time repeats is not
worked twice, and a time that it skips means the moment of the switch. Minutes count from midnight; an end at or before
its start lies on the next day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Week:
    """Weekday (Monday is 0), start and end of each shift; `exceptions` replace all shifts that begin on their date."""

    zone: ZoneInfo
    shifts: tuple[tuple[int, int, int], ...]
    exceptions: Mapping[date, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def beginning_on(self, day: date) -> tuple[tuple[int, int], ...]:
        """Start and end, in minutes, of what begins on that date."""
        usual = tuple((start, end) for weekday, start, end in self.shifts if weekday == day.weekday())
        return self.exceptions.get(day, usual)


def moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """When the zone's clocks first show so many minutes after that day's midnight, or else the next time; in UTC."""
    wall = datetime.combine(day, time(), zone) + timedelta(minutes=minute)
    while wall.astimezone(UTC).astimezone(zone).time() != wall.time():
        wall += timedelta(minutes=1)
    return wall.astimezone(UTC)


def occurrences(week: Week, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """Start and end, in UTC, of every shift that begins on one of these dates, in order of the dates."""
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        for start, end in sorted(week.beginning_on(day)):
            until = moment(day, end if end > start else end + MINUTES_A_DAY, week.zone)
            began = moment(day, start, week.zone)
            if until > began:  # what lies inside a skipped hour is no shift
                yield began, until


def works_until(week: Week, now: datetime) -> datetime | None:
    """The end of the work that is going on, shifts that touch taken as one; None off shift. Looks four days ahead."""
    today = now.astimezone(week.zone).date()
    until: datetime | None = None
    for start, end in occurrences(week, today - timedelta(days=1), today + timedelta(days=4)):
        if start > (until or now):
            break
        if end > (until or now):
            until = end
    return until


def next_shift(week: Week, now: datetime) -> datetime | None:
    """When the next shift begins, within a week and a day; None if none does."""
    today = now.astimezone(week.zone).date()
    return min((start for start, _ in occurrences(week, today, today + timedelta(days=8)) if start > now), default=None)
