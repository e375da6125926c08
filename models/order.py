"""Orders, the wizard's half-made drafts, a session's spans, and the router's stored decisions."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    delete,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kinds import OPEN_LINE, UNFINISHED, EndReason, Language, OrderState, Side, SpanKind


class Draft(Base):
    """An order in the making. One per person; survives a restart."""

    __tablename__ = "draft"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(16))
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[datetime]


class Order(Base):
    __tablename__ = "order"
    __table_args__ = (Index("ix_order_state_rep_id", "state", "rep_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    rep_id: Mapped[int | None] = mapped_column(ForeignKey("rep.id"))
    state: Mapped[OrderState] = mapped_column(String(24))
    topic: Mapped[str] = mapped_column(ForeignKey("topic.slug"))
    service: Mapped[str] = mapped_column(ForeignKey("service.slug"))
    minutes: Mapped[int]
    price: Mapped[int]  # minor units, as quoted
    quote: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what the price is made of
    currency: Mapped[str] = mapped_column(String(3))
    rep_share: Mapped[int]  # percent, as it stood when the order was made
    terms: Mapped[dict[str, Any]] = mapped_column(default=dict)  # bot.rules.terms, as they stood then
    wish_gender: Mapped[str | None] = mapped_column(String(8))
    wish_age: Mapped[str | None] = mapped_column(String(8))
    wish_experienced: Mapped[bool] = mapped_column(default=False)
    wish_language: Mapped[Language | None] = mapped_column(String(8))
    wish_style: Mapped[str | None] = mapped_column(String(16))
    musts: Mapped[list[str]] = mapped_column(default=list)  # wishes that do not give way unless the customer says so
    waived: Mapped[list[str]] = mapped_column(default=list)  # and those of which the customer has said so
    note: Mapped[str] = mapped_column(Text, default="")
    on_board: Mapped[bool] = mapped_column(default=False)  # shown to the group on the board, not on a card of its own
    epoch: Mapped[int] = mapped_column(default=0)  # rises with every offer; kills stale buttons
    called: Mapped[list[str]] = mapped_column(default=list)  # ids of those on call who were asked
    released: Mapped[list[str]] = mapped_column(default=list)  # ids of representatives who accepted and never greeted
    declined: Mapped[list[str]] = mapped_column(default=list)  # ids of representatives who passed on it
    customer_spoke: Mapped[bool] = mapped_column(default=False)
    rep_spoke: Mapped[bool] = mapped_column(default=False)
    paused_by: Mapped[Side | None] = mapped_column(String(8))
    pauses_customer: Mapped[int] = mapped_column(default=0)
    pauses_rep: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    queued_at: Mapped[datetime | None]  # since when somebody is looked for
    booked_for: Mapped[datetime | None]  # until when nobody is, at the customer's wish
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[EndReason | None] = mapped_column(String(24))
    charged: Mapped[int | None]  # minor units, set when it ends
    rep_pay: Mapped[int | None]
    crisis_at: Mapped[datetime | None]  # since when somebody was in danger, and nothing is charged
    given_back: Mapped[int] = mapped_column(default=0)  # of what was charged, after the end
    refunded_at: Mapped[datetime | None]  # when all of it was
    stars: Mapped[int | None] = mapped_column(CheckConstraint("stars BETWEEN 1 AND 5", name="stars_range"))


class SpanRow(Base):
    """A stretch of a session, as the meter keeps it."""

    __tablename__ = "span"
    __table_args__ = (UniqueConstraint("order_id", "position"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    position: Mapped[int]
    kind: Mapped[SpanKind] = mapped_column(String(8))
    start: Mapped[datetime]
    end: Mapped[datetime | None]
    billable: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(16), default="")


class DecisionRow(Base):
    """Who could take an order and why, as the router said it at that moment."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("order_id", "epoch"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    epoch: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
    body: Mapped[str] = mapped_column(Text)  # routing.decision's JSON, byte-stable
    able: Mapped[int | None]  # how many could take it
    expected_s: Mapped[int | None]  # when somebody was expected to have tapped, see routing.eta; None: nobody could
    wish: Mapped[str | None] = mapped_column(String(64))  # what was asked for beyond the topic, as one key
    meets: Mapped[int | None]  # how many met all of it
    course: Mapped[list[str]] = mapped_column(default=list)  # when the next tier opened early, in seconds after `at`
    replay: Mapped[str | None] = mapped_column(Text, deferred=True, deferred_raiseload=True)  # routing.replay's text


