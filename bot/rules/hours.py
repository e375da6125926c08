"""Weekly working hours, as people write them, in their own time zone.

`Mon-Fri 20:00-02:00; Sat,Sun 10:00-24:00`, or in Chinese `周一至周五 20:00-02:00`. A shift that ends at or before its
start goes on into the next day. Wall times follow the zone, so both switches of daylight saving time come out right.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.errors import BadHours

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CHINESE_DAYS = "一二三四五六日"
DAILY = {"daily", "everyday", "每天", "天天"}
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, order=True)
class Shift:
    """From `start` to `end`, minutes after midnight of that weekday (Monday is 0); an end <= start is next day."""

    weekday: int
    start: int
    end: int


def parse(text: str) -> tuple[Shift, ...]:
    """The shifts that the text names, in order. Raises BadHours naming the part that cannot be read."""
    plain = unicodedata.normalize("NFKC", text).strip()
    shifts = [shift for part in re.split(r"[;\n]+", plain) if part.strip() for shift in parse_part(part.strip())]
    if not shifts:
        raise BadHours(text[:40])
    return tuple(sorted(set(shifts)))


def parse_part(part: str) -> list[Shift]:
    match = re.fullmatch(r"(.+?)\s*(\d{1,2}):?(\d{2})?\s*(?:-|–|~|到|至)\s*(\d{1,2}):?(\d{2})?", part)
    if match is None:
        raise BadHours(part[:40])
    days, *times = match.groups()
    start, end = minute_of(times[0], times[1], part), minute_of(times[2], times[3], part)
    if start in {MINUTES_A_DAY, end}:
        raise BadHours(part[:40])
    return [Shift(day, start, end % MINUTES_A_DAY) for day in days_of(days.strip(), part)]


def minute_of(hour: str, minute: str | None, part: str) -> int:
    total = int(hour) * 60 + int(minute or 0)
    if total > MINUTES_A_DAY or int(minute or 0) > 59:
        raise BadHours(part[:40])
    return total


def days_of(text: str, part: str) -> list[int]:
    if text.lower().replace(" ", "") in DAILY:
        return list(range(7))
    days: list[int] = []
    for piece in re.split(r"[,、和&]+", text.replace("星期", "周").replace("礼拜", "周")):
        ends = [day_of(name, part) for name in re.split(r"\s*(?:-|–|~|到|至)\s*", piece.strip())]
        if len(ends) > 2:
            raise BadHours(part[:40])
        span = (ends[-1] - ends[0]) % 7
        days += [(ends[0] + step) % 7 for step in range(span + 1)]
    return days


def day_of(name: str, part: str) -> int:
    name = name.strip()
    chinese = name.removeprefix("周").replace("天", "日")
    if chinese and chinese in CHINESE_DAYS and len(chinese) == 1:
        return CHINESE_DAYS.index(chinese)
    for number, day in enumerate(DAYS):
        if len(name) >= 3 and ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][
            number
        ].lower().startswith(name.lower().rstrip(".")):
            return DAYS.index(day)
    raise BadHours(part[:40])


def write(shifts: tuple[Shift, ...]) -> str:
    """The shifts as text that `parse` reads back."""
    times: dict[tuple[int, int], list[str]] = {}
    for shift in sorted(shifts):
        times.setdefault((shift.start, shift.end), []).append(DAYS[shift.weekday])
    return "; ".join(
        f"{','.join(days)} {clock(start)}-{clock(end or MINUTES_A_DAY)}" for (start, end), days in times.items()
    )


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def on_shift(shifts: tuple[Shift, ...], zone: ZoneInfo, now: datetime) -> bool:
    """Whether `now` lies in a shift; one that began yesterday may still run."""
    local = now.astimezone(zone)
    for back in (0, 1):
        day = local.date() - timedelta(days=back)
        for shift in shifts:
            if shift.weekday != day.weekday():
                continue
            midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
            start = midnight + timedelta(minutes=shift.start)
            length_to = shift.end if shift.end > shift.start else shift.end + MINUTES_A_DAY
            if start <= local < midnight + timedelta(minutes=length_to):
                return True
    return False
