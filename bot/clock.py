"""Time, handed in: the real clock (which may run faster, for the demo) and one that only a test moves."""

import asyncio
import time
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


class RealClock:
    """The system's clock, or one that has run `speed` times as fast since `anchor` (unix seconds)."""

    def __init__(self, speed: float = 1.0, anchor: float | None = None) -> None:
        self.speed = speed
        self.anchor = time.time() if anchor is None else anchor

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.anchor + (time.time() - self.anchor) * self.speed, UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self.speed)


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
