"""Fires due timer rows through the same door as everything else. A timer is a row, never a sleeping task."""

import asyncio
from datetime import timedelta

import structlog

from bot.clock import first_of, rest
from bot.telegram.unit import Units
from models import kernel
from models.engine import is_crossed
from models.kernel import Timer
from models.lead import Lead

log = structlog.get_logger(__name__)

ATTEMPTS = 5
PARKED_FOR = timedelta(days=1)
LONGEST_REST_S = 30.0
"""A sleep does not notice that the computer's clock was set, or that the computer itself slept; so look again."""


class Ticker:
    def __init__(self, units: Units, lead: Lead, well: asyncio.Event) -> None:
        """Nothing is fired but while the shop is `well`: what falls due while nobody can talk has to wait."""
        self.units, self.lead, self.well = units, lead, well
        self.news = asyncio.Event()
        self.resting = False
        self.stopping = asyncio.Event()

    def close(self) -> None:
        """`run` ends when the timer that it is at is done."""
        self.stopping.set()
        self.news.set()

    def wake(self, _lanes: object = ()) -> None:
        self.news.set()

    @property
    def idle(self) -> bool:
        return self.resting and not self.news.is_set()

    async def run(self) -> None:
        """Until `close`. Timers that fell due while nobody looked fire at once."""
        while not self.stopping.is_set():
            await first_of(self.lead.held, self.stopping)
            await first_of(self.well, self.stopping)
            self.news.clear()
            async with self.units.database.begin() as session:
                due = [timer.id for timer in await kernel.due_timers(session, self.units.clock.now())]
                upcoming = await kernel.next_due(session)
            if due:
                for timer_id in due:
                    if self.stopping.is_set():
                        return
                    await self._fire(timer_id)
                continue
            if self.stopping.is_set():
                return
            pause = (upcoming - self.units.clock.now()).total_seconds() if upcoming else LONGEST_REST_S
            await self._rest(min(pause, LONGEST_REST_S))

    async def _rest(self, seconds: float) -> None:
        """Sleep until the next timer, or until somebody sets one."""
        self.resting = True
        try:
            await rest(self.units.clock, seconds, self.news)
        finally:
            self.resting = False

    async def _fire(self, timer_id: int) -> None:
        try:
            await self.units.timer(timer_id)
        except Exception as error:
            if is_crossed(error):
                log.warning("timer_crossed", timer=timer_id)
                return  # it is still due, and comes again at once
            log.exception("timer_failed", timer=timer_id, error=type(error).__name__)
            await self._put_off(timer_id)

    async def _put_off(self, timer_id: int) -> None:
        """A failing timer waits a little longer each time and never holds the others up."""
        async with self.units.database.begin() as session:
            row = await session.get(Timer, timer_id, with_for_update=True)
            if row is not None:
                row.attempts += 1
                pause = timedelta(seconds=2**row.attempts) if row.attempts < ATTEMPTS else PARKED_FOR
                row.due = self.units.clock.now() + pause
