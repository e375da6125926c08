"""What the router decided, read again: by order, and over many orders."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.kinds import EndReason, OrderState
from models.order import DecisionRow, Order


class Kept(NamedTuple):
    """A decision as it was written, and what it was made of; None for one of before that was kept."""

    epoch: int
    at: datetime
    body: str
    replay: str | None
    course: list[str]


class Wait(NamedTuple):
    """How many could take an order, after how many seconds somebody was expected to have tapped, how long it took.

    `at` is when it was offered.
    """

    able: int
    expected_s: int
    took_s: float
    at: datetime


class Offer(NamedTuple):
    """One order as it was first offered: what it asked for, how many could take it, and how many met all of it."""

    decision_id: int
    at: datetime
    able: int
    topic: str
    wish: str
    meets: int


class Made(NamedTuple):
    """A decision with all that it was made of, and what came of its order; `is_last` of the order's decisions."""

    order_id: int
    epoch: int
    at: datetime
    body: str
    replay: str | None
    course: list[str]
    rep_id: int | None
    minutes: int
    claimed_at: datetime | None
    ended_at: datetime | None
    end_reason: EndReason | None
    is_last: bool


class Stars(NamedTuple):
    """The stars of an order that ended, who led the talk, and what the decision was made of that they took it by."""

    rep_id: int
    stars: int
    replay: str | None


async def of_order(session: AsyncSession, order_id: int) -> list[Kept]:
    """Every decision of an order, the first one first."""
    columns = (DecisionRow.epoch, DecisionRow.at, DecisionRow.body, DecisionRow.replay, DecisionRow.course)
    found = await session.execute(select(*columns).where(DecisionRow.order_id == order_id).order_by(DecisionRow.epoch))
    return [Kept(*row) for row in found]


async def waits(session: AsyncSession, limit: int) -> list[Wait]:
    """The latest orders that somebody took, or that waited in vain to the end; who called theirs off is left out."""
    columns = (DecisionRow.able, DecisionRow.expected_s, DecisionRow.at, Order.claimed_at, Order.ended_at)
    over = Order.claimed_at.is_not(None) | (Order.end_reason == EndReason.UNFILLED)
    query = (
        select(*columns)
        .join(Order, (Order.id == DecisionRow.order_id) & (Order.epoch == DecisionRow.epoch))
        .where(over, DecisionRow.able > 0, DecisionRow.expected_s.is_not(None))
        .order_by(DecisionRow.id.desc())
        .limit(limit)
    )
    found = []
    for able, expected_s, at, claimed_at, ended_at in await session.execute(query):
        end = claimed_at or ended_at
        if able is not None and expected_s is not None and end is not None:
            found.append(Wait(able, expected_s, (end - at).total_seconds(), at))
    return found


async def first_offers(session: AsyncSession, since: datetime) -> list[Offer]:
    """Orders that were first offered since that moment, the latest first; without those that nobody counted."""
    wishes = (Order.wish_gender, Order.wish_experienced, Order.wish_language, Order.wish_age)
    counted = (DecisionRow.able, DecisionRow.wish, DecisionRow.meets)
    query = (
        select(DecisionRow.id, DecisionRow.at, Order.topic, *counted, *wishes)
        .join(Order, Order.id == DecisionRow.order_id)
        .where(DecisionRow.at >= since, DecisionRow.epoch == 1, DecisionRow.able.is_not(None))
        .order_by(DecisionRow.id.desc())
    )
    return [offer_of(row) for row in await session.execute(query)]


def offer_of(row: Any) -> Offer:
    """An offer of before its wishes were kept with it asked for what the order asks for."""
    wish = row.wish
    if wish is None:
        wish = wish_key(row.wish_gender, row.wish_experienced, row.wish_language, row.wish_age)
    return Offer(row.id, row.at, row.able, row.topic, wish, row.able if row.meets is None else row.meets)


def wish_key(gender: str | None, experienced: bool, language: str | None, age: str | None = None) -> str:
    """What an order asks for beyond its topic, as one key."""
    return " ".join(filter(None, (gender, "experienced" if experienced else "", language, age)))


async def body(session: AsyncSession, decision_id: int) -> str:
    """The text of a decision that is there."""
    return (await session.scalars(select(DecisionRow.body).where(DecisionRow.id == decision_id))).one()


async def ended(session: AsyncSession) -> int:
    """How many orders came to a talk that ended."""
    return await session.scalar(select(func.count()).where(Order.state == OrderState.ENDED)) or 0


async def stars(session: AsyncSession) -> list[Stars]:
    """Every order that was rated, the one that ended first first."""
    query = (
        select(Order.rep_id, Order.stars, DecisionRow.replay)
        .outerjoin(DecisionRow, (Order.id == DecisionRow.order_id) & (Order.epoch == DecisionRow.epoch))
        .where(Order.state == OrderState.ENDED, Order.stars.is_not(None), Order.rep_id.is_not(None))
        .order_by(Order.ended_at, Order.id)
    )
    found = await session.execute(query)
    return [Stars(*row) for row in found]  # type: ignore[arg-type] # the query says so too


async def made(session: AsyncSession, days: int, most: int) -> list[Made]:
    """The latest decisions, the first first: of so many days before the last one, and no more than so many."""
    last = await session.scalar(select(func.max(DecisionRow.at)))
    if last is None:
        return []
    row = DecisionRow
    kept = (row.order_id, row.epoch, row.at, row.body, row.replay, row.course)
    came = (Order.rep_id, Order.minutes, Order.claimed_at, Order.ended_at, Order.end_reason)
    query = (
        select(*kept, *came, DecisionRow.epoch == Order.epoch)
        .join(Order, Order.id == DecisionRow.order_id)
        .where(DecisionRow.at >= last - timedelta(days=days))
        .order_by(DecisionRow.at.desc(), DecisionRow.id.desc())
        .limit(most)
    )
    found = (await session.execute(query)).all()
    return [Made(*one) for one in reversed(found)]  # type: ignore[call-arg] # the query says so too
