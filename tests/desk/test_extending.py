"""More of a talk, at the desk, on both databases: what it costs, when it runs, and who has to say yes."""

import pytest

from bot.desk import clock_commands as cc
from bot.desk import clock_notices as cn
from bot.desk import ledger
from bot.desk import notices as n
from bot.desk.notices import Reason, Sorry
from bot.rules import postings
from bot.rules.errors import BadAmount
from bot.rules.extending import price_of
from bot.rules.terms import Terms
from models import order as orders
from models.engine import Database
from models.kinds import EndReason, OrderState, Side
from models.rep import Rep
from tests.desk.stage import CUSTOMER, REP, Stage

C, R = Side.CUSTOMER, Side.REP
CODE = "K7Q2M"
CALM = Terms(slow_reply_s=0, silence_ask_s=0)


@pytest.fixture
async def stage(database: Database) -> Stage:
    """A talk of 30 minutes for 20.00 since 20 s, so that it runs out at 1,820 s; it is paid for."""
    made = Stage(database, CALM)
    await made.open()
    await fill(made, 2000, "first")
    async with database.begin() as session:
        order = await orders.by_id(session, made.order_id)
        assert order is not None
        await ledger.post(made.work(session), postings.wallet_paid(CODE, 2000, CUSTOMER), order)
    for second, side in ((10, R), (20, C), (30, R)):
        await made.at(second)
        await made.says(side)
    return made


async def fill(stage: Stage, amount: int, key: str) -> None:
    """Money for the customer's wallet."""
    wallet = (postings.wallet_of(CUSTOMER), -amount)
    async with stage.database.begin() as session:
        await ledger.post(
            stage.work(session), postings.posting(key, "a gift", (postings.CLEARING, amount), wallet), None
        )


async def wallet(stage: Stage) -> int:
    async with stage.database.begin() as session:
        return await ledger.wallet(stage.work(session), CUSTOMER)


def face(stage: Stage, side: Side) -> n.ClockFace:
    return stage.seen(n.StatusCard)[-1].clock if side is C else stage.seen(n.RepPanel)[-1].clock


async def test_one_tap_near_the_end_buys_more_at_the_rate_of_the_order(stage: Stage) -> None:
    await fill(stage, 1000, "second")
    await stage.at(1200)
    assert face(stage, C).more == ()
    await stage.at(1230)
    assert face(stage, C).more == ((15, 1000), (30, 2000), (60, 4000))
    assert await stage.extends(15) is None
    order = await stage.order()
    assert (order.minutes, order.price, await wallet(stage)) == (45, 3000, 0)
    assert len(stage.seen(cn.Extended)) == 2
    await stage.at(2719)
    assert (await stage.meter()).running
    await stage.at(3000)
    assert ((await stage.order()).charged, (await stage.order()).end_reason) == (3000, EndReason.TIME_UP)
    assert await stage.balance() == 0


async def test_in_the_grace_it_runs_on_from_then_and_what_lay_between_is_not_charged(stage: Stage) -> None:
    await fill(stage, 1000, "second")
    await stage.at(1860)
    await stage.extends(15)
    assert await stage.strip() == "live 20-1820, grace 1820-1860, live 1860-"
    await stage.at(9000)
    assert (await stage.meter()).billed_s(stage.now) == 2700


async def test_a_wallet_that_is_short_holds_the_talk_open_while_the_customer_pays(stage: Stage) -> None:
    await fill(stage, 400, "second")
    await stage.at(1830)
    short = await stage.extends(15)
    assert isinstance(short, cn.TopUpFirst)
    assert short.short == 600
    assert await stage.strip() == "live 20-1820, grace 1820-1830, topup 1830-"
    await stage.at(2000)
    await fill(stage, 600, "third")
    assert await stage.extends(15) is None
    assert await stage.strip() == "live 20-1820, grace 1820-1830, topup 1830-2000, live 2000-"
    assert await wallet(stage) == 0


async def test_who_does_not_pay_has_the_grace_and_the_end(stage: Stage) -> None:
    await stage.at(1830)
    await stage.extends(15)
    await stage.at(1830 + 180 + 89)
    assert (await stage.order()).state == OrderState.LIVE
    await stage.at(1830 + 180 + 90)
    assert ((await stage.order()).end_reason, (await stage.order()).charged) == (EndReason.TIME_UP, 2000)


