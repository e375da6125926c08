"""Time, handed in: the real clock (which may run faster, for the demo) and one that only a test moves."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the product knows of time. Seconds are the shop's seconds, whatever the speed."""

    def now(self) -> datetime: ...

    async def sleep(self, seconds: float) -> None: ...


async def rest(clock: Clock, seconds: float | None, until: asyncio.Event) -> bool:
    """Sleep so many seconds (None: for ever), or until the event; True when it was the event that ended it."""
    waits: list[asyncio.Task[object]] = [asyncio.create_task(until.wait())]
    if seconds is not None:
        waits.append(asyncio.create_task(clock.sleep(max(0.0, seconds))))
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        return until.is_set()
    finally:
        for task in waits:
            task.cancel()
        await asyncio.gather(*waits, return_exceptions=True)


async def first_of(*events: asyncio.Event) -> None:
    """Return when any of these is set."""
    if any(event.is_set() for event in events):
        return
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)


def boot_time() -> float:
    """Seconds since the computer was started, those in which it slept too. No setting of its clock moves it."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class RealClock:
    """The time of day when it was made, and from then on the time that truly passes, whatever the computer is set to.

    `speed` times as fast since `anchor` (unix seconds), for the demo. `wall` is the computer's time of day in unix
    seconds, `steady` its seconds since the start; see `bot/steady.py` for what becomes of a difference.
    """

    def __init__(
        self,
        speed: float = 1.0,
        anchor: float | None = None,
        *,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = boot_time,
    ) -> None:
        self.speed, self._wall, self._steady = speed, wall, steady
        self.booted = wall() - steady()
        self.anchor = wall() if anchor is None else anchor

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.anchor + (self._true() - self.anchor) * self.speed, UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self.speed)

    def off_s(self) -> float:
        """By how many seconds the computer was set forward, or back, since."""
        return self._wall() - self._true()

    def adopt(self) -> float:
        """Take over the computer's time of day; returns the new `booted`."""
        self.booted = self._wall() - self._steady()
        return self.booted

    def _true(self) -> float:
        return self.booted + self._steady()


class ManualClock:
    """A clock that stands still until `advance`; sleepers wake in the order of their times."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._sleepers: list[tuple[datetime, asyncio.Event]] = []

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        wake = asyncio.Event()
        entry = (self._now + timedelta(seconds=seconds), wake)
        self._sleepers.append(entry)
        try:
            await wake.wait()
        finally:
            if entry in self._sleepers:
                self._sleepers.remove(entry)

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        for due, wake in sorted(self._sleepers, key=lambda entry: entry[0]):
            if due <= self._now:
                wake.set()
