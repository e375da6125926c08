"""Working hours as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.errors import BadHours
from bot.rules.hours import MOST_SHIFTS, Shift, parse, write


def shifts(days: range | list[int], start: int, end: int) -> tuple[Shift, ...]:
    return tuple(Shift(day, start * 60, end * 60) for day in days)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon-Fri 20:00-02:00", shifts(range(5), 20, 2)),
        ("mon to fri 20:00 to 02:00", shifts(range(5), 20, 2)),
        ("Monday – Friday: 20:00 – 02:00", shifts(range(5), 20, 2)),
        ("weekdays 20-2", shifts(range(5), 20, 2)),
        ("周一至周五 20:00-02:00", shifts(range(5), 20, 2)),
        ("星期一到五 20：00～02：00", shifts(range(5), 20, 2)),
        ("工作日 20点到次日2点", shifts(range(5), 20, 2)),
        ("Sat,Sun 10:00-24:00", shifts([5, 6], 10, 0)),
        ("Sat and Sun 1000-2400", shifts([5, 6], 10, 0)),
        ("周六、周日 10:00-24:00", shifts([5, 6], 10, 0)),
        ("周末 10点-24点", shifts([5, 6], 10, 0)),
        ("周六日 10:00-24:00", shifts([5, 6], 10, 0)),
        ("礼拜一三五 9-12", shifts([0, 2, 4], 9, 12)),
        ("Fri-Mon 9-12", shifts([0, 4, 5, 6], 9, 12)),
        ("every day 00:00-24:00", shifts(range(7), 0, 0)),
        ("每天 9-12", shifts(range(7), 9, 12)),
        ("Mon 9-12, 14-18", shifts([0], 9, 12) + shifts([0], 14, 18)),
        ("Mon 9-12, Tue 14-18", shifts([0], 9, 12) + shifts([1], 14, 18)),
        ("Mon 9-12\nTue 14-18;", shifts([0], 9, 12) + shifts([1], 14, 18)),
        ("周一9点半", None),
    ],
)
def test_people_write_their_hours_in_many_ways(text: str, expected: tuple[Shift, ...] | None) -> None:
    if expected is None:
        with pytest.raises(BadHours):
            parse(text)
    else:
        assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", ""),
        ("whenever", "whenever"),
        ("20:00-02:00", "20:00-02:00"),
        ("Mon-Fri 20:00-02:00; Funday 10-12", "funday 10-12"),
        ("Mon 25:00-26:00", "mon 25:00-26:00"),
        ("Mon 10:75-12:00", "mon 10:75-12:00"),
        ("Mon 10:00-10:00", "mon 10:00-10:00"),
        ("Mon 24:00-02:00", "mon 24:00-02:00"),
        ("Mon-Wed-Fri 10-12", "mon-wed-fri 10-12"),
        ("Mon 10-12 Tue", "mon 10-12 tue"),
        ("Mo 10-12", "mo 10-12"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, part: str) -> None:
    with pytest.raises(BadHours) as refusal:
        parse(text)
    assert str(refusal.value) == part


def test_there_is_an_end_to_how_finely_a_week_is_cut() -> None:
    with pytest.raises(BadHours):
        parse("daily " + ", ".join(f"{hour}-{hour + 1}" for hour in range(5)))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("weekdays 20-2; weekend 10-24", "Mon-Fri 20:00-02:00; Sat,Sun 10:00-24:00"),
        ("sun 9-12, mon 9-12", "Mon,Sun 09:00-12:00"),
        ("周一二三六 9-12", "Mon-Wed,Sat 09:00-12:00"),
    ],
)
def test_hours_are_written_back_the_way_people_say_them(text: str, written: str) -> None:
    assert write(parse(text)) == written


MINUTES = st.integers(0, 24 * 60 - 1)
SHIFTS = st.builds(Shift, st.integers(0, 6), MINUTES, MINUTES).filter(lambda s: s.start != s.end or s.end == 0)
WEEKS = st.sets(SHIFTS, min_size=1, max_size=MOST_SHIFTS).map(lambda week: tuple(sorted(week)))


@given(WEEKS)
def test_what_is_written_reads_back_and_fits_its_column(week: tuple[Shift, ...]) -> None:
    assert parse(write(week)) == week
    assert len(write(week)) <= 512


@given(st.text(alphabet="monfridaly周一至五日 0123456789:-~;,、到点", max_size=30))
def test_whatever_is_typed_is_hours_or_bad_hours(text: str) -> None:
    try:
        week = parse(text)
    except BadHours:
        return
    assert parse(write(week)) == week
