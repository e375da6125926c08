"""What tired and dishonest people do with money, through the desk's door and on both databases."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.books import audit, bank
from bot.desk import commands as c
from bot.desk import money_commands as mc
from bot.desk import money_notices as mn
from bot.desk import notices as n
from bot.desk import till_commands as tc
from bot.desk.notices import Reason, Refused
from bot.desk.work import Actor, TextFile
from bot.rules.earnings import PayRules
from bot.rules.parcel import Parcel, ParcelKind
from bot.rules.postings import clearing_of, pending_of, wallet_of
from models import kernel
from models import settlement as settlements
from models.engine import Database
from models.kinds import EndReason, OrderState, Rail, TimerKind
from models.payment import Payment
from models.shop import Service
from tests.desk.money_shop import ANN, LIN, OWNER, TOM, Till
from tests.desk.test_pricing import confirmed, left, rule, to_confirm, typed
from tests.desk.test_rails import RULES, asked
from tests.desk.till import Desk


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database, rules=RULES)
    await made.open()
    return made


@pytest.fixture
async def till(database: Database) -> Till:
    """Where Lin was paid for one talk, and has nothing left."""
    made = await Till(database, looks=False, rules=replace(Till(database).rules, pay=PayRules(minimum=500))).open()
    async with database.begin() as session:
        await kernel.set_if_none(session, TimerKind.CUT_OFF, "shop", made.now)
    await made.does(mc.WriteAccount(made.actor(LIN), "Bank of Anhui, 6222, Lin"))
    await made.does(mc.ApproveAccount(made.actor(OWNER), f"R{LIN}", True))
    return made


async def paid_out(till: Till) -> str:
    """The code of a talk whose pay is in Lin's bank."""
    code = await till.talked()
    await till.wait(days=14)
    payout = till.heard(LIN, mn.PayoutMoved)[-1].code
    await till.does(mc.SettlePayout(till.actor(OWNER), payout, True))
    return code


async def difference(database: Database) -> str:
    async with database.begin() as session:
        return (await audit.first_difference(session))[0]


async def codes_of(desk: Desk, boss: Actor, count: int) -> tuple[str, ...]:
    made = await desk.do(c.MakeVouchers(boss, count, "chat30"))
    assert isinstance(made, n.VouchersMade)
    return made.codes


async def types(desk: Desk, who: Actor, text: str) -> None:
    await desk.do(c.Message(who, 1, Parcel(ParcelKind.TEXT, text), desk.now))


