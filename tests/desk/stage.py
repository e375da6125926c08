"""One order and its two people at the desk, without Telegram: time passes, timers fire, words are said."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from sqlalchemy import func, select

from bot.desk import clock_commands as cc
from bot.desk import commands as c
from bot.desk import door, facts, stream
from bot.desk import notices as n
from bot.desk.notices import Refused
from bot.desk.stream import Said
from bot.desk.work import Actor, ShopRules, Tell, Work
from bot.rules.meter import Meter
from bot.rules.parcel import Parcel, ParcelKind
from bot.rules.terms import Terms, to_json
from bot.seed import seed_menu
from models import kernel
from models.engine import Database
from models.kernel import Timer
from models.kinds import AgeBand, Gender, Language, OrderState, RepStatus, Side, TimerKind
from models.money import PostingLine
from models.order import Order
from models.person import Person
from models.rep import Acquaintance, Rep, Specialty

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
CUSTOMER, REP, OTHER = 11, 1, 2
MENU = frozenset({TimerKind.HOUSEKEEPING, TimerKind.VANISH, TimerKind.VANISHED})
Told = TypeVar("Told", bound=n.Notice)


@dataclass
class Stage:
    """Seconds count from the moment at which the representative accepted."""

    database: Database
    terms: Terms = field(default_factory=Terms)
    minutes: int = 30
    price: int = 2000
    begins: datetime = NOON
    topic: str = "chat"
    rules: ShopRules = field(default_factory=lambda: ShopRules(contact_guard=False))
    told: list[Tell] = field(default_factory=list)
    second: int = 0
    order_id: int = 0
    message_id: int = 0

    @property
    def now(self) -> datetime:
        return self.begins + timedelta(seconds=self.second)

    async def open(self) -> None:
        """Lin has accepted Tom's order; nobody has said a word."""
        async with self.database.begin() as session:
            await seed_menu(session)
            for person_id in (CUSTOMER, REP, OTHER):
                person = Person(id=person_id, telegram_id=person_id, language=Language.EN, created_at=self.begins)
                person.adult_at = self.begins
                session.add(person)
            await session.flush()
            for rep_id in (REP, OTHER):
                rep = Rep(id=rep_id, code=f"R{rep_id}", status=RepStatus.ACTIVE, on_duty=True, created_at=self.begins)
                rep.languages, rep.gender, rep.age_band = ["en"], Gender.FEMALE, AgeBand.THIRTIES
                rep.life_experience, rep.capacity = 3, 3
                session.add(rep)
                await session.flush()
                session.add(Specialty(rep_id=rep_id, topic=self.topic, level=3))
            order = Order(
                code="K7Q2M", customer_id=CUSTOMER, rep_id=REP, state=OrderState.CLAIMED, topic=self.topic,
                service="chat30", minutes=self.minutes, price=self.price, currency="CNY", rep_share=60, epoch=1,
                terms=to_json(self.terms), created_at=self.begins, paid_at=self.begins, claimed_at=self.begins,
            )  # fmt: skip
            session.add(order)
            session.add(Acquaintance(customer_id=CUSTOMER, rep_id=REP, customer_alias="maple", rep_alias="brook"))
            await session.flush()
            self.order_id = order.id
            for kind, seconds in ((TimerKind.GREET, self.terms.greet_s), (TimerKind.ABSENT, self.terms.absent_s)):
                await kernel.set_timer(session, kind, str(order.id), self.now + timedelta(seconds=seconds))

    def actor(self, side: Side, person_id: int | None = None) -> Actor:
        who = person_id or (CUSTOMER if side is Side.CUSTOMER else REP)
        return Actor(who, Language.EN, adult=True, is_rep=side is Side.REP)

    def work(self, session: Any, now: datetime | None = None) -> Work:
        return Work(session, now or self.now, Random(1), self.rules)

    async def does(self, command: c.AnyCommand) -> n.Notice | None:
        """What the desk answers; what it refuses too."""
        async with self.database.begin() as session:
            work = self.work(session)
            try:
                async with session.begin_nested():
                    answer = await door.handle(work, command)
            except Refused as refused:
                return refused.notice
            self.told += [delivery for delivery in work.deliveries if isinstance(delivery, Tell)]
            return answer

    async def at(self, second: int) -> None:
        """Time passes; every timer that falls due on the way fires in its moment."""
        while (due := await self._next_due(second)) is not None:
            timer_id, moment = due
            self.second = max(self.second, int((moment - self.begins).total_seconds()))
            await self._fire(timer_id)
        self.second = max(self.second, second)

    async def sleep(self, second: int) -> None:
        """Time passes and nothing happens, as when the shop is away."""
        self.second = second

    async def _next_due(self, second: int) -> tuple[int, datetime] | None:
        until = self.begins + timedelta(seconds=second)
        async with self.database.begin() as session:
            query = select(Timer).where(Timer.due <= until, Timer.kind.not_in(MENU)).order_by(Timer.due, Timer.id)
            row = (await session.scalars(query.limit(1))).one_or_none()
            return (row.id, row.due) if row is not None else None

    async def _fire(self, timer_id: int) -> None:
        async with self.database.begin() as session:
            row = await session.get_one(Timer, timer_id)
            command = c.TimerFired(TimerKind(row.kind), row.subject)
            await session.delete(row)
            await session.flush()
            work = self.work(session)
            await door.handle(work, command)
            self.told += [delivery for delivery in work.deliveries if isinstance(delivery, Tell)]

    async def says(self, side: Side, text: str = "a word", *, late_s: int = 0) -> n.Notice | None:
        """A word, dated so many seconds before now; in a running talk it goes with the many."""
        self.message_id += 1
        actor, sent = self.actor(side), self.now - timedelta(seconds=late_s)
        parcel = Parcel(ParcelKind.TEXT, text)
        async with self.database.begin() as session:
            said = Said(actor.id, self.message_id, parcel, sent)
            if await stream.carry(self.work(session), [(1, str(actor.id), said)]):
                return None
        return await self.does(c.Message(actor, self.message_id, parcel, sent))

    async def extends(self, minutes: int, upon: int | None = None) -> n.Notice | None:
        """The customer taps on so many minutes more; `upon` that of an older card."""
        shown = upon if upon is not None else (await self.order()).minutes
        return await self.does(cc.Extend(self.actor(Side.CUSTOMER), "K7Q2M", minutes, shown))

    async def order(self) -> Order:
        async with self.database.begin() as session:
            found = await session.get_one(Order, self.order_id)
            session.expunge_all()
            return found

    async def meter(self) -> Meter:
        async with self.database.begin() as session:
            order = await session.get_one(Order, self.order_id)
            return await facts.meter_of(self.work(session), order)

    async def strip(self) -> str:
        """`live 0-130, waiting 130-`: what each stretch was, in seconds since the order was accepted."""
        return ", ".join(
            f"{span.kind.value} {self._s(span.start)}-{'' if span.end is None else self._s(span.end)}"
            for span in (await self.meter()).spans
            if span.end != span.start
        )

    def _s(self, moment: datetime) -> int:
        return int((moment - self.begins).total_seconds())

    def seen(self, kind: type[Told], person_id: int | None = None) -> list[Told]:
        """What was told of this kind, to this person if one is named."""
        return [tell.notice for tell in self.told if isinstance(tell.notice, kind) and person_id in (None, tell.to)]

    async def balance(self) -> int:
        async with self.database.begin() as session:
            return await session.scalar(select(func.coalesce(func.sum(PostingLine.amount), 0))) or 0
