"""The clock at the desk, on both databases: what starts it, stops it, and what of it is counted."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.desk import commands as c
from bot.desk import ledger
from bot.desk import notices as n
from bot.desk.notices import Reason, Sorry
from bot.rules.parcel import Parcel, ParcelKind
from bot.rules.postings import SHOP_LOSS
from bot.rules.terms import Terms
from models.clockwork import Clockwork
from models.engine import Database
from models.kinds import EarningKind, EndReason, OrderState, Side
from models.money import PostingLine
from models.order import Order
from models.pay import Earning
from tests.desk.stage import CUSTOMER, OTHER, REP, Stage

C, R = Side.CUSTOMER, Side.REP
CODE = "K7Q2M"


CALM = Terms(slow_reply_s=0, silence_ask_s=0)
"""Nothing stops the clock by itself."""


@pytest.fixture
def terms() -> Terms:
    return Terms()


@pytest.fixture
async def stage(database: Database, terms: Terms) -> Stage:
    made = Stage(database, terms)
    await made.open()
    return made


async def begun(stage: Stage) -> Stage:
    """The representative greets at 10 s, the customer answers at 20 s, and has an answer at 30 s."""
    for second, side in ((10, R), (20, C), (30, R)):
        await stage.at(second)
        await stage.says(side)
    return stage


async def test_it_starts_at_the_later_of_the_two_first_words_by_their_own_dates(stage: Stage) -> None:
    await stage.at(10)
    await stage.says(R)
    await stage.at(40)
    await stage.says(C, late_s=15)
    assert await stage.strip() == "live 25-"
    assert len(stage.seen(n.ClockStarted)) == 2


async def test_a_slow_answer_stops_it_at_its_moment_and_the_answer_starts_it(stage: Stage) -> None:
    await begun(stage)
    await stage.at(100)
    await stage.says(C)
    await stage.at(600)
    assert await stage.strip() == "live 20-220, waiting 220-"
    card = stage.seen(n.StatusCard, CUSTOMER)[-1]
    assert (card.clock.kind, card.remaining_s) == ("waiting", 1600)
    await stage.says(R, "…")
    assert (await stage.meter()).open == "waiting"
    await stage.says(R, "Here I am again")
    assert await stage.strip() == "live 20-220, waiting 220-600, live 600-"


async def test_a_slow_answer_is_found_however_late_the_clock_looks(stage: Stage) -> None:
    await begun(stage)
    await stage.at(100)
    await stage.says(C)
    await stage.sleep(500)  # no timer fires
    await stage.says(R)
    await stage.at(510)
    await stage.does(c.Pause(stage.actor(C), CODE))
    assert await stage.strip() == "live 20-220, waiting 220-500, live 500-510, paused 510-"


async def test_a_representative_who_never_answers_ends_it_and_only_what_was_talked_is_charged(stage: Stage) -> None:
    await begun(stage)
    for second in (300, 500, 700, 900):
        await stage.at(second)
        await stage.says(C)
        await stage.says(R)
    await stage.at(1100)
    await stage.says(C)
    await stage.at(1220 + 1799)
    assert (await stage.order()).state == OrderState.LIVE
    await stage.at(1220 + 1800)
    order = await stage.order()
    assert (order.state, order.end_reason) == (OrderState.ENDED, EndReason.REP_LEFT)
    assert order.charged == 2000 * 20 * 60 // 1800  # 1,200 s: from 20 to 1,220
    assert await stage.balance() == 0


async def test_silence_is_asked_about_and_then_not_counted(stage: Stage) -> None:
    await begun(stage)
    await stage.at(329)
    assert stage.seen(n.QuietAsk) == []
    await stage.at(700)
    assert len(stage.seen(n.QuietAsk, CUSTOMER)) == 1
    assert await stage.strip() == "live 20-630, silent 630-"
    assert (await stage.order()).state == OrderState.PAUSED
    # What the representative writes arrives and counts nothing; the customer's word goes on
    await stage.says(R, "Are you asleep?")
    assert (await stage.meter()).open == "silent"
    await stage.at(800)
    await stage.says(C, "Nearly.")
    assert await stage.strip() == "live 20-630, silent 630-800, live 800-"


async def test_quiet_may_be_fine(stage: Stage) -> None:
    await begun(stage)
    await stage.at(400)
    assert isinstance(await stage.does(c.QuietIsFine(stage.actor(C), CODE)), n.QuietKept)
    await stage.at(1819)
    assert await stage.strip() == "live 20-"
    assert len(stage.seen(n.QuietAsk)) == 1


async def test_nobody_comes_back_from_a_silence_and_what_is_left_stays_the_customers(stage: Stage) -> None:
    await begun(stage)
    await stage.at(630 + 1800)
    order = await stage.order()
    assert (order.end_reason, order.charged) == (EndReason.PAUSED_OUT, 2000 * 600 // 1800)


@pytest.mark.parametrize("terms", [CALM])
async def test_the_end_has_a_grace_that_nobody_pays_for_and_nothing_is_said_after_it(stage: Stage) -> None:
    await begun(stage)
    await stage.at(1820)
    assert await stage.strip() == "live 20-1820, grace 1820-"
    await stage.at(1909)
    assert await stage.says(C, "Good night") is None
    await stage.at(1911)
    assert (await stage.order()).end_reason == EndReason.TIME_UP
    assert (await stage.meter()).billed_s(stage.now) == 1800
    assert isinstance(await stage.says(C, "and thanks"), n.Kept)
    warned = [notice.minutes_left for notice in stage.seen(n.TimeWarning, CUSTOMER)]
    assert warned == [5]


async def test_two_that_do_not_fit_part_for_nothing_once(stage: Stage) -> None:
    await begun(stage)
    await stage.at(150)
    assert isinstance(await stage.does(c.NotAFit(stage.actor(C), CODE)), n.FitAsk)
    await stage.does(c.NotAFit(stage.actor(C), CODE, sure=True))
    order = await stage.order()
    assert (order.state, order.rep_id, order.customer_spoke) == (OrderState.QUEUED, None, False)
    assert await stage.strip() == "tried 20-150"
    # The next one takes it, and the clock begins anew
    await stage.at(300)
    await stage.does(c.Accept(stage.actor(R, OTHER), CODE, order.epoch))
    await stage.at(400)
    assert (await stage.order()).rep_id == OTHER
    await stage.does(c.Message(stage.actor(R, OTHER), 900, Parcel(ParcelKind.TEXT, "Hello"), stage.now))
    await stage.says(C)
    assert await stage.strip() == "tried 20-150, live 400-"
    answer = await stage.does(c.NotAFit(stage.actor(C), CODE, sure=True))
    assert isinstance(answer, Sorry)
    assert answer.reason is Reason.NO_FIT_ALREADY


@pytest.mark.parametrize(("who", "days_ago", "fee"), [(C, 3, 200), (C, 31, 0), (R, 3, 0)])
async def test_for_a_customer_whom_nobody_fits_the_shop_pays_who_was_there(
    stage: Stage, who: Side, days_ago: int, fee: int
) -> None:
    # Given a customer who said so of somebody else, so many days ago
    async with stage.database.begin() as session:
        earlier = Order(
            code="OLD22", customer_id=CUSTOMER, rep_id=OTHER, state=OrderState.ENDED, topic="chat", service="chat30",
            minutes=30, price=0, currency="CNY", rep_share=60, epoch=1, terms={}, created_at=stage.now,
        )  # fmt: skip
        session.add(earlier)
        await session.flush()
        said_at = stage.now - timedelta(days=days_ago)
        session.add(Clockwork(order_id=earlier.id, mismatch_at=said_at, mismatch_by=Side.CUSTOMER))
    # When it is no fit again
    await begun(stage)
    await stage.at(150)
    await stage.does(c.NotAFit(stage.actor(who), CODE, sure=True))
    # Then who was there has a tenth of the price, of the shop's money, and hears so; the order keeps its own
    told = [notice for notice in stage.seen(n.NoFit, REP) if notice.side is R]
    assert [notice.standby for notice in told] == [fee]
    async with stage.database.begin() as session:
        assert await ledger.pending_pay(stage.work(session), REP) == fee
        lost = select(func.coalesce(func.sum(PostingLine.amount), 0)).where(PostingLine.account == SHOP_LOSS)
        assert await session.scalar(lost) == fee
        lines = [(line.kind, line.amount) for line in await session.scalars(select(Earning))]
    assert lines == ([(EarningKind.STANDBY, fee)] if fee else [])


async def test_it_is_too_late_to_be_no_fit_after_three_counted_minutes(stage: Stage) -> None:
    await begun(stage)
    await stage.at(200)
    answer = await stage.does(c.NotAFit(stage.actor(R), CODE, sure=True))
    assert isinstance(answer, Sorry)
    assert answer.reason is Reason.TOO_LATE_FOR_NO_FIT
