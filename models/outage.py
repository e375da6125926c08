"""When the shop was last known to be well, and when it was not."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.inbox import InboxRow

ONLY = 1


class Heartbeat(Base):
    """One row: when the process that leads last had Telegram and the database, and the newest update by then."""

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    update_id: Mapped[int] = mapped_column(BigInteger)


class Outage(Base):
    """A time in which nobody could talk."""

    __tablename__ = "outage"
    __table_args__ = (Index("ix_outage_end", "end"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    start: Mapped[datetime]
    end: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(16))


async def last_beat(session: AsyncSession) -> Heartbeat | None:
    """Held for this transaction."""
    return await session.get(Heartbeat, ONLY, with_for_update=True, populate_existing=True)


async def beat(session: AsyncSession, now: datetime) -> None:
    newest = await session.scalar(select(func.max(InboxRow.update_id))) or 0
    await session.merge(Heartbeat(id=ONLY, at=now, update_id=newest))


async def since(session: AsyncSession, moment: datetime) -> list[Outage]:
    """Those that ended after it."""
    return list(await session.scalars(select(Outage).where(Outage.end > moment).order_by(Outage.start)))


async def covers(session: AsyncSession, moment: datetime) -> bool:
    """Whether the shop was away at that time."""
    return (
        await session.scalar(select(Outage.id).where(Outage.start <= moment, Outage.end >= moment).limit(1)) is not None
    )
