"""A penalty and refunds of the same order, on both databases: together no more than it earned, in lines that add up."""

from dataclasses import replace

import pytest

from bot.books import audit
from bot.desk import money_commands as mc
from bot.desk import money_notices as mn
from bot.desk.notices import Reason
from bot.rules.earnings import PayRules
from bot.rules.postings import REVENUE, SHOP_LOSS, debt_of, pending_of, wallet_of
from models.engine import Database
from tests.desk.money_shop import LIN, OWNER, TOM, Till


@pytest.fixture(params=["shop", "debt"])
async def till(database: Database, request: pytest.FixtureRequest) -> Till:
    pay = PayRules(designated_percent=0, shortfall="debt" if request.param == "debt" else "shop")
    return await Till(database, rules=replace(Till(database).rules, pay=pay)).open()


async def lines(till: Till) -> list[tuple[str, int]]:
    """Lin's statement, the first line first; it comes to what the ledger says is theirs."""
    page = await till.does(mc.ShowPay(till.actor(LIN)))
    assert isinstance(page, mn.Statement)
    found = [(line.kind.value, line.amount) for line in reversed(page.lines)]
    assert sum(amount for _, amount in found) == page.pending == -(await till.balances()).get(pending_of(LIN), 0)
    await till.holds()
    async with till.database.begin() as session:
        assert (await audit.first_difference(session))[0] == ""
    return found


async def granted(till: Till, kind: str) -> None:
    """The appeal about the first line of that kind."""
    page = await till.does(mc.ShowPay(till.actor(LIN)))
    assert isinstance(page, mn.Statement)
    line = next(line for line in reversed(page.lines) if line.kind == kind)
    await till.does(mc.AppealLine(till.actor(LIN), line.id))
    await till.does(mc.DecideAppeal(till.actor(OWNER), till.heard(OWNER, mn.AppealCard)[-1].appeal_id, True))


async def test_a_penalty_and_a_full_refund_take_what_the_order_earned_until_an_appeal(till: Till) -> None:
    code, owner = await till.talked(), till.actor(OWNER)
    await till.talked(service="chat15")  # of which nothing is taken
    await till.does(mc.Penalise(owner, code, "5", "late"))
    await till.does(mc.RefundPart(owner, code, "20"))
    taken = [("session", 1200), ("session", 720), ("penalty", -500), ("refund", -700)]
    assert await lines(till) == taken
    assert till.heard(LIN, mn.PayChanged)[-1].amount == -700
    balances = await till.balances()
    assert (balances[wallet_of(TOM)], balances[SHOP_LOSS], balances[REVENUE]) == (-2000, 500, -480 - 500)
    assert debt_of(LIN) not in balances
    await granted(till, "penalty")
    assert await lines(till) == [*taken, ("gift", 500), ("refund", -500)]
    assert till.heard(LIN, mn.PayChanged)[-1].amount == -500
    balances = await till.balances()
    assert (SHOP_LOSS in balances, balances[REVENUE], balances[pending_of(LIN)]) == (False, -480, -720)


async def test_refunds_in_parts_leave_the_penalty_its_money(till: Till) -> None:
    code, owner = await till.talked(), till.actor(OWNER)
    await till.does(mc.Penalise(owner, code, "3", "late"))
    for amount in ("10", "5"):
        await till.does(mc.RefundPart(owner, code, amount))
    assert await till.refused(mc.Penalise(owner, code, "50", "and rude")) is Reason.NOTHING_EARNED
    await till.does(mc.RefundPart(owner, code, "5"))
    assert await lines(till) == [("session", 1200), ("penalty", -300), ("refund", -600), ("refund", -300)]
    await granted(till, "penalty")
    assert sum(amount for _, amount in await lines(till)) == 0
