"""After a talk too: what came back of it, at its end or by the owner, may go back as it was paid. Both databases."""

from dataclasses import replace

from bot.books import audit
from bot.desk import commands as c
from bot.desk import money_commands as mc
from bot.desk import notices as n
from bot.desk import till_commands as tc
from bot.desk import till_notices as tn
from bot.rules.rails import RailRules
from models.engine import Database
from models.kinds import Rail, Side
from tests.desk.money_shop import LIN, OWNER, TOM, Till


async def test_receipts_and_refunds_offer_what_the_talk_does_not_keep(database: Database) -> None:
    till = Till(database)
    till.rules = replace(till.rules, rails=RailRules(rails=tuple(Rail), transfer_to="here", transfer_unique=False))
    await till.open()
    tom, owner = till.actor(TOM), till.actor(OWNER)
    await till.drafted(TOM)
    await till.does(c.ConfirmOrder(tom))
    code = (await till.last_order()).code
    page = await till.does(tc.PayBy(tom, code, Rail.TRANSFER))
    assert isinstance(page, tn.TransferPage)
    await till.does(tc.Looked(owner, page.number, True))
    await till.does(c.AssignOrder(owner, code, f"R{LIN}"))
    await till.says(TOM, "Hi")
    await till.says(LIN, "Hello")
    await till.speaking(15)
    await till.does(c.ConfirmEnd(tom, code))
    (receipt,) = [one for one in till.heard(TOM, n.Receipt) if one.side is Side.CUSTOMER]
    assert (receipt.charged, receipt.back) == (1000, n.WayBack(page.number, 1000, 0, "CNY"))
    await till.does(mc.RefundPart(owner, code, "4"))
    (refunded,) = till.heard(TOM, n.Refunded)
    assert refunded.back == n.WayBack(page.number, 1400, 0, "CNY")
    offer = await till.does(tc.BackAsPaid(tom, page.number, 1000, 0))  # the receipt's button, after the refund
    assert isinstance(offer, tn.BackOffer)
    await till.does(tc.BackAsPaid(tom, page.number, offer.back.amount, offer.back.gone))
    await till.does(tc.SettleReturn(owner, page.number, 1, True))
    balances = await till.balances()
    assert (balances["transfer-clearing"], f"customer:{TOM}:wallet" in balances) == (600, False)
    async with database.begin() as session:
        assert (await audit.first_difference(session))[0] == ""
