"""What is earned beside the share, when it is theirs, and what a refund takes: tables, and promises for all amounts."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.earnings import (
    Due,
    Open,
    PayRules,
    Talked,
    at_night,
    bonuses,
    draw,
    falls_due,
    hold,
    next_cut_off,
)
from bot.rules.errors import BadAmount
from bot.rules.money_text import minor_units, plain
from models.kinds import EarningKind

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
RULES = PayRules()
AMOUNT = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("moment", "night"),
    [("22:59", False), ("23:00", True), ("00:00", True), ("05:59", True), ("06:00", False), ("12:00", False)],
)
def test_the_night_is_by_the_shops_clock(moment: str, night: bool) -> None:
    hour, minute = map(int, moment.split(":"))
    told = datetime(2026, 11, 2, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)
    assert at_night(told, SHANGHAI, RULES) is night
    assert not at_night(told, SHANGHAI, PayRules(night_from=3, night_to=3))


def test_bonuses_stop_where_the_worth_of_the_talk_does() -> None:
    told = Talked(charged=2000, room=800, extended=1000, came_back=True, at_night=True)
    assert bonuses(told, RULES) == (
        (EarningKind.EXTENSION, 50), (EarningKind.DESIGNATED, 100), (EarningKind.NIGHT, 100),
    )  # fmt: skip
    tight = Talked(charged=2000, room=120, extended=1000, came_back=True, at_night=True)
    assert bonuses(tight, RULES) == ((EarningKind.EXTENSION, 50), (EarningKind.DESIGNATED, 70))
    assert bonuses(Talked(charged=2000, room=800), RULES) == ()


@given(AMOUNT, AMOUNT, AMOUNT, st.booleans(), st.booleans())
def test_no_bonus_is_zero_and_all_fit_the_room(charged: int, room: int, extended: int, back: bool, night: bool) -> None:
    given_ = bonuses(Talked(charged, room, extended, back, night), RULES)
    assert all(amount > 0 for _, amount in given_)
    assert sum(amount for _, amount in given_) <= room


@pytest.mark.parametrize(
    ("finished", "days", "trial", "hours"),
    [(0, 1, False, 72), (9, 13, False, 72), (10, 1, False, 24), (0, 14, False, 24), (50, 99, True, 72)],
)
def test_somebody_new_and_a_trial_wait_longer(finished: int, days: int, trial: bool, hours: int) -> None:
    assert hold(finished, timedelta(days=days), trial=trial, rules=RULES) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("now", "zone", "cut_off"),
    [
        ("2026-11-08T15:59:59", SHANGHAI, "2026-11-08T16:00:00"),  # a second before Monday
        ("2026-11-08T16:00:00", SHANGHAI, "2026-11-15T16:00:00"),
        ("2026-10-23T10:00:00", BERLIN, "2026-10-25T23:00:00"),  # the clocks go back on that Sunday
        ("2026-03-27T10:00:00", BERLIN, "2026-03-29T22:00:00"),  # and forward on this one
        ("2026-12-31T23:59:00", SHANGHAI, "2027-01-03T16:00:00"),
    ],
)
def test_the_week_ends_on_monday_by_the_shops_clock(now: str, zone: ZoneInfo, cut_off: str) -> None:
    found = next_cut_off(datetime.fromisoformat(now).replace(tzinfo=UTC), zone)
    assert found.astimezone(UTC) == datetime.fromisoformat(cut_off).replace(tzinfo=UTC)


@given(AMOUNT, st.lists(AMOUNT, max_size=6), AMOUNT)
def test_a_refund_takes_pending_first_then_available_and_never_more_than_there_is(
    amount: int, pending: list[int], available: int
) -> None:
    drawn = draw(amount, [Open(i, left) for i, left in enumerate(pending)], available)
    taken = dict(drawn.pending)
    assert sum(taken.values()) + drawn.available + drawn.short == amount
    assert all(0 < part <= pending[i] for i, part in taken.items())
    assert 0 <= drawn.available <= available
    if drawn.available:
        assert sum(taken.values()) == sum(pending)
    if drawn.short:
        assert drawn.available == available


@pytest.mark.parametrize(
    ("had", "has", "spared", "penalties", "due"),
    [
        (1200, 0, 0, 0, Due(taken=1200)),
        (1200, 600, 0, 0, Due(taken=600)),
        (1200, 0, 0, 500, Due(taken=700, spared=500)),  # the penalty took 5, so a full refund finds 7
        (1200, 600, 0, 500, Due(taken=600)),  # there is enough beside the penalty
        (600, 0, 0, 500, Due(taken=100, spared=500)),
        (500, 0, 0, 500, Due(spared=500)),
        (0, 0, 500, 0, Due(taken=500, spared=-500)),  # the penalty was given back
        (0, 0, 500, 200, Due(taken=300, spared=-300)),  # one of two was
        (0, 1200, 500, 500, Due(more=700, spared=-500)),  # it all was a mistake: what was spared was never taken
        (0, 300, 500, 500, Due(spared=-300)),
        (1200, 1200, 0, 500, Due()),
        (600, 1200, 0, 0, Due(more=600)),
    ],
)
def test_what_a_penalty_took_no_refund_takes_again(had: int, has: int, spared: int, penalties: int, due: Due) -> None:
    assert falls_due(had, has, spared=spared, penalties=penalties) == due


MOVES = st.lists(st.tuples(st.sampled_from(["refund", "penalty", "appeal"]), st.integers(0, 100)), max_size=12)


@given(st.integers(0, 1000), MOVES)
def test_penalties_and_refunds_never_take_more_than_was_earned(earned: int, moves: list[tuple[str, int]]) -> None:
    has, lines, spared, penalties = earned, earned, 0, list[int]()
    for what, percent in moves:
        before = has
        if what == "penalty":
            penalties.append(max(0, has - sum(penalties)) * percent // 100)
        elif what == "appeal" and penalties:
            penalties.pop(percent % len(penalties))
        elif what == "refund":
            has = earned * percent // 100
        due = falls_due(before, has, spared=spared, penalties=sum(penalties))
        lines, spared = lines + due.more - due.taken, spared + due.spared
        assert lines >= sum(penalties), "more was taken than earned"
        assert lines == has + spared
        assert 0 <= spared <= sum(penalties)


def test_nothing_negative_is_drawn() -> None:
    for wrong in ((-1, [], 0), (1, [Open(1, -1)], 0), (1, [], -1)):
        with pytest.raises(BadAmount):
            draw(*wrong)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("5", "CNY", 500),
        ("5.5", "CNY", 550),
        ("5,5", "CNY", 550),
        ("0.01", "CNY", 1),
        ("¥12.30", "CNY", 1230),
        ("７元", "CNY", 700),
        ("9", "XTR", 9),
        ("20 元", "CNY", 2000),
        ("$20", "USD", 2000),
        ("1.234", "KWD", 1234),
        ("12", "XPF", 12),
    ],
)
def test_amounts_as_people_write_them(text: str, currency: str, amount: int) -> None:
    assert minor_units(text, currency) == amount
    assert minor_units(plain(amount, currency), currency) == amount


FOREIGN = ["$5", "5 USD", "€5", "五"]


GROUPED = ["1,234", "1,2,3", "1,234.50", "1.234"]


@pytest.mark.parametrize("text", ["", "0", "0.00", "-1", "+1", "1e3", "nan", "٣", "9" * 11, *GROUPED, *FOREIGN])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadAmount):
        minor_units(text, "CNY")
    with pytest.raises(BadAmount):
        minor_units("1.5", "XTR")
