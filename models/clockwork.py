"""What the clock of an order remembers beside its spans: the last words, what it asked, what was given and allowed."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.kinds import Side
from models.order import Order

NEVER_WARNED = 32_767


class Clockwork(Base):
    __tablename__ = "clockwork"

    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), primary_key=True)
    customer_at: Mapped[datetime | None]  # the first word of each side, by Telegram's date
    rep_at: Mapped[datetime | None]
    heard_id: Mapped[int] = mapped_column(default=0)  # the last link that the clock has listened to
    unanswered_at: Mapped[datetime | None]
    spoken_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    quiet: Mapped[bool] = mapped_column(default=False)
    warned: Mapped[int] = mapped_column(default=NEVER_WARNED)  # the fewest minutes left of which both were told
    gift_s: Mapped[int] = mapped_column(default=0)
    asked_minutes: Mapped[int] = mapped_column(default=0)  # which the representative is asked to stay on for
    auto_left: Mapped[int] = mapped_column(default=0)  # how often it may still be extended by itself
    short_minutes: Mapped[int] = mapped_column(default=0)  # so many more were wanted, and the wallet does not hold them
    back: Mapped[str] = mapped_column(String(8), default="")  # which side came back after a long outage
    mismatch_at: Mapped[datetime | None]
    mismatch_by: Mapped[Side | None] = mapped_column(String(8))


async def of(session: AsyncSession, order_id: int) -> Clockwork:
    """The order's; made where it has none yet."""
    found = await session.get(Clockwork, order_id)
    if found is None:
        found = Clockwork(order_id=order_id)
        session.add(found)
        await session.flush()
    return found


async def mismatches_of(session: AsyncSession, customer_id: int, since: datetime, *, besides: int = 0) -> int:
    """How often this customer said since then that somebody was no fit, on orders besides that one."""
    query = select(func.count()).select_from(Clockwork).join(Order, Order.id == Clockwork.order_id)
    query = query.where(
        Order.customer_id == customer_id,
        Order.id != besides,
        Clockwork.mismatch_by == Side.CUSTOMER,
        Clockwork.mismatch_at >= since,
    )
    return await session.scalar(query) or 0
