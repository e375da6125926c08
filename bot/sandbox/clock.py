"""The stand-in's own clock: real, faster than real, or any object with `now` and `sleep` that a test hands in."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    def now(self) -> float:
        """Unix seconds."""
        ...

    async def sleep(self, seconds: float) -> None: ...


class SpeedClock:
    """Runs `speed` times as fast as the world; `advance` jumps ahead. Sleepers notice both."""

    def __init__(self, speed: float = 1.0, anchor: float | None = None) -> None:
        self.speed = speed
        self._real = time.time()
        self._shown = self._real if anchor is None else anchor + (self._real - anchor) * speed
        self._changed = asyncio.Event()

    def now(self) -> float:
        return self._shown + (time.time() - self._real) * self.speed

    def set_speed(self, speed: float) -> None:
        self._shown, self._real = self.now(), time.time()
        self.speed = speed
        self._wake()

    def advance(self, seconds: float) -> None:
        self._shown += seconds
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        due = self.now() + seconds
        while (left := due - self.now()) > 0:
            try:
                await asyncio.wait_for(self._changed.wait(), left / self.speed)
            except TimeoutError:
                continue