OVER = (OrderState.ENDED, OrderState.CANCELLED)
"""States of an order on which two were connected, and are no more."""


async def purge_drafts(session: AsyncSession, before: datetime) -> None:
    """Forget what was begun and not touched since that moment."""
    await session.execute(delete(Draft).where(Draft.updated_at < before))


_ON_BOARD = (Order.state == OrderState.QUEUED, Order.on_board, Order.booked_for.is_(None))


def held(query: Select[Order]) -> Select[Order]:
    """The same, with the rows as they are now and kept for this transaction alone."""
    return query.with_for_update().execution_options(populate_existing=True)


async def by_id(session: AsyncSession, order_id: int) -> Order | None:
    return (await session.scalars(held(select(Order).where(Order.id == order_id)))).one_or_none()


async def by_code(session: AsyncSession, code: str) -> Order | None:
    return (await session.scalars(held(select(Order).where(Order.code == code.upper())))).one_or_none()


async def by_codes(session: AsyncSession, codes: Collection[str]) -> dict[str, Order]:
    """Those orders as they are now. What still waits is held, in the order of the ids: groups cannot deadlock."""
    query = select(Order).where(Order.code.in_(codes)).execution_options(populate_existing=True)
    found = {order.code: order for order in await session.scalars(query)}
    free = [order.id for order in found.values() if order.state == OrderState.QUEUED]
    if free:
        await session.execute(held(select(Order).where(Order.id.in_(free)).order_by(Order.id)))
    return found


async def unfinished_of(session: AsyncSession, customer_id: int) -> Order | None:
    """The customer's order that still moves; at most one."""
    query = select(Order).where(Order.customer_id == customer_id, Order.state.in_(UNFINISHED)).order_by(Order.id.desc())
    return (await session.scalars(held(query.limit(1)))).one_or_none()


async def last_of(session: AsyncSession, customer_id: int) -> Order | None:
    query = select(Order).where(Order.customer_id == customer_id).order_by(Order.id.desc())
    return (await session.scalars(query.limit(1))).one_or_none()


async def ever_served(session: AsyncSession, customer_id: int) -> bool:
    """Whether they ever paid for an order that came to something, or still may."""
    paid = (Order.customer_id == customer_id, Order.paid_at.is_not(None))
    query = select(Order.id).where(*paid, Order.state.not_in((OrderState.CANCELLED, OrderState.EXPIRED))).limit(1)
    return await session.scalar(query) is not None


async def finished_by(session: AsyncSession, rep_id: int) -> int:
    query = select(func.count()).where(Order.rep_id == rep_id, Order.state == OrderState.ENDED)
    return (await session.scalar(query)) or 0


async def open_lines_of(session: AsyncSession, person_id: int, *, lock: bool = False) -> list[Order]:
    """The orders on which this person is connected now, from either side, in the order in which they were taken.

    Locked in the order of their ids, as groups of words lock theirs, so that nobody waits in a circle.
    """
    who = (Order.customer_id == person_id) | (Order.rep_id == person_id)
    query = select(Order).where(who, Order.state.in_(OPEN_LINE)).order_by(Order.id)
    found = await session.scalars(held(query) if lock else query)
    return sorted(found, key=lambda order: (order.claimed_at or order.created_at, order.id))


def _ended(person_id: int) -> Select[Order]:
    """Their connections that are over, from either side, the last one first."""
    who = (Order.customer_id == person_id) | (Order.rep_id == person_id)
    query = select(Order).where(who, Order.state.in_(OVER), Order.rep_id.is_not(None))
    return query.order_by(Order.ended_at.desc(), Order.id.desc())


async def ended_latest(session: AsyncSession, person_id: int) -> Order | None:
    return (await session.scalars(_ended(person_id).limit(1))).one_or_none()


