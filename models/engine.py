"""One door to the database: SQLite (WAL, synchronous FULL) by default, PostgreSQL by another URL."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import StaticPool

from models.sqlite import connecting

LOCKED_S = 15
"""For so long a transaction waits for another process's."""

LEAVE_NOTHING = ("secure_delete=ON", "temp_store=MEMORY")
"""What is deleted becomes zeros in the file, and nothing is sorted in another one: decisions/09-nothing-kept.md."""

REPEATABLE = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
REAL_FAULTS = (IntegrityError, DataError, ProgrammingError, NotSupportedError)


def is_away(error: BaseException) -> bool:
    """Whether the database is locked, full, restarting or out of reach: it may come back, and nothing was written."""
    if isinstance(error, DBAPIError):
        return not isinstance(error, REAL_FAULTS)
    return isinstance(error, OSError | TimeoutError | PoolTimeout)


CROSSED = ("40P01", "40001")
"""PostgreSQL's deadlock_detected and serialization_failure: https://www.postgresql.org/docs/current/errcodes-appendix.html"""


def is_crossed(error: BaseException) -> bool:
    """Whether two transactions waited for each other, and this one was given up: it may be tried again at once."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in CROSSED


class Database:
    """Sessions on one engine. `begin()` is one transaction; SQLite's writers take turns in here."""

    def __init__(self, url: str) -> None:
        self.url, self.engine = url, create(url)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=False)
        self._turn = asyncio.Lock() if self.engine.dialect.name == "sqlite" else None

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """A session that commits on leaving, or rolls back if anything was raised."""
        if self._turn is None:
            async with self._sessions.begin() as session:
                yield session
            return
        async with self._turn, self._sessions.begin() as session:
            yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """One moment of the whole database, for reading alone. Nobody waits for it, and it waits for nobody."""
        one_moment = {"snapshot": True} if self.dialect == "sqlite" else REPEATABLE
        engine = create(self.url, streams=True)
        try:
            async with engine.connect() as connection:
                await connection.execution_options(**one_moment)
                async with connection.begin():
                    yield connection
        finally:
            await engine.dispose()

    async def truncate_log(self) -> None:
        """Let SQLite move its log into the file, where what was deleted is zeros, and empty it; PostgreSQL has its own.

        Waits for nobody but our own writers: beside a snapshot, another process, or with the disk full, the log stays
        as it is until next time.
        """
        if self._turn is None:
            return
        async with self._turn, self.engine.connect() as connection:
            raw = await connection.get_raw_connection()
            with suppress(sqlite3.OperationalError):
                await raw.driver_connection.in_thread(_truncate)  # type: ignore[union-attr]  # `connecting` made it

    async def close(self) -> None:
        await self.engine.dispose()


def create(url: str, *, streams: bool = False) -> AsyncEngine:
    """An engine for `sqlite:///file` or `postgresql://…`; the async driver is filled in.

    `streams`: for long reads. An error of its statements does not quote what they were given.
    """
    url = url.replace("sqlite://", "sqlite+aiosqlite://", 1) if url.startswith("sqlite://") else url
    url = url.replace("postgresql://", "postgresql+asyncpg://", 1) if url.startswith("postgresql://") else url
    if not url.startswith("sqlite"):
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    memory: dict[str, Any] = {"poolclass": StaticPool} if ":memory:" in url else {}
    file = make_url(url).database or ":memory:"
    how: dict[str, Any] = {"connect_args": {"timeout": LOCKED_S}}
    if not streams:
        how = {"async_creator": lambda: connecting(file, LOCKED_S)}
    engine = create_async_engine(url, hide_parameters=True, **how, **memory)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late to take the write lock
    cursor = connection.cursor()
    waits = f"busy_timeout={LOCKED_S * 1000}"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", waits, *LEAVE_NOTHING):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _truncate(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA busy_timeout=0")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout={LOCKED_S * 1000}")


def _begin(connection: Any) -> None:
    """Take the write lock at once, rather than fail to get it half-way; a snapshot takes none."""
    reads = connection.get_execution_options().get("snapshot")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
