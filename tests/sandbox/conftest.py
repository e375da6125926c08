"""A stand-in on loopback, and people in it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox.people import People, Person
from bot.sandbox.server import RunningSandbox, start
from tests.sandbox.rawbot import RawBot

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


@pytest.fixture
async def raw(sandbox: RunningSandbox) -> AsyncIterator[RawBot]:
    """A bot without a library; a test of the flood limits turns them on."""
    sandbox.sandbox.floods.on = False
    async with aiohttp.ClientSession() as http:
        yield RawBot(http, sandbox.url, TOKEN)


@pytest.fixture
async def mei(people: People, raw: RawBot) -> Person:
    """Somebody who has pressed Start; the bot has read it."""
    person = await people.person("Mei", username="mei_zh", language_code="zh")
    await person.starts()
    await raw.fresh()
    return person


@pytest.fixture
async def tom(people: People, raw: RawBot) -> Person:
    """Another one."""
    person = await people.person("Tom", last_name="Baker")
    await person.starts()
    await raw.fresh()
    return person
