"""Weekly working hours, as people write them.

`Mon-Fri 20:00-02:00; Sat,Sun 10:00-12:00, 14:00-24:00`, or in Chinese `周一至周五 20:00-02:00`. A shift that ends at
or before its start goes on into the next day. When that is, `routing.shifts` says.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from bot.rules.errors import BadHours

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CHINESE_DAYS = "一二三四五六日"
GROUPS = {
    **dict.fromkeys(("daily", "everyday", "每天", "每日", "天天"), tuple(range(7))),
    **dict.fromkeys(("weekday", "weekdays", "工作日"), tuple(range(5))),
    **dict.fromkeys(("weekend", "weekends", "周末"), (5, 6)),
}
MINUTES_A_DAY = 24 * 60
MOST_SHIFTS = 28  # four a day; written out they always fit the column that keeps them

TO = r"\s*(?:-|–|—|~|到|至|\bto\b)\s*"
CLOCK_TIME = r"(\d{1,2})(?:[:点时]?([0-5]\d)|[点时])?"
TIMES = re.compile(rf"(?<!\d){CLOCK_TIME}{TO}(?:次日|第二天)?{CLOCK_TIME}(?!\d)")
BETWEEN = r"(?:[,、和&\s]|\band\b)+"


class Shift(NamedTuple):
    """From `start` to `end`, minutes after midnight of that weekday (Monday is 0); an end <= start is next day."""

    weekday: int
    start: int
    end: int


@lru_cache(maxsize=1024)
def parse(text: str) -> tuple[Shift, ...]:
    """The shifts that the text names, in order. Raises BadHours naming the part that cannot be read."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    shifts = {shift for part in re.split(r"[;\n]+", plain) if part.strip() for shift in parse_part(part.strip())}
    if not 0 < len(shifts) <= MOST_SHIFTS:
        raise BadHours(text[:40])
    return tuple(sorted(shifts))


def parse_part(part: str) -> list[Shift]:
    """Days and their times; further times without days of their own belong to the days before them."""
    days: list[int] = []
    shifts: list[Shift] = []
    at = 0
    for match in TIMES.finditer(part):
        named = part[at : match.start()].strip(" ,、:")
        days, at = days_of(named, part) if named else days, match.end()
        start, end = minute_of(match[1], match[2], part), minute_of(match[3], match[4], part)
        if not days or start in {MINUTES_A_DAY, end}:
            raise BadHours(part[:40])
        shifts += [Shift(day, start, end % MINUTES_A_DAY) for day in days]
    if not shifts or part[at:].strip(" ,、."):
        raise BadHours(part[:40])
    return shifts


def minute_of(hour: str, minute: str | None, part: str) -> int:
    total = int(hour) * 60 + int(minute or 0)
    if total > MINUTES_A_DAY:
        raise BadHours(part[:40])
    return total


def days_of(text: str, part: str) -> list[int]:
    plain = re.sub("星期|礼拜|週", "周", text.replace("every day", "daily"))
    days: list[int] = []
    for word in re.split(BETWEEN, re.sub(TO, "-", plain)):
        if word in GROUPS:
            days += GROUPS[word]
        elif re.fullmatch(f"周[{CHINESE_DAYS}天]{{2,}}", word):
            days += [day_of(name, part) for name in word[1:]]
        else:
            days += days_between(word.split("-"), part)
    return days


def days_between(names: list[str], part: str) -> list[int]:
    """One day, or all from the first to the last, over the end of the week where need be."""
    ends = [day_of(name, part) for name in names]
    if len(ends) > 2:
        raise BadHours(part[:40])
    return [(ends[0] + step) % 7 for step in range((ends[-1] - ends[0]) % 7 + 1)]


def day_of(name: str, part: str) -> int:
    chinese = name.removeprefix("周").replace("天", "日")
    if len(chinese) == 1 and chinese in CHINESE_DAYS:
        return CHINESE_DAYS.index(chinese)
    english = name.rstrip(".")
    for number, day in enumerate(LONG_DAYS):
        if len(english) >= 3 and day.startswith(english):
            return number
    raise BadHours(part[:40])


def write(shifts: tuple[Shift, ...]) -> str:
    """The shifts as text that `parse` reads back: `Mon-Fri 20:00-02:00; Sat,Sun 10:00-24:00`."""
    days: dict[tuple[int, int], list[int]] = {}
    for shift in sorted(set(shifts)):
        days.setdefault((shift.start, shift.end), []).append(shift.weekday)
    return "; ".join(
        f"{write_days(numbers)} {clock(start)}-{clock(end or MINUTES_A_DAY)}" for (start, end), numbers in days.items()
    )


def write_days(numbers: list[int]) -> str:
    """Weekdays in order; three or more in a row as first and last."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(
        f"{DAYS[run[0]]}-{DAYS[run[-1]]}" if len(run) > 2 else ",".join(DAYS[day] for day in run) for run in runs
    )


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
