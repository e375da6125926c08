"""Topics of private chats: where the bot has them, each talk stands in one of its own, on either side."""

from collections.abc import Collection

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Thread(Base):
    """The topic of one order in one person's chat with the bot."""

    __tablename__ = "thread"
    __table_args__ = (UniqueConstraint("person_id", "thread_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), primary_key=True)
    thread_id: Mapped[int]  # Telegram's, in that chat


async def order_at(session: AsyncSession, person_id: int, thread_id: int) -> int | None:
    """The order whose topic it is."""
    query = select(Thread.order_id).where(Thread.person_id == person_id, Thread.thread_id == thread_id)
    return (await session.scalars(query)).one_or_none()


async def orders_at(
    session: AsyncSession, people: Collection[int], threads: Collection[int]
) -> dict[tuple[int, int], int]:
    """The orders of these topics, by person and topic."""
    query = select(Thread).where(Thread.person_id.in_(people), Thread.thread_id.in_(threads))
    return {(row.person_id, row.thread_id): row.order_id for row in await session.scalars(query)}
