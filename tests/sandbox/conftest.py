"""A stand-in on loopback, and people in it."""

from collections.abc import AsyncIterator

import pytest

from bot.sandbox.people import People
from bot.sandbox.server import RunningSandbox, start

TOKEN = "515151:a-token-for-the-stand-in"
BOT_ID = 515151


@pytest.fixture
async def sandbox() -> AsyncIterator[RunningSandbox]:
    running = await start(bots=[TOKEN], page=False)
    yield running
    await running.close()


@pytest.fixture
async def people(sandbox: RunningSandbox) -> AsyncIterator[People]:
    async with People(sandbox.url) as found:
        yield found
