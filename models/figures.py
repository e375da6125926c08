"""How much waits and for how long: what somebody who watches the shop wants to know at a glance."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.inbox import InboxRow
from models.kernel import Timer
from models.kinds import InboxState, OrderState, OutboxState
from models.order import Order
from models.outbox import OutboxRow


@dataclass(frozen=True, slots=True)
class Backlog:
    """Rows that wait, in how many lanes, and for how many seconds the oldest has."""

    rows: int
    lanes: int
    oldest_s: float


@dataclass(frozen=True, slots=True)
class Figures:
    inbox: Backlog
    outbox: Backlog
    parked: int
    timers_late: int
    latest_timer_s: float
    meters_running: int


async def figures(session: AsyncSession, now: datetime) -> Figures:
    inbox = await session.execute(
        select(func.count(), func.count(InboxRow.lane.distinct()), func.min(InboxRow.received_at)).where(
            InboxRow.state == InboxState.PENDING
        )
    )
    outbox = await session.execute(
        select(func.count(), func.count(OutboxRow.lane.distinct()), func.min(OutboxRow.created_at)).where(
            OutboxRow.state == OutboxState.PENDING
        )
    )
    late = await session.execute(select(func.count(), func.min(Timer.due)).where(Timer.due <= now))
    timers, earliest = late.one()
    return Figures(
        inbox=backlog(*inbox.one(), now),
        outbox=backlog(*outbox.one(), now),
        parked=await counted(session, InboxRow.state == InboxState.PARKED),
        timers_late=timers,
        latest_timer_s=seconds(earliest, now),
        meters_running=await counted(session, Order.state == OrderState.LIVE),
    )


def backlog(rows: int, lanes: int, oldest: datetime | None, now: datetime) -> Backlog:
    return Backlog(rows, lanes, seconds(oldest, now))


def seconds(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0


async def counted(session: AsyncSession, which: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).where(which)) or 0
