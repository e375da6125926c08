"""Random hours of a representative with three customers: whatever comes in between, no word reaches a fourth eye.

Who is meant is told apart from the code: by what the representative was last told, and by what they answer.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

import pytest
from sqlalchemy import select

from bot.desk import commands as c
from bot.desk import door, stream
from bot.desk import notices as n
from bot.desk.notices import Refused
from bot.desk.work import Actor, RelaySend, ShopRules, Tell, Work
from bot.rules.parcel import Parcel, ParcelKind
from bot.seed import seed_menu
from models.engine import Database
from models.held import HeldRow
from models.kinds import OPEN_LINE, AgeBand, EndReason, Gender, HeldFor, Language, OrderState, RepStatus
from models.link import Link
from models.order import Order
from models.person import Person
from models.rep import Rep
from tests.conftest import NOON

T = TypeVar("T")
REP, CUSTOMERS = 1, (2, 3, 4)
ACTS = ("orders", "says", "says", "says", "rep_says", "rep_says", "rep_says", "answers", "answers", "switches")
RARE = ("ends", "pauses", "resumes", "tells_held")


@dataclass
class Hour:
    """One shop, one random sequence of what people do."""

    database: Database
    rng: Random
    now: datetime = NOON
    ids: int = 0
    told: str | None = None  # the order to which the representative's words go, as they were told
    carried: Counter[str] = field(default_factory=Counter)

    def next_id(self) -> int:
        self.ids += 1
        return self.ids

    def actor(self, person_id: int) -> Actor:
        return Actor(person_id, Language.EN, adult=True, is_owner=True, is_rep=person_id == REP)

    async def open(self) -> None:
        async with self.database.begin() as session:
            await seed_menu(session)
            for person_id in (REP, *CUSTOMERS):
                session.add(
                    Person(id=person_id, telegram_id=person_id, language=Language.EN, created_at=NOON, adult_at=NOON)
                )
            await session.flush()
            rep = Rep(id=REP, code="RLIN2", status=RepStatus.ACTIVE, on_duty=True, created_at=NOON, capacity=3)
            rep.languages, rep.gender, rep.age_band, rep.life_experience = ["en"], Gender.FEMALE, AgeBand.THIRTIES, 3
            session.add(rep)

    async def does(self, command: c.AnyCommand) -> None:
        """Through the door, and every relayed word looked at; a refusal changes nothing."""
        async with self.database.begin() as session:
            work = Work(session, self.now, Random(1), ShopRules(contact_guard=False))
            try:
                async with session.begin_nested():
                    notice = await door.handle(work, command)
            except Refused:
                return
            await self.looks(work, notice)

    async def looks(self, work: Work, notice: n.Notice | None = None) -> None:
        for delivery in work.deliveries:
            if isinstance(delivery, RelaySend):
                meant = int(delivery.parcel.text.partition("for ")[2])
                assert delivery.to == meant, delivery
                self.carried[delivery.parcel.text.partition(" ")[0]] += 1
                link = await work.session.get_one(Link, delivery.link_id)
                link.receiver_message_id = self.next_id()
        told = [d.notice for d in work.deliveries if isinstance(d, Tell) and d.to == REP]
        for shown in (*told, notice):
            if isinstance(shown, n.AnotherTalk):
                self.told = shown.now.code if shown.now else None
            elif isinstance(shown, n.NowTalking):
                self.told = shown.talk.code

    async def orders_of(self, *states: OrderState, person_id: int | None = None) -> list[Order]:
        async with self.database.begin() as session:
            query = select(Order).where(Order.state.in_(states or tuple(OPEN_LINE))).order_by(Order.id)
            found = list(await session.scalars(query))
            session.expunge_all()
        return [order for order in found if person_id in (None, order.customer_id, order.rep_id)]

    async def orders(self) -> None:
        """Somebody who has no order makes one, and the owner gives it to the representative."""
        busy = {order.customer_id for order in await self.orders_of(*OPEN_LINE, OrderState.QUEUED)}
        free = [customer for customer in CUSTOMERS if customer not in busy]
        if not free:
            return
        code = f"K{self.next_id():04}"
        async with self.database.begin() as session:
            session.add(
                Order(
                    code=code, customer_id=self.rng.choice(free), state=OrderState.QUEUED, topic="chat",
                    service="chat30", minutes=30, price=2000, currency="CNY", rep_share=60, epoch=1,
                    created_at=self.now, paid_at=self.now,
                )
            )  # fmt: skip
        alone = not await self.orders_of()
        await self.does(c.AssignOrder(self.actor(REP), code, "RLIN2"))
        if alone:
            self.told = code

    async def says(self) -> None:
        for order in self.some(await self.orders_of()):
            await self.word(order.customer_id, REP)

    async def rep_says(self) -> None:
        """Without an address: for whom they were last told, be that talk over or not."""
        if self.told is not None:
            async with self.database.begin() as session:
                meant = (await session.scalars(select(Order).where(Order.code == self.told))).one()
            await self.word(REP, meant.customer_id)

    async def answers(self) -> None:
        """To any message that was ever carried."""
        async with self.database.begin() as session:
            links = list(await session.scalars(select(Link).where(Link.receiver_message_id.is_not(None))))
            session.expunge_all()
        for link in self.some(links):
            other = link.sender_id if link.receiver_id == REP else link.receiver_id
            own = link.sender_message_id if link.sender_id == REP else link.receiver_message_id
            await self.word(REP, other, reply_to=own)

    async def word(self, sender: int, meant: int, *, reply_to: int | None = None) -> None:
        """Half of the words come as the lanes bring them, many at a time."""
        message_id = self.next_id()
        parcel = Parcel(ParcelKind.TEXT, f"{message_id} for {meant}", reply_to=reply_to)
        if self.rng.random() < 0.5:
            async with self.database.begin() as session:
                work = Work(session, self.now, Random(1), ShopRules(contact_guard=False))
                said = stream.Said(sender, message_id, parcel, self.now)
                carried = await stream.carry(work, [(1, f"p{sender}", said)])
                await self.looks(work)
            if carried:
                return
        await self.does(c.Message(self.actor(sender), message_id, parcel, self.now))

    async def switches(self) -> None:
        for order in self.some(await self.orders_of()):
            await self.does(c.ChooseTalk(self.actor(REP), order.code))

    async def ends(self) -> None:
        for order in self.some(await self.orders_of()):
            await self.does(
                c.ConfirmEnd(self.actor(self.rng.choice((REP, order.customer_id))), order.code, EndReason.REP_MUST_GO)
            )

    async def pauses(self) -> None:
        for order in self.some(await self.orders_of(OrderState.LIVE)):
            await self.does(c.Pause(self.actor(self.rng.choice((REP, order.customer_id))), order.code))

    async def resumes(self) -> None:
        for order in self.some(await self.orders_of(OrderState.PAUSED)):
            who = REP if order.paused_by == "rep" else order.customer_id
            await self.does(c.Resume(self.actor(who), order.code))

    async def tells_held(self) -> None:
        """The representative says whom the words that wait were for, if that one is still there."""
        async with self.database.begin() as session:
            rows = list(await session.scalars(select(HeldRow).where(HeldRow.why == HeldFor.WHOM)))
            session.expunge_all()
        for row in self.some(rows):
            meant = int(str(row.parcel["text"]).partition("for ")[2])
            for order in await self.orders_of(person_id=meant):
                await self.does(c.SendHeldTo(self.actor(REP), row.id, order.code))

    def some(self, found: list[T]) -> list[T]:
        return [self.rng.choice(found)] if found else []


@pytest.mark.parametrize("seed", range(10))
async def test_every_word_reaches_who_is_meant_or_nobody(database: Database, seed: int) -> None:
    hour = Hour(database, Random(seed))
    await hour.open()
    for _ in range(70):
        hour.now += timedelta(seconds=hour.rng.choice((0, 1, 7)))
        await getattr(hour, hour.rng.choice((*ACTS, *hour.rng.sample(RARE, 2))))()
    assert hour.carried.total() > 5
    assert max(hour.carried.values()) == 1  # and nobody hears it twice
