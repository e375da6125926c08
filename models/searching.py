"""Orders for which somebody is looked for, with what was decided; and who has talked with whom before."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.kinds import OrderState
from models.order import DecisionRow, Order, held

_LOOKING = (Order.state == OrderState.QUEUED, Order.booked_for.is_(None))


async def looking(session: AsyncSession) -> list[tuple[Order, DecisionRow]]:
    """The orders for which somebody is looked for, the longest first, each with its latest decision."""
    latest = (DecisionRow.order_id == Order.id) & (DecisionRow.epoch == Order.epoch)
    query = select(Order, DecisionRow).join(DecisionRow, latest).where(*_LOOKING).order_by(Order.queued_at, Order.id)
    return [(order, row) for order, row in await session.execute(query)]


async def booked_until(session: AsyncSession, moment: datetime) -> list[Order]:
    """Those whose hour has come, held in the order of their ids."""
    query = select(Order).where(Order.state == OrderState.QUEUED, Order.booked_for <= moment).order_by(Order.id)
    return list(await session.scalars(held(query)))


async def last_talks_of(session: AsyncSession, customer_id: int) -> dict[int, datetime]:
    """When this customer's last talk with each representative ended."""
    query = (
        select(Order.rep_id, func.max(Order.ended_at))
        .where(Order.customer_id == customer_id, Order.state == OrderState.ENDED)
        .group_by(Order.rep_id)
    )
    return {rep_id: at for rep_id, at in await session.execute(query) if rep_id is not None and at is not None}
