"""Letting things come to their end by a time of the loop."""

import asyncio
from collections.abc import Sequence


def left(until: float) -> float:
    """Seconds of the loop's time, and always a moment."""
    return max(0.2, until - asyncio.get_running_loop().time())


async def let_end(tasks: Sequence[asyncio.Task[None]], until: float) -> None:
    """Let these come to their end; at that time of the loop, end them."""
    if tasks:
        await asyncio.wait(tasks, timeout=left(until))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
