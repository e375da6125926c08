"""A shop's desk without Telegram: people, orders and commands at the door, each in a transaction of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, select

from bot.desk import commands as c
from bot.desk import door, ledger
from bot.desk.notices import Notice, Reason, Refused
from bot.desk.work import Actor, Delivery, ShopRules, Tell, Work
from bot.rules import postings
from bot.seed import seed_menu
from models.engine import Database
from models.kernel import Timer
from models.kinds import Language, OrderState, TimerKind
from models.money import PostingLine, PostingRow
from models.order import Order
from models.person import Person
from tests.conftest import NOON


@dataclass
class Desk:
    """`told` is what the last transaction told to whom."""

    database: Database
    now: datetime = NOON
    rules: ShopRules = field(default_factory=lambda: ShopRules(secret=b"for tests"))
    owners: frozenset[int] = frozenset()
    people: int = 0
    told: list[Tell] = field(default_factory=list)
    sent: list[Delivery] = field(default_factory=list)
    cashiers: frozenset[int] = frozenset()
    rng: Random = field(default_factory=lambda: Random(5))

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        async with self.database.begin() as session:
            work = Work(session, self.now, self.rng, self.rules, self.owners, cashiers=self.cashiers)
            yield work
            await session.flush()
            self.sent = list(work.deliveries)
            self.told = [one for one in work.deliveries if isinstance(one, Tell)]
            assert not await session.scalar(select(func.sum(PostingLine.amount))), "the books do not balance"

    async def open(self) -> None:
        async with self.work() as work:
            await seed_menu(work.session)

    async def person(self, *, owner: bool = False, cashier: bool = False) -> Actor:
        self.people += 1
        async with self.work() as work:
            row = Person(telegram_id=self.people, language=Language.EN, adult_at=NOON, created_at=NOON)
            work.session.add(row)
            await work.session.flush()
        if owner:
            self.owners |= {self.people}
        if cashier:
            self.cashiers |= {self.people}
        return Actor(row.id, Language.EN, adult=True, is_owner=owner, is_cashier=cashier)

    async def order(self, of: Actor, **fields: Any) -> str:
        """One that waits to be paid."""
        base = {"topic": "chat", "service": "chat30", "minutes": 30, "price": 2000, "currency": "CNY", "rep_share": 60}
        async with self.work() as work:
            code = f"K{of.id}{self.rng.randrange(100, 999)}"
            order = Order(code=code, customer_id=of.id, state=OrderState.AWAITING_PAYMENT, created_at=self.now)
            for name, value in (base | fields).items():
                setattr(order, name, value)
            work.session.add(order)
        return code

    async def do(self, command: c.AnyCommand) -> Notice | None:
        """The answer. Raises Refused."""
        async with self.work() as work:
            return await door.handle(work, command)

    async def refused(self, command: c.AnyCommand) -> Reason:
        """Why not, with nothing changed."""
        before = await self.posted()
        try:
            await self.do(command)
        except Refused as refused:
            assert await self.posted() == before
            return refused.notice.reason
        raise AssertionError(f"not refused: {command}")

    async def posted(self) -> int:
        async with self.work() as work:
            return await work.session.scalar(select(func.count()).select_from(PostingRow)) or 0

    async def gives(self, to: Actor, amount: int) -> None:
        """Money in a wallet."""
        async with self.work() as work:
            key = f"gift:{to.id}:{self.rng.random()}"
            await ledger.post(work, postings.topped_up(key, amount, "voucher", to.id), None)

    async def wallet(self, of: Actor) -> int:
        async with self.work() as work:
            return await ledger.wallet(work, of.id)

    async def balance(self, account: str) -> int:
        async with self.work() as work:
            return -await ledger.owed(work, account)

    async def state(self, code: str) -> OrderState:
        async with self.work() as work:
            return OrderState(await work.session.scalar(select(Order.state).where(Order.code == code)) or "")

    async def passes(self, **by: int) -> None:
        """Time goes by; what falls due meanwhile fires in its turn."""
        until = self.now + timedelta(**by)
        told: list[Tell] = []
        while True:
            async with self.work() as work:
                due = select(Timer).where(Timer.due <= until).order_by(Timer.due, Timer.id).limit(1)
                timer = (await work.session.scalars(due)).one_or_none()
                if timer is None:
                    break
                self.now = max(self.now, timer.due)
                work.now = self.now
                await work.session.delete(timer)
                await work.session.flush()
                await door.handle(work, c.TimerFired(TimerKind(timer.kind), timer.subject))
            told += self.told
        self.now, self.told = until, told

    def said(self, kind: type[Notice], to: Actor) -> list[Any]:
        return [one.notice for one in self.told if isinstance(one.notice, kind) and one.to == to.id]
