"""Delivers the outbox: one row, or album, at a time to each chat, chats side by side, inside Telegram's limits.

What became of the rows in flight is written down in groups: one transaction closes all that came back meanwhile and
fetches what is next in their lanes. A row is sent only after the one before it in its lane is written down, so that a
process that is killed repeats at most one per chat, of an album all its parts. Rows that bear money are marked before
they are sent and never sent twice. Of several processes, only the one that leads sends.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import first_of, rest
from bot.files.kinds import FileRefused
from bot.telegram.address import ONCE, Call, album_of, call_of
from bot.telegram.albums import LOOK_AHEAD, Sending, gathered
from bot.telegram.api import Broken, Refused
from bot.telegram.delivery import LATER, Delivery, later_of, of_a_part, repeatable, verdict_of
from bot.telegram.errors import Outcome, Verdict
from bot.telegram.pacing import Pacing
from bot.telegram.porter import Porter
from bot.telegram.settle import settle, settle_sent, show_delivered, tell_late
from bot.telegram.till_post import with_token
from bot.telegram.turns import Turns
from bot.telegram.unit import Units
from models import outbox
from models.engine import is_away, is_crossed
from models.kinds import Rank
from models.lead import Lead
from models.outbox import OutboxRow, Ready

log = structlog.get_logger(__name__)

SIDE_BY_SIDE = 96
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
FEW, PATIENCE_S = 4, 0.005
SHORTEST_PATIENCE_S, LONGEST_PATIENCE_S = 0.05, 1.0
TO_WRITE_S = 2.0


class Courier:
    def __init__(self, units: Units, api: Porter, pacing: Pacing, lead: Lead) -> None:
        self.units, self.api, self.pacing, self.lead = units, api, pacing, lead
        self.turns = Turns()
        self.everywhere = True  # whether to look for lanes that nobody spoke of
        self.tasks: dict[str, asyncio.Task[None]] = {}  # lanes in flight
        self.rests: dict[str, asyncio.Task[None]] = {}  # lanes that Telegram, or its limits, told to wait
        self.gathering: set[str] = set()  # of those, lanes that wait for the rest of an album
        self.alarm: asyncio.Task[None] | None = None  # when the patient ones have their turn
        self.pauses: dict[str, float] = {}
        self.told: list[Callable[[Delivery], None]] = []  # who hears what became of each delivery
        self.came_back: list[Delivery] = []
        self.news = asyncio.Event()
        self.stopping = asyncio.Event()

    def wake(self, lanes: Iterable[str] = ()) -> None:
        """Something waits in these lanes. What comes after an album, or completes it, ends the wait for its rest."""
        lanes = tuple(lanes)
        for lane in self.gathering.intersection(lanes):
            self.rests.pop(lane).cancel()
            self._rested(lane)
        self.turns.heard(lanes)
        self.news.set()

    def look_everywhere(self) -> None:
        """Something may wait in any lane: another process put it there, or led until now."""
        self.everywhere = True
        self.news.set()

    @property
    def idle(self) -> bool:
        return not (self.tasks or self.rests or self.turns or self.came_back)

    async def run(self) -> None:
        """Until `close`. `stop` then writes down what is in flight."""
        self.news.set()
        while not self.stopping.is_set():
            await self.news.wait()
            await first_of(self.lead.held, self.stopping)
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

    async def stop(self, *, patience_s: float = 5.0) -> None:
        """Let the rows in flight come back and write them down; what then still waits stays in the outbox.

        Those not back in time are written down as unknown.
        """
        self.close()
        if self.tasks:
            await asyncio.wait(list(self.tasks.values()), timeout=patience_s)
        late = [*self.tasks.values(), *self.rests.values(), *([self.alarm] if self.alarm else [])]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        self.turns.clear()
        if self.came_back:
            with suppress(TimeoutError):
                async with asyncio.timeout(TO_WRITE_S):
                    await self._cycle()
        await self.api.close()

    async def _cycle(self) -> None:
        """Write down what came back, fetch what is next, send it."""
        returned, self.came_back = self.came_back, []
        lanes: list[str] = []
        try:
            async with self.lead.begin() as session:
                await self._settle(session, returned)
                lanes = await self._lanes(session, returned)
                waits = {next_: self._wait(next_) for next_ in await self._next(session, lanes)}
                await self._mark(session, [row for next_, s in waits.items() if s <= 0 for row in next_.rows])
        except (Exception, asyncio.CancelledError) as error:
            self.came_back = returned + self.came_back
            if not is_away(error):
                raise
            self.turns.busy.update(d.row.lane for d in returned)
            self.wake(lanes)
            self.look_everywhere()
            if is_crossed(error):
                log.warning("cycle_crossed")
            elif self.lead.held.is_set():
                log.warning("database_away", error=type(error).__name__)
                await rest(self.units.clock, 1.0, self.stopping)
            return
        self._after(returned)
        self._send_all(waits)
        if session.info:
            self.units.wake(session)

    async def _next(self, session: AsyncSession, lanes: list[str]) -> list[Sending]:
        found = [
            [row] if row.album is None else await outbox.from_here(session, row, LOOK_AHEAD)
            for row in await outbox.next_of(session, lanes)
        ]
        return [gathered(rows, self.units.clock.now()) for rows in found]

    def _wait(self, next_: Sending) -> float:
        return next_.patience_s or self.pacing.wait(next_.lane, next_.rank, len(next_.rows))

    async def _lanes(self, session: AsyncSession, returned: list[Delivery]) -> list[str]:
        """The lanes to look at now: those with news and those that came back, but for those that must wait."""
        if self.stopping.is_set():
            return []
        if self.everywhere:
            self.everywhere = False
            self.turns.heard(await outbox.lanes_waiting(session))
        later = later_of(returned)
        back = [d.row.lane for d in returned if d.row.lane not in later]
        self.turns.busy.difference_update(back)
        self.turns.heard(back)
        return self.turns.take(max(0, SIDE_BY_SIDE - len(self.tasks)), self.pacing.spare())

    def _send_all(self, waits: dict[Sending, float]) -> None:
        """Send whatever's turn it is; a lane that must wait its turn rests, or lets the urgent ones go before."""
        soonest = LONGEST_PATIENCE_S
        for next_, seconds in waits.items():
            lane = next_.lane
            if seconds <= 0:
                self.turns.busy.add(lane)
                self.tasks[lane] = asyncio.create_task(self._send(next_.rows), name=f"courier-{lane}")
            elif next_.rank == Rank.NOW or self.pacing.is_the_chats(lane):
                self._rest(lane, seconds)
                if next_.patience_s:
                    self.gathering.add(lane)
            else:
                self.turns.put_off(lane)
                soonest = min(soonest, seconds)
        if self.turns.ready and len(self.tasks) < SIDE_BY_SIDE:
            self.news.set()
        if self.turns.patient and self.alarm is None:
            pause = max(SHORTEST_PATIENCE_S, soonest)
            self.alarm = asyncio.create_task(self._patient(pause), name="courier-patient")

    async def _patient(self, seconds: float) -> None:
        await rest(self.units.clock, seconds, self.stopping)
        self.alarm = None
        self.news.set()

    def _rest(self, lane: str, seconds: float) -> None:
        self.turns.busy.add(lane)
        self.rests[lane] = asyncio.create_task(self._resting(lane, seconds), name=f"courier-rests-{lane}")

    async def _resting(self, lane: str, seconds: float) -> None:
        await rest(self.units.clock, seconds, self.stopping)
        self.rests.pop(lane, None)
        self._rested(lane)
        self.wake([lane])

    def _rested(self, lane: str) -> None:
        self.gathering.discard(lane)
        self.turns.busy.discard(lane)

    async def _send(self, rows: tuple[Ready, ...]) -> None:
        """One row, or album, on its way; what became of it waits for the next cycle, and its lane with it."""
        try:
            back = await self._delivered_album(rows) if len(rows) > 1 else [await self._delivered(rows[0])]
        except asyncio.CancelledError:
            if self.stopping.is_set():
                stopped = Verdict(Outcome.UNKNOWN, "stopped")
                self.came_back += [Delivery(row, repeatable(row.method, stopped)) for row in rows]
            raise
        self.came_back += back
        self.tasks.pop(rows[0].lane, None)
        self.news.set()

    async def _delivered_album(self, rows: tuple[Ready, ...]) -> list[Delivery]:
        results = await self.api.album(album_of(rows))
        at = self.units.clock.now()
        return [of_a_part(row, result, at) for row, result in zip(rows, results, strict=True)]

    async def _delivered(self, row: Ready) -> Delivery:
        if row.attempts and row.method in ONCE:
            return Delivery(row, Verdict(Outcome.UNKNOWN, "process_died"))
        call = call_of(row, self.units.group_id)
        if not isinstance(call, Call):
            return Delivery(row, call)
        try:
            parameters = with_token(call.method, call.parameters, self.units.provider_token)
            result = await self.api(call.method, parameters)
        except (FileRefused, Refused, Broken) as error:
            return Delivery(row, repeatable(call.method, verdict_of(error)))
        return Delivery(row, Verdict(Outcome.SENT), result, self.units.clock.now())

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
        results = {d.row: d.result for d in sent}
        changed = await settle_sent(session, results, self.units.clock.now()) if sent else set()
        await tell_late(self.units, session, [(d.row, d.at) for d in sent if d.at is not None])
        await show_delivered(self.units, session, results)
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
        later = later_of(returned)
        for delivery in returned:
            for tell in self.told:
                tell(delivery)
            row, verdict = delivery.row, delivery.verdict
            if row.lane not in later:
                self.pauses.pop(row.lane, None)
            if verdict.outcome is not Outcome.SENT:
                log.warning("delivery", method=row.method, outcome=verdict.outcome.value, reason=verdict.reason)
        for lane, verdict in later.items():
            pause = self.pauses.get(lane, FIRST_PAUSE_S)
            self.pauses[lane] = min(pause * 2, LONGEST_PAUSE_S)
            self._rest(lane, verdict.retry_after or pause)
            if verdict.outcome is Outcome.WAIT:
                self.pacing.slow_down(lane, verdict.retry_after)
