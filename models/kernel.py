"""What is due, and what the owner did."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kinds import TimerKind


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


async def set_timer(session: AsyncSession, kind: TimerKind, subject: str, due: datetime) -> None:
    """Set or move a timer: one per kind and subject, in one statement, whoever clears or fires it meanwhile."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = insert(Timer).values(kind=kind, subject=subject, due=due, attempts=0)
    moved = new.on_conflict_do_update(index_elements=["kind", "subject"], set_={"due": due, "attempts": 0})
    await session.execute(moved.execution_options(populate_existing=True))


async def set_if_none(session: AsyncSession, kind: TimerKind, subject: str, due: datetime) -> None:
    """Set a timer where none of this kind and subject waits; one that is overdue is left to fire."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = insert(Timer).values(kind=kind, subject=subject, due=due, attempts=0)
    await session.execute(new.on_conflict_do_nothing(index_elements=["kind", "subject"]))


async def clear_timers(session: AsyncSession, subject: str, *kinds: TimerKind) -> None:
    """Remove this subject's timers: those of the kinds named, or all."""
    query = delete(Timer).where(Timer.subject == subject)
    if kinds:
        query = query.where(Timer.kind.in_(kinds))
    await session.execute(query.execution_options(synchronize_session="fetch"))


async def put_off(session: AsyncSession, subject: str, by: timedelta, *kinds: TimerKind) -> None:
    """Move this subject's timers of these kinds to so much later."""
    for row in await session.scalars(select(Timer).where(Timer.subject == subject, Timer.kind.in_(kinds))):
        row.due += by
    await session.flush()


async def due_timers(session: AsyncSession, now: datetime, limit: int = 100) -> list[Timer]:
    return list(await session.scalars(select(Timer).where(Timer.due <= now).order_by(Timer.due, Timer.id).limit(limit)))


async def next_due(session: AsyncSession) -> datetime | None:
    return (await session.scalars(select(Timer.due).order_by(Timer.due).limit(1))).one_or_none()
