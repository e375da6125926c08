"""Many running talks between made-up people, for load tests from outside: customers 1001…, representatives 500001…"""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import aliases
from bot.rules.terms import Terms, to_json
from models.kernel import Timer
from models.kinds import AgeBand, Gender, Language, OrderState, RepStatus, SpanKind, TimerKind
from models.order import Order, SpanRow
from models.person import Person, by_telegram_id
from models.rep import Acquaintance, Rep

FIRST_CUSTOMER, FIRST_REP = 1001, 500001
MINUTES = 24 * 60
STEADY = Terms(slow_reply_s=0, silence_ask_s=0)
"""Whatever they say or do not say, and when, the clock of these runs."""


async def seed_lines(session: AsyncSession, lines: int, now: datetime) -> int:
    """Open the lines that are not open yet, each a talk of a day whose clock runs; returns how many. Needs the menu."""
    rng = Random(lines)
    made = 0
    for i in range(lines):
        if await by_telegram_id(session, FIRST_CUSTOMER + i) is None:
            await open_line(session, i, now, rng)
            made += 1
    return made


async def open_line(session: AsyncSession, i: int, now: datetime, rng: Random) -> None:
    customer, rep = await pair_of_people(session, i, now)
    order = Order(
        code=f"L{i:05}",
        customer_id=customer.id,
        rep_id=rep.id,
        state=OrderState.LIVE,
        topic="chat",
        service="chat30",
        minutes=MINUTES,
        price=0,
        currency="CNY",
        rep_share=60,
        terms=to_json(STEADY),
        epoch=1,
        customer_spoke=True,
        rep_spoke=True,
        created_at=now,
        paid_at=now,
        claimed_at=now,
    )
    session.add(order)
    await session.flush()
    pair = aliases.pick(rng, set())
    known = Acquaintance(customer_id=customer.id, rep_id=rep.id)
    known.customer_alias, known.rep_alias = pair.customer, pair.rep
    span = SpanRow(order_id=order.id, position=0, kind=SpanKind.LIVE, start=now, billable=True)
    timer = Timer(kind=TimerKind.TIME_UP, subject=str(order.id), due=now + timedelta(minutes=MINUTES))
    session.add_all([known, span, timer])
    await session.flush()


async def pair_of_people(session: AsyncSession, i: int, now: datetime) -> tuple[Person, Person]:
    customer, rep = Person(telegram_id=FIRST_CUSTOMER + i), Person(telegram_id=FIRST_REP + i)
    for person in (customer, rep):
        person.language, person.adult_at, person.created_at = Language.EN, now, now
        session.add(person)
    await session.flush()
    row = Rep(id=rep.id, code=f"L{i:05}", status=RepStatus.ACTIVE, on_duty=True, created_at=now, languages=["en"])
    row.gender, row.age_band, row.life_experience = Gender.FEMALE, AgeBand.THIRTIES, 3
    session.add(row)
    await session.flush()
    return customer, rep
