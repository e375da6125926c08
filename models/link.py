"""The link table: which message on one side is the copy of which on the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, insert, select
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
    said_at: Mapped[datetime | None]  # by Telegram's date
    real: Mapped[bool] = mapped_column(default=True)  # says something: it is an answer


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link before it has an id; the fields are the table's."""

    order_id: int
    sender_id: int
    sender_message_id: int
    receiver_id: int
    kind: str
    created_at: datetime
    said_at: datetime | None = None
    real: bool = True


_INSERT = insert(Link.__table__)  # type: ignore[arg-type]  # the table of a mapped class: a hundred rows in one statement


class Known(NamedTuple):
    """What a reply must know of the message that it answers."""

    id: int
    order_id: int
    ends: frozenset[int]  # who sent it, and who got it


async def add_all(session: AsyncSession, new: Sequence[NewLink]) -> list[int]:
    """Write the links; their ids, in the same order."""
    if not new:
        return []
    rows = [{name: getattr(link, name) for name in NewLink.__slots__} for link in new]
    await (await session.connection()).execute(_INSERT, rows)
    written = select(Link.sender_id, Link.sender_message_id, Link.id).where(
        Link.sender_id.in_({link.sender_id for link in new}),
        Link.sender_message_id.in_({link.sender_message_id for link in new}),
    )
    ids = {(person, message): link for person, message, link in await session.execute(written)}
    return [ids[link.sender_id, link.sender_message_id] for link in new]


Place = tuple[int, int]
"""A person and the id of a message in their chat."""


async def known(
    session: AsyncSession, people: set[int], messages: set[int]
) -> tuple[dict[Place, Known], dict[Place, Known]]:
    """The links of these people's messages: by where they were sent, and by where the copy arrived."""
    sent = select(Link.sender_id, Link.sender_message_id, Link.id, Link.order_id, Link.receiver_id).where(
        Link.sender_id.in_(people), Link.sender_message_id.in_(messages)
    )
    received = select(Link.receiver_id, Link.receiver_message_id, Link.id, Link.order_id, Link.sender_id).where(
        Link.receiver_id.in_(people), Link.receiver_message_id.in_(messages)
    )
    by_sender, by_receiver = await session.execute(sent), await session.execute(received)
    return (
        {(me, message): Known(link, order, frozenset((me, other))) for me, message, link, order, other in by_sender},
        {
            (me, message): Known(link, order, frozenset((me, other)))
            for me, message, link, order, other in by_receiver
            if message is not None
        },
    )


async def sent_by(session: AsyncSession, sender_id: int, message_id: int) -> Link | None:
    query = select(Link).where(Link.sender_id == sender_id, Link.sender_message_id == message_id)
    return (await session.scalars(query)).one_or_none()


async def received_by(session: AsyncSession, receiver_id: int, message_id: int) -> Link | None:
    query = select(Link).where(Link.receiver_id == receiver_id, Link.receiver_message_id == message_id)
    return (await session.scalars(query)).one_or_none()


async def said_since(session: AsyncSession, order_id: int, link_id: int) -> list[Link]:
    """What was carried on this order after that link."""
    query = select(Link).where(Link.order_id == order_id, Link.id > link_id).order_by(Link.id)
    return list(await session.scalars(query))


async def by_ids(session: AsyncSession, ids: Sequence[int]) -> list[Link]:
    return list(await session.scalars(select(Link).where(Link.id.in_(ids)).order_by(Link.id)))


async def purge(session: AsyncSession, before: datetime, finished_orders: list[int]) -> None:
    """Forget which message was whose copy, for orders that ended."""
    await session.execute(delete(Link).where(Link.created_at < before, Link.order_id.in_(finished_orders)))
