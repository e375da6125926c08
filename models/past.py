"""What the shop has seen of itself: who was there for how long, and what it has learned from its own orders."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.order import Order


class OnShift(Base):
    """How long a representative was there for orders on one day of UTC, in seconds."""

    __tablename__ = "on_shift"

    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    seconds: Mapped[int] = mapped_column(default=0)


class Learned(Base):
    """A result that is worked out of many rows now and then, and read often."""

    __tablename__ = "learned"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]
    body: Mapped[str] = mapped_column(Text)


async def add_on_shift(session: AsyncSession, day: date, rep_ids: Iterable[int], seconds: int) -> None:
    """So many more seconds of that day for each of them."""
    there = {row.rep_id: row for row in await session.scalars(select(OnShift).where(OnShift.day == day))}
    for rep_id in rep_ids:
        row = there.get(rep_id)
        if row is None:
            session.add(OnShift(rep_id=rep_id, day=day, seconds=seconds))
        else:
            row.seconds += seconds
    await session.flush()


async def on_shift_since(session: AsyncSession, day: date) -> dict[int, int]:
    """Seconds of each representative, from that day on."""
    query = select(OnShift.rep_id, func.sum(OnShift.seconds)).where(OnShift.day >= day).group_by(OnShift.rep_id)
    return {rep_id: int(seconds) for rep_id, seconds in await session.execute(query)}


async def purge_on_shift(session: AsyncSession, before: date) -> None:
    await session.execute(delete(OnShift).where(OnShift.day < before))


async def earned_since(session: AsyncSession, moment: datetime) -> dict[int, int]:
    """What each representative has earned with orders that ended since, in minor units."""
    query = (
        select(Order.rep_id, func.sum(Order.rep_pay))
        .where(Order.ended_at >= moment, Order.rep_pay.is_not(None), Order.refunded_at.is_(None))
        .group_by(Order.rep_id)
    )
    return {rep_id: int(paid or 0) for rep_id, paid in await session.execute(query) if rep_id is not None}


async def paid_since(session: AsyncSession, moment: datetime) -> list[tuple[str, datetime]]:
    """Topic and moment of every order that was paid since, the first one first."""
    query = select(Order.topic, Order.paid_at).where(Order.paid_at >= moment).order_by(Order.paid_at)
    return [(topic, at) for topic, at in await session.execute(query) if at is not None]


async def learned(session: AsyncSession, key: str) -> Learned | None:
    return await session.get(Learned, key)


async def learn(session: AsyncSession, key: str, at: datetime, body: str) -> None:
    await session.merge(Learned(key=key, at=at, body=body))
    await session.flush()
