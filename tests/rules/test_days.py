"""Days off and breaks as people write them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.breaks import LONGEST_MIN, minutes
from bot.rules.days import FARTHEST, LONGEST, each, merged, parse
from bot.rules.errors import BadBreak, BadDay, PastDay

TODAY = date(2026, 11, 25)
EVE = (date(2026, 12, 24), date(2026, 12, 24))
HOLIDAYS = (date(2026, 12, 24), date(2026, 12, 27))
TURN = (date(2026, 12, 30), date(2027, 1, 2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-24", EVE),
        ("2026/12/24", EVE),
        ("24 Dec", EVE),
        ("24 Dec 2026", EVE),
        ("24th of December", EVE),
        ("Dec 24", EVE),
        ("December 24, 2026", EVE),
        ("12月24日", EVE),
        ("12月24号", EVE),
        ("2026年12月24日", EVE),
        ("１２月２４日", EVE),
        ("24 Dec - 27 Dec", HOLIDAYS),
        ("24 dec-27 dec", HOLIDAYS),
        ("24 Dec to 27 Dec 2026", HOLIDAYS),
        ("24-27 Dec", HOLIDAYS),
        ("Dec 24 – 27", HOLIDAYS),
        ("2026-12-24 - 2026-12-27", HOLIDAYS),
        ("2026-12-24 to 27", HOLIDAYS),
        ("2026-12-24-2026-12-27", HOLIDAYS),
        ("12月24日至27日", HOLIDAYS),
        ("12月24日到12月27日", HOLIDAYS),
        ("12月24-27日", HOLIDAYS),
        ("12月24日～27日", HOLIDAYS),
        ("30 Dec - 2 Jan", TURN),
        ("30 Dec - 2 Jan 2027", TURN),
        ("12月30日至1月2日", TURN),
        ("today", (TODAY, TODAY)),
        ("今天", (TODAY, TODAY)),
        ("Tomorrow", (date(2026, 11, 26), date(2026, 11, 26))),
        ("明天", (date(2026, 11, 26), date(2026, 11, 26))),
        ("后天", (date(2026, 11, 27), date(2026, 11, 27))),
        ("明天到27日", (date(2026, 11, 26), date(2026, 11, 27))),
        ("today - 1 Dec", (TODAY, date(2026, 12, 1))),
        ("20 Nov - 27 Nov", (TODAY, date(2026, 11, 27))),  # what is over of it is over
        ("3 Sept", (date(2027, 9, 3), date(2027, 9, 3))),  # the next one
        ("25 Nov", (TODAY, TODAY)),
    ],
)
def test_people_write_days_in_many_ways(text: str, expected: tuple[date, date]) -> None:
    assert parse(text, TODAY) == expected


@pytest.mark.parametrize("text", ["2026-11-24", "24 Nov", "11月24日", "1 Oct", "20 Nov - 24 Nov", "2025-12-24"])
def test_a_day_that_is_over_is_told_from_one_that_cannot_be_read(text: str) -> None:
    with pytest.raises(PastDay) as refusal:
        parse(text, TODAY)
    assert str(refusal.value) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "Christmas",
        "30 Feb",
        "2026-13-01",
        "2026-02-29",
        "24.12.",
        "12-24",
        "24/12",
        "27 Dec - 24 Dec",
        "24 Dec -",
        "24 Xmas",
        "0月0日",
        "2029-01-01",
        "2026-12-01 - 2027-12-24",
        "9999-12-31",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadDay) as refusal:
        parse(text, TODAY)
    assert not isinstance(refusal.value, PastDay)


@given(st.text(alphabet="今明后天年月日号至到 0123456789-–~decjanfboturmw.,", max_size=24))
def test_whatever_is_typed_is_days_ahead_or_a_bad_day(text: str) -> None:
    try:
        first, last = parse(text, TODAY)
    except BadDay:
        return
    assert TODAY <= first <= last <= TODAY + FARTHEST
    assert last - first < LONGEST


DAYS = st.dates(TODAY, TODAY + timedelta(days=700))


@given(DAYS, st.integers(0, 300))
def test_a_span_written_in_full_reads_back(first: date, more: int) -> None:
    last = min(first + timedelta(days=more), TODAY + FARTHEST)
    assert parse(f"{first} - {last}", TODAY) == (first, last)
    spoken = f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"
    assert parse(spoken, TODAY) == (first, last)


@given(DAYS)
def test_a_day_without_a_year_is_the_next_of_that_name(day: date) -> None:
    found, _ = parse(f"{day.day} {day:%b}", day - timedelta(days=3))
    assert found == day


@given(st.lists(st.tuples(st.dates(TODAY, TODAY + timedelta(days=40)), st.integers(0, 9))))
def test_spans_that_touch_become_one_and_no_date_is_lost(drawn: list[tuple[date, int]]) -> None:
    spans = [(first, first + timedelta(days=more)) for first, more in drawn]
    one = merged(spans)
    assert {day for span in one for day in each(*span)} == {day for span in spans for day in each(*span)}
    assert all(after[0] - before[1] > timedelta(days=1) for before, after in pairwise(one))


@pytest.mark.parametrize(
    ("text", "length"),
    [("15", 15), ("15 min", 15), ("15min", 15), ("１５分钟", 15), (" 240 ", 240), ("1 minute", 1), ("30 分", 30)],
)
def test_a_break_is_minutes(text: str, length: int) -> None:
    assert minutes(text) == length


@pytest.mark.parametrize("text", ["0", "241", "-5", "1.5", "soon", "", "99999", "15 hours", "五"])
def test_anything_else_is_no_break(text: str) -> None:
    with pytest.raises(BadBreak):
        minutes(text)


@given(st.integers(-10, 5000))
def test_a_break_has_bounds(length: int) -> None:
    try:
        assert minutes(str(length)) == length
    except BadBreak:
        assert not 1 <= length <= LONGEST_MIN
    else:
        assert 1 <= length <= LONGEST_MIN
