"""What came in: raw updates, stored before Telegram may forget them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Index, Select, String, Text, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kinds import InboxState


class InboxRow(Base):
    """A raw update; its content goes when it is done."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_state_update_id", "state", "update_id"),
        Index("ix_inbox_state_lane_update_id", "state", "lane", "update_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    update_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    lane: Mapped[str] = mapped_column(String(32), default="")  # emptied with the payload
    payload: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[InboxState] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(200), default="")
    received_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class NewInboxRow:
    """A row before it has an id; the fields are the table's."""

    update_id: int
    lane: str
    payload: str
    state: InboxState
    received_at: datetime


async def known(session: AsyncSession, update_ids: Sequence[int]) -> set[int]:
    """Which of these were kept before."""
    return set(await session.scalars(select(InboxRow.update_id).where(InboxRow.update_id.in_(update_ids))))


async def add_all(session: AsyncSession, new: Sequence[NewInboxRow]) -> None:
    if new:
        rows = [{name: getattr(row, name) for name in NewInboxRow.__slots__} for row in new]
        await (await session.connection()).execute(insert(InboxRow), rows)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pending row, as far as it is looked at before it is handled."""

    id: int
    update_id: int
    lane: str
    payload: str


_WAITING = select(InboxRow.id, InboxRow.update_id, InboxRow.lane, InboxRow.payload).where(
    InboxRow.state == InboxState.PENDING
)


async def page(session: AsyncSession, without: Sequence[str], limit: int) -> list[Waiting]:
    """The oldest pending rows but for these lanes, held for this transaction; none that another process holds."""
    query = _WAITING.where(InboxRow.lane.not_in(without)) if without else _WAITING
    return await _held(session, query.limit(limit))


async def held(session: AsyncSession, ids: Sequence[int]) -> list[Waiting]:
    """Those of these rows that still wait, in the same way."""
    return await _held(session, _WAITING.where(InboxRow.id.in_(ids)))


async def _held(session: AsyncSession, query: Select[int, int, str, str]) -> list[Waiting]:
    found = await session.execute(query.order_by(InboxRow.update_id).with_for_update(skip_locked=True))
    return [Waiting(row.id, row.update_id, row.lane, row.payload) for row in found]


async def firsts(session: AsyncSession, lanes: Sequence[str]) -> dict[str, int]:
    """The update id with which each of these lanes must go on, whoever holds it."""
    query = select(InboxRow.lane, func.min(InboxRow.update_id)).where(
        InboxRow.state == InboxState.PENDING, InboxRow.lane.in_(lanes)
    )
    return {row[0]: row[1] for row in await session.execute(query.group_by(InboxRow.lane))}


async def first_of(session: AsyncSession, lane: str) -> InboxRow | None:
    """The lane's next row, held for this transaction; None if there is none, or another process holds it."""
    first = (
        select(InboxRow.id)
        .where(InboxRow.state == InboxState.PENDING, InboxRow.lane == lane)
        .order_by(InboxRow.update_id)
        .limit(1)
        .scalar_subquery()
    )
    query = select(InboxRow).where(InboxRow.id == first, InboxRow.state == InboxState.PENDING)
    query = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return (await session.scalars(query)).one_or_none()


async def mark_done(session: AsyncSession, ids: Sequence[int]) -> None:
    """Handled: nothing of the content stays."""
    if not ids:
        return
    await session.execute(
        update(InboxRow)
        .where(InboxRow.id.in_(ids))
        .values(state=InboxState.DONE, payload="", lane="")
        .execution_options(synchronize_session=False)
    )


async def parked(session: AsyncSession, limit: int = 20) -> list[InboxRow]:
    query = select(InboxRow).where(InboxRow.state == InboxState.PARKED).order_by(InboxRow.update_id).limit(limit)
    return list(await session.scalars(query))


async def purge(session: AsyncSession, before: datetime) -> None:
    """Forget updates from before that moment: the handled ones, and the parked ones that nobody asked for again."""
    query = delete(InboxRow).where(InboxRow.state != InboxState.PENDING, InboxRow.received_at < before)
    await session.execute(query)
