"""The clock and the money of a run: what a restart may not do to them is found."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.meter import Meter, Span
from chaos.books import Account, judge_bills
from chaos.verdict import Verdict
from models.kinds import SpanKind

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
LIVE, PAUSED = SpanKind.LIVE, SpanKind.PAUSED


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def account(*spans: Span, bought_s: int = 86_400, unbalanced: tuple[str, ...] = ()) -> Account:
    return Account("L00000", 1, Meter(bought_s, spans), unbalanced)


ONE = (Span(LIVE, at(0)),)
PAUSED_ONCE = (Span(LIVE, at(0), at(2)), Span(PAUSED, at(2), at(3)), Span(LIVE, at(3)))


def wrong(now: Account, *before: Account, pauses: int = 0) -> int:
    verdict = Verdict()
    judge_bills(verdict, [[then] for then in before], [now], at(10), {"L00000": pauses})
    return verdict.billed_but_not_passed


def test_a_clock_that_only_went_on_is_clean() -> None:
    assert wrong(account(*ONE), account(*ONE)) == 0
    assert wrong(account(*PAUSED_ONCE), account(*ONE), account(*PAUSED_ONCE[:2]), pauses=1) == 0


@pytest.mark.parametrize(
    "now",
    [
        account(Span(LIVE, at(0), at(5)), Span(LIVE, at(1))),
        account(Span(LIVE, at(0), at(1)), Span(LIVE, at(4))),
        account(Span(LIVE, at(0)), Span(LIVE, at(1))),
        account(),
        account(*ONE, unbalanced=("order:L00000:paid sums to 1",)),
    ],
    ids=["counted twice", "a hole", "two run", "no clock", "money from nowhere"],
)
def test_a_wrong_book_is_found(now: Account) -> None:
    assert wrong(now) >= 1


def test_a_restart_may_not_rewrite_what_was_counted() -> None:
    assert wrong(account(Span(LIVE, at(1))), account(*ONE)) == 1
    assert wrong(account(*PAUSED_ONCE), account(Span(LIVE, at(0), at(1)), *PAUSED_ONCE[1:]), pauses=1) == 1
    assert wrong(account(*ONE), account(*PAUSED_ONCE)) == 1


def test_every_pause_counts_once() -> None:
    assert wrong(account(*PAUSED_ONCE), pauses=2) == 1
    assert wrong(account(*ONE), pauses=1) == 1
