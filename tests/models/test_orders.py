"""What two transactions at once may do to one order, on both databases."""

import asyncio
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models import claiming
from models import order as orders
from models.engine import Database
from models.kinds import AgeBand, Gender, Language, OrderState, RepStatus
from models.order import Order
from models.person import Person
from models.rep import Rep
from tests.conftest import NOON


async def person(session: AsyncSession, telegram_id: int) -> Person:
    row = Person(telegram_id=telegram_id, language=Language.EN, created_at=NOON)
    session.add(row)
    await session.flush()
    return row


async def a_rep(session: AsyncSession, telegram_id: int, code: str) -> Rep:
    row = await person(session, telegram_id)
    rep = Rep(id=row.id, code=code, status=RepStatus.ACTIVE, on_duty=True, created_at=NOON, languages=["en"])
    rep.gender, rep.age_band, rep.life_experience = Gender.FEMALE, AgeBand.THIRTIES, 3
    session.add(rep)
    await session.flush()
    return rep


async def a_menu(session: AsyncSession) -> None:
    from bot.seed import seed_menu  # noqa: PLC0415 (the shop's first menu serves here too)

    await seed_menu(session)


async def an_order(session: AsyncSession, customer: Person, code: str, state: OrderState, **fields: object) -> Order:
    row = Order(
        code=code,
        customer_id=customer.id,
        state=state,
        topic=str(fields.pop("topic", "chat")),
        service="chat30",
        minutes=30,
        price=2000,
        currency="CNY",
        rep_share=60,
        created_at=NOON,
        **fields,
    )
    session.add(row)
    await session.flush()
    return row


async def test_who_reads_an_order_to_change_it_waits_for_who_did(database: Database) -> None:
    async with database.begin() as session:
        await a_menu(session)
        customer, rep = await person(session, 1), await a_rep(session, 2, "RAAAA")
        await an_order(session, customer, "K7Q2A", OrderState.CLAIMED, rep_id=rep.id, epoch=1, claimed_at=NOON)
    holds, let_go = asyncio.Event(), asyncio.Event()

    async def customer_speaks() -> None:
        async with database.begin() as session:
            (order,) = await orders.open_lines_of(session, customer.id, lock=True)
            holds.set()
            await let_go.wait()
            order.customer_spoke = True

    async def rep_speaks() -> bool:
        await holds.wait()
        async with database.begin() as session:
            (order,) = await orders.open_lines_of(session, rep.id, lock=True)
            order.rep_spoke = True
            return order.customer_spoke

    first, second = asyncio.create_task(customer_speaks()), asyncio.create_task(rep_speaks())
    await holds.wait()
    done, _ = await asyncio.wait([second], timeout=0.3)
    assert not done, "the second reader did not wait"
    let_go.set()
    await first
    assert await second, "the second reader saw the order as it was before the first"


async def test_a_representative_who_taps_two_orders_at_once_gets_one(database: Database) -> None:
    async with database.begin() as session:
        await a_menu(session)
        one, two, rep = await person(session, 1), await person(session, 2), await a_rep(session, 3, "RAAAA")
        codes = ("K7Q2A", "K7Q2B")
        for customer, code in zip((one, two), codes, strict=True):
            await an_order(session, customer, code, OrderState.QUEUED, epoch=1)
        rep_id, capacity = rep.id, rep.capacity

    async def tap(code: str) -> bool:
        async with database.begin() as session:
            order = await orders.by_code(session, code)
            assert order is not None
            await asyncio.sleep(0.05)  # long enough for both to have read
            return await claiming.claim(session, order, rep_id, capacity, NOON)

    assert sorted(await asyncio.gather(*map(tap, codes))) == [False, True]


async def test_of_many_representatives_at_once_one_gets_the_order(database: Database) -> None:
    async with database.begin() as session:
        await a_menu(session)
        customer = await person(session, 1)
        reps = [(await a_rep(session, 10 + i, f"R{i:04}")).id for i in range(8)]
        await an_order(session, customer, "K7Q2A", OrderState.QUEUED, epoch=1)

    async def tap(rep_id: int, at: datetime) -> bool:
        async with database.begin() as session:
            order = await orders.by_code(session, "k7q2a")
            assert order is not None
            return await claiming.claim(session, order, rep_id, 1, at)

    assert sum(await asyncio.gather(*(tap(rep_id, NOON) for rep_id in reps))) == 1
