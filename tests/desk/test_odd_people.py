"""What tired and dishonest people do with money, through the desk's door and on both databases."""

from dataclasses import replace

import pytest

from bot.books import audit, bank
from bot.desk import commands as c
from bot.desk import money_commands as mc
from bot.desk import money_notices as mn
from bot.desk import notices as n
from bot.desk import till_commands as tc
from bot.desk.notices import Reason
from bot.desk.work import Actor
from bot.rules.earnings import PayRules
from bot.rules.parcel import Parcel, ParcelKind
from bot.rules.postings import clearing_of
from models import kernel
from models.engine import Database
from models.kinds import OrderState, TimerKind
from models.shop import Service
from tests.desk.money_shop import ANN, LIN, OWNER, Till
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
    made = await Till(database, rules=replace(Till(database).rules, pay=PayRules(minimum=500))).open()
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
