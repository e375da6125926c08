"""Time that was bought or given while two talked."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class Extension(Base):
    """One block more. The order's minutes and price hold the sum of all that was bought."""

    __tablename__ = "extension"
    __table_args__ = (UniqueConstraint("order_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    number: Mapped[int]
    minutes: Mapped[int]
    price: Mapped[int]  # minor units, at the rate of the order
    how: Mapped[str] = mapped_column(String(8))  # tap, or auto
    at: Mapped[datetime]


async def of(session: AsyncSession, order_id: int) -> list[Extension]:
    return list(
        await session.scalars(select(Extension).where(Extension.order_id == order_id).order_by(Extension.number))
    )


async def count(session: AsyncSession, order_id: int) -> int:
    return await session.scalar(select(func.count()).where(Extension.order_id == order_id)) or 0
