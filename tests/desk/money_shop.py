"""A small shop at the desk's own door, with money in it: for tests of settlements and pay."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import commands as c
from bot.desk import door, settling
from bot.desk.notices import Notice, Reason, Refused
from bot.desk.work import Actor, ShopRules, Tell, Work
from bot.rules import codes
from bot.rules.parcel import Parcel, ParcelKind
from bot.rules.postings import is_drawn
from bot.rules.terms import Terms
from bot.seed import seed_menu
from models import kernel, pay
from models import settlement as settlements
from models.engine import Database
from models.kernel import Timer
from models.kinds import AgeBand, Gender, Language, RepStatus, TimerKind, VoucherState
from models.money import PostingLine, Voucher
from models.order import Order
from models.person import Person
from models.rep import Rep, Specialty
from models.settlement import SettlementRow
from tests.conftest import NOON

OWNER, LIN, MEI, TOM, ANN = 1, 2, 3, 4, 5
REPS, CUSTOMERS = (LIN, MEI), (TOM, ANN)
TELEGRAM = 7_654_321_000
"""Telegram's ids are the house's own and so much more."""
OLD = NOON - timedelta(days=100)


MONEY_BACK = Terms(remainder="refund")
"""What is not used goes back to the wallet: with time that is kept, see test_time_credit."""


@dataclass
class Till:
    """One shop, whose time moves when a test moves it. `said` is what the desk told people since last asked."""

    database: Database
    rules: ShopRules = field(default_factory=lambda: ShopRules(secret=b"x", contact_guard=False, talk=MONEY_BACK))
    now: datetime = NOON
    rng: Random = field(default_factory=lambda: Random(7))
    said: list[Tell] = field(default_factory=list)
    words: int = 0
    looks: bool = True  # whether the clock looks at a talk every minute, which is no matter of money

    def actor(self, person_id: int) -> Actor:
        owner = person_id == OWNER
        return Actor(person_id, Language.EN, adult=True, is_owner=owner, is_rep=person_id in REPS)

    async def open(self) -> "Till":
        async with self.database.begin() as session:
            await seed_menu(session)
            for person_id in (OWNER, *REPS, *CUSTOMERS):
                session.add(
                    Person(
                        id=person_id,
                        telegram_id=TELEGRAM + person_id,
                        language=Language.EN,
                        created_at=OLD,
                        adult_at=OLD,
                    )
                )
            await session.flush()
            for rep_id in REPS:
                rep = Rep(id=rep_id, code=f"R{rep_id}", status=RepStatus.ACTIVE, on_duty=True, created_at=OLD)
                rep.languages, rep.gender, rep.age_band = ["en"], Gender.FEMALE, AgeBand.THIRTIES
                rep.life_experience, rep.capacity = 3, 3
                session.add(rep)
                await session.flush()
                session.add(Specialty(rep_id=rep_id, topic="chat", level=3))
        return self

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def work(self, session: AsyncSession) -> Work:
        return Work(session, self.now, self.rng, self.rules, frozenset({TELEGRAM + OWNER}))

    async def does(self, command: c.AnyCommand) -> Notice | None:
        """What the desk answers; a Refused comes out, and nothing of it stays."""
        async with self.database.begin() as session:
            work = self.work(session)
            async with session.begin_nested():
                notice = await door.handle(work, command)
            self.said += [tell for tell in work.deliveries if isinstance(tell, Tell)]
        return notice

    async def refused(self, command: c.AnyCommand) -> Reason:
        """Why the desk says no. An AssertionError if it does not."""
        try:
            answer = await self.does(command)
        except Refused as refused:
            return refused.notice.reason
        raise AssertionError(f"the desk did it: {answer}")

    def heard(self, person_id: int, kind: type[Any]) -> list[Any]:
        """What this person was told of that kind, the last one last; told once."""
        found = [tell.notice for tell in self.said if tell.to == person_id and isinstance(tell.notice, kind)]
        self.said = [tell for tell in self.said if not (tell.to == person_id and isinstance(tell.notice, kind))]
        return found

    async def timers(self) -> int:
        """Fire what is due, in order; returns how many."""
        fired = 0
        while True:
            async with self.database.begin() as session:
                await self.overlook(session)
                due = await kernel.due_timers(session, self.now, 1)
                command = c.TimerFired(due[0].kind, due[0].subject) if due else None
                for row in due:
                    await session.delete(row)
                if command is not None:
                    await session.flush()
                    work = self.work(session)
                    await door.handle(work, command)
                    self.said += [tell for tell in work.deliveries if isinstance(tell, Tell)]
            if command is None:
                return fired
            fired += 1

    async def overlook(self, session: AsyncSession) -> None:
        if not self.looks:
            await session.execute(delete(Timer).where(Timer.kind == TimerKind.LOOK))

    async def wait(self, **time: float) -> None:
        """Time passes, and every timer fires in its own moment."""
        until = self.now + timedelta(**time)
        while True:
            async with self.database.begin() as session:
                await self.overlook(session)
                due = await kernel.next_due(session)
            if due is None or due > until:
                break
            self.now = max(self.now, due)
            await self.timers()
        self.now = until

    async def queued(self, customer: int = TOM, service: str = "chat30") -> str:
        """An order paid by a voucher, looking for somebody."""
        await self.drafted(customer, service)
        await self.does(c.ConfirmOrder(self.actor(customer)))
        order = await self.last_order(customer)
        async with self.database.begin() as session:
            code = codes.voucher_code()
            digest = codes.digest(codes.parse_voucher(code), self.rules.secret)
            session.add(Voucher(digest=digest, service=service, state=VoucherState.FRESH, created_at=self.now))
        await self.says(customer, code)
        return order.code

    async def drafted(self, customer: int, service: str = "chat30") -> None:
        """All but the last tap of an order."""
        await self.does(c.BeginOrder(self.actor(customer)))
        await self.does(c.PickTopic(self.actor(customer), "chat"))
        await self.does(c.PickService(self.actor(customer), service))
        await self.does(c.WishesDone(self.actor(customer)))
        await self.does(c.SkipNote(self.actor(customer)))

    async def says(self, person_id: int, text: str) -> None:
        self.words += 1
        parcel = Parcel(ParcelKind.TEXT, text)
        await self.does(c.Message(self.actor(person_id), self.words, parcel, self.now))

    async def last_order(self, customer: int = TOM) -> Order:
        async with self.database.begin() as session:
            query = select(Order).where(Order.customer_id == customer).order_by(Order.id.desc()).limit(1)
            return (await session.scalars(query)).one()

    async def order(self, code: str) -> Order:
        async with self.database.begin() as session:
            return (await session.scalars(select(Order).where(Order.code == code))).one()

    async def claimed(self, customer: int = TOM, rep: int = LIN, service: str = "chat30") -> str:
        code = await self.queued(customer, service)
        await self.does(c.AssignOrder(self.actor(OWNER), code, f"R{rep}"))
        return code

    async def talking(self, customer: int = TOM, rep: int = LIN, service: str = "chat30") -> str:
        """Both have said hello, and the clock runs."""
        code = await self.claimed(customer, rep, service)
        await self.says(customer, "Hi")
        await self.says(rep, "Hello")
        return code

    async def talked(self, customer: int = TOM, rep: int = LIN, *, minutes: float = 30, service: str = "chat30") -> str:
        """A talk that is over; after fewer minutes than bought, by the customer."""
        code = await self.talking(customer, rep, service)
        order = await self.order(code)
        await self.speaking(minutes, customer, rep)
        if minutes < order.minutes:
            await self.does(c.ConfirmEnd(self.actor(customer), code))
        else:
            await self.wait(minutes=2)  # in which both may still finish a sentence
        return code

    async def speaking(self, minutes: float, customer: int = TOM, rep: int = LIN) -> None:
        """Both say something often enough that no silence stops the clock."""
        while minutes > 0:
            step = min(4.0, minutes)
            await self.wait(minutes=step)
            minutes -= step
            if minutes > 0:
                await self.says(customer, "and then?")
                await self.says(rep, "then this")

    async def balances(self) -> dict[str, int]:
        """Every account that is not empty."""
        async with self.database.begin() as session:
            query = select(PostingLine.account, func.sum(PostingLine.amount)).group_by(PostingLine.account)
            return {account: int(amount) for account, amount in await session.execute(query) if amount}

    async def settled(self, code: str) -> SettlementRow:
        async with self.database.begin() as session:
            order = (await session.scalars(select(Order).where(Order.code == code))).one()
            row = await settlements.last_of(session, order.id)
            assert row is not None
            return row

    async def holds(self) -> None:
        """What is true at every moment: accounts sum to zero, and people's are what their lines and orders say."""
        balances = await self.balances()
        assert sum(balances.values()) == 0, balances
        for account, amount in balances.items():
            assert amount <= 0 or not is_drawn(account), f"{account} is overdrawn"
        async with self.database.begin() as session:
            for rep_id in REPS:
                for state, amount in (await pay.sums(session, rep_id, "CNY")).items():
                    expected = -balances.get(f"rep:{rep_id}:{state}", 0)
                    assert amount == expected, f"rep {rep_id}: lines say {amount} {state}, the ledger {expected}"
            for row in await session.scalars(select(SettlementRow)):
                settlement = settling.read(row)  # raises unless it sums
                assert settlement.rep_pay + row.bonus <= settlement.base
