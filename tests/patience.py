"""Waiting in tests: for a condition, with a deadline, never for a span of time."""

import asyncio
from collections.abc import Awaitable, Callable


async def eventually(holds: Callable[[], Awaitable[object]], *, within: float = 60.0) -> None:
    """Return as soon as it holds; an AssertionError when it does not in time."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    pause = 0.005
    while not await holds():
        assert loop.time() < deadline, f"{holds} did not come to hold within {within:g} s"
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.1)
