"""Delivers the outbox: one row at a time to each chat, chats side by side, inside Telegram's limits.

What became of the rows in flight is written down in groups: one transaction closes all that came back meanwhile and
fetches what is next in their lanes. A row is sent only after the one before it in its lane is written down, so that a
process that is killed repeats at most one per chat. Rows that bear money are marked before they are sent and never
sent twice.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import rest
from bot.telegram.address import ONCE, REPEATABLE, Call, call_of
from bot.telegram.api import Api, Broken, Refused
from bot.telegram.errors import Outcome, Verdict, classify
from bot.telegram.pacing import Pacing
from bot.telegram.settle import settle, settle_sent
from bot.telegram.unit import Units
from models import outbox
from models.engine import is_away
from models.outbox import OutboxRow, Ready

log = structlog.get_logger(__name__)

SIDE_BY_SIDE = 96
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
FEW, PATIENCE_S = 4, 0.01
LATER = (Outcome.RETRY, Outcome.WAIT)


@dataclass(frozen=True, slots=True, eq=False)
class Delivery:
    """What became of one row."""

    row: Ready
    verdict: Verdict
    result: Any = None


class Courier:
    def __init__(self, units: Units, api: Api, pacing: Pacing) -> None:
        self.units, self.api, self.pacing = units, api, pacing
        self.ready: dict[str, None] = {}  # lanes to look at, in the order in which they were heard of
        self.tasks: dict[str, asyncio.Task[None]] = {}  # lanes in flight, or at rest
        self.pauses: dict[str, float] = {}
        self.came_back: list[Delivery] = []
        self.news = asyncio.Event()
        self.stopping = asyncio.Event()

    def wake(self, lanes: Iterable[str] = ()) -> None:
        """Something waits in these lanes."""
        self.ready.update(dict.fromkeys(lanes))
        self.news.set()

    @property
    def idle(self) -> bool:
        return not (self.tasks or self.ready or self.came_back)

    async def run(self) -> None:
        """Until `close`. `stop` then writes down what is in flight."""
        async with self.units.database.begin() as session:
            self.wake(await outbox.lanes_waiting(session))
        while not self.stopping.is_set():
            await self.news.wait()
            await self._gather()
            self.news.clear()
            await self._cycle()

    async def _gather(self) -> None:
        """Where many are under way, a moment's patience settles more of them in one transaction."""
        if len(self.tasks) > FEW and not self.stopping.is_set():
            await asyncio.sleep(PATIENCE_S)

    def close(self) -> None:
        """Send nothing new; `run` ends when its cycle is done."""
        self.stopping.set()
        self.news.set()

    async def stop(self, *, patience_s: float = 10.0) -> None:
        """Let the rows in flight come back and write them down; what then still waits stays in the outbox."""
        self.close()
        if self.tasks:
            _done, late = await asyncio.wait(list(self.tasks.values()), timeout=patience_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self.ready.clear()
        if self.came_back:
            await self._cycle()
        await self.api.close()

    async def _cycle(self) -> None:
        """Write down what came back, fetch what is next, send it."""
        returned, self.came_back = self.came_back, []
        lanes = self._free_lanes(returned)
        for lane in lanes:  # before looking: what is added meanwhile is news again
            self.ready.pop(lane, None)
        if not returned and not lanes:
            return
        try:
            async with self.units.database.begin() as session:
                await self._settle(session, returned)
                found = await outbox.next_of(session, lanes)
                turns = {row: self.pacing.wait(row.lane) for row in found}
                await self._mark(session, [row for row, seconds in turns.items() if seconds <= 0])
        except Exception as error:
            if not is_away(error):
                raise
            self.came_back = returned + self.came_back
            self.ready.update(dict.fromkeys(lanes))
            log.warning("database_away", error=type(error).__name__)
            await rest(self.units.clock, 1.0, self.stopping)
            self.news.set()
            return
        self._after(returned)
        self._send_all(turns)
        if session.info:
            self.units.wake(session)

    def _free_lanes(self, returned: list[Delivery]) -> list[str]:
        """The lanes to look at now: those with news and those that came back, but for those that must wait."""
        later = {d.row.lane for d in returned if d.verdict.outcome in LATER}
        self.ready.update(dict.fromkeys(d.row.lane for d in returned))
        if self.stopping.is_set():
            return []
        free = [lane for lane in self.ready if lane not in self.tasks and lane not in later]
        return free[: max(0, SIDE_BY_SIDE - len(self.tasks))]

    def _send_all(self, turns: dict[Ready, float]) -> None:
        """Send each row whose turn it is; a lane that must wait its turn rests."""
        for row, seconds in turns.items():
            if seconds > 0:
                self._rest(row.lane, seconds)
            else:
                self.tasks[row.lane] = asyncio.create_task(self._send(row), name=f"courier-{row.lane}")
        if self.ready and len(self.tasks) < SIDE_BY_SIDE:
            self.news.set()

    def _rest(self, lane: str, seconds: float) -> None:
        self.tasks[lane] = asyncio.create_task(self._resting(lane, seconds), name=f"courier-rests-{lane}")

    async def _resting(self, lane: str, seconds: float) -> None:
        await rest(self.units.clock, seconds, self.stopping)
        self.tasks.pop(lane, None)
        self.wake([lane])

    async def _send(self, row: Ready) -> None:
        """One row on its way; what became of it waits for the next cycle, and its lane with it."""
        delivery = await self._delivered(row)
        self.came_back.append(delivery)
        self.tasks.pop(row.lane, None)
        self.news.set()

    async def _delivered(self, row: Ready) -> Delivery:
        if row.attempts and row.method in ONCE:
            return Delivery(row, Verdict(Outcome.UNKNOWN, "process_died"))
        call = call_of(row, self.units.group_id)
        if not isinstance(call, Call):
            return Delivery(row, call)
        try:
            result = await self.api(call.method, call.parameters)
        except (Refused, Broken) as error:
            verdict = classify(error)
            if verdict.outcome is Outcome.UNKNOWN and call.method in REPEATABLE:
                verdict = Verdict(Outcome.RETRY, verdict.reason)
            return Delivery(row, verdict)
        return Delivery(row, Verdict(Outcome.SENT), result)

    @staticmethod
    async def _mark(session: AsyncSession, rows: Iterable[Ready]) -> None:
        """Rows that bear money are marked before they go; `rows` keep what they were marked with before."""
        for row in rows:
            if row.method in ONCE:
                (await session.get_one(OutboxRow, row.id)).attempts = 1
        await session.flush()

    async def _settle(self, session: AsyncSession, returned: list[Delivery]) -> None:
        """In the one transaction of this cycle. The same returned rows may come here again if it fails."""
        sent = [d for d in returned if d.verdict.outcome is Outcome.SENT and d.row.ref is None]
        changed = await settle_sent(session, {d.row: d.result for d in sent}, self.units.clock.now()) if sent else set()
        for delivery in returned:
            if delivery.verdict.outcome in LATER:
                await self._unmark(session, delivery.row)
            elif delivery not in sent or delivery.row.id in changed:
                await settle(self.units, session, delivery.row, delivery.verdict, delivery.result)

    @staticmethod
    async def _unmark(session: AsyncSession, row: Ready) -> None:
        """Nothing happened to it, so it may be sent for the first time again."""
        if row.method in ONCE:
            (await session.get_one(OutboxRow, row.id)).attempts = 0
            await session.flush()

    def _after(self, returned: list[Delivery]) -> None:
        """What must wait rests; what did not arrive is said."""
        for delivery in returned:
            row, verdict = delivery.row, delivery.verdict
            if verdict.outcome in LATER:
                self.ready.pop(row.lane, None)
                pause = self.pauses.get(row.lane, FIRST_PAUSE_S)
                self.pauses[row.lane] = min(pause * 2, LONGEST_PAUSE_S)
                self._rest(row.lane, verdict.retry_after or pause)
            else:
                self.pauses.pop(row.lane, None)
            if verdict.outcome is not Outcome.SENT:
                log.warning("delivery", method=row.method, outcome=verdict.outcome.value, reason=verdict.reason)
