"""A shop with something of everything in its books: ends of all kinds, refunds, tips, payouts that came back."""

from dataclasses import replace

from bot.desk import commands as c
from bot.desk import money_commands as mc
from bot.desk import money_notices as mn
from bot.rules.earnings import PayRules
from models import kernel, money
from models.engine import Database
from models.kinds import EndReason, Fault, TimerKind
from tests.desk.money_shop import ANN, LIN, MEI, OWNER, TOM, Till

FORMULA = "=HYPERLINK(0)"


async def a_shop_with_a_past(database: Database) -> Till:
    till = Till(database, looks=False)
    till.rules = replace(till.rules, pay=PayRules(minimum=500))
    await till.open()
    owner = till.actor(OWNER)
    for rep, account in ((LIN, "Bank of Anhui, 6222, Lin"), (MEI, FORMULA)):
        await till.does(mc.WriteAccount(till.actor(rep), account))
        await till.does(mc.ApproveAccount(owner, f"R{rep}", True))
    first = await till.talked()
    await till.talked(minutes=20)
    left = await till.talking(ANN, MEI)
    await till.speaking(12, ANN, MEI)
    await till.does(c.ConfirmEnd(till.actor(MEI), left, EndReason.REP_MUST_GO))
    await till.claimed(ANN, MEI)
    await till.does(c.Cancel(till.actor(ANN)))
    await till.does(c.Rate(till.actor(TOM), first, 5))
    await till.does(mc.GiveTip(till.actor(TOM), first, 500))
    async with database.begin() as session:
        await kernel.set_if_none(session, TimerKind.CUT_OFF, "shop", till.now)
        await money.checkpoint(session)
    await till.wait(days=14)
    for rep, paid in ((LIN, True), (MEI, False)):
        code = till.heard(rep, mn.PayoutMoved)[-1].code
        await till.does(mc.SettlePayout(owner, code, paid, "TX-1"))
    await till.does(mc.RefundPart(owner, first, "5"))
    bad = await till.talked(ANN, MEI)
    await till.does(mc.Complain(till.actor(ANN), bad, Fault.MISCONDUCT))
    await till.does(mc.Penalise(owner, bad, "1", FORMULA))
    await till.does(mc.GiveBonus(owner, f"R{LIN}", "3", "a good month"))
    await till.claimed()  # one that is under way
    await twice_no_fit(till)
    return till


async def twice_no_fit(till: Till) -> None:
    """Ann finds that they do not fit, and again with the next order: the second time Mei is paid for being there."""
    for _ in range(2):
        code = await till.talking(ANN, MEI)
        await till.does(c.NotAFit(till.actor(ANN), code, sure=True))
        await till.does(c.Cancel(till.actor(ANN)))
