"""Words that wait for their sender's choice, and what is kept of each side's talk to see a contact told in pieces."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kinds import Side


class HeldRow(Base):
    """A message that is not carried yet. It goes with its content when its sender chose, or did not in time."""

    __tablename__ = "held"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    message_id: Mapped[int]
    parcel: Mapped[dict[str, Any]]
    spans: Mapped[list[str]]  # what is to be blotted out, `start:end` in characters
    kinds: Mapped[list[str]]
    created_at: Mapped[datetime]


class GuardRow(Base):
    """How often a side of an order told a contact, and traces of its last messages that hold nothing readable."""

    __tablename__ = "guard"

    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), primary_key=True)
    side: Mapped[Side] = mapped_column(String(8), primary_key=True)
    hits: Mapped[int] = mapped_column(default=0)
    traces: Mapped[list[str]] = mapped_column(default=list)  # `unix seconds:skeleton`


async def guard_of(session: AsyncSession, order_id: int, side: Side) -> GuardRow | None:
    """Held for this transaction."""
    return await session.get(GuardRow, (order_id, side), with_for_update=True, populate_existing=True)


async def watched(session: AsyncSession, order_ids: Collection[int]) -> set[tuple[int, Side]]:
    """Sides of these orders of whose last messages a trace is kept."""
    rows = await session.execute(
        select(GuardRow.order_id, GuardRow.side, GuardRow.traces).where(GuardRow.order_id.in_(order_ids))
    )
    return {(order_id, Side(side)) for order_id, side, traces in rows if traces}
