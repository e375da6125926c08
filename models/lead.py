"""Which of several processes on one database sends for a bot: one at a time, with the others standing by.

On PostgreSQL an advisory lock decides, and whoever holds it writes down what was sent on the very connection that holds
it: with the connection the lock is gone, and nothing more can be fetched to be sent. On SQLite a lock on a file beside
the database decides. The operating system frees either when the process dies, however it dies.
"""

import asyncio
import fcntl
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from models.engine import Database

LOOK_EVERY_S = 1.0
"""How often one that stands by tries, and one that leads looks whether it still does."""

PATIENCE_S = 3.0
"""An idle connection that does not answer for so long is dead."""

TRIED = (DBAPIError, OSError, TimeoutError)
TCP_DIES_WITHIN = {"tcp_keepalives_idle": 1, "tcp_keepalives_interval": 1, "tcp_keepalives_count": 2}
"""Seconds, seconds, times: the server notices within three seconds that a machine is gone."""


class NotLeading(ConnectionError):  # noqa: N818 (how things stand, not a fault)
    """Another process leads now, or nobody can be known to."""


class Lead:
    """The right to send. `run` strives for it until `close`; `held` is set while it is ours. This one is alone."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.held = asyncio.Event()
        self.closing = asyncio.Event()
        self.changed: list[Callable[[bool], None]] = []

    async def run(self) -> None:
        try:
            while not self.closing.is_set():
                await self._look()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.closing.wait(), LOOK_EVERY_S)
        finally:
            self._now(False)
            await self._let_go()

    def close(self) -> None:
        """`run` ends, and another process may lead."""
        self.closing.set()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """One transaction of whoever leads. Raises NotLeading."""
        if not self.held.is_set():
            raise NotLeading
        async with self.database.begin() as session:
            yield session

    async def _look(self) -> None:
        held = await (self._holds() if self.held.is_set() else self._takes())
        if not held:
            await self._let_go()
        self._now(held)

    def _now(self, held: bool) -> None:
        if held == self.held.is_set():
            return
        if held:
            self.held.set()
        else:
            self.held.clear()
        for tell in self.changed:
            tell(held)

    async def _takes(self) -> bool:
        return True

    async def _holds(self) -> bool:
        return True

    async def _let_go(self) -> None:
        return None


class FileLead(Lead):
    """Decided by a lock on a file: for processes on one SQLite database, and so on one machine."""

    def __init__(self, database: Database, file: Path) -> None:
        super().__init__(database)
        self.file = file
        self.descriptor: int | None = None

    async def _takes(self) -> bool:
        try:
            self.descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    async def _let_go(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


class AdvisoryLead(Lead):
    """Decided by an advisory lock of PostgreSQL, held by one connection that is kept for it."""

    def __init__(self, database: Database, bot: str) -> None:
        super().__init__(database)
        self.key = int.from_bytes(hashlib.blake2b(f"earshot:{bot}".encode(), digest_size=8).digest(), signed=True)
        self.connection: AsyncConnection | None = None
        self.turn = asyncio.Lock()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        async with self.turn:
            if self.connection is None or self.connection.invalidated or not self.held.is_set():
                raise NotLeading
            whole = AsyncSession(self.connection, expire_on_commit=False, autoflush=False)
            async with whole as session, session.begin():
                yield session

    async def _takes(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE_S):
                self.connection = await self.database.engine.connect()
                for name, value in TCP_DIES_WITHIN.items():
                    await self.connection.execute(text(f"SET {name} = {value}"))
                got = await self.connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": self.key})
                await self.connection.commit()
                return bool(got)
        except TRIED:
            return False

    async def _holds(self) -> bool:
        """A connection at work is left alone: while its transaction hangs, nothing new is sent."""
        if self.connection is None or self.connection.invalidated:  # used again it would connect anew, without the lock
            return False
        if self.turn.locked():
            return True
        async with self.turn:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await self.connection.execute(text("SELECT 1"))
                    await self.connection.commit()
            except TRIED:
                return False
            return True

    async def _let_go(self) -> None:
        """The connection is not given back to the pool but ended, and the lock with it."""
        connection, self.connection = self.connection, None
        if connection is not None:
            with suppress(*TRIED):
                await connection.invalidate()
            with suppress(*TRIED):
                await connection.close()


def lead_of(database: Database, bot: str) -> Lead:
    """The lead for this bot (its id) on this database."""
    if database.dialect == "postgresql":
        return AdvisoryLead(database, bot)
    file = database.engine.url.database
    return FileLead(database, Path(f"{file}.lead")) if file and file != ":memory:" else Lead(database)
