"""Days as people write them: `2026-12-24`, `24 Dec - 27 Dec`, `24-27 Dec`, `tomorrow`, `12月24日至27日`, `明天`.

A day without a year is the next one of that name; one that was over within the last two months is taken to be a slip,
not next year's.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.errors import BadDay, PastDay

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONG_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
               "november", "december")  # fmt: skip
NEAR = {"today": 0, "今天": 0, "今日": 0, "tomorrow": 1, "明天": 1, "明日": 1, "后天": 2}
FARTHEST = timedelta(days=731)
LONGEST = timedelta(days=366)
A_SLIP = timedelta(days=60)

MONTH = r"(?P<name>[a-z]{3,9})\.?"
TH = r"(?:st|nd|rd|th)?"
DATES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        rf"(?P<day>\d{{1,2}}){TH}(?: of)? {MONTH}(?:,? (?P<year>\d{{4}}))?",
        rf"{MONTH} (?P<day>\d{{1,2}}){TH}(?:,? (?P<year>\d{{4}}))?",
        r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?",
    )
)
BARE = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th|日|号)?", re.ASCII)
TO = re.compile(r" ?[-–—~到至] ?| (?:to|until) ")
"""Where a first day may end and a last one begin; both have to be days for it to be so."""

Fields = tuple[int | None, int, int]
"""Year, month, day."""


def parse(text: str, today: date) -> tuple[date, date]:
    """The first and the last of the days named. Raises BadDay, or PastDay where the last of them is over."""
    plain = " ".join(unicodedata.normalize("NFKC", text).strip().lower().split())
    if (one := read(plain, today)) is not None:
        return checked(one, one, today, text)
    for split in TO.finditer(plain):
        left, right = plain[: split.start()], plain[split.end() :]
        ends = both(left, right, today)
        if ends is not None:
            return checked(*ends, today, text)
    raise BadDay(text[:40])


def end_of(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The last moment of a day written as 2027-01-31, there. Raises BadDay, or PastDay where it is over."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
        end = datetime.combine(day, time.max, zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadDay(text[:40]) from None
    if end <= now:
        raise PastDay(text[:40])
    return end


def both(left: str, right: str, today: date) -> tuple[date, date] | None:
    """`24 dec` and `27 dec`; or `24` and `27 dec`, `12月24日` and `27日`, of one month."""
    first_fields, last_fields = fields(left, today), fields(right, today)
    if first_fields is None and last_fields is not None and (bare := BARE.fullmatch(left)):
        first_fields = (last_fields[0], last_fields[1], int(bare["day"]))
    if last_fields is None and first_fields is not None and (bare := BARE.fullmatch(right)):
        last_fields = (first_fields[0], first_fields[1], int(bare["day"]))
    if first_fields is None or last_fields is None:
        return None
    if first_fields[0] is None and last_fields[0] is not None:  # a year said once, at the end, is of both
        first_fields = (last_fields[0] - (first_fields[1:] > last_fields[1:]), *first_fields[1:])
    first = placed(first_fields, today)
    last = placed(last_fields, first) if first is not None else None
    return (first, last) if first is not None and last is not None else None


def read(plain: str, today: date) -> date | None:
    found = fields(plain, today)
    return placed(found, today) if found is not None else None


def fields(plain: str, today: date) -> Fields | None:
    if plain in NEAR:
        day = today + timedelta(days=NEAR[plain])
        return day.year, day.month, day.day
    for pattern in DATES:
        if found := pattern.fullmatch(plain):
            named = found.groupdict()
            month = month_of(named["name"]) if named.get("name") else int(named["month"])
            return (int(named["year"]) if named["year"] else None, month, int(named["day"]))
    return None


def month_of(name: str) -> int:
    """1 to 12, or 0, which no date has."""
    return next((n for n, month in enumerate(LONG_MONTHS, 1) if month.startswith(name) and len(name) >= 3), 0) or (
        9 if name == "sept" else 0
    )


def placed(found: Fields, today: date) -> date | None:
    """As a date; without a year, the one that lies closest ahead, or just behind."""
    year, month, day = found
    years: Iterable[int] = (today.year - 1, *range(today.year, today.year + 9)) if year is None else (year,)
    for tried in years:
        try:
            made = date(tried, month, day)
        except ValueError:
            continue
        if year is not None or made >= today - A_SLIP:
            return made
    return None


def checked(first: date, last: date, today: date, text: str) -> tuple[date, date]:
    if last < today:
        raise PastDay(text[:40])
    if last < first or last - first >= LONGEST or last - today > FARTHEST:
        raise BadDay(text[:40])
    return max(first, today), last


def each(first: date, last: date) -> Iterator[date]:
    """Every date from the first to the last."""
    return (first + timedelta(days=step) for step in range((last - first).days + 1))


def merged(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The same dates in as few spans as will do, in order."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
