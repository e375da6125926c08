"""SQLite's log is emptied beside whatever else goes on, and nobody waits for it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from models import shop
from models.engine import LOCKED_S, Database

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
AT_ONCE_S = LOCKED_S / 3


async def write(database: Database, word: str) -> Path:
    """Something into the log, whose file this is."""
    async with database.begin() as session:
        await shop.put_setting(session, "word", word)
    log = Path(f"{make_url(database.url).database}-wal")
    assert size(log)
    return log


def size(log: Path) -> int:
    return log.stat().st_size


async def read(database: Database) -> str | None:
    async with database.begin() as session:
        return await shop.setting(session, "word")


async def test_it_is_empty_and_what_it_held_is_in_the_file(database: Database) -> None:
    log = await write(database, "kept")
    await database.truncate_log()
    assert size(log) == 0
    assert await read(database) == "kept"


async def test_beside_a_snapshot_it_waits_for_the_next_time(database: Database) -> None:
    await write(database, "before")
    async with database.snapshot() as reader:
        await reader.execute(text("SELECT 1 FROM shop_setting"))
        log = await write(database, "after")
        async with asyncio.timeout(AT_ONCE_S):
            await database.truncate_log()
        assert size(log)
        await write(database, "later")
    await database.truncate_log()
    assert size(log) == 0
    assert await read(database) == "later"


async def test_beside_another_process_that_writes_it_waits_for_the_next_time(database: Database) -> None:
    log = await write(database, "before")
    with closing(sqlite3.connect(str(make_url(database.url).database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.timeout(AT_ONCE_S):
            await database.truncate_log()
        assert size(log)
        other.execute("ROLLBACK")
    await database.truncate_log()
    assert size(log) == 0


async def test_the_next_transaction_waits_for_a_lock_as_before(database: Database) -> None:
    await write(database, "before")
    await database.truncate_log()
    async with database.begin() as session:
        assert await session.scalar(text("PRAGMA busy_timeout")) == LOCKED_S * 1000
        assert [await session.scalar(text(f"PRAGMA {name}")) for name in ("secure_delete", "temp_store")] == [1, 2]