async def test_by_itself_it_goes_on_as_often_as_was_allowed_and_stops_when_that_is_revoked(stage: Stage) -> None:
    await fill(stage, 5000, "second")
    await stage.at(1300)
    await stage.does(cc.SetAuto(stage.actor(C), CODE, on=True))
    assert [notice.blocks for notice in stage.seen(cn.AutoSet)] == [4, 4]
    await stage.at(1821)
    assert await stage.strip() == "live 20-1820, live 1820-"
    assert [(notice.auto, notice.left) for notice in stage.seen(cn.Extended, CUSTOMER)] == [(True, 3)]
    await stage.does(cc.SetAuto(stage.actor(C), CODE, on=False))
    await stage.at(2720)
    assert (await stage.meter()).open == "grace"
    assert await wallet(stage) == 4000


async def test_by_itself_it_stops_where_the_wallet_is_empty(stage: Stage) -> None:
    await fill(stage, 1500, "second")
    await stage.does(cc.SetAuto(stage.actor(C), CODE, on=True))
    await stage.at(2721)
    assert len(stage.seen(cn.TopUpFirst, CUSTOMER)) == 1
    assert ((await stage.order()).minutes, await wallet(stage)) == (45, 500)


async def test_past_the_end_of_the_shift_the_representative_is_asked(stage: Stage) -> None:
    await fill(stage, 4000, "second")
    async with stage.database.begin() as session:
        rep = await session.get_one(Rep, REP)
        rep.hours, rep.time_zone = "mon 12:00-12:50", "UTC"
    await stage.at(1300)
    assert isinstance(await stage.extends(30), cn.StayAsked)
    assert (await stage.order()).minutes == 30
    await stage.does(cc.StayOn(stage.actor(R), CODE, yes=True))
    assert ((await stage.order()).minutes, await wallet(stage)) == (60, 2000)
    again = await stage.does(cc.StayOn(stage.actor(R), CODE, yes=True))
    assert isinstance(again, Sorry)
    assert (await stage.order()).minutes == 60


async def test_a_gift_is_given_once_and_nobody_pays_for_it(stage: Stage) -> None:
    await stage.at(1850)
    assert face(stage, R).gift == 5
    await stage.does(cc.GiveTime(stage.actor(R), CODE))
    assert await stage.strip() == "live 20-1820, grace 1820-1850, gift 1850-"
    assert len(stage.seen(cn.TimeGiven, CUSTOMER)) == 1
    assert isinstance(await stage.does(cc.GiveTime(stage.actor(R), CODE)), Sorry)
    await stage.at(1850 + 300 + 90)
    assert ((await stage.order()).charged, (await stage.order()).state) == (2000, OrderState.ENDED)


async def test_the_same_two_go_on_right_after_the_end_and_what_was_said_too_late_goes_over(stage: Stage) -> None:
    await fill(stage, 1000, "second")
    await stage.at(2000)
    assert len(stage.seen(cn.OnceMore, CUSTOMER)) == 1
    assert isinstance(await stage.says(C, "One more thing"), n.Kept)
    assert await stage.does(cc.Reconnect(stage.actor(C), CODE)) is None
    async with stage.database.begin() as session:
        (order,) = await orders.open_lines_of(session, CUSTOMER)
        assert (order.rep_id, order.minutes, order.price, order.state) == (REP, 15, 1000, OrderState.CLAIMED)
    again = await stage.does(cc.Reconnect(stage.actor(C), CODE))
    assert isinstance(again, Sorry)
    assert again.reason is Reason.ALREADY_ORDERING


async def test_after_ten_minutes_it_is_a_new_order(stage: Stage) -> None:
    await stage.at(1910 + 601)
    late = await stage.does(cc.Reconnect(stage.actor(C), CODE))
    assert isinstance(late, Sorry)


async def test_nobody_else_extends_ends_or_gives(stage: Stage) -> None:
    await stage.at(1300)
    for command in (
        cc.Extend(stage.actor(R), CODE, 15, 30),
        cc.GiveTime(stage.actor(C), CODE),
        cc.SetAuto(stage.actor(R), CODE, True),
    ):
        refused = await stage.does(command)
        assert isinstance(refused, Sorry)
        assert refused.reason is Reason.NOT_YOURS
    odd = await stage.extends(17)
    assert isinstance(odd, Sorry)
    assert odd.reason is Reason.STALE_BUTTON


def test_the_rate_is_floored_in_the_customers_favour() -> None:
    assert [price_of(2000, 30, minutes) for minutes in (15, 30, 60, 7)] == [1000, 2000, 4000, 466]
    assert price_of(0, 0, 15) == 0
    with pytest.raises(BadAmount):
        price_of(-1, 30, 15)
