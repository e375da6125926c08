"""A random afternoon at the till, on both databases: whatever comes in, and however often, the books balance."""

from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select

from bot.books import audit
from bot.desk import commands as c
from bot.desk import ledger
from bot.desk import notices as n
from bot.desk import till_commands as tc
from bot.desk import till_notices as tn
from bot.desk.notices import Refused
from bot.desk.work import Actor, Invoice, ReturnStars, ShopRules
from bot.rules.rails import RailRules
from models.engine import Database
from models.kinds import Rail
from models.money import PostingLine, PostingRow
from tests.desk.till import Desk

STEPS = 80
ACTS = ("order", "pay", "pay", "pay", "transfer", "transfer", "wallet", "cancel", "back", "give", "part", "chooses")
REPEATED = tc.Paid | tc.TakenBack | tc.Looked | tc.GivePart | tc.BackAsPaid | tc.SettleReturn | c.StarsReturned
RULES = ShopRules(secret=b"for tests", rails=RailRules(rails=tuple(Rail), transfer_to="here"))


@dataclass
class Walk:
    """What may be done next, and what was done, to be told again."""

    desk: Desk
    boss: Actor
    people: list[Actor]
    orders: list[tuple[Actor, str]] = field(default_factory=list)
    told: list[c.AnyCommand] = field(default_factory=list)
    offers: list[tuple[Actor, n.WayBack]] = field(default_factory=list)
    charges: int = 0

    async def step(self) -> None:
        rng = self.desk.rng
        who = rng.choice(self.people)
        act = rng.choice(ACTS)
        if act == "order" or not self.orders:
            self.orders.append((who, await self.desk.order(who, price=rng.choice((0, 1200, 2000)))))
            return
        owner, code = rng.choice(self.orders[-4:])
        rail = rng.choice((Rail.STARS, Rail.PROVIDER))
        if act == "pay":
            await self.pays(owner, rng.choice((code, "")), rail)
        elif act == "transfer":
            await self.transfers(owner, rng.choice((code, "")))
        elif act == "wallet":
            await self.tells(c.PayFromWallet(owner, code))
        elif act == "cancel":
            await self.tells(c.Cancel(owner, code))
            self.offers += [(owner, one.back) for one in self.desk.said(n.OrderClosed, owner) if one.back is not None]
        elif act == "back" and self.charges:
            await self.tells(tc.TakenBack(owner, f"charge-{rng.randrange(self.charges)}"))
        elif act == "part":
            page = await self.tells(tc.GiveBack(self.boss, code, rng.choice(("1", "3.5", "20"))))
            if isinstance(page, tn.ReturnAsk):
                await self.tells(tc.GivePart(self.boss, page.number, page.amount, page.gone))
        elif act == "chooses":
            await self.chooses()
        elif act == "give":
            await self.tells(tc.GiveBack(self.boss, code))
            for sent in [one for one in self.desk.sent if isinstance(one, ReturnStars)]:
                await self.tells(c.StarsReturned(sent.payment_id, rng.choice(tuple(c.Became))))

    async def chooses(self) -> None:
        """Somebody wants back what they were offered, now or long ago; a cashier sends it, cannot, or forgets it."""
        for owner, back in self.offers[-2:]:
            await self.tells(tc.BackAsPaid(owner, back.number, back.amount, back.gone))
            for sent in [one for one in self.desk.sent if isinstance(one, ReturnStars)]:
                await self.tells(c.StarsReturned(sent.payment_id, self.desk.rng.choice(tuple(c.Became))))
            for card in self.desk.said(tn.ReturnCard, self.boss):
                if self.desk.rng.random() < 0.7:
                    await self.tells(tc.SettleReturn(self.boss, card.number, card.turn, self.desk.rng.random() < 0.6))

    async def tells(self, command: c.AnyCommand) -> object:
        self.told.append(command)
        try:
            return await self.desk.do(command)
        except Refused:
            return None

    async def pays(self, who: Actor, code: str, rail: Rail) -> None:
        await self.tells(tc.PayBy(who, code, rail) if code else tc.TopUp(who, 1500, rail))
        for sent in [one for one in self.desk.sent if isinstance(one, Invoice)]:
            amount = sent.amount if self.desk.rng.random() < 0.8 else sent.amount // 2 + 1
            await self.tells(tc.Paid(who, sent.payload, amount, sent.currency, f"charge-{self.charges}"))
            self.charges += 1

    async def transfers(self, who: Actor, code: str) -> None:
        page = await self.tells(tc.PayBy(who, code, Rail.TRANSFER) if code else tc.TopUp(who, 700, Rail.TRANSFER))
        if isinstance(page, tn.TransferPage):
            await self.tells(tc.SayPaid(who, page.number))
            typed = self.desk.rng.choice(("", "", "5.00"))
            await self.tells(tc.Looked(self.boss, page.number, self.desk.rng.random() < 0.8, typed))


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_books_balance_and_nothing_told_again_counts_again(database: Database, seed: int) -> None:
    desk = Desk(database, rules=RULES)
    desk.rng.seed(seed)
    await desk.open()
    walk = Walk(desk, await desk.person(owner=True), [await desk.person() for _ in range(3)])
    for _ in range(STEPS):
        await walk.step()  # the desk looks after each whether all accounts together are at nothing
    assert await desk.posted() > STEPS // 6
    async with desk.database.begin() as session:
        assert (await audit.first_difference(session))[0] == ""
    before = await everything(desk)
    for command in walk.told:
        if isinstance(command, REPEATED):
            await again(desk, command)
    assert await everything(desk) == before


async def again(desk: Desk, command: c.AnyCommand) -> None:
    try:
        await desk.do(command)
    except Refused:
        return


async def everything(desk: Desk) -> tuple[int, dict[str, int]]:
    """How often was posted, and what every account comes to; each posting by itself is at nothing."""
    async with desk.work() as work:
        session = work.session
        each = select(func.sum(PostingLine.amount)).group_by(PostingLine.posting_id)
        assert set(await session.scalars(each)) <= {0}
        accounts = set(await session.scalars(select(PostingLine.account)))
        count = await session.scalar(select(func.count()).select_from(PostingRow))
        return count or 0, {account: await ledger.owed(work, account) for account in accounts}
