"""What orders come to, through the desk's door and on both databases: who gets what, who decides, who hears of it."""

import asyncio

import pytest

from bot.desk import commands as c
from bot.desk import money_commands as mc
from bot.desk import money_notices as mn
from bot.desk import notices as n
from bot.desk.notices import Reason
from bot.rules.postings import pending_of, wallet_of
from models.engine import Database
from models.kinds import CaseState, EndReason, Fault
from tests.desk.money_shop import ANN, LIN, OWNER, TOM, Till

WALLET, PENDING = wallet_of(TOM), pending_of(LIN)


@pytest.fixture
async def till(database: Database) -> Till:
    return await Till(database, looks=False).open()


async def test_a_talk_that_ended_early_pays_everybody_their_part(till: Till) -> None:
    code = await till.talked(minutes=20)
    assert await till.balances() == {"voucher-clearing": 2000, PENDING: -800, "revenue": -533, WALLET: -667}
    assert (await till.settled(code)).fault == Fault.CUSTOMER_ENDED
    await till.holds()


async def test_who_comes_back_to_the_same_representative_brings_them_a_bonus(till: Till) -> None:
    await till.talked()
    await till.talked()
    balances = await till.balances()
    assert balances[PENDING] == -1200 - 1200 - 100
    assert balances["bonuses"] == 100
    await till.holds()


async def test_a_representative_who_leaves_costs_the_shop_an_apology(till: Till) -> None:
    code = await till.talking()
    await till.speaking(15)
    for hollow in (None, EndReason.TIME_UP, EndReason.CUSTOMER_END):
        assert isinstance(await till.does(c.ConfirmEnd(till.actor(LIN), code, hollow)), n.EndConfirm)
    await till.does(c.ConfirmEnd(till.actor(LIN), code, EndReason.REP_MUST_GO))
    receipt = till.heard(TOM, n.Receipt)[-1]
    assert (receipt.charged, receipt.returned, receipt.apology) == (1000, 1000, 100)
    assert await till.balances() == {
        "voucher-clearing": 2000, PENDING: -600, "revenue": -400, WALLET: -1100, "shop-loss": 100,
    }  # fmt: skip
    shown = await till.does(c.ShowRep(till.actor(OWNER), "R2"))
    assert isinstance(shown, n.RepDetail)
    assert shown.strikes == 1
    await till.holds()


@pytest.mark.parametrize(("why", "apology"), [(EndReason.REP_UNWELL, 100), (EndReason.REP_DONE, 0)])
async def test_a_representative_who_had_to_end_it_is_not_blamed(till: Till, why: EndReason, apology: int) -> None:
    code = await till.talking()
    await till.speaking(15)
    await till.does(c.ConfirmEnd(till.actor(LIN), code, why))
    receipt = till.heard(TOM, n.Receipt)[-1]
    assert (receipt.charged, receipt.returned, receipt.apology) == (1000, 1000, apology)
    shown = await till.does(c.ShowRep(till.actor(OWNER), "R2"))
    assert isinstance(shown, n.RepDetail)
    assert (shown.strikes, (await till.order(code)).end_reason) == (0, why)
    await till.holds()


async def test_calling_off_late_is_free_twice_a_month_and_then_costs_after_a_question(till: Till) -> None:
    for _ in range(2):
        await till.claimed()
        assert await till.does(c.Cancel(till.actor(TOM))) is None
        assert till.heard(LIN, n.LineReleased)[-1].standby == 200
    code = await till.claimed()
    asked = await till.does(c.Cancel(till.actor(TOM)))
    assert isinstance(asked, n.EndConfirm)
    assert asked.fee == 200
    await till.does(c.ConfirmEnd(till.actor(TOM), code))
    closed = till.heard(TOM, n.OrderClosed)[-1]
    assert (closed.returned, closed.charged) == (1800, 200)
    assert (await till.balances())["shop-loss"] == 400
    await till.holds()
    await till.wait(days=31)
    await till.claimed()
    assert await till.does(c.Cancel(till.actor(TOM))) is None


async def test_who_was_never_greeted_gets_all_back_and_an_apology(till: Till) -> None:
    await till.claimed()
    await till.wait(minutes=4)
    await till.does(c.Cancel(till.actor(TOM)))
    closed = till.heard(TOM, n.OrderClosed)[-1]
    assert (closed.returned, closed.apology) == (2000, 200)
    await till.holds()


async def test_not_worth_it_is_the_owners_to_say_and_the_first_time_the_shop_pays(till: Till) -> None:
    code = await till.talked()
    taken = await till.does(mc.Complain(till.actor(TOM), code, Fault.NOT_WORTH_IT))
    assert isinstance(taken, mn.ComplaintTaken)
    case = till.heard(OWNER, mn.CaseCard)[-1]
    assert (case.charged, case.rep_pay) == (2000, 1200)
    assert await till.refused(mc.DecideCase(till.actor(TOM), case.case_id, True)) is Reason.OWNER_ONLY
    await till.does(mc.DecideCase(till.actor(OWNER), case.case_id, True))
    assert till.heard(TOM, mn.CaseDecided)[-1].amount == 2000
    assert not till.heard(LIN, mn.PayChanged)
    assert await till.balances() == {
        "voucher-clearing": 2000, PENDING: -1200, WALLET: -2000, "shop-loss": 1200,
    }  # fmt: skip
    assert await till.refused(mc.DecideCase(till.actor(OWNER), case.case_id, False)) is Reason.CASE_CLOSED
    assert await till.refused(mc.Complain(till.actor(TOM), code, Fault.NOT_WORTH_IT)) is Reason.COMPLAINT_TWICE
    again = await till.talked()
    assert await till.refused(mc.Complain(till.actor(TOM), again, Fault.NOT_WORTH_IT)) is Reason.COMPLAINT_OFTEN
    await till.holds()