async def test_codes_without_an_order_and_of_another_price_are_no_difference_to_the_audit(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    first, second, third = await codes_of(desk, boss, 3)
    await types(desk, tom, first)
    assert await desk.wallet(tom) == 2000
    assert await difference(desk.database) == ""
    async with desk.work() as work:
        (await work.session.get_one(Service, "chat30")).price = 4500
    code = await desk.order(tom, price=4500)
    await types(desk, tom, second)
    assert (await desk.wallet(tom), await desk.state(code)) == (4000, OrderState.AWAITING_PAYMENT)
    await types(desk, tom, third)
    assert (await desk.wallet(tom), await desk.state(code)) == (1500, OrderState.QUEUED)
    assert await difference(desk.database) == ""


@pytest.mark.parametrize(("typed", "came"), [("10", 1000), ("25", 2500), ("", 2000)])
async def test_no_more_goes_back_than_came(desk: Desk, typed: str, came: int) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await desk.order(tom)
    await desk.do(tc.Looked(boss, (await asked(desk, tom, code)).number, True, typed))
    await desk.gives(tom, 5000)
    if await desk.state(code) is OrderState.QUEUED:
        await desk.do(c.Cancel(tom, code))
    before = await desk.wallet(tom)
    await desk.do(tc.GiveBack(boss, code))
    assert (await desk.balance(clearing_of("transfer")), await desk.wallet(tom)) == (0, before - came)
    assert await desk.refused(tc.GiveBack(boss, code)) is Reason.NOTHING_TO_RETURN
    assert await difference(desk.database) == ""


async def test_a_penalty_that_finds_nothing_is_none_and_the_next_one_is_posted(till: Till) -> None:
    code, owner = await paid_out(till), till.actor(OWNER)
    assert await till.refused(mc.Penalise(owner, code, "3", "rude")) is Reason.NOTHING_EARNED
    assert till.heard(LIN, mn.PayNote) == []
    await till.talked(ANN)
    await till.does(mc.Penalise(owner, code, "3", "rude"))
    assert [note.amount for note in till.heard(LIN, mn.PayNote)] == [-300]
    assert (await till.balances())[f"rep:{LIN}:pending"] == -900
    await till.holds()
    assert await difference(till.database) == ""


async def test_a_table_as_spreadsheets_and_banks_write_it(till: Till) -> None:
    await till.talked()
    await till.wait(days=14)
    async with till.database.begin() as session:
        table, _ = await bank.open_csv(session)
    answered = table.replace(",,\r\n", ",paid,TX\r\n")
    for well in (answered.replace("12.00", "12"), answered.replace("12.00", "¥12.0"), answered.replace("\r\n", "\n")):
        async with till.database.begin() as session:
            assert len(await bank.outcomes(session, well)) == 1
    for wrong, words in (
        (answered.replace("CNY", "USD"), "of 12.00 CNY, not 12.00 USD"),
        (answered.replace("12.00", "12.01"), "not 12.01"),
        (answered.replace("12.00", "-12"), "not -12"),
        (answered.replace("12.00", "1.2e1"), "not 1.2e1"),
        (answered.replace(",", ";"), "names its columns"),
        ('payout,status\n"' + "x" * 200_000, "is no table"),
    ):
        async with till.database.begin() as session:
            with pytest.raises(bank.BadFile, match=words):
                await bank.outcomes(session, wrong)
    assert till.heard(LIN, mn.PayoutMoved)[-1].amount == 1200
    await till.holds()


async def reckoned(till: Till) -> None:
    await till.holds()
    assert await difference(till.database) == ""


async def test_a_refund_while_the_talk_runs_waits_for_its_end(till: Till) -> None:
    code, owner = await till.talking(), till.actor(OWNER)
    await till.speaking(8)
    tries = (c.Refund(owner, code), mc.RefundPart(owner, code, "5"), mc.RefundPart(owner, code, "5", of_both=False))
    before = await till.balances()
    for pause in (False, True):
        if pause:
            await till.does(c.Pause(till.actor(TOM)))
        for one in tries:
            assert await till.refused(one) is Reason.NOTHING_TO_REFUND
        assert await till.refused(tc.GiveBack(owner, code)) is Reason.NOTHING_TO_RETURN, "a code goes back to no rail"
    assert await till.balances() == before
    await till.does(c.Resume(till.actor(TOM)))
    await till.speaking(4)
    await till.does(c.ConfirmEnd(till.actor(TOM), code))
    assert (await till.settled(code)).charged == 800, "twelve minutes, as if nobody had asked"
    await till.does(tries[1])
    assert await till.refused(mc.RefundPart(owner, code, "3.01")) is Reason.REFUND_TOO_MUCH
    await till.does(tries[0])
    assert await till.balances() == {"voucher-clearing": 2000, wallet_of(TOM): -2000}
    await reckoned(till)


async def test_stars_taken_back_while_the_talk_runs_are_owed_and_the_talk_is_paid(till: Till) -> None:
    till.rules = replace(till.rules, rails=RULES.rails)
    tom = till.actor(TOM)
    await till.drafted(TOM)
    await till.does(c.ConfirmOrder(tom))
    code = (await till.last_order()).code
    await till.does(tc.PayBy(tom, code, Rail.STARS))
    async with till.database.begin() as session:
        asked_for = (await session.scalars(select(Payment))).one()
    paid = tc.Paid(tom, asked_for.token, asked_for.asked_amount, "XTR", "charge-1", "")
    await till.does(paid)
    await till.does(c.AssignOrder(till.actor(OWNER), code, f"R{LIN}"))
    await till.says(TOM, "Hi")
    await till.says(LIN, "Hello")
    await till.speaking(8)
    for _ in range(2):
        await till.does(tc.TakenBack(tom, "charge-1"))
    assert (await till.balances())[wallet_of(TOM)] == 2000
    assert (await till.order(code)).state == OrderState.LIVE
    await till.speaking(4)
    await till.does(c.ConfirmEnd(tom, code))
    balances = await till.balances()
    assert balances == {wallet_of(TOM): 800, pending_of(LIN): -480, "revenue": -320}, "what was talked is owed"
    assert await till.refused(tc.GiveBack(till.actor(OWNER), code)) is Reason.NOTHING_TO_RETURN
    await till.does(paid)  # told once more
    assert await till.balances() == balances
    assert await difference(till.database) == ""


async def test_two_processes_settle_a_talk_once_and_give_back_no_more_than_was_charged(
    till: Till, database_url: str
) -> None:
    code, owner = await till.talking(), till.actor(OWNER)
    await till.speaking(12)
    twin = Till(Database(database_url), rules=till.rules, now=till.now)
    by_lin = c.ConfirmEnd(till.actor(LIN), code, EndReason.REP_MUST_GO)
    ends = (c.ConfirmEnd(till.actor(TOM), code), by_lin, c.OwnerCancel(owner, code))
    refunds = [c.Refund(owner, code), *[mc.RefundPart(owner, code, "3") for _ in range(3)]]
    try:
        for commands in (ends, refunds):
            both = [one.does(command) for command in commands for one in (till, twin)]
            said = await asyncio.gather(*both, return_exceptions=True)
            assert [one for one in said if isinstance(one, BaseException) and not isinstance(one, Refused)] == []
            order = await till.order(code)
            async with till.database.begin() as session:
                rows = await settlements.all_of(session, order.id)
            if commands is ends:
                assert [(row.number, row.charged) for row in rows] == [(0, 800)]
        assert [row.number for row in rows] == list(range(len(rows)))
        assert rows[-1].charged == 0
        assert await till.balances() == {"voucher-clearing": 2000, wallet_of(TOM): -2000}
        await reckoned(till)
    finally:
        await twin.database.close()


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai"])
async def test_a_last_day_is_the_shops_and_one_beyond_all_calendars_is_refused(desk: Desk, zone: str) -> None:
    desk.rules = replace(desk.rules, time_zone=zone)
    boss = await desk.person(owner=True)
    await desk.do(c.MakeVouchers(boss, 1, "chat30", "spring", "2027-01-31"))
    (file,) = [one for one in desk.sent if isinstance(one, TextFile)]
    assert file.text.splitlines()[1].endswith(",spring,2027-01-31")
    for day in ("9999-12-32", "2027-02-29", "31.1.2027", "1e3", "2020-01-01"):
        assert await desk.refused(c.MakeVouchers(boss, 1, "chat30", "summer", day)) is Reason.BAD_USAGE
    for day in ("9999-12-32", "2027-02-29", "2020-01-01", "-5", "½"):
        assert await desk.refused(tc.SetCoupon(boss, ("NIGHT20", "20%", day))) is Reason.BAD_USAGE
    if zone.startswith("America"):
        assert await desk.refused(c.MakeVouchers(boss, 1, "chat30", "summer", "9999-12-31")) is Reason.BAD_USAGE
        assert await desk.refused(tc.SetCoupon(boss, ("NIGHT20", "20%", "9999-12-31"))) is Reason.BAD_USAGE


async def test_a_coupon_is_not_spent_where_kept_time_pays(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    await rule(desk, boss, "package", "chat30", "2", "30")
    await desk.gives(tom, 3000)
    await desk.do(tc.BuyPackage(tom, "chat30", 2, 0))
    await desk.do(tc.SetCoupon(boss, ("night20", "20%", "1")))
    await to_confirm(desk, tom)
    await desk.do(tc.AskCoupon(tom))
    await desk.do(typed(tom, desk, "NIGHT20"))
    code = await confirmed(desk, tom)
    assert await left(desk) == 0
    await desk.do(tc.PayWithTime(tom, code))
    assert (await left(desk), await desk.state(code)) == (1, OrderState.QUEUED)
    await desk.do(c.Cancel(tom, code))
    assert await left(desk) == 1
    assert await difference(desk.database) == ""
