"""Random days of a small shop: whoever takes or hands over what, no pair meets that one of the two wants apart."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from bot.desk import commands as c
from bot.desk import door
from bot.desk.notices import Refused
from bot.desk.routing_rules import RoutingRules
from bot.desk.work import Actor, ShopRules, Work
from bot.seed import seed_menu
from models.engine import Database
from models.kinds import OPEN_LINE, AgeBand, Gender, Language, OrderState, RepStatus, Side
from models.order import OVER, Order
from models.person import Person
from models.rep import Rep, Specialty
from routing.engine import Policy
from tests.conftest import NOON

REPS, CUSTOMERS = (1, 2), (3, 4)


@dataclass
class Day:
    """One shop; `apart` is kept by the test alone, from what people said and the desk took."""

    database: Database
    rng: Random
    now: datetime = NOON
    made: int = 0
    apart: set[tuple[int, int, Side]] = field(default_factory=set)
    met: int = 0
    refused: int = 0

    def actor(self, person_id: int) -> Actor:
        return Actor(person_id, Language.EN, adult=True, is_owner=True, is_rep=person_id in REPS)

    async def open(self) -> None:
        async with self.database.begin() as session:
            await seed_menu(session)
            for person_id in (*REPS, *CUSTOMERS):
                person = Person(id=person_id, telegram_id=person_id, language=Language.EN, created_at=NOON)
                person.adult_at = NOON
                session.add(person)
            await session.flush()
            for rep_id in REPS:
                rep = Rep(id=rep_id, code=f"R{rep_id}", status=RepStatus.ACTIVE, on_duty=True, created_at=NOON)
                rep.languages, rep.gender, rep.age_band = ["en"], Gender.FEMALE, AgeBand.THIRTIES
                rep.life_experience, rep.capacity = 3, 3
                session.add(rep)
                await session.flush()
                session.add(Specialty(rep_id=rep_id, topic="chat", level=3))

    async def does(self, command: c.AnyCommand) -> bool:
        """Whether the desk did it."""
        async with self.database.begin() as session:
            work = Work(session, self.now, Random(1), ShopRules(routing=RoutingRules(Policy((3, 6), (0, 0)))))
            try:
                async with session.begin_nested():
                    await door.handle(work, command)
            except Refused:
                return False
        return True

    async def some(self, *states: OrderState) -> list[Order]:
        """One order in such a state, if there is any."""
        async with self.database.begin() as session:
            found = list(await session.scalars(select(Order).where(Order.state.in_(states)).order_by(Order.id)))
            session.expunge_all()
        return [self.rng.choice(found)] if found else []

    async def orders(self) -> None:
        self.made += 1
        async with self.database.begin() as session:
            session.add(
                Order(
                    code=f"K{self.made:04}", customer_id=self.rng.choice(CUSTOMERS), state=OrderState.QUEUED,
                    topic="chat", service="chat30", minutes=30, price=2000, currency="CNY", rep_share=60, epoch=1,
                    created_at=self.now, paid_at=self.now,
                )
            )  # fmt: skip

    async def is_given(self) -> None:
        for order in await self.some(OrderState.QUEUED):
            rep_id = self.rng.choice(REPS)
            wanted_apart = any(key[:2] == (order.customer_id, rep_id) for key in self.apart)
            accepts = c.Accept(self.actor(rep_id), order.code, order.epoch)
            assigns = c.AssignOrder(self.actor(rep_id), order.code, f"R{rep_id}")
            if await self.does(self.rng.choice((accepts, assigns))):
                assert not wanted_apart
                self.met += 1
            else:
                self.refused += wanted_apart

    async def ends(self) -> None:
        for order in await self.some(*OPEN_LINE):
            await self.does(c.ConfirmEnd(self.actor(order.customer_id), order.code))

    async def says_so(self) -> None:
        for order in await self.some(*OVER):
            side, on = self.rng.choice(tuple(Side)), self.rng.random() < 0.5
            assert order.rep_id is not None
            who = order.customer_id if side is Side.CUSTOMER else order.rep_id
            assert await self.does(c.SetBlock(self.actor(who), order.code, on))
            wish = (order.customer_id, order.rep_id, side)
            self.apart = self.apart | {wish} if on else self.apart - {wish}


@pytest.mark.parametrize("seed", range(3))
async def test_a_pair_that_is_to_stay_apart_never_meets(database: Database, seed: int) -> None:
    day = Day(database, Random(seed))
    await day.open()
    for _ in range(120):
        day.now += timedelta(seconds=1)
        await day.rng.choice((day.orders, day.is_given, day.is_given, day.ends, day.says_so))()
    assert day.met > 5
    assert day.refused > 3
