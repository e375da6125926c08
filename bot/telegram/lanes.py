"""Stored updates, handled: one lane per chat in order, lanes side by side, within bounds.

A failing update is tried again with growing pauses and, after the last attempt, parked with its
reason; then its lane goes on.
"""

import asyncio
from collections import deque

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import rest
from bot.telegram.unit import Units
from models.kernel import InboxRow
from models.kinds import InboxState

log = structlog.get_logger(__name__)

ATTEMPTS = 5
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
PAGE = 500
SIDE_BY_SIDE = 16


class Lanes:
    """The pump from the inbox to the units. At most PAGE rows are in hand; the rest waits in the database."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self.lanes: dict[str, deque[int]] = {}
        self.in_hand: set[int] = set()
        self.tasks: set[asyncio.Task[None]] = set()
        self.slots = asyncio.Semaphore(SIDE_BY_SIDE)
        self.news = asyncio.Event()
        self.stopping = asyncio.Event()

    def wake(self) -> None:
        self.news.set()

    @property
    def idle(self) -> bool:
        return not self.in_hand and not self.news.is_set()

    async def run(self) -> None:
        """Until cancelled. `stop` then waits for the lanes that are at work."""
        self.news.set()
        while True:
            await self.news.wait()
            self.news.clear()
            await self._take_page()

    async def stop(self) -> None:
        self.stopping.set()
        if self.tasks:
            await asyncio.wait(self.tasks)

    async def _take_page(self) -> None:
        free = PAGE - len(self.in_hand)
        if free <= 0:
            return
        async with self.units.database.begin() as session:
            query = select(InboxRow.id, InboxRow.lane).where(InboxRow.state == InboxState.PENDING)
            rows = (await session.execute(query.order_by(InboxRow.update_id).limit(PAGE))).all()
        for inbox_id, lane in rows:
            if inbox_id not in self.in_hand:
                self.in_hand.add(inbox_id)
                self._put(lane, inbox_id)

    def _put(self, lane: str, inbox_id: int) -> None:
        if lane in self.lanes:
            self.lanes[lane].append(inbox_id)
            return
        self.lanes[lane] = deque([inbox_id])
        task = asyncio.create_task(self._drain(lane), name=f"lane-{inbox_id}")
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _drain(self, lane: str) -> None:
        rows = self.lanes[lane]
        while rows and not self.stopping.is_set():
            inbox_id = rows.popleft()
            await self._handle(inbox_id)
            self.in_hand.discard(inbox_id)
        del self.lanes[lane]
        self.news.set()

    async def _handle(self, inbox_id: int) -> None:
        """Handle one update, again and again until it is done or parked, or the shop closes."""
        pause = FIRST_PAUSE_S
        while not await self._tried(inbox_id):
            if await rest(self.units.clock, pause, self.stopping):
                return
            pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _tried(self, inbox_id: int) -> bool:
        """True when the update needs no further try. A database that is away counts against no update."""
        try:
            async with self.slots:
                await self.units.update(inbox_id)
        except Exception as error:
            try:
                return await self._failed(inbox_id, error)
            except (SQLAlchemyError, OSError) as away:
                log.warning("database_away", error=type(away).__name__)
                return False
        return True

    async def _failed(self, inbox_id: int, error: Exception) -> bool:
        """Count the failure; True when the row is parked. The reason holds no content."""
        reason = type(error).__name__
        async with self.units.database.begin() as session:
            row = await session.get_one(InboxRow, inbox_id)
            row.attempts, row.error = row.attempts + 1, reason
            if row.attempts >= ATTEMPTS:
                row.state = InboxState.PARKED
            parked = row.state == InboxState.PARKED
        log.error("update_parked" if parked else "update_failed", inbox=inbox_id, error=reason, exc_info=True)
        return parked
