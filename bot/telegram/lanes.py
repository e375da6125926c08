"""Stored updates, handled: those of one chat in order, chats side by side, within bounds.

What people say in a running talk is carried in groups, one transaction for all of them, and taps on Accept that come
together are judged in another. Everything else is handled one by one, each in a transaction and, where it fails, again
with growing pauses; after the last attempt it is parked with its reason, the owner hears of it, and its lane goes on.
At most PAGE updates are in memory; the rest waits on the disk.
"""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import rest
from bot.desk.burst import Tapped
from bot.telegram.said import said_in
from bot.telegram.taps import tap_in
from bot.telegram.unit import Units
from models import inbox
from models.engine import is_away, is_crossed
from models.inbox import Waiting

log = structlog.get_logger(__name__)

ATTEMPTS = 5
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
PAGE = 256
LANES_IN_HAND = 512
SIDE_BY_SIDE = 16
BURST = 2
"""So many taps that wait at once are judged together."""


@dataclass(frozen=True, slots=True)
class Left:
    """A stored update that nobody has handled yet."""

    row_id: int
    lane: str
    update: dict[str, Any]


class Lanes:
    """The pump from the inbox to the units."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self.tasks: dict[str, asyncio.Task[None]] = {}  # lanes whose next update is handled by itself
        self.slots = asyncio.Semaphore(SIDE_BY_SIDE)
        self.news = asyncio.Event()
        self.stopping = asyncio.Event()
        self.taking = False
        self.rested = asyncio.Event()  # nothing on the disk is left to be handled

    def wake(self) -> None:
        self.rested.clear()
        self.news.set()

    @property
    def idle(self) -> bool:
        return not self.tasks and not self.taking and not self.news.is_set()

    async def run(self) -> None:
        """Until `stop`."""
        self.news.set()
        while not self.stopping.is_set():
            await self.news.wait()
            if self.stopping.is_set():
                return
            self.taking = True
            self.news.clear()
            try:
                await self._take_page()
            finally:
                self.taking = False
            if self.idle:
                self.rested.set()

    def close(self) -> None:
        """Take nothing new; `run` ends when what it is at is done."""
        self.stopping.set()
        self.news.set()

    async def stop(self, *, patience_s: float = 5.0) -> None:
        """Wait for the updates that are being handled. Those not done in time stay in the inbox, untouched."""
        self.close()
        if self.tasks:
            await asyncio.wait(list(self.tasks.values()), timeout=patience_s)
        late = list(self.tasks.values())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _take_page(self) -> None:
        """Carry what can be carried together; give every other lane's next update a task of its own."""
        if len(self.tasks) >= LANES_IN_HAND:
            return  # the end of any of them wakes this again
        taken, left = await self._carried()
        left = await self._judged(left)
        for lane in dict.fromkeys(one.lane for one in left):
            if lane not in self.tasks:
                self.tasks[lane] = asyncio.create_task(self._one(lane), name=f"lane-{lane}")
        if taken == PAGE:
            self.news.set()

    async def _carried(self) -> tuple[int, list[Left]]:
        """How many updates the page had, and those that are left to be handled otherwise."""
        left: list[Left] = []  # rows themselves cannot be read any more once their transaction is rolled back
        try:
            async with self.units.database.begin() as session:
                rows = await inbox.page(session, list(self.tasks), PAGE)
                left = [Left(row.id, row.lane, json.loads(row.payload)) for row in rows]
                raws = {one.row_id: one.update for one in left}
                words = [(row.id, row.lane, said_in(raws[row.id])) for row in await _ours(session, rows)]
                carried = await self.units.group(session, words)
                await inbox.mark_done(session, list(carried))
        except Exception as error:
            if not left:
                raise
            log.warning("group_failed", error=type(error).__name__, exc_info=True)
            return len(left), left
        if carried:
            self.units.wake(session)
        ours = {row_id for row_id, _, _ in words}
        return len(left), [one for one in left if one.row_id in ours and one.row_id not in carried]

    async def _judged(self, left: list[Left]) -> list[Left]:
        """Judge taps on Accept together with which their lanes go on; returns what is left to be handled one by one."""
        taps = _leading_taps(left)
        if len(taps) < BURST:
            return left
        try:
            async with self.units.database.begin() as session:
                rows = await _ours(session, await inbox.held(session, list(taps)))
                judged = await self.units.taps(session, [(row.id, row.lane, *taps[row.id]) for row in rows])
                await inbox.mark_done(session, list(judged))
        except Exception as error:
            log.warning("group_failed", error=type(error).__name__, exc_info=True)
            return left
        if judged:
            self.units.wake(session)
        return [one for one in left if one.row_id not in judged]

    async def _one(self, lane: str) -> None:
        """The lane's next update, again and again until it is done or parked, or the shop closes."""
        pause = FIRST_PAUSE_S
        try:
            while not await self._tried(lane):
                if await rest(self.units.clock, pause, self.stopping):
                    return
                pause = min(pause * 2, LONGEST_PAUSE_S)
        finally:
            del self.tasks[lane]
            self.news.set()

    async def _tried(self, lane: str) -> bool:
        """True when the update needs no further try. A database that is away counts against no update."""
        inbox_id = None
        try:
            async with self.slots, self.units.database.begin() as session:
                row = await inbox.first_of(session, lane)
                if row is None:
                    return True
                inbox_id = row.id
                await self.units.update(session, row)
        except Exception as error:
            if is_crossed(error):
                log.warning("update_crossed", inbox=inbox_id)
                return await self._tried(lane)
            if inbox_id is None or is_away(error):
                log.warning("database_away", error=type(error).__name__)
                return False
            return await self._counted(inbox_id, error)
        self.units.wake(session)
        return True

    async def _counted(self, inbox_id: int, error: Exception) -> bool:
        try:
            return await self.units.failed(inbox_id, error, ATTEMPTS)
        except Exception as away:
            if not is_away(away):
                raise
            log.warning("database_away", error=type(away).__name__)
            return False


async def _ours(session: AsyncSession, rows: Sequence[Waiting]) -> list[Waiting]:
    """Those of the rows with which their lanes go on; where another process holds a lane's first, the lane waits."""
    firsts = await inbox.firsts(session, list({row.lane for row in rows}))
    here: dict[str, int] = {}
    for row in rows:
        here.setdefault(row.lane, row.update_id)
    return [row for row in rows if firsts.get(row.lane) == here[row.lane]]


def _leading_taps(left: Iterable[Left]) -> dict[int, tuple[str, Tapped]]:
    """By row, the taps on Accept before which nothing else waits in their lane, each with the id to answer it by."""
    taps: dict[int, tuple[str, Tapped]] = {}
    others: set[str] = set()
    for one in left:
        tap = tap_in(one.update) if one.lane not in others else None
        if tap is None:
            others.add(one.lane)
        else:
            taps[one.row_id] = tap
    return taps