async def ended_since(session: AsyncSession, person_id: int, moment: datetime) -> list[Order]:
    return list(await session.scalars(_ended(person_id).where(Order.ended_at >= moment)))


async def between(session: AsyncSession, customer_id: int, rep_id: int) -> list[Order]:
    """Every order of this pair, held in the order of the ids."""
    query = select(Order).where(Order.customer_id == customer_id, Order.rep_id == rep_id).order_by(Order.id)
    return list(await session.scalars(held(query)))


async def any_under_way(session: AsyncSession) -> bool:
    """Whether any order waits, or is talked on."""
    return await session.scalar(select(Order.id).where(Order.state.in_(UNFINISHED)).limit(1)) is not None


async def waiting(session: AsyncSession, *, but: int) -> int:
    """How many orders beside this one wait for a representative."""
    query = select(func.count()).select_from(Order).where(Order.state == OrderState.QUEUED, Order.id != but)
    return await session.scalar(query) or 0


async def on_board(session: AsyncSession, limit: int) -> list[Order]:
    """Those that wait on the board, the longest first."""
    return list(await session.scalars(select(Order).where(*_ON_BOARD).order_by(Order.paid_at, Order.id).limit(limit)))


async def on_board_count(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Order).where(*_ON_BOARD)) or 0


async def open_lines_by_rep(session: AsyncSession) -> dict[int, int]:
    query = select(Order.rep_id, func.count()).where(Order.state.in_(OPEN_LINE)).group_by(Order.rep_id)
    return {rep_id: n for rep_id, n in (await session.execute(query)) if rep_id is not None}


async def open_lines_of_rep(session: AsyncSession, rep_id: int) -> int:
    query = select(func.count()).where(Order.rep_id == rep_id, Order.state.in_(OPEN_LINE))
    return (await session.scalar(query)) or 0


async def spans_of(session: AsyncSession, order_id: int) -> list[SpanRow]:
    query = select(SpanRow).where(SpanRow.order_id == order_id).order_by(SpanRow.position)
    return list(await session.scalars(query))


async def running_talks_of(session: AsyncSession, people: set[int]) -> list[Order]:
    """Every talk of these people whose clock runs, held in the order of the ids so that groups cannot deadlock."""
    who = Order.customer_id.in_(people) | Order.rep_id.in_(people)
    query = select(Order).where(who, Order.state == OrderState.LIVE).order_by(Order.id)
    return list(await session.scalars(held(query)))


async def connected(session: AsyncSession) -> list[Order]:
    """Every order that connects two, held in the order of the ids."""
    return list(await session.scalars(held(select(Order).where(Order.state.in_(OPEN_LINE)).order_by(Order.id))))


async def spans_of_all(session: AsyncSession, order_ids: list[int]) -> dict[int, list[SpanRow]]:
    query = select(SpanRow).where(SpanRow.order_id.in_(order_ids)).order_by(SpanRow.order_id, SpanRow.position)
    found: dict[int, list[SpanRow]] = {}
    for row in await session.scalars(query):
        found.setdefault(row.order_id, []).append(row)
    return found


async def latest_decision(session: AsyncSession, order_id: int) -> DecisionRow | None:
    query = select(DecisionRow).where(DecisionRow.order_id == order_id).order_by(DecisionRow.epoch.desc())
    return (await session.scalars(query.limit(1))).one_or_none()


async def ended_before(session: AsyncSession, moment: datetime) -> list[int]:
    return list(await session.scalars(select(Order.id).where(Order.ended_at < moment)))


async def recent(session: AsyncSession, limit: int = 10, *, unfinished_only: bool = False) -> list[Order]:
    query = select(Order).order_by(Order.id.desc()).limit(limit)
    if unfinished_only:
        query = query.where(Order.state.in_(UNFINISHED))
    return list(await session.scalars(query))


async def made_between(session: AsyncSession, since: datetime, until: datetime) -> list[Order]:
    query = select(Order).where(Order.created_at >= since, Order.created_at < until).order_by(Order.id)
    return list(await session.scalars(query))
