"""When the computer's clock is set while talks run: they are counted by the time that truly passes.

The shop's clock goes on steadily (`RealClock`), also over a restart: what it goes by lies in the database, one row for
each start of a computer. The new time of day is taken over as soon as no order is under way, by all processes of that
computer together.
"""

import hashlib
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import RealClock
from models import order as orders
from models import shop
from models.engine import Database

log = structlog.get_logger(__name__)

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
TOLERANCE_S = 1.0
"""Less than this is no setting of a clock; a difference between two readings is far below."""


def this_boot(file: Path = BOOT_ID) -> str:
    """The name of this start of this computer; empty where the system has none."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    except OSError:
        return ""


class Steady:
    """Watches one clock. `jumped_s` is by how much the computer's differs from it now, in seconds."""

    def __init__(self, database: Database, clock: RealClock, boot: str | None = None) -> None:
        self.database, self.clock = database, clock
        self.boot = this_boot() if boot is None else boot
        self.jumped_s = 0.0

    async def begin(self) -> None:
        """Go on where the process before left off, if that was since the computer's last start."""
        if not self.boot:
            return
        async with self.database.begin() as session:
            if await self._follow(session) is None:
                await shop.put_setting(session, self._key, repr(self.clock.booted))
        await self.look()

    async def look(self) -> None:
        """Notice that the computer was set; follow it as soon as no order is under way."""
        if abs(self.clock.off_s()) <= TOLERANCE_S:
            self.jumped_s = 0.0
            return
        async with self.database.begin() as session:
            await self._follow(session)
            off = self.clock.off_s()
            free = abs(off) > TOLERANCE_S and not await orders.any_under_way(session)
            if free and self.boot:
                await shop.put_setting(session, self._key, repr(self.clock.booted + off))
        if free:
            self.clock.adopt()
            log.warning("clock_followed", seconds=round(off, 1))
        elif abs(off) > TOLERANCE_S and not self.jumped_s:
            log.warning("clock_jumped", seconds=round(off, 1))
        self.jumped_s = 0.0 if free or abs(off) <= TOLERANCE_S else off

    @property
    def _key(self) -> str:
        return f"clock:{self.boot}"

    async def _follow(self, session: AsyncSession) -> str | None:
        """What the row of this start says is so."""
        told = await shop.setting(session, self._key) if self.boot else ""
        if told:
            self.clock.booted = float(told)
        return told or None
