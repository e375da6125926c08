"""Months as people write them, by the shop's clock."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


class BadMonth(ValueError):  # noqa: N818 (named by what was written, as the errors of the rules are)
    """Not a month, or one that is not here yet; the text says so."""


@dataclass(frozen=True)
class Period:
    """From `first` until before `end`, days of the shop's calendar."""

    first: date
    end: date
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        return start_of(self.first, self.zone)

    @property
    def until(self) -> datetime:
        return start_of(self.end, self.zone)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def told(self, moment: datetime | None) -> str:
        """A moment by the shop's clock, for a table; nothing for none."""
        return moment.astimezone(self.zone).isoformat(sep=" ", timespec="seconds") if moment else ""


def start_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def month_of(text: str, now: datetime, zone: ZoneInfo) -> Period:
    """The month in `2026-11`. Raises BadMonth."""
    found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", text)
    if found is None:
        raise BadMonth(f"{text[:20]!r} is no month. Write it like 2026-11.")
    year, month = int(found[1]), int(found[2])
    first = date(year, month, 1)
    if first > now.astimezone(zone).date():
        raise BadMonth(f"{text} has not begun yet.")
    return Period(first, date(year + month // 12, month % 12 + 1, 1), zone)


def year_of(text: str, now: datetime, zone: ZoneInfo) -> Period:
    """The year in `2026`. Raises BadMonth."""
    if re.fullmatch(r"20[0-9]{2}", text) is None:
        raise BadMonth(f"{text[:20]!r} is no year. Write it like 2026.")
    first = date(int(text), 1, 1)
    if first > now.astimezone(zone).date():
        raise BadMonth(f"{text} has not begun yet.")
    return Period(first, date(first.year + 1, 1, 1), zone)
