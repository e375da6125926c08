"""The link table: which message on one side is the copy of which on the other."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class Link(Base):
    """One relayed message. Message ids are per chat; the courier fills the receiver's once it is sent."""

    __tablename__ = "link"
    __table_args__ = (
        UniqueConstraint("sender_id", "sender_message_id"),
        UniqueConstraint("receiver_id", "receiver_message_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sender_message_id: Mapped[int]
    receiver_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    receiver_message_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]


async def sent_by(session: AsyncSession, sender_id: int, message_id: int) -> Link | None:
    query = select(Link).where(Link.sender_id == sender_id, Link.sender_message_id == message_id)
    return (await session.scalars(query)).one_or_none()


async def received_by(session: AsyncSession, receiver_id: int, message_id: int) -> Link | None:
    query = select(Link).where(Link.receiver_id == receiver_id, Link.receiver_message_id == message_id)
    return (await session.scalars(query)).one_or_none()


async def purge(session: AsyncSession, before: datetime, finished_orders: list[int]) -> None:
    """Forget which message was whose copy, for orders that ended."""
    await session.execute(delete(Link).where(Link.created_at < before, Link.order_id.in_(finished_orders)))