async def test_an_owner_who_says_nothing_for_two_days_lets_the_customer_have_it(till: Till) -> None:
    code = await till.talked(service="chat60", minutes=60)
    await till.does(mc.Complain(till.actor(TOM), code, Fault.MISCONDUCT))
    await till.wait(hours=47)
    assert not till.heard(TOM, mn.CaseDecided)
    await till.wait(hours=2)
    decided = till.heard(TOM, mn.CaseDecided)[-1]
    assert (decided.state, decided.amount) == (CaseState.LAPSED, 1800)
    assert not till.heard(LIN, mn.PayChanged)
    await till.holds()


async def test_harassment_pays_the_representative_at_once_and_holds_the_rest_until_the_owner_has_looked(
    till: Till,
) -> None:
    code = await till.talking()
    await till.speaking(4)
    await till.does(mc.Complain(till.actor(LIN), code, Fault.HARASSMENT))
    assert till.heard(TOM, n.Receipt)[-1].returned == 0
    assert till.heard(LIN, n.Receipt)[-1].pay == 400
    case = till.heard(OWNER, mn.CaseCard)[-1]
    await till.does(mc.DecideCase(till.actor(OWNER), case.case_id, False))
    assert till.heard(TOM, n.Refunded)[-1].amount == 2000 - 666
    assert (await till.balances())[PENDING] == -400
    await till.holds()


async def test_misconduct_takes_everything_back_and_ends_the_work(till: Till) -> None:
    code = await till.talked(minutes=20)
    await till.does(mc.Settle(till.actor(OWNER), code, "misconduct"))
    assert till.heard(LIN, mn.PayChanged)[-1].amount == -800
    assert till.heard(TOM, n.Refunded)[-1].amount == 1333
    assert await till.balances() == {"voucher-clearing": 2000, WALLET: -2000}
    other = await till.queued(ANN)
    assert await till.refused(c.AssignOrder(till.actor(OWNER), other, f"R{LIN}")) is Reason.REP_SUSPENDED
    await till.holds()


async def test_danger_stops_the_charge_and_not_the_talk(till: Till) -> None:
    code = await till.talking()
    await till.speaking(12)
    await till.does(mc.Settle(till.actor(OWNER), code, "crisis"))
    assert till.heard(TOM, mn.ClockNoMatter)
    await till.speaking(18)
    await till.wait(minutes=5)
    assert till.heard(TOM, n.Receipt)[-1].charged == 800
    assert till.heard(LIN, n.Receipt)[-1].pay == 1200
    assert (await till.balances())["safety-fund"] == 720
    await till.holds()


async def test_refunds_in_parts_stop_at_what_was_charged(till: Till) -> None:
    code = await till.talked()
    owner = till.actor(OWNER)
    await till.does(mc.RefundPart(owner, code, "5"))
    await till.does(mc.RefundPart(owner, code, "5.00", of_both=False))
    for bad in ("-1", "0", "1e3", "5.001", "１０００００００００００", "five", ""):
        assert await till.refused(mc.RefundPart(owner, code, bad)) is Reason.BAD_USAGE
    assert await till.refused(mc.RefundPart(owner, code, "10.01")) is Reason.REFUND_TOO_MUCH
    assert await till.balances() == {"voucher-clearing": 2000, PENDING: -900, "revenue": -100, WALLET: -1000}
    await till.does(c.Refund(owner, code))
    assert await till.balances() == {"voucher-clearing": 2000, WALLET: -2000}
    assert await till.refused(c.Refund(owner, code)) is Reason.NOTHING_TO_REFUND
    await till.holds()


async def test_two_taps_at_once_decide_once(till: Till) -> None:
    code = await till.talked()
    await till.does(mc.Complain(till.actor(TOM), code, Fault.MISCONDUCT))
    case = till.heard(OWNER, mn.CaseCard)[-1]
    taps = [
        till.does(mc.DecideCase(till.actor(OWNER), case.case_id, granted)) for granted in (True, False, True, False)
    ]
    answers = await asyncio.gather(*taps, return_exceptions=True)
    assert sum(isinstance(answer, mn.CaseDecided) for answer in answers) == 1
    await till.holds()


async def test_what_cannot_be_settled_is_said_kindly(till: Till) -> None:
    owner, code = till.actor(OWNER), await till.queued()
    assert await till.refused(mc.Settle(owner, code, "technical")) is Reason.NOTHING_TO_SETTLE
    assert await till.refused(mc.Settle(owner, code, "magic")) is Reason.BAD_USAGE
    assert await till.refused(mc.Settle(owner, "NOPE", "technical")) is Reason.NO_SUCH_ORDER
    assert await till.refused(mc.Settle(till.actor(TOM), code, "technical")) is Reason.OWNER_ONLY
    assert await till.refused(mc.AskComplaint(till.actor(ANN), code)) is Reason.NOT_YOURS
    assert await till.refused(mc.Complain(till.actor(TOM), code, Fault.CRISIS)) is Reason.STALE_BUTTON
    assert await till.refused(mc.Complain(till.actor(TOM), code, Fault.MISCONDUCT)) is Reason.COMPLAINT_NOTHING
