"""The kernel's rows: what came in, what goes out, what is due, and where a card stands."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kinds import InboxState, OutboxState, Priority, TimerKind

GROUP = "group"
"""The lane of the representatives' group; a person's lane is `p<id>`."""


class InboxRow(Base):
    """A raw update, stored before Telegram may forget it; its content goes when it is done."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_state_id", "state", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    update_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    lane: Mapped[str] = mapped_column(String(32), default="")  # emptied with the payload
    payload: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[InboxState] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(200), default="")
    received_at: Mapped[datetime]


class OutboxRow(Base):
    """A call to be made to Telegram. Rows of one lane are made in the order of their ids."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_lane_id", "state", "lane", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    key: Mapped[str | None] = mapped_column(String(96), unique=True)
    lane: Mapped[str] = mapped_column(String(32))
    priority: Mapped[Priority] = mapped_column(String(12))
    method: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]]  # without chat_id; emptied once delivered
    ref: Mapped[str | None] = mapped_column(String(64), index=True)  # a card: sent once, edited ever after
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"), index=True)
    reply_link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"))
    version: Mapped[int] = mapped_column(default=0)  # rises when a pending row's payload is replaced
    attempts: Mapped[int] = mapped_column(default=0)
    state: Mapped[OutboxState] = mapped_column(String(8))
    error: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Card(Base):
    """Where a message with a stable reference stands, such as `order:K7Q2:card` in the group."""

    __tablename__ = "card"
    __table_args__ = (UniqueConstraint("lane", "message_id"),)

    ref: Mapped[str] = mapped_column(String(64), primary_key=True)
    lane: Mapped[str] = mapped_column(String(32))
    message_id: Mapped[int]


class Timer(Base):
    __tablename__ = "timer"
    __table_args__ = (UniqueConstraint("kind", "subject"), Index("ix_timer_due", "due"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    kind: Mapped[TimerKind] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(32))
    due: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)


class AuditRow(Base):
    """An act of the owner, kept for good."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    act: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))
    detail: Mapped[str] = mapped_column(String(200), default="")


def person_lane(person_id: int) -> str:
    return f"p{person_id}"


async def set_timer(session: AsyncSession, kind: TimerKind, subject: str, due: datetime) -> None:
    """Set or move a timer: one per kind and subject."""
    row = (await session.scalars(select(Timer).where(Timer.kind == kind, Timer.subject == subject))).one_or_none()
    if row is None:
        session.add(Timer(kind=kind, subject=subject, due=due))
    else:
        row.due, row.attempts = due, 0
    await session.flush()


async def clear_timers(session: AsyncSession, subject: str, *kinds: TimerKind) -> None:
    """Remove this subject's timers: those of the kinds named, or all."""
    query = delete(Timer).where(Timer.subject == subject)
    if kinds:
        query = query.where(Timer.kind.in_(kinds))
    await session.execute(query.execution_options(synchronize_session="fetch"))


async def due_timers(session: AsyncSession, now: datetime, limit: int = 100) -> list[Timer]:
    return list(await session.scalars(select(Timer).where(Timer.due <= now).order_by(Timer.due, Timer.id).limit(limit)))


async def next_due(session: AsyncSession) -> datetime | None:
    return (await session.scalars(select(Timer.due).order_by(Timer.due).limit(1))).one_or_none()


async def purge_done(session: AsyncSession, before: datetime) -> None:
    """Forget handled updates and delivered messages from before that moment."""
    await session.execute(delete(InboxRow).where(InboxRow.state == InboxState.DONE, InboxRow.received_at < before))
    await session.execute(
        delete(OutboxRow).where(OutboxRow.state != OutboxState.PENDING, OutboxRow.created_at < before)
    )
