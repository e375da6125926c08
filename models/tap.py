"""Taps on Accept: who would have taken which order, and what became of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kinds import OrderState, TapState
from models.order import Order


class Tap(Base):
    """One tap in time. The order is held by at most one of each of its offers, the best who tapped so far.

    `gain` and `price` are what the rule of the hold weighed, in ten-thousandths of a point of fit.
    """

    __tablename__ = "tap"
    __table_args__ = (Index("ix_tap_order_id_epoch", "order_id", "epoch"), Index("ix_tap_rep_id", "rep_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    epoch: Mapped[int]
    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"))
    at: Mapped[datetime]
    became: Mapped[TapState] = mapped_column(String(10))
    settles_at: Mapped[datetime | None]
    gain: Mapped[int] = mapped_column(default=0)
    price: Mapped[int] = mapped_column(default=0)


async def of_offer(session: AsyncSession, order: Order) -> list[Tap]:
    """All on the order's present offer, the first first."""
    query = select(Tap).where(Tap.order_id == order.id, Tap.epoch == order.epoch).order_by(Tap.id)
    return list(await session.scalars(query))


async def holding(session: AsyncSession, order: Order) -> Tap | None:
    """The one who has the order if nobody better taps in time."""
    query = select(Tap).where(Tap.order_id == order.id, Tap.epoch == order.epoch, Tap.became == TapState.HOLDS)
    return (await session.scalars(query)).one_or_none()


async def lost_since(session: AsyncSession, moment: datetime, rep_id: int | None = None) -> dict[int, int]:
    """How often each representative, or that one, would have taken an order that somebody who fits better took."""
    lost = Tap.became.in_((TapState.OVERTAKEN, TapState.OUTDONE))
    query = select(Tap.rep_id, func.count()).where(lost, Tap.at >= moment).group_by(Tap.rep_id)
    if rep_id is not None:
        query = query.where(Tap.rep_id == rep_id)
    return {rep_id: int(count) for rep_id, count in await session.execute(query)}


async def held_by(session: AsyncSession, rep_id: int, *, but: int) -> int:
    """How many other orders may become this representative's in a moment."""
    query = (
        select(Tap.id)
        .join(Order, Order.id == Tap.order_id)
        .where(Tap.rep_id == rep_id, Tap.became == TapState.HOLDS, Tap.order_id != but)
        .where(Order.state == OrderState.QUEUED, Order.epoch == Tap.epoch)
    )
    return len(list(await session.scalars(query)))


async def held_orders(session: AsyncSession) -> set[int]:
    """Orders that become somebody's in a moment."""
    of_offer = (Order.id == Tap.order_id) & (Order.epoch == Tap.epoch)
    query = select(Order.id).join(Tap, of_offer).where(Order.state == OrderState.QUEUED, Tap.became == TapState.HOLDS)
    return set(await session.scalars(query))


async def since(session: AsyncSession, moment: datetime) -> list[Tap]:
    """All since that moment, the first first."""
    return list(await session.scalars(select(Tap).where(Tap.at >= moment).order_by(Tap.id)))
