"""Words, money, durations and dates in the reader's language: gettext catalogues and Babel, no global state."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_currency, get_currency_precision

from bot.desk.notices import Words
from bot.rules.aliases import wording
from bot.rules.hours import CHINESE_DAYS, DAYS
from models.kinds import Language

LOCALES = {Language.EN: "en", Language.ZH: "zh_Hans_CN"}
UTC_ZONE = ZoneInfo("UTC")
CATALOGUES = Path(__file__).parents[2] / "locale"


@cache
def catalogue(language: Language) -> Catalog:
    """The catalogue of a language; English is the source and needs none."""
    with (CATALOGUES / language / "LC_MESSAGES" / "earshot.po").open("rb") as file:
        return read_po(file, locale=language)


class Tongue:
    """One language and one time zone. `t("Hello {name}", name=…)` finds the sentence and escapes what people wrote."""

    def __init__(self, language: Language, zone: ZoneInfo) -> None:
        self.language, self.zone = Language(language), zone

    def __call__(self, sentence: str, /, **data: Any) -> str:
        return self._find(sentence).format(**{name: shown(value) for name, value in data.items()})

    def plural(self, one: str, many: str, n: int, **data: Any) -> str:
        """The form for `n`, which may stand in the sentence as {n}."""
        if self.language is Language.EN:
            return (one if n == 1 else many).format(n=n, **{name: shown(value) for name, value in data.items()})
        found = catalogue(self.language).get(one)
        form = found.string[0] if found is not None and found.string else many
        return str(form).format(n=n, **{name: shown(value) for name, value in data.items()})

    def _find(self, sentence: str) -> str:
        if self.language is Language.EN:
            return sentence
        found = catalogue(self.language).get(sentence)
        return str(found.string) if found is not None and found.string else sentence

    def words(self, words: Words) -> str:
        return escape(words.zh if self.language is Language.ZH else words.en)

    def alias(self, key: str) -> str:
        return escape(wording(key, self.language))

    def money(self, minor: int, currency: str) -> str:
        places = get_currency_precision(currency)
        amount = Decimal(minor).scaleb(-places)
        whole = amount == amount.to_integral_value()
        pattern = "¤#,##0" if whole else None
        return format_currency(amount, currency, pattern, locale=LOCALES[self.language], currency_digits=not whole)

    def duration(self, seconds: int) -> str:
        """`24 min 10 s`, `25 min`, `40 s`."""
        minutes, rest = divmod(max(0, seconds), 60)
        if minutes and rest:
            return self("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
        if minutes or not rest:
            return self("{minutes} min", minutes=minutes)
        return self("{seconds} s", seconds=rest)

    def minutes_up(self, seconds: int) -> str:
        """Whole minutes, the running one included, for a card that is not rewritten every second."""
        return self("{minutes} min", minutes=-(-max(0, seconds) // 60))

    def time(self, moment: datetime) -> str:
        """`20:05`"""
        return self._date("Hm", moment)

    def second(self, moment: datetime) -> str:
        """`20:05:09`"""
        return self._date("Hms", moment)

    def day_time(self, moment: datetime) -> str:
        """`Nov 23 20:05`, `11月23日 20:05`"""
        return f"{self._date('MMMd', moment)} {self.time(moment)}"

    def day(self, moment: datetime) -> str:
        """`Mon, Nov 23`, `11月23日周一`"""
        return self._date("MMMEd", moment)

    def dates(self, first: date, last: date) -> str:
        """`Dec 24, 2026`, `Dec 24, 2026 – Dec 27, 2026`, `2026年12月24日`; by the calendar, whatever the zone."""
        named = [format_skeleton("yMMMd", day, locale=LOCALES[self.language]) for day in (first, last)]
        return " – ".join(named if first != last else named[:1])

    def _date(self, skeleton: str, moment: datetime) -> str:
        return format_skeleton(skeleton, moment.astimezone(self.zone), locale=LOCALES[self.language])

    def listing(self, parts: Iterable[str]) -> str:
        """`a, b, c`, `甲、乙、丙`"""
        return (", " if self.language is Language.EN else "、").join(parts)

    def hours(self, shifts: str) -> str:
        """Weekly hours as `bot.rules.hours` writes them, in the reader's names of the days; it reads them back."""
        if self.language is Language.EN:
            return shifts
        for day, chinese in zip(DAYS, CHINESE_DAYS, strict=True):
            shifts = shifts.replace(day, f"周{chinese}")
        return shifts.replace(",", "、").replace("; ", "；")


class Html(str):
    """A piece that is HTML already and is not escaped again."""

    __slots__ = ()


def shown(value: Any) -> Any:
    return escape(value) if isinstance(value, str) and not isinstance(value, Html) else value
