"""What the desk tells the router of people: complete, in a bounded number of queries, and never a crash of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import delete, event, insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import candidates, deciding, roster, shares
from bot.desk.routing_rules import RoutingRules, preset
from bot.desk.work import ShopRules, Work
from models import decision as decisions
from models import kernel, past
from models.engine import Database
from models.kinds import Language, OrderState, RepStatus, Style, TapState, TimerKind
from models.order import Order
from models.person import Person
from models.rep import Acquaintance, Rep, Specialty
from models.tap import Tap
from routing.decision_text import to_json
from routing.eligible import exclusions
from routing.replay import given, replay
from tests.conftest import NOON
from tests.models.test_orders import a_menu, a_rep, an_order, person

HOUR = timedelta(hours=1)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


def work_at(session: AsyncSession, rules: ShopRules | None = None, moment: timedelta = timedelta()) -> Work:
    return Work(session, NOON + moment, Random(1), rules or ShopRules())


async def many(session: AsyncSession, count: int) -> None:
    """So many more representatives on duty, in three statements."""
    ids = range(1_000, 1_000 + count)
    people = [{"id": i, "telegram_id": i, "language": Language.EN, "created_at": NOON} for i in ids]
    await session.execute(insert(Person), people)
    common = {"status": RepStatus.ACTIVE, "on_duty": True, "created_at": NOON, "life_experience": 3}
    await session.execute(insert(Rep), [{"id": i, "code": f"R{i}"[:8], **common} for i in ids])
    await session.execute(insert(Specialty), [{"rep_id": i, "topic": "chat", "level": 3} for i in ids])


async def an_offer(session: AsyncSession, code: str, customer: Person) -> Order:
    fields = {"queued_at": NOON, "paid_at": NOON, "epoch": 1, "wish_style": Style.COMFORT}
    return await an_order(session, customer, code, OrderState.QUEUED, **fields)


async def test_a_decision_asks_as_many_questions_of_the_database_for_ten_thousand_as_for_two(
    database: Database,
) -> None:
    numbers = []
    async with database.begin() as session:
        await a_menu(session)
        customer = await person(session, 1)
    for more in (2, 200, 9_800):
        async with database.begin() as session:
            await session.execute(delete(Specialty))
            await session.execute(delete(Rep))
            await session.execute(delete(Person).where(Person.id >= 1_000))
            await many(session, more)
            order = await an_offer(session, f"K{more}", customer)
        async with database.begin() as session:
            order = await session.get_one(Order, order.id)
            with counted(database) as sent:
                [decision] = await deciding.decided(work_at(session), [order], fresh=False)
            assert len(decision.rows) == more
        numbers.append(len(sent))
    assert len(set(numbers)) == 1
    assert numbers[0] <= 16, "fewer than the fingers of both hands and six: a bound, not a growth"


async def test_own_stars_ways_of_talking_and_what_somebody_is_behind_reach_the_router(database: Database) -> None:
    async with database.begin() as session:
        await a_menu(session)
        customer, rep = await person(session, 1), await a_rep(session, 2, "RONE1")
        fresh = await a_rep(session, 3, "RTWO2")
        rep.styles, rep.behind = ["comfort", "listen"], 20
        session.add(
            Acquaintance(
                customer_id=customer.id, rep_id=rep.id, customer_alias="a", rep_alias="b", orders=2, stars_sum=9,
                stars_count=2,
            )
        )  # fmt: skip
        order = await an_offer(session, "K7Q2M", customer)
        lost = Tap(order_id=order.id, epoch=1, rep_id=rep.id, at=NOON - HOUR, became=TapState.OUTDONE)
        session.add(lost)
        await session.flush()
        known, new = await candidates.candidates(work_at(session), order)
        assert known == await candidates.candidate_of(work_at(session), order, rep)
        assert (known.past_orders, known.own_stars_sum, known.own_stars_count) == (2, 9, 2)
        assert known.styles == {"comfort", "listen"}
        assert known.deficit == pytest.approx(0.2 + 0.2)
        assert (new.rep_id, new.deficit, new.styles, new.own_stars_count) == (fresh.id, 0.0, frozenset(), 0)
        [decision] = await deciding.decided(work_at(session), [order], fresh=False)
        assert decision.version == "ours-3"


async def test_who_earns_less_in_an_hour_on_shift_is_behind_and_newcomers_begin_level(database: Database) -> None:
    async with database.begin() as session:
        await a_menu(session)
        customer = await person(session, 1)
        poor, rich = await a_rep(session, 2, "RPOOR"), await a_rep(session, 3, "RRICH")
        new, away = await a_rep(session, 4, "RNEW4"), await a_rep(session, 5, "RAWAY")
        away.on_duty = False
        for code, rep, pay in (("KAAAA", poor, 2_000), ("KBBBB", rich, 40_000), ("KCCCC", rich, 40_000)):
            done = await an_order(session, customer, code, OrderState.ENDED, ended_at=NOON - HOUR, rep_pay=pay)
            done.rep_id = rep.id
        await past.add_on_shift(session, NOON.date(), [poor.id, rich.id], 20 * 3600)
        await shares.look(work_at(session))
        seconds = await past.on_shift_since(session, NOON.date())
        assert seconds == {poor.id: 20 * 3600 + 600, rich.id: 20 * 3600 + 600, new.id: 600}
        assert poor.behind > 10
        assert rich.behind < -10
        assert abs(new.behind) <= 1
        assert away.behind == 0
        assert [row.kind for row in await kernel.due_timers(session, NOON + shares.EVERY)] == [TimerKind.SHARES]


async def test_one_row_that_nobody_can_read_stops_no_order(database: Database) -> None:
    async with database.begin() as session:
        await a_menu(session)
        customer = await person(session, 1)
        good, zone, hours = [await a_rep(session, n, f"RROW{n}") for n in (2, 3, 4)]
        zone.time_zone, hours.hours = "Mars/Olympus", "whenever I like"
        session.add_all(Specialty(rep_id=rep.id, topic="chat", level=3) for rep in (good, zone, hours))
        order = await an_offer(session, "K7Q2M", customer)
        [decision] = await deciding.decided(work_at(session), [order], fresh=False)
        assert [one.rep_id for one in decision.ranked] == [good.id]
        request = await candidates.request_of(work_at(session), order)
        for rep in (zone, hours):
            assert roster.unreadable(rep)
            told = await candidates.candidate_of(work_at(session), order, rep)
            assert [str(reason) for reason in exclusions(request, told)] == ["off_shift"]


async def two_of_one_trade(session: AsyncSession) -> tuple[Order, Rep, Rep]:
    """An order of small talk, somebody a little better at it who alone knows grief, and somebody else."""
    await a_menu(session)
    customer = await person(session, 1)
    rare, usual = await a_rep(session, 2, "RRARE"), await a_rep(session, 3, "RUSUA")
    session.add_all(
        Specialty(rep_id=rep.id, topic=topic, level=level)
        for rep, topic, level in ((rare, "chat", 4), (rare, "breakup", 5), (usual, "chat", 4))
    )
    rare.rating_sum, rare.rating_count = 100, 20
    for number in range(56):
        at = NOON - timedelta(days=1 + number % 28, minutes=-5)
        await an_order(session, customer, f"H{number:04}", OrderState.ENDED, topic="breakup", paid_at=at, ended_at=at)
    return await an_offer(session, "K7Q2M", customer), rare, usual


async def test_who_alone_can_take_what_is_likely_to_come_is_kept_back_and_the_decision_is_made_again_to_the_byte(
    database: Database,
) -> None:
    async with database.begin() as session:
        order, rare, usual = await two_of_one_trade(session)
        [before] = await deciding.decided(work_at(session), [order], fresh=False)
        assert [one.rep_id for one in before.ranked] == [rare.id, usual.id], "nothing has been learned yet"
        await shares.look(work_at(session))
        order.epoch = 2
        [after] = await deciding.decided(work_at(session), [order], fresh=False)
        parts = {one.rep_id: one.score.parts.get("scarcity", 0.0) for one in after.ranked}
        assert parts[rare.id] < parts[usual.id] <= 0
        assert [one.rep_id for one in after.ranked] == [usual.id, rare.id]
        order.epoch = 3
        indifferent = ShopRules(routing=RoutingRules(preset("first")))
        await deciding.decided(work_at(session, indifferent), [order], fresh=False)
        kept = await decisions.of_order(session, order.id)
        assert [to_json(replay(one.replay or "")) == one.body for one in kept] == [True] * 3
        outlooks = [given(one.replay or "").outlook for one in kept]
        assert [one is not None for one in outlooks] == [False, True, False]
        policies = [given(one.replay or "").policy.weights.version for one in kept]
        assert policies == ["ours-3", "ours-3", "first-3"], "each decision keeps the weights of its own time"
