"""What is read of many decisions at once: waits that can be compared, and orders as they first came."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models import decision as decisions
from models.engine import Database
from models.kinds import EndReason, Gender, OrderState
from models.order import DecisionRow, Order
from models.person import Person
from tests.conftest import NOON
from tests.models.test_orders import a_menu, an_order, person


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


async def offered(session: AsyncSession, order: Order, epoch: int, at: datetime, **fields: Any) -> DecisionRow:
    row = DecisionRow(order_id=order.id, epoch=epoch, at=at, body="{}", **fields)
    session.add(row)
    await session.flush()
    return row


async def shop(session: AsyncSession) -> Person:
    await a_menu(session)
    return await person(session, 1)


async def test_waits_are_of_those_who_were_taken_or_waited_to_the_end(database: Database) -> None:
    async with database.begin() as session:
        customer = await shop(session)
        taken: dict[str, Any] = {"epoch": 1, "claimed_at": after(70)}
        ran_out: dict[str, Any] = {"epoch": 1, "ended_at": after(1800), "end_reason": EndReason.UNFILLED}
        called_off: dict[str, Any] = {"epoch": 1, "ended_at": after(9), "end_reason": EndReason.CANCELLED}
        counted: dict[str, Any] = {"able": 4, "expected_s": 20}
        for code, state, order_fields, decision_fields in (
            ("KTAKEN", OrderState.CLAIMED, taken, counted),
            ("KRANOUT", OrderState.EXPIRED, ran_out, counted),
            ("KOFF", OrderState.CANCELLED, called_off, counted),
            ("KWAITS", OrderState.QUEUED, {"epoch": 1}, counted),
            ("KNOBODY", OrderState.EXPIRED, ran_out, {"able": 0, "expected_s": None}),
            ("KBEFORE", OrderState.CLAIMED, taken, {"able": 3, "expected_s": None}),
        ):
            order = await an_order(session, customer, code, state, **order_fields)
            await offered(session, order, 1, NOON, **decision_fields)
        again = await an_order(session, customer, "KAGAIN", OrderState.LIVE, epoch=2, claimed_at=after(500))
        await offered(session, again, 1, NOON, **counted)
        await offered(session, again, 2, after(400), able=3, expected_s=25)
        found = await decisions.waits(session, 9)
        assert [one[:3] for one in found] == [(3, 25, 100.0), (4, 20, 1800.0), (4, 20, 70.0)]
        assert await decisions.waits(session, 1) == found[:1]


async def test_orders_count_once_as_they_first_came_and_only_where_somebody_counted(database: Database) -> None:
    async with database.begin() as session:
        customer = await shop(session)
        old = await an_order(session, customer, "KOLD", OrderState.ENDED)
        await offered(session, old, 1, after(-1), able=0)
        uncounted = await an_order(session, customer, "KNONE", OrderState.ENDED)
        await offered(session, uncounted, 1, after(1))
        wished = {"wish_gender": Gender.MALE, "wish_experienced": True}
        order = await an_order(session, customer, "KNEW", OrderState.ENDED, **wished)
        first = await offered(session, order, 1, NOON, able=2)
        await offered(session, order, 2, after(300), able=0)
        found = await decisions.first_offers(session, NOON)
        assert [(one.decision_id, one.at, one.able, one.topic) for one in found] == [(first.id, NOON, 2, "chat")]
        assert (found[0].wish, found[0].meets) == ("male experienced", 2)  # as the order has it, of before it was kept
        first.wish, first.meets = "female zh", 0
        await session.flush()
        assert [(one.wish, one.meets) for one in await decisions.first_offers(session, NOON)] == [("female zh", 0)]
        assert await decisions.body(session, first.id) == "{}"


async def test_the_decisions_of_an_order_come_in_their_order_with_what_they_were_made_of(database: Database) -> None:
    async with database.begin() as session:
        order = await an_order(session, await shop(session), "KNEW", OrderState.QUEUED)
        await offered(session, order, 2, after(5), replay="b")
        await offered(session, order, 1, NOON)
        found = await decisions.of_order(session, order.id)
        assert [(one.epoch, one.at, one.replay) for one in found] == [(1, NOON, None), (2, after(5), "b")]
        assert await decisions.of_order(session, order.id + 1) == []
