"""SQLite's connection with one trip to its thread for a statement, where aiosqlite and SQLAlchemy together take four.

A cursor of aiosqlite is opened, used, read and closed by the connection's thread, each by a trip of its own, and trips
are what a short transaction costs most. Here a statement is executed and read in one trip, so its rows are all in
memory: not for long reads.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Self

import aiosqlite


class OneTripCursor:
    """What SQLAlchemy's adapter asks of a cursor. Rows, and what is known of them, are here when `execute` returns."""

    def __init__(self, connection: "OneTripConnection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self.close()

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Self:
        await self._connection.in_thread(partial(self._done, sql, parameters, many=False))
        return self

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> Self:
        await self._connection.in_thread(partial(self._done, sql, parameters, many=True))
        return self

    def _done(self, sql: str, parameters: Any, connection: sqlite3.Connection, *, many: bool) -> None:
        cursor = connection.cursor()
        try:
            (cursor.executemany if many else cursor.execute)(sql, parameters)
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else []
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []


class OneTripConnection(aiosqlite.Connection):
    """A connection whose cursors are of that kind."""

    def cursor(self) -> OneTripCursor:  # type: ignore[override]  # the part of a cursor that SQLAlchemy uses
        return OneTripCursor(self)

    async def in_thread(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """`work(connection)`, done by the connection's own thread."""
        await self._execute(lambda: work(self._conn))  # type: ignore[no-untyped-call]  # aiosqlite's own way in


def connecting(file: str, timeout_s: float) -> OneTripConnection:
    """To be awaited. Its thread does not hold the process up."""
    connection = OneTripConnection(partial(sqlite3.connect, file, timeout=timeout_s), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy does for a connection that it makes
    return connection
