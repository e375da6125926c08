"""What tired people and bad moments do to the clock, at the desk, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk import clock_commands as cc
from bot.desk import clock_notices as cn
from bot.desk import commands as c
from bot.desk import ledger
from bot.desk import notices as n
from bot.desk import till_notices as tn
from bot.desk.notices import Reason, Sorry
from bot.rules import postings
from bot.rules.terms import Terms
from models import clockwork
from models import order as orders
from models.clockwork import Clockwork
from models.engine import Database
from models.kinds import EndReason, OrderState, Side
from models.rep import Rep
from tests.desk.stage import CUSTOMER, REP, Stage
from tests.desk.test_extending import fill, wallet

C, R = Side.CUSTOMER, Side.REP
CODE = "K7Q2M"
CALM = Terms(slow_reply_s=0, silence_ask_s=0)


@pytest.fixture
def terms() -> Terms:
    return CALM


@pytest.fixture
async def stage(database: Database, terms: Terms) -> Stage:
    """A talk of 30 minutes since 20 s, so that it runs out at 1,820 s."""
    made = Stage(database, terms)
    await made.open()
    for second, side in ((10, R), (20, C), (30, R)):
        await made.at(second)
        await made.says(side)
    return made


def reason(answer: n.Notice | None) -> Reason:
    assert isinstance(answer, Sorry)
    return answer.reason


async def away(stage: Stage, since: int, until: int) -> None:
    await stage.sleep(until)
    begins = stage.begins
    await stage.does(c.WasAway(begins + timedelta(seconds=since), begins + timedelta(seconds=until)))


async def memory(stage: Stage) -> Clockwork:
    async with stage.database.begin() as session:
        row = await clockwork.of(session, stage.order_id)
        session.expunge_all()
        return row


async def ends_at(stage: Stage, second: int) -> None:
    """Their shift does, so many seconds after noon; whole minutes."""
    async with stage.database.begin() as session:
        rep = await session.get_one(Rep, REP)
        rep.hours, rep.time_zone = f"mon 12:00-12:{second // 60:02}", "UTC"


# --- more of it ---


async def test_a_second_tap_on_more_time_buys_nothing(stage: Stage) -> None:
    await fill(stage, 5000, "second")
    await stage.at(1300)
    assert await stage.extends(15) is None
    assert reason(await stage.extends(15, upon=30)) is Reason.BOUGHT_ALREADY
    assert ((await stage.order()).minutes, await wallet(stage)) == (45, 4000)


@pytest.mark.parametrize("terms", [replace(CALM, extensions=(5,), extend_from_s=86400)])
async def test_nor_does_it_where_short_blocks_are_for_sale_all_the_time(stage: Stage) -> None:
    await fill(stage, 5000, "second")
    assert await stage.extends(5) is None
    assert reason(await stage.extends(5, upon=30)) is Reason.BOUGHT_ALREADY
    assert await stage.extends(5) is None  # on the new card it is a new tap
    assert (await stage.order()).minutes == 40


async def test_a_pause_of_what_is_not_counted_is_told_apart_from_a_talk_that_is_over(stage: Stage) -> None:
    await stage.at(1830)
    assert reason(await stage.does(c.Pause(stage.actor(C), CODE))) is Reason.TIME_IS_UP
    await stage.at(9000)
    assert reason(await stage.does(c.Pause(stage.actor(C), CODE))) is not Reason.TIME_IS_UP


async def test_who_pauses_to_fill_the_wallet_can_go_on_with_the_same_button(stage: Stage) -> None:
    await stage.at(1300)
    assert isinstance(await stage.extends(15), cn.TopUpFirst)
    await stage.does(c.Pause(stage.actor(C), CODE))
    await fill(stage, 1000, "second")
    await stage.at(1400)
    assert await stage.extends(15) is None
    await stage.does(c.Resume(stage.actor(C), CODE))
    await stage.at(9000)
    assert (await stage.order()).charged == 3000


async def test_who_buys_less_instead_of_waiting_for_an_answer_does_not_get_both(stage: Stage) -> None:
    await fill(stage, 5000, "second")
    await ends_at(stage, 2820)
    await stage.at(1300)
    assert isinstance(await stage.extends(30), cn.StayAsked)
    assert isinstance(await stage.extends(30), cn.StayAsked)
    assert len(stage.seen(cn.StayAsk, REP)) == 1  # and is not asked twice by a double tap
    await stage.extends(15)
    assert reason(await stage.does(cc.StayOn(stage.actor(R), CODE, yes=True))) is Reason.STALE_BUTTON
    assert ((await stage.order()).minutes, await wallet(stage)) == (45, 4000)


async def test_a_gift_and_time_bought_by_itself_follow_each_other(stage: Stage) -> None:
    await fill(stage, 1000, "second")
    await stage.at(1300)
    await stage.does(cc.SetAuto(stage.actor(C), CODE, on=True))
    await stage.does(cc.GiveTime(stage.actor(R), CODE))
    await stage.at(1900)
    assert await stage.strip() == "live 20-1820, gift 1820-"
    await stage.at(2200)
    assert await stage.strip() == "live 20-1820, gift 1820-2120, live 2120-"
    await stage.at(9000)
    assert ((await stage.order()).charged, await stage.balance()) == (3000, 0)


async def test_switched_on_in_the_grace_it_goes_on_at_once(stage: Stage) -> None:
    await fill(stage, 1000, "second")
    await stage.at(1850)
    await stage.does(cc.SetAuto(stage.actor(C), CODE, on=True))
    await stage.at(1900)
    assert await stage.strip() == "live 20-1820, grace 1820-1850, live 1850-"


async def test_by_itself_past_the_shift_it_asks_first(stage: Stage) -> None:
    await fill(stage, 5000, "second")
    await ends_at(stage, 1860)
    await stage.at(1300)
    await stage.does(cc.SetAuto(stage.actor(C), CODE, on=True))
    await stage.at(1830)
    assert (len(stage.seen(cn.StayAsk, REP)), len(stage.seen(cn.StayAsked, CUSTOMER))) == (1, 1)
    assert (await stage.order()).minutes == 30
    await stage.does(cc.StayOn(stage.actor(R), CODE, yes=True))
    assert ((await stage.order()).minutes, (await stage.meter()).running) == (45, True)


async def test_what_was_given_and_allowed_with_one_is_not_there_with_the_next(stage: Stage) -> None:
    await fill(stage, 5000, "second")
    await stage.does(cc.SetAuto(stage.actor(C), CODE, on=True))
    await stage.at(60)
    await stage.does(c.NotAFit(stage.actor(C), CODE, sure=True))
    row = await memory(stage)
    assert (row.auto_left, row.gift_s, row.asked_minutes, row.short_minutes) == (0, 0, 0, 0)


async def test_the_end_of_the_bought_time_is_told_whoever_sees_it_first(stage: Stage) -> None:
    await stage.at(1819)
    await stage.sleep(1821)  # before the timer that is due comes
    await stage.says(C, "a word just then")
    assert (await stage.meter()).open == "grace"
    await stage.at(1822)
    assert len(stage.seen(n.GraceBegan)) == 2


async def test_nobody_is_connected_again_after_their_shift(stage: Stage) -> None:
    await fill(stage, 5000, "second")
    await ends_at(stage, 1920)
    await stage.at(2000)
    assert (await stage.order()).state == OrderState.ENDED
    assert stage.seen(cn.OnceMore) == []
    assert reason(await stage.does(cc.Reconnect(stage.actor(C), CODE))) is Reason.REP_BUSY
    assert await wallet(stage) == 5000


async def test_who_ended_early_goes_on_with_the_time_that_was_kept(stage: Stage) -> None:
    async with stage.database.begin() as session:
        order = await orders.by_id(session, stage.order_id)
        await ledger.post(stage.work(session), postings.voucher_redeemed(CODE, 2000), order)
    await stage.at(620)
    asked = await stage.does(c.AskEnd(stage.actor(C)))
    assert isinstance(asked, n.EndConfirm)
    assert asked.bank_days == 30
    await stage.does(c.ConfirmEnd(stage.actor(C), CODE))
    assert (len(stage.seen(tn.TimeBanked, CUSTOMER)), await wallet(stage)) == (1, 0)
    (again,) = stage.seen(cn.OnceMore, CUSTOMER)
    assert (again.minutes, again.price, again.kept) == (20, 0, True)
    assert await stage.does(cc.Reconnect(stage.actor(C), CODE)) is None
    async with stage.database.begin() as session:
        (order,) = await orders.open_lines_of(session, CUSTOMER)
        assert (order.rep_id, order.minutes, order.price) == (REP, 20, 2000 - 666)
    assert (await wallet(stage), await stage.balance()) == (0, 0)
    assert reason(await stage.does(cc.Reconnect(stage.actor(C), CODE))) is Reason.ALREADY_ORDERING


# --- quiet, and who is gone ---


@pytest.mark.parametrize("terms", [Terms()])
async def test_the_answer_that_quiet_is_fine_still_counts_after_the_clock_has_stopped(stage: Stage) -> None:
    await stage.at(700)
    assert await stage.strip() == "live 20-630, silent 630-"
    assert isinstance(await stage.does(c.QuietIsFine(stage.actor(C), CODE)), n.QuietKept)
    await stage.at(1500)
    assert await stage.strip() == "live 20-630, silent 630-700, live 700-"
    assert len(stage.seen(n.QuietAsk)) == 1


@pytest.mark.parametrize("who", [C, R])
async def test_an_end_in_an_outage_is_nobodys_fault(stage: Stage, who: Side) -> None:
    await away(stage, 110, 800)
    await stage.at(900)
    await stage.does(c.ConfirmEnd(stage.actor(who), CODE))
    assert ((await stage.order()).end_reason, (await stage.order()).charged) == (EndReason.TECHNICAL, 0)


@pytest.mark.parametrize(("gone", "reason"), [(C, EndReason.CUSTOMER_LOST), (R, EndReason.REP_LEFT)])
async def test_who_does_not_wait_for_somebody_who_is_gone_is_not_blamed(
    stage: Stage, gone: Side, reason: EndReason
) -> None:
    await stage.at(100)
    await stage.does(c.Unreachable(CUSTOMER if gone is C else REP))
    await stage.at(200)
    await stage.does(c.ConfirmEnd(stage.actor(gone.other), CODE))
    assert (await stage.order()).end_reason == reason


@pytest.mark.parametrize("terms", [Terms(silence_ask_s=0)])
@pytest.mark.parametrize(("waited", "charged"), [(599, 666), (600, 200)])
async def test_who_gives_up_on_an_answer_after_long_pays_for_what_was_talked(
    stage: Stage, waited: int, charged: int
) -> None:
    await stage.at(100)
    await stage.says(C)
    await stage.at(220 + waited)
    await stage.does(c.ConfirmEnd(stage.actor(C), CODE))
    assert (await stage.order()).charged == charged


# --- when the shop was away ---


async def test_nobody_is_too_late_for_what_they_could_not_do(database: Database) -> None:
    stage = Stage(database, CALM)
    await stage.open()
    await away(stage, 5, 400)  # the greeting was due at 180, the customer's first word at 900
    await stage.at(574)
    assert (await stage.order()).state == OrderState.CLAIMED
    await stage.says(R)
    await stage.at(1294)
    assert (await stage.order()).state == OrderState.CLAIMED
    await stage.at(1296)
    assert (await stage.order()).end_reason == EndReason.CUSTOMER_ABSENT


@pytest.mark.parametrize("terms", [Terms()])
async def test_who_was_waited_for_gets_the_time_again(stage: Stage) -> None:
    await stage.at(700)  # silent since 630; it would end at 2430
    await away(stage, 800, 3000)
    await stage.at(3001)
    assert (await stage.order()).state == OrderState.PAUSED
    await stage.at(2430 + 2200 - 1)
    assert (await stage.order()).state == OrderState.PAUSED
    await stage.at(2430 + 2200)
    assert (await stage.order()).end_reason == EndReason.PAUSED_OUT


@pytest.mark.parametrize("terms", [Terms(silence_ask_s=0)])
async def test_a_wait_for_an_answer_becomes_one_for_both_when_the_shop_was_away_for_long(stage: Stage) -> None:
    await stage.at(100)
    await stage.says(C)
    await stage.at(300)  # waiting since 220
    await away(stage, 310, 2500)
    assert await stage.strip() == "live 20-220, waiting 220-2500, outage 2500-"
    assert [notice.waits for notice in stage.seen(n.WasAway)] == [True, True]
    await stage.says(R, "Here I am")
    assert (await stage.order()).state == OrderState.PAUSED  # the customer may have gone to bed
    await stage.at(2600)
    await stage.says(C)
    assert await stage.strip() == "live 20-220, waiting 220-2500, outage 2500-2600, live 2600-"


@pytest.mark.parametrize("terms", [Terms(silence_ask_s=0)])
async def test_after_a_short_one_a_wait_goes_on_and_who_is_waited_for_has_as_long_as_before(stage: Stage) -> None:
    await stage.at(100)
    await stage.says(C)
    await stage.at(1900)  # waiting since 220; it would end at 2020
    await away(stage, 1990, 2100)
    await stage.says(C, "Are you there?")
    await stage.at(2129)
    assert (await stage.order()).state == OrderState.LIVE
    await stage.at(2130)
    assert (await stage.order()).end_reason == EndReason.REP_LEFT


async def test_two_that_tap_in_the_same_second_change_one_thing_each(stage: Stage) -> None:
    await fill(stage, 5000, "second")
    await stage.at(1819)
    await stage.does(c.Pause(stage.actor(C), CODE))
    assert reason(await stage.does(c.Pause(stage.actor(R), CODE))) is Reason.ALREADY_PAUSED
    assert reason(await stage.does(c.Resume(stage.actor(R), CODE))) is Reason.OTHER_PAUSED
    await stage.at(1900)
    await stage.does(c.Resume(stage.actor(C), CODE))
    assert reason(await stage.does(c.Resume(stage.actor(C), CODE))) is Reason.NOT_PAUSED
    assert await stage.strip() == "live 20-1819, paused 1819-1900, live 1900-"
    await stage.at(1910)
    await stage.does(c.ConfirmEnd(stage.actor(C), CODE))
    assert reason(await stage.extends(15)) is Reason.TALK_ENDED
    assert reason(await stage.does(c.ConfirmEnd(stage.actor(R), CODE))) is Reason.TALK_ENDED
    order = await stage.order()
    assert (order.end_reason, order.charged, await wallet(stage)) == (EndReason.TIME_UP, 2000, 5000)
    async with stage.database.begin() as session:
        assert await orders.open_lines_of(session, CUSTOMER) == []
