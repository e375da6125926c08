"""The audit of what came in and what is kept as time: it agrees with the ledger, and sees what was tampered with."""

import pytest

from bot.books import audit
from bot.desk import commands as c
from bot.desk import price_notices as pn
from bot.desk import till_commands as tc
from bot.desk.work import Actor
from models.engine import Database
from models.kinds import Rail
from tests.books.test_books import tampered
from tests.desk.test_pricing import rule
from tests.desk.test_rails import RULES, asked, invoice, paying
from tests.desk.till import Desk

TAMPERED = {
    "a payment that never came": "UPDATE payment SET state = 'paid' WHERE state = 'asked'",
    "a payment that came": "UPDATE payment SET state = 'asked' WHERE state = 'paid' AND rail = 'provider'",
    "a transfer that came": "UPDATE payment SET state = 'claimed' WHERE state = 'paid' AND rail = 'transfer'",
    "Stars for an order": "UPDATE payment SET amount = amount + 1 WHERE state = 'paid' AND rail = 'stars'",
    "a payment of a wallet": "UPDATE payment SET amount = amount - 1 WHERE state = 'paid' AND rail = 'provider'",
    "what went back": "UPDATE payment SET state = 'paid' WHERE state IN ('returning', 'returned')",
    "whose order": "UPDATE payment SET order_id = NULL WHERE state = 'paid' AND rail = 'stars'",
    "a payment that is gone": "DELETE FROM payment WHERE state = 'paid' AND rail = 'transfer'",
    "a part that was all": "UPDATE payment SET state = 'returned' WHERE id = 7",
    "a part that went twice": "UPDATE posting SET key = 'payment:7:back:3' WHERE key = 'payment:7:back:2'",
    "a part of somebody else's": "UPDATE posting_line SET account = 'customer:1:wallet' "
    "WHERE account = 'customer:2:wallet' AND posting_id IN (SELECT id FROM posting WHERE key = 'payment:7:back')",
    "what was set aside": "UPDATE payment SET state = 'paid' WHERE id = 8",
    "what nobody asked for": "UPDATE payment SET state = 'returning' WHERE id = 7",
    "what was set aside of somebody else's": "UPDATE posting_line SET account = 'customer:1:returning' "
    "WHERE account = 'customer:2:returning'",
    "the worth of time": "UPDATE time_credit SET value = value + 1 WHERE state = 'open'",
    "time that is over": "UPDATE time_credit SET state = 'expired' WHERE state = 'open'",
    "time of somebody else": "UPDATE time_credit SET customer_id = customer_id + 1 WHERE state = 'open'",
}


@pytest.fixture
async def desk(database: Database) -> Desk:
    """Stars for an order, a card for a wallet, a transfer too much, some given back or on the way, time of two."""
    made = Desk(database, rules=RULES)
    await made.open()
    tom, ann, boss = await made.person(), await made.person(), await made.person(owner=True)
    await made.do(paying(tom, await invoice(made, tom, await made.order(tom)), "charge-1"))
    await made.do(paying(ann, await invoice(made, ann, "", Rail.PROVIDER), "charge-2"))
    page = await asked(made, ann, await made.order(ann))
    await made.do(tc.SayPaid(ann, page.number))
    await made.do(tc.Looked(boss, page.number, True, "25"))
    await asked(made, tom, "")
    for charge in ("charge-3", "charge-4"):
        code = await made.order(tom)
        await made.do(paying(tom, await invoice(made, tom, code), charge))
        await made.do(c.Cancel(tom, code))
        await made.do(tc.GiveBack(boss, code))
    await made.do(c.StarsReturned(5, c.Became.REFUSED))
    await gave_back_in_parts(made, ann, boss)
    await asked_back(made, ann, boss)
    await rule(made, boss, "package", "chat30", "3", "15")
    for who in (tom, ann):
        offered = await made.do(tc.ShowPackages(who))
        assert isinstance(offered, pn.PackagePage)
        await made.do(tc.BuyPackage(who, "chat30", 3, offered.bought))
    await made.do(tc.PayWithTime(ann, await made.order(ann)))
    return made


async def gave_back_in_parts(made: Desk, ann: Actor, boss: Actor) -> None:
    code = await made.order(ann)
    page = await asked(made, ann, code)
    assert page.number == 7
    await made.do(tc.Looked(boss, page.number, True))
    await made.do(c.Cancel(ann, code))
    for gone in (0, 300):
        await made.do(tc.GivePart(boss, page.number, 300, gone))


async def asked_back(made: Desk, ann: Actor, boss: Actor) -> None:
    """Once it could not be sent, and now it waits."""
    code = await made.order(ann)
    await made.do(paying(ann, await invoice(made, ann, code, Rail.PROVIDER), "charge-5"))
    await made.do(c.Cancel(ann, code))
    for turn in (1, 2):
        await made.do(tc.BackAsPaid(ann, 8, 2000, 0))
        if turn == 1:
            await made.do(tc.SettleReturn(boss, 8, turn, False))


async def test_the_till_agrees_and_every_tampered_table_is_seen(desk: Desk) -> None:
    async with desk.database.begin() as session:
        said, _ = await audit.first_difference(session)
    assert said == ""
    seen = {what: await tampered(desk.database, statement) for what, statement in TAMPERED.items()}
    assert not [what for what, said in seen.items() if not said], seen
    assert all(said.startswith(("Payment number ", "The account ", "In customer:")) for said in seen.values()), seen
