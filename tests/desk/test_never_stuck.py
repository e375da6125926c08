"""Random evenings at the desk: whatever happens, every order that is not finished has a moment by which it moves on."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

import pytest
from sqlalchemy import select

from bot.desk import commands as c
from bot.desk import dispatch
from bot.desk import notices as n
from bot.desk.work import ShopRules, Tell, Work
from bot.rules.parcel import Parcel, ParcelKind
from models import kernel
from models.engine import Database
from models.kernel import Timer
from models.kinds import UNFINISHED, EndReason, Gender, OrderState, TapState, TimerKind
from models.order import Order
from models.rep import Rep
from models.tap import Tap
from tests.desk.floor import Floor

K = TimerKind
DEADLINES: dict[OrderState, frozenset[TimerKind]] = {
    OrderState.AWAITING_PAYMENT: frozenset({K.UNPAID}),
    OrderState.QUEUED: frozenset({K.EXPIRE}),
    OrderState.CLAIMED: frozenset({K.GREET, K.ABSENT}),
    OrderState.LIVE: frozenset({K.TIME_UP}),
    OrderState.PAUSED: frozenset({K.PAUSE_OVER}),
}
"""By which timer row an order leaves each state, at the latest."""

CUSTOMERS, REPS = range(1, 6), range(100, 105)
STEPS, STEPS_AT_MOST = 100, 500
WANTED = (*DEADLINES, "booked", "held", "restarts", n.AcceptWon.__name__)
"""An evening goes on until it has seen all of this."""


@dataclass
class Evening:
    """One random sequence of what people do, and of what time does."""

    floor: Floor
    rng: Random
    seen: Counter[str] = field(default_factory=Counter)

    async def orders(self, *states: OrderState) -> list[Order]:
        async with self.floor.database.begin() as session:
            query = select(Order).where(Order.state.in_(states or tuple(UNFINISHED))).order_by(Order.id)
            found = list(await session.scalars(query))
            session.expunge_all()
        return found

    async def one(self, *states: OrderState) -> Order | None:
        found = await self.orders(*states)
        return self.rng.choice(found) if found else None

    async def comes(self) -> None:
        """An order that is not paid yet, with any wishes."""
        free = [who for who in CUSTOMERS if who not in {order.customer_id for order in await self.orders()}]
        if not free:
            return
        rng, now = self.rng, self.floor.now
        gender = rng.choice([None, *Gender])
        experienced = rng.random() < 0.3
        async with self.floor.database.begin() as session:
            order = Order(
                code=f"K{self.seen['comes']:04}", customer_id=rng.choice(free), state=OrderState.AWAITING_PAYMENT,
                topic="chat", service="chat30", minutes=30, price=2000, currency="CNY", rep_share=60, created_at=now,
                wish_gender=gender, wish_experienced=experienced, musts=rng.choice([[], ["gender"], ["experienced"]]),
            )  # fmt: skip
            session.add(order)
            await session.flush()
            work = Work(session, now, Random(1), self.floor.rules)
            await kernel.set_timer(session, K.UNPAID, str(order.id), dispatch.later(work, 3600))
        if rng.random() < 0.9:
            await self.pays(order.id)

    async def pays(self, order_id: int) -> None:
        async with self.floor.database.begin() as session:
            work = Work(session, self.floor.now, Random(1), self.floor.rules)
            await dispatch.queue(work, await session.get_one(Order, order_id))
            self.floor.told += [one for one in work.deliveries if isinstance(one, Tell)]

    async def taps(self) -> None:
        order = await self.one(OrderState.QUEUED)
        if order is not None:
            epoch = order.epoch - (self.rng.random() < 0.1)
            notice = await self.floor.does(c.Accept(self.floor.actor(self.rng.choice(REPS)), order.code, epoch))
            self.seen[type(notice).__name__] += 1

    async def passes_on_it(self) -> None:
        order = await self.one(OrderState.QUEUED, OrderState.CLAIMED)
        if order is not None:
            rep = order.rep_id or self.rng.choice(REPS)
            await self.floor.does(c.Decline(self.floor.actor(rep), order.code))

    async def comes_or_goes(self) -> None:
        actor, will = self.floor.actor(self.rng.choice(REPS)), self.rng.random()
        command = c.TakeBreak(actor, "5") if will < 0.3 else c.GoOnDuty(actor, will < 0.8)
        await self.floor.does(command)

    async def chooses(self) -> None:
        """What a customer may do who waits."""
        order = await self.one(OrderState.QUEUED)
        if order is None:
            return
        actor, code = self.floor.actor(order.customer_id), order.code
        await self.floor.does(
            self.rng.choice(
                [
                    c.KeepWaiting(actor, code), c.DropWishes(actor, code), c.CallLater(actor, code, 1),
                    c.OtherWishes(actor, code), c.ToggleWish(actor, "gender", "male"), c.ToggleMust(actor, "gender"),
                    c.WishesDone(actor), c.Cancel(actor, code),
                ]
            )
        )  # fmt: skip

    async def says(self) -> None:
        order = await self.one(OrderState.CLAIMED, OrderState.LIVE)
        if order is not None and order.rep_id is not None:
            who = self.rng.choice([order.customer_id, order.rep_id])
            self.seen["words"] += 1
            parcel = Parcel(ParcelKind.TEXT, "Hello")
            await self.floor.does(c.Message(self.floor.actor(who), self.seen["words"], parcel, self.floor.now))

    async def stops(self) -> None:
        order = await self.one(OrderState.CLAIMED, OrderState.LIVE, OrderState.PAUSED)
        if order is not None and order.rep_id is not None:
            actor, code = self.floor.actor(self.rng.choice([order.customer_id, order.rep_id])), order.code
            await self.floor.does(
                self.rng.choice(
                    [c.Pause(actor, code), c.Resume(actor, code), c.ConfirmEnd(actor, code, EndReason.REP_MUST_GO)]
                )
            )

    async def time_goes_by(self) -> None:
        await self.floor.passes(self.rng.choice([0, 1, 7, 20, 45, 90, 200, 400, 1500]))

    async def restarts(self) -> None:
        """Another process takes over: nothing is left but the tables."""
        url = self.floor.database.url
        await self.floor.database.close()
        self.floor.database = Database(url)

    async def nobody_is_stuck(self) -> None:
        async with self.floor.database.begin() as session:
            timers: dict[str, set[TimerKind]] = {}
            for row in await session.scalars(select(Timer)):
                timers.setdefault(row.subject, set()).add(TimerKind(row.kind))
            for order in await session.scalars(select(Order).where(Order.state.in_(UNFINISHED))):
                set_for = timers.get(str(order.id), set())
                state = OrderState(order.state)
                self.seen["booked" if order.booked_for else state.value] += 1
                wanted = frozenset({K.BOOKED}) if order.booked_for else DEADLINES[state]
                assert set_for & wanted, f"{order.code} is {state} and stuck: {set_for}"
            held = select(Order.id).join(Tap, (Tap.order_id == Order.id) & (Tap.epoch == Order.epoch))
            held = held.where(
                Order.state == OrderState.QUEUED, Tap.became == TapState.HOLDS, Order.booked_for.is_(None)
            )
            for order_id in await session.scalars(held):
                self.seen["held"] += 1
                assert K.SETTLE in timers.get(str(order_id), set()), "a hold without an end"


ACTS = (
    *(Evening.comes,) * 4, *(Evening.taps,) * 5, Evening.passes_on_it, *(Evening.comes_or_goes,) * 2,
    *(Evening.chooses,) * 2, *(Evening.says,) * 5, *(Evening.stops,) * 2, *(Evening.time_goes_by,) * 4,
    Evening.restarts,
)  # fmt: skip


@pytest.mark.timeout(240)
@pytest.mark.parametrize("seed", [8])
async def test_no_order_is_ever_stuck(database_url: str, seed: int) -> None:
    floor = Floor(Database(database_url), rules=ShopRules(contact_guard=False))
    evening = Evening(floor, Random(seed))
    try:
        await floor.open(
            len(CUSTOMERS), len(REPS), gender=(Gender.MALE, *(Gender.FEMALE,) * 4), capacity=(2, 1, 1, 1, 1)
        )
        await floor.acquainted(1, 100, 5)
        await floor.acquainted(2, 101, 5)
        for step in range(STEPS_AT_MOST):
            if step >= STEPS and all(evening.seen[what] for what in WANTED):
                break
            act = evening.rng.choice(ACTS)
            await act(evening)
            evening.seen[act.__name__] += 1
            await evening.nobody_is_stuck()
        # When nobody does anything any more, Then everything comes to its end
        await floor.passes(6 * 3600)
        assert await evening.orders() == []
        async with floor.database.begin() as session:
            assert all(rep.capacity for rep in await session.scalars(select(Rep)))
    finally:
        await floor.database.close()
    lacking = [what for what in WANTED if not evening.seen[what]]
    assert not lacking, f"an evening without {lacking} shows little: {evening.seen}"
