"""Wakes the other processes on one PostgreSQL: who does not lead tells the one that does where something waits.

LISTEN and NOTIFY carry names of lanes and nothing else. What is rung while a connection is broken is lost, so whoever
listens also looks by itself now and then. On SQLite nothing is rung.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from models.engine import Database

CHANNEL = "earshot"
LONGEST = 7000
"""Characters in one ring; PostgreSQL takes 8,000 bytes."""

ASK_EVERY_S = 5.0
AGAIN_S = 1.0


def told_in(lanes: Iterable[str]) -> Iterator[str]:
    """The lanes in as few rings as will hold them; one empty ring for none at all."""
    words = ""
    for lane in lanes:
        if words and len(words) + len(lane) >= LONGEST:
            yield words
            words = ""
        words = f"{words},{lane}" if words else lane
    yield words


class Bell:
    """`ring` is heard by every other process's `heard`. `run` until `close`."""

    def __init__(self, database: Database, heard: Callable[[list[str]], None]) -> None:
        self.database, self.heard = database, heard
        self.lanes: dict[str, None] = {}
        self.rung, self.closing = False, False
        self.news = asyncio.Event()

    def ring(self, lanes: Iterable[str]) -> None:
        self.lanes.update(dict.fromkeys(lanes))
        self.rung = True
        self.news.set()

    def close(self) -> None:
        self.closing = True
        self.news.set()

    async def run(self) -> None:
        while not self.closing and self.database.dialect == "postgresql":
            with suppress(DBAPIError, OSError, TimeoutError):
                async with self.database.engine.connect() as connection:
                    await self._listen(await connection.execution_options(isolation_level="AUTOCOMMIT"))
            if not self.closing:
                await asyncio.sleep(AGAIN_S)

    async def _listen(self, connection: AsyncConnection) -> None:
        """Hear and ring on one connection until it breaks; it never goes back to the pool."""
        driver: Any = (await connection.get_raw_connection()).driver_connection
        own = driver.get_server_pid()

        def hear(_connection: object, process: int, _channel: str, words: str) -> None:
            if process != own:
                self.heard([lane for lane in words.split(",") if lane])

        try:
            await driver.add_listener(CHANNEL, hear)
            while not self.closing:
                await self._ring_all(connection)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.news.wait(), ASK_EVERY_S)
                await connection.execute(text("SELECT 1"))
        finally:
            with suppress(DBAPIError, OSError, TimeoutError):
                await connection.invalidate()

    async def _ring_all(self, connection: AsyncConnection) -> None:
        self.news.clear()
        if not self.rung:
            return
        lanes, self.lanes, self.rung = self.lanes, {}, False
        for words in told_in(lanes):
            await connection.execute(text("SELECT pg_notify(:channel, :words)"), {"channel": CHANNEL, "words": words})
