"""The rest of a talk, kept as time: used once, lapsed once, warned of before, on both databases."""

import asyncio

import pytest

from bot.desk import commands as c
from bot.desk import ledger, time_credit
from bot.desk import till_commands as tc
from bot.desk import till_notices as tn
from bot.desk.notices import Reason
from bot.desk.work import Actor
from bot.rules import return_postings
from bot.rules.postings import PREPAID, REVENUE, time_of
from models import order as orders
from models.engine import Database
from models.kinds import OrderState
from models.time_credit import TimeCredit
from tests.desk.till import Desk


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database)
    await made.open()
    return made


async def banked(desk: Desk, of: Actor, seconds: int = 720, value: int = 800) -> TimeCredit | None:
    """An order that ended early, the rest of whose price came back to the wallet and is to be kept as time."""
    code = await desk.order(of, state=OrderState.ENDED, charged=2000 - value)
    await desk.gives(of, value)
    async with desk.work() as work:
        order = await orders.by_code(work.session, code)
        assert order is not None
        return await time_credit.bank(work, order, seconds)


async def test_the_rest_is_kept_as_time_and_pays_the_next_order(desk: Desk) -> None:
    tom = await desk.person()
    credit = await banked(desk, tom)
    assert credit is not None
    assert [one.time.minutes for one in desk.said(tn.TimeBanked, tom)] == [12]
    assert (await desk.wallet(tom), await desk.balance(time_of(tom.id))) == (0, -800)
    page = await desk.do(tc.ShowWallet(tom))
    assert isinstance(page, tn.WalletPage)
    assert [one.minutes for one in page.times] == [12]
    code = await desk.order(tom)
    await desk.do(tc.PayWithTime(tom, code))
    assert await desk.state(code) is OrderState.QUEUED
    assert (await desk.balance(time_of(tom.id)), await desk.balance(PREPAID)) == (0, -800)
    async with desk.work() as work:
        order = await orders.by_code(work.session, code)
        assert order is not None
        assert (order.minutes, order.price) == (12, 800)
    assert await desk.refused(tc.PayWithTime(tom, code)) is Reason.STALE_BUTTON


async def test_two_orders_at_once_cannot_both_have_it(desk: Desk) -> None:
    tom = await desk.person()
    await banked(desk, tom)
    codes = [await desk.order(tom) for _ in range(3)]
    await asyncio.gather(*(desk.do(tc.PayWithTime(tom, code)) for code in codes), return_exceptions=True)
    assert sorted([await desk.state(code) for code in codes]) == ["awaiting_payment", "awaiting_payment", "queued"]
    assert await desk.balance(time_of(tom.id)) == 0


@pytest.mark.parametrize(
    "fields",
    [{"service": "chat60", "minutes": 60}, {"wish_experienced": True}, {"currency": "USD"}],
    ids=["another service", "another tier", "another currency"],
)
async def test_it_pays_only_for_what_it_is(desk: Desk, fields: dict[str, object]) -> None:
    tom, ann = await desk.person(), await desk.person()
    await banked(desk, tom)
    assert await desk.refused(tc.PayWithTime(tom, await desk.order(tom, **fields))) is Reason.NO_TIME_BANKED
    assert await desk.refused(tc.PayWithTime(ann, await desk.order(ann))) is Reason.NO_TIME_BANKED
    assert await desk.refused(tc.PayWithTime(ann, await desk.order(tom))) is Reason.NOT_YOURS
    assert await desk.refused(tc.PayWithTime(tom, "NOPE2")) is Reason.NOT_YOURS


async def test_it_is_warned_of_twice_and_then_lapses_to_the_shop(desk: Desk) -> None:
    tom = await desk.person()
    await banked(desk, tom)
    await desk.passes(days=22)
    assert desk.said(tn.TimeEnds, tom) == []
    await desk.passes(days=2)
    assert [one.days for one in desk.said(tn.TimeEnds, tom)] == [7]
    await desk.passes(days=10)
    assert [one.days for one in desk.said(tn.TimeEnds, tom)] == [1, 0]
    assert (await desk.balance(time_of(tom.id)), await desk.balance(REVENUE)) == (0, -800)
    assert await desk.refused(tc.PayWithTime(tom, await desk.order(tom))) is Reason.NO_TIME_BANKED
    await desk.passes(days=90)
    assert await desk.balance(REVENUE) == -800


async def test_a_shop_that_slept_for_a_month_says_what_is_true_now(desk: Desk) -> None:
    tom = await desk.person()
    credit = await banked(desk, tom)
    assert credit is not None
    desk.now = credit.expires_at
    assert await desk.refused(tc.PayWithTime(tom, await desk.order(tom))) is Reason.NO_TIME_BANKED
    async with desk.work() as work:
        await time_credit.fired(work, f"time:{credit.id}")
        await time_credit.fired(work, f"time:{credit.id}")
    assert [one.days for one in desk.said(tn.TimeEnds, tom)] == [0]


async def test_an_order_that_nobody_took_gives_the_time_back(desk: Desk) -> None:
    tom = await desk.person()
    await banked(desk, tom)
    code = await desk.order(tom)
    await desk.do(tc.PayWithTime(tom, code))
    await desk.do(c.Cancel(tom, code))
    assert await desk.state(code) is OrderState.CANCELLED
    assert (await desk.wallet(tom), await desk.balance(time_of(tom.id))) == (0, -800)
    again = await desk.order(tom)
    await desk.do(tc.PayWithTime(tom, again))
    assert await desk.state(again) is OrderState.QUEUED


async def test_too_little_stays_money_and_so_does_what_is_owed(desk: Desk) -> None:
    tom, ann = await desk.person(), await desk.person()
    assert await banked(desk, tom, seconds=299) is None
    assert await desk.wallet(tom) == 800
    async with desk.work() as work:
        await ledger.post(work, return_postings.gone_back("back", 500, "stars", ann.id), None)
    assert await banked(desk, ann) is None
    assert await desk.wallet(ann) == 300


async def test_the_owner_hears_of_trouble_with_a_payment_by_a_code_alone(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await desk.order(tom)
    await desk.do(tc.AskPaySupport(tom, " I paid twice "))
    (asked,) = desk.said(tn.PaySupportAsked, boss)
    assert (asked.words, asked.code) == ("I paid twice", code)
    assert await desk.do(tc.AskPaySupport(tom)) == tn.PaySupport()
    assert await desk.refused(tc.AskPaySupport(tom, "x" * 1001)) is Reason.NOTE_TOO_LONG
    assert isinstance(await desk.do(tc.AskTerms(tom)), tn.TermsPage)
