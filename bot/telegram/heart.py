"""The heartbeat: a row every ten seconds while the shop has Telegram, so that it is known since when it had not.

Whoever finds at the start, or when Telegram answers again, that the last beat is long ago, tells the desk: that time
is charged to nobody. Until that is done, nothing is taken in and no timer is fired.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import structlog

from bot.clock import rest
from bot.desk.commands import WasAway
from bot.telegram.unit import Units
from models import outage
from models.lead import Lead

log = structlog.get_logger(__name__)

EVERY_S = 10.0
LONGEST_GAP = timedelta(seconds=15)
"""Between two beats of a shop that is well."""

LOOK_AGAIN_S = 0.2
"""Of the machine's time, while Telegram is away."""


class Heart:
    """`away` says whether Telegram does not answer just now."""

    def __init__(self, units: Units, lead: Lead, away: Callable[[], bool]) -> None:
        self.units, self.lead, self.away = units, lead, away
        self.well = asyncio.Event()
        self.stopping = asyncio.Event()

    def close(self) -> None:
        self.stopping.set()

    async def start(self) -> None:
        """What the process before left off. Before anything else is looked at."""
        await self.beat(look_back=True)
        self.well.set()

    async def run(self) -> None:
        """Until `close`; the last beat says when the shop closed."""
        while not await rest(self.units.clock, EVERY_S, self.stopping):
            while self.away() and not self.stopping.is_set():
                self.well.clear()
                await asyncio.sleep(LOOK_AGAIN_S)
            if self.lead.held.is_set():
                await self.beat(look_back=not self.well.is_set())
            self.well.set()
        if self.lead.held.is_set() and not self.away():
            await self.beat(look_back=False)

    async def beat(self, *, look_back: bool) -> None:
        now = self.units.clock.now()
        async with self.units.database.begin() as session:
            last = await outage.last_beat(session)
            if look_back and last is not None and now - last.at > LONGEST_GAP:
                log.warning("was_away", seconds=round((now - last.at).total_seconds()))
                await self.units.carry_out(session, WasAway(last.at, now))
            if last is None or now > last.at:
                await outage.beat(session, now)
        self.units.wake(session)
