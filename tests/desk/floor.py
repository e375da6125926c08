"""A shop's floor without Telegram: commands through the door, timers as they fall due, and what people are told."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from bot.desk import commands as c
from bot.desk import dispatch, door
from bot.desk import notices as n
from bot.desk.notices import Refused
from bot.desk.work import Actor, ShopRules, Tell, Work
from bot.seed import seed_menu
from models import kernel
from models.engine import Database
from models.kernel import Timer
from models.kinds import AgeBand, Gender, Language, OrderState, RepStatus, TimerKind
from models.order import DecisionRow, Order
from models.person import Person
from models.rep import Acquaintance, Rep, Specialty
from tests.conftest import NOON

OWNER = 900


@dataclass
class Floor:
    database: Database
    rules: ShopRules = field(default_factory=ShopRules)
    now: datetime = NOON
    told: list[Tell] = field(default_factory=list)
    answers: list[n.Notice] = field(default_factory=list)

    def actor(self, person_id: int) -> Actor:
        return Actor(person_id, Language.EN, adult=True, is_owner=person_id == OWNER, is_rep=100 <= person_id < 200)

    async def open(self, customers: int, reps: int, **fields: Any) -> None:
        """Customers 1, 2 …; representatives 100, 101 …, who know casual chat the better the later they came."""
        async with self.database.begin() as session:
            await seed_menu(session)
            for person_id in (OWNER, *range(1, customers + 1), *range(100, 100 + reps)):
                session.add(
                    Person(id=person_id, telegram_id=person_id, language=Language.EN, created_at=NOON, adult_at=NOON)
                )
            await session.flush()
            for number in range(reps):
                base = {
                    "gender": Gender.FEMALE,
                    "age_band": AgeBand.FORTIES,
                    "life_experience": 4,
                    "languages": ["en", "zh"],
                    "capacity": 1,
                }
                rep = Rep(id=100 + number, code=f"R{number}", status=RepStatus.ACTIVE, on_duty=True, created_at=NOON)
                for name, value in (base | fields).items():
                    setattr(rep, name, value[number] if isinstance(value, tuple) else value)
                session.add(rep)
                await session.flush()
                session.add(Specialty(rep_id=rep.id, topic="chat", level=min(5, 1 + number)))

    async def does(self, command: c.AnyCommand) -> n.Notice | None:
        """Through the door; a refusal is an answer too, and changes nothing."""
        async with self.database.begin() as session:
            work = Work(session, self.now, Random(1), self.rules)
            try:
                async with session.begin_nested():
                    notice = await door.handle(work, command)
            except Refused as refused:
                return refused.notice
            self.told += [one for one in work.deliveries if isinstance(one, Tell)]
        return notice

    async def ordered(self, customer: int, **wishes: Any) -> str:
        """A paid order of casual chat; its code."""
        return (await self.ordered_together([customer], **wishes))[0]

    async def ordered_together(self, customers: list[int], **wishes: Any) -> list[str]:
        """Orders that are paid in one and the same moment, and offered together."""
        async with self.database.begin() as session:
            work = Work(session, self.now, Random(1), self.rules)
            found = []
            for customer in customers:
                order = Order(
                    code=f"K{customer}{int(self.now.timestamp()) % 100000}", customer_id=customer,
                    state=OrderState.QUEUED, topic="chat", service="chat30", minutes=30, price=2000, currency="CNY",
                    rep_share=60, created_at=self.now, paid_at=self.now, queued_at=self.now, **wishes,
                )  # fmt: skip
                session.add(order)
                found.append(order)
            await session.flush()
            await dispatch.offer_all(work, found, fresh=True)
            for order in found:
                await dispatch.ask_if_unfilled(work, order)
                expires = dispatch.later(work, self.rules.expire_s)
                await kernel.set_timer(session, TimerKind.EXPIRE, str(order.id), expires)
            self.told += [one for one in work.deliveries if isinstance(one, Tell)]
            return [order.code for order in found]

    async def acquainted(self, customer: int, rep: int, stars: int, *, orders: int = 1) -> None:
        async with self.database.begin() as session:
            row = Acquaintance(customer_id=customer, rep_id=rep, customer_alias="cedar", rep_alias="brook")
            row.orders, row.stars_sum, row.stars_count = orders, stars, 1 if stars else 0
            session.add(row)

    async def passes(self, seconds: float) -> None:
        """Time goes by, and every timer fires at its moment, also those that timers set."""
        until = self.now + timedelta(seconds=seconds)
        while True:
            async with self.database.begin() as session:
                row = await session.scalar(
                    select(Timer).where(Timer.due <= until, Timer.kind != TimerKind.HOUSEKEEPING)
                    .order_by(Timer.due, Timer.id).limit(1)
                )  # fmt: skip
                if row is None:
                    break
                self.now = max(self.now, row.due)
                kind, subject = TimerKind(row.kind), row.subject
                await session.delete(row)
                await session.flush()
                work = Work(session, self.now, Random(1), self.rules)
                await door.handle(work, c.TimerFired(kind, subject))
                self.told += [one for one in work.deliveries if isinstance(one, Tell)]
        self.now = until

    async def order(self, code: str) -> Order:
        async with self.database.begin() as session:
            found = (await session.scalars(select(Order).where(Order.code == code))).one()
            session.expunge(found)
        return found

    async def decision(self, code: str) -> DecisionRow:
        async with self.database.begin() as session:
            query = select(DecisionRow).join(Order, Order.id == DecisionRow.order_id).where(Order.code == code)
            found = (await session.scalars(query.order_by(DecisionRow.epoch.desc()).limit(1))).one()
            session.expunge(found)
        return found

    def last(self, to: int | str, kind: type[n.Notice]) -> Any:
        """The latest notice of that kind that somebody was told; an AssertionError where there is none."""
        found = [one.notice for one in self.told if one.to == to and isinstance(one.notice, kind)]
        assert found, f"{to} was never told a {kind.__name__}"
        return found[-1]
