"""Words that wait for a choice or a receiver; and what is kept of a talk to see a contact told in pieces."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kinds import HeldFor, Side


class HeldRow(Base):
    """A message that is not carried yet, and what it waits for. It goes, with its content, when that is decided."""

    __tablename__ = "held"
    __table_args__ = (UniqueConstraint("person_id", "message_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    why: Mapped[HeldFor] = mapped_column(String(8))
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))  # in which, or after which, it was said
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    message_id: Mapped[int]
    parcel: Mapped[dict[str, Any]]
    spans: Mapped[list[str]]  # of a contact: what is to be blotted out, `start:end` in characters
    kinds: Mapped[list[str]]  # of a contact: what it is
    created_at: Mapped[datetime]


class GuardRow(Base):
    """How often a side of an order told a contact, and traces of its last messages that hold nothing readable."""

    __tablename__ = "guard"

    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), primary_key=True)
    side: Mapped[Side] = mapped_column(String(8), primary_key=True)
    hits: Mapped[int] = mapped_column(default=0)
    traces: Mapped[list[str]] = mapped_column(default=list)  # `unix seconds:skeleton`


def timer_subject(row: HeldRow) -> str:
    """Of the timer that forgets it; no order's number."""
    return f"h{row.id}"


async def of_message(session: AsyncSession, person_id: int, message_id: int) -> HeldRow | None:
    """Held for this transaction."""
    query = select(HeldRow).where(HeldRow.person_id == person_id, HeldRow.message_id == message_id)
    return (await session.scalars(query.with_for_update())).one_or_none()


async def waiting(
    session: AsyncSession,
    *why: HeldFor,
    order_id: int | None = None,
    person_id: int | None = None,
) -> list[HeldRow]:
    """Those that wait for one of these things, in the order in which they were said."""
    query = select(HeldRow).where(HeldRow.why.in_(why)).order_by(HeldRow.id)
    if order_id is not None:
        query = query.where(HeldRow.order_id == order_id)
    if person_id is not None:
        query = query.where(HeldRow.person_id == person_id)
    return list(await session.scalars(query.with_for_update()))


async def words_of(session: AsyncSession, order_ids: Collection[int]) -> list[HeldRow]:
    """What waits for its sender's choice on these orders, kept for this transaction."""
    query = select(HeldRow).where(HeldRow.order_id.in_(order_ids)).order_by(HeldRow.id)
    return list(await session.scalars(query.with_for_update()))


async def guard_of(session: AsyncSession, order_id: int, side: Side) -> GuardRow | None:
    """Held for this transaction."""
    return await session.get(GuardRow, (order_id, side), with_for_update=True, populate_existing=True)


async def forget_traces(session: AsyncSession, order_id: int) -> None:
    """How often each side told a contact stays."""
    query = update(GuardRow).where(GuardRow.order_id == order_id).values(traces=[])
    await session.execute(query.execution_options(synchronize_session="fetch"))


async def watched(session: AsyncSession, order_ids: Collection[int]) -> set[tuple[int, Side]]:
    """Sides of these orders of whose last messages a trace is kept."""
    rows = await session.execute(
        select(GuardRow.order_id, GuardRow.side, GuardRow.traces).where(GuardRow.order_id.in_(order_ids))
    )
    return {(order_id, Side(side)) for order_id, side, traces in rows if traces}
