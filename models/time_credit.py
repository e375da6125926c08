"""Banked time: what a customer bought, did not use, and may use until some day."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kinds import CreditState


class TimeCredit(Base):
    """Time of one service and tier, at what was paid for it; its money stands in the customer's account of time."""

    __tablename__ = "time_credit"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    service: Mapped[str] = mapped_column(ForeignKey("service.slug"))
    tier: Mapped[str] = mapped_column(String(16), default="")
    seconds: Mapped[int] = mapped_column(CheckConstraint("seconds >= 60", name="a_minute_or_more"))
    value: Mapped[int] = mapped_column(CheckConstraint("value >= 0", name="value_not_negative"))  # minor units
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[CreditState] = mapped_column(String(8))
    from_order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"))  # whose rest it is
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"), index=True)  # that it paid for
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]


async def open_of(session: AsyncSession, customer_id: int) -> list[TimeCredit]:
    """What this customer can still use, the first to expire first."""
    query = select(TimeCredit).where(TimeCredit.customer_id == customer_id, TimeCredit.state == CreditState.OPEN)
    return list(await session.scalars(query.order_by(TimeCredit.expires_at, TimeCredit.id)))


async def usable(session: AsyncSession, customer_id: int, service: str, tier: str, now: datetime) -> TimeCredit | None:
    """The one that is to be used first for such an order."""
    fits = (TimeCredit.service == service, TimeCredit.tier == tier, TimeCredit.expires_at > now)
    mine = (TimeCredit.customer_id == customer_id, TimeCredit.state == CreditState.OPEN)
    query = select(TimeCredit).where(*mine, *fits).order_by(TimeCredit.expires_at, TimeCredit.id)
    return (await session.scalars(query.limit(1))).one_or_none()


async def that_paid(session: AsyncSession, order_id: int) -> TimeCredit | None:
    query = select(TimeCredit).where(TimeCredit.order_id == order_id, TimeCredit.state == CreditState.SPENT)
    return (await session.scalars(query)).one_or_none()


async def take(session: AsyncSession, credit_id: int, state: CreditState, order_id: int | None = None) -> bool:
    """Use it up, for that; False if somebody was faster."""
    taken = (
        update(TimeCredit)
        .where(TimeCredit.id == credit_id, TimeCredit.state == CreditState.OPEN)
        .values(state=state, order_id=order_id)
        .returning(TimeCredit.id)
    )
    return await session.scalar(taken.execution_options(synchronize_session=False)) is not None


def timer_subject(credit_id: int) -> str:
    return f"time:{credit_id}"


async def count_of(session: AsyncSession, customer_id: int) -> int:
    """How many times this customer was given time to keep, whatever became of it."""
    query = select(func.count()).select_from(TimeCredit).where(TimeCredit.customer_id == customer_id)
    return await session.scalar(query) or 0
