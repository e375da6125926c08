"""Representatives' pay, through the desk's door and on both databases: holds, payouts, accounts, tips, appeals."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.desk import commands as c
from bot.desk import money_commands as mc
from bot.desk import money_notices as mn
from bot.desk import notices as n
from bot.desk import payouts
from bot.desk.notices import Reason, Refused
from bot.desk.payouts import Outcome
from bot.desk.work import Tell
from bot.rules.earnings import PayRules
from models import kernel
from models.engine import Database
from models.kinds import EarningKind, EarningState, PayoutState, TimerKind
from tests.desk.money_shop import ANN, LIN, MEI, OWNER, TOM, Till

MONDAY = datetime(2026, 11, 8, 16, 0, tzinfo=UTC)
"""00:00 of November 9 in Shanghai."""


@pytest.fixture
async def till(database: Database) -> Till:
    made = await Till(database, looks=False, rules=replace(Till(database).rules, pay=PayRules(minimum=2000))).open()
    async with database.begin() as session:
        await kernel.set_if_none(session, TimerKind.CUT_OFF, "shop", MONDAY)
    return made


async def statement(till: Till, rep: int = LIN) -> mn.Statement:
    page = await till.does(mc.ShowPay(till.actor(rep)))
    assert isinstance(page, mn.Statement)
    return page


async def with_account(till: Till, rep: int = LIN, text: str = "Bank of Anhui, 6222 0000, Lin") -> None:
    await till.does(mc.WriteAccount(till.actor(rep), text))
    await till.does(mc.ApproveAccount(till.actor(OWNER), f"R{rep}", True))


async def test_a_line_is_open_to_question_for_a_day_then_theirs_then_paid(till: Till) -> None:
    await with_account(till)
    await till.talked()
    await till.talked()
    page = await statement(till)
    assert (page.pending, page.available) == (2500, 0)
    assert [line.kind for line in page.lines] == [EarningKind.DESIGNATED, EarningKind.SESSION, EarningKind.SESSION]
    await till.wait(hours=23)
    assert (await statement(till)).pending == 2500
    await till.wait(hours=2)
    page = await statement(till)
    assert (page.pending, page.available, page.requested) == (0, 2500, 0)
    await till.wait(days=7)
    page = await statement(till)
    assert (page.available, page.requested) == (0, 2500)
    assert till.heard(OWNER, mn.PayoutsDue)[-1].total == 2500
    code = till.heard(LIN, mn.PayoutMoved)[-1].code
    await till.does(mc.SettlePayout(till.actor(OWNER), code, True, "TX-1"))
    paid = till.heard(LIN, mn.PayoutMoved)[-1]
    assert (paid.state, paid.reference, paid.amount) == (PayoutState.PAID, "TX-1", 2500)
    page = await statement(till)
    assert (page.requested, page.paid_this_year) == (0, 2500)
    assert {line.state for line in page.lines} == {EarningState.PAID}
    assert await till.refused(mc.SettlePayout(till.actor(OWNER), code, True)) is Reason.PAYOUT_SETTLED
    await till.holds()


async def test_less_than_the_minimum_waits_and_so_does_money_without_an_account(till: Till) -> None:
    await with_account(till)
    await till.talked(customer=TOM, rep=LIN)
    for _ in range(2):
        await till.talked(customer=ANN, rep=MEI)
    await till.wait(days=14)
    assert (await statement(till)).available == 1200
    assert till.heard(MEI, mn.AccountMissing)
    assert (await statement(till, MEI)).available == 2500
    assert not till.heard(OWNER, mn.PayoutsDue)
    await with_account(till, MEI, "Alipay mei")
    await till.wait(days=7)
    assert (await statement(till, MEI)).requested == 2500
    await till.holds()


async def test_who_has_been_here_for_long_asks_for_their_pay_on_any_day_and_once_a_day(till: Till) -> None:
    ask = mc.AskPayout(till.actor(LIN))
    till.rules = replace(till.rules, pay=replace(till.rules.pay, on_request_from=3))
    for _ in range(2):
        await till.talked()
    await till.wait(hours=25)
    assert not (await statement(till)).on_request
    assert await till.refused(ask) is Reason.PAY_WEEKLY
    await till.talked()
    assert (await statement(till)).on_request
    await till.does(ask)
    assert till.heard(LIN, mn.AccountMissing)
    await with_account(till)
    asked = await asyncio.gather(*(till.does(ask) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(one, mn.Statement) for one in asked) == 1
    assert {one.notice.reason for one in asked if isinstance(one, Refused)} == {Reason.PAY_ASKED_TODAY}
    (due,) = till.heard(OWNER, mn.PayoutsDue)
    page = await statement(till)
    assert (due.total, page.requested, page.available, page.pending) == (2500, 2500, 0, 1300)
    await till.wait(hours=16)  # the next day by the shop's clock, and what came since is still open to question
    assert await till.refused(ask) is Reason.PAY_TOO_LITTLE
    page_of_owner = await till.does(mc.ShowPay(till.actor(OWNER), f"R{LIN}"))
    assert isinstance(page_of_owner, mn.Statement)
    assert not page_of_owner.on_request
    till.rules = replace(till.rules, pay=replace(till.rules.pay, on_request_from=0))
    assert await till.refused(ask) is Reason.PAY_WEEKLY
    await till.holds()


async def test_what_the_bank_sends_back_is_paid_the_week_after(till: Till) -> None:
    await with_account(till)
    for _ in range(2):
        await till.talked()
    await till.wait(days=14)
    first = till.heard(LIN, mn.PayoutMoved)[-1]
    await till.does(mc.SettlePayout(till.actor(OWNER), first.code, False))
    assert (await statement(till)).available == 2500
    await till.holds()
    await till.wait(days=7)
    second = till.heard(LIN, mn.PayoutMoved)[-1]
    assert second.state is PayoutState.REQUESTED
    assert second.code != first.code
    await till.holds()


async def test_a_changed_account_is_used_after_two_days_and_can_be_stopped(till: Till) -> None:
    await with_account(till)
    await with_account(till, text="Someone else's account")
    page = await till.does(mc.WriteAccount(till.actor(LIN)))
    assert isinstance(page, mn.AccountPage)
    assert (page.account, page.approved) == ("Bank of Anhui, 6222 0000, Lin", True)
    await till.wait(hours=47)
    await till.does(mc.WriteAccount(till.actor(LIN), "stop"))
    await till.wait(hours=2)
    page = await till.does(mc.WriteAccount(till.actor(LIN)))
    assert isinstance(page, mn.AccountPage)
    assert (page.account, page.wanted) == ("Bank of Anhui, 6222 0000, Lin", "")
    await with_account(till, text="My new account")
    await till.wait(hours=49)
    assert till.heard(LIN, mn.AccountPage)[-1].account == "My new account"
    for bad in ("abc", "x" * 201, "a\x00bcdef"):
        assert await till.refused(mc.WriteAccount(till.actor(LIN), bad)) is Reason.BAD_ACCOUNT
    assert await till.refused(mc.ApproveAccount(till.actor(OWNER), f"R{LIN}", True)) is Reason.NOTHING_WANTED


async def test_two_cashiers_and_a_batch_pay_once(till: Till) -> None:
    for rep, customer in ((LIN, TOM), (MEI, ANN)):
        await with_account(till, rep)
        for _ in range(2):
            await till.talked(customer=customer, rep=rep)
    await till.wait(days=14)
    batch = till.heard(OWNER, mn.PayoutsDue)[-1].batch
    await asyncio.gather(*(till.does(mc.PayBatch(till.actor(OWNER), batch)) for _ in range(4)))
    balances = await till.balances()
    assert (balances[f"rep:{LIN}:paid"], balances[f"rep:{MEI}:paid"]) == (-2500, -2500)
    assert len(till.heard(LIN, mn.PayoutMoved)) == 2
    await till.holds()


async def test_the_cut_off_in_two_processes_asks_once(till: Till, database_url: str) -> None:
    await with_account(till)
    for _ in range(2):
        await till.talked()
    await till.wait(days=4)
    other = Database(database_url)
    try:
        twin = Till(other, looks=False, rules=till.rules, now=till.now)
        await asyncio.gather(*(run(one) for one in (till, twin, till, twin)), return_exceptions=False)
        assert (await statement(till)).requested == 2500
        await till.holds()
    finally:
        await other.close()


async def run(till: Till) -> None:
    async with till.database.begin() as session:
        await payouts.cut_off(till.work(session), "shop")


async def test_a_file_of_the_bank_counts_whole_or_not_at_all_and_twice_is_once(till: Till) -> None:
    await with_account(till)
    for _ in range(2):
        await till.talked()
    await till.wait(days=14)
    code = till.heard(LIN, mn.PayoutMoved)[-1].code

    async def confirm(*outcomes: Outcome) -> int:
        async with till.database.begin() as session:
            work = till.work(session)
            async with session.begin_nested():
                fresh = await payouts.confirm(work, outcomes, till.actor(OWNER))
            till.said += [tell for tell in work.deliveries if isinstance(tell, Tell)]
            return fresh

    with pytest.raises(Refused):
        await confirm(Outcome(code, True, "TX"), Outcome("PNONE2", True))
    assert (await statement(till)).requested == 2500
    assert [await confirm(Outcome(code, True, "TX")) for _ in range(2)] == [1, 0]
    with pytest.raises(Refused):
        await confirm(Outcome(code, False))
    assert (await statement(till)).paid_this_year == 2500
    await till.holds()


async def test_a_refund_takes_pending_money_first_then_what_is_there_and_the_rest_is_the_shops(till: Till) -> None:
    await with_account(till)
    first = await till.talked()
    second = await till.talked()
    await till.wait(days=14)
    code = till.heard(LIN, mn.PayoutMoved)[-1].code
    await till.does(mc.SettlePayout(till.actor(OWNER), code, True))
    await till.talked()
    await till.does(mc.Settle(till.actor(OWNER), first, "misconduct"))
    balances = await till.balances()
    assert balances[f"rep:{LIN}:pending"] == -1300 + 1200
    assert "shop-loss" not in balances
    await till.does(c.Refund(till.actor(OWNER), second))
    assert (await till.balances())["shop-loss"] == 1300 - 100
    await till.holds()


async def test_what_is_missing_may_be_a_debt_that_later_earnings_pay(database: Database) -> None:
    till = await Till(database, looks=False).open()
    till.rules = replace(till.rules, pay=PayRules(minimum=1000, shortfall="debt"))
    async with database.begin() as session:
        await kernel.set_if_none(session, TimerKind.CUT_OFF, "shop", MONDAY)
    await with_account(till)
    first = await till.talked()
    await till.wait(days=14)
    await till.does(mc.SettlePayout(till.actor(OWNER), till.heard(LIN, mn.PayoutMoved)[-1].code, True))
    await till.does(c.Refund(till.actor(OWNER), first))
    assert (await statement(till)).debt == 1200
    await till.talked(minutes=20)
    await till.talked(minutes=20)
    await till.wait(days=4)
    page = await statement(till)
    assert page.debt == 0
    assert page.available == 800 + 66 + 800 + 66 - 1200
    assert EarningKind.REPAYMENT in {line.kind for line in page.lines}
    await till.holds()


async def test_a_tip_goes_from_the_wallet_in_one_tap_once(till: Till) -> None:
    code = await till.talked(minutes=15)
    rated = await till.does(c.Rate(till.actor(TOM), code, 5))
    assert isinstance(rated, n.Rated)
    assert rated.tips == (500, 1000)
    given = [till.does(mc.GiveTip(till.actor(TOM), code, 500)) for _ in range(3)]
    answers = await asyncio.gather(*given, return_exceptions=True)
    assert sum(isinstance(answer, mn.TipGiven) for answer in answers) == 1
    assert till.heard(LIN, mn.Tipped)[-1].amount == 500
    assert (await statement(till)).pending == 600 + 500
    assert await till.refused(mc.GiveTip(till.actor(TOM), code, 501)) is Reason.STALE_BUTTON
    assert await till.refused(mc.GiveTip(till.actor(ANN), code, 500)) is Reason.NOT_YOURS
    later = await till.talked(minutes=30)
    assert await till.refused(mc.GiveTip(till.actor(TOM), later, 2000)) is Reason.WALLET_SHORT_FOR_TIP
    await till.wait(days=4)
    assert await till.refused(mc.GiveTip(till.actor(TOM), later, 500)) is Reason.STALE_BUTTON
    await till.holds()


async def test_penalties_are_capped_at_the_order_and_appeals_give_them_back(till: Till) -> None:
    code, owner = await till.talked(), till.actor(OWNER)
    await till.does(mc.Penalise(owner, code, "5", "late three times"))
    await till.does(mc.Penalise(owner, code, "50", "and again"))
    assert await till.refused(mc.Penalise(owner, code, "1", "more")) is Reason.NOTHING_EARNED
    page = await statement(till)
    assert [(line.kind, line.amount, line.reason) for line in page.lines[:2]] == [
        (EarningKind.PENALTY, -700, "and again"),
        (EarningKind.PENALTY, -500, "late three times"),
    ]
    assert page.pending == 0
    await till.does(mc.AppealLine(till.actor(LIN), page.lines[0].id))
    assert await till.refused(mc.AppealLine(till.actor(LIN), page.lines[0].id)) is Reason.APPEAL_TWICE
    assert await till.refused(mc.AppealLine(till.actor(MEI), page.lines[0].id)) is Reason.STALE_BUTTON
    card = till.heard(OWNER, mn.AppealCard)[-1]
    await till.does(mc.DecideAppeal(owner, card.appeal_id, True))
    assert till.heard(LIN, mn.AppealDecided)[-1].amount == 700
    assert (await statement(till)).pending == 700
    assert await till.refused(mc.DecideAppeal(owner, card.appeal_id, True)) is Reason.APPEAL_CLOSED
    await till.does(mc.GiveBonus(owner, f"R{LIN}", "8.88", "a good month"))
    assert (await statement(till)).pending == 700 + 888
    for amount, reason in (("-1", "x"), ("1", " "), ("1.001", "x"), ("999999999999", "x")):
        assert await till.refused(mc.GiveBonus(owner, f"R{LIN}", amount, reason)) is Reason.BAD_USAGE
    await till.holds()


async def test_nobody_reads_or_settles_what_is_not_theirs(till: Till) -> None:
    for command in (
        mc.ListPayouts(till.actor(LIN)),
        mc.SettlePayout(till.actor(TOM), "PX", True),
        mc.PayBatch(till.actor(LIN), "2026-11-09"),
        mc.ShowPay(till.actor(LIN), f"R{MEI}"),
        mc.ApproveAccount(till.actor(LIN), f"R{LIN}", True),
        mc.Penalise(till.actor(LIN), "K", "1", "x"),
    ):
        assert await till.refused(command) is Reason.OWNER_ONLY
    assert await till.refused(mc.ShowPay(till.actor(TOM))) is Reason.NOT_A_REP
    assert await till.refused(mc.SettlePayout(till.actor(OWNER), "PX", True)) is Reason.NO_SUCH_PAYOUT
