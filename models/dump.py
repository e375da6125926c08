"""Whole tables, row by row, out of one database and into another. A packed row is a list of what JSON can hold."""

from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, Table, TypeDecorator, func, insert, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from models.base import Base

BATCH = 500
"""So many rows are in memory at a time."""

Pack = Callable[[Any], Any]


def as_it_is(value: Any) -> Any:
    return value


def packed_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def packed_bytes(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")


CODECS: dict[type, tuple[Pack, Pack]] = {
    bool: (as_it_is, as_it_is),
    int: (as_it_is, as_it_is),
    str: (as_it_is, as_it_is),
    dict: (as_it_is, as_it_is),
    datetime: (packed_moment, datetime.fromisoformat),
    date: (date.isoformat, date.fromisoformat),
    Decimal: (str, Decimal),
    bytes: (packed_bytes, b64decode),
}
"""How a value of each kind of column becomes JSON, and how it comes back."""


def codec(column: Column[Any]) -> tuple[Pack, Pack]:
    """Raises LookupError for a kind of column that nobody has thought about yet: better loud than not exact."""
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    try:
        return CODECS[dict if isinstance(kind, JSON) else kind.python_type]
    except (KeyError, NotImplementedError):
        raise LookupError(f"{column}: models.dump knows no {kind!r}") from None


def tables() -> dict[str, Table]:
    """Every table by its name, each after those that it refers to."""
    return {table.name: table for table in Base.metadata.sorted_tables}


def columns(table: Table) -> list[str]:
    return [column.name for column in table.columns]


async def revision(connection: AsyncConnection) -> str:
    return str(await connection.scalar(text("SELECT version_num FROM alembic_version")))


async def rows(connection: AsyncConnection, table: Table) -> AsyncIterator[list[Any]]:
    """Every row, packed, in the order of the keys."""
    packs = [codec(column)[0] for column in table.columns]
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=BATCH)
    async for batch in (await connection.stream(query)).partitions():
        for row in batch:
            yield [None if value is None else pack(value) for pack, value in zip(packs, row, strict=True)]


def unpacked(table: Table, row: list[Any]) -> dict[str, Any]:
    """What `put` takes. Raises ValueError or TypeError where the row does not fit the table."""
    pairs = zip(table.columns, row, strict=True)
    return {column.name: None if value is None else codec(column)[1](value) for column, value in pairs}


async def put(session: AsyncSession, table: Table, batch: list[dict[str, Any]]) -> None:
    await session.execute(insert(table), batch)


async def hold(session: AsyncSession) -> None:
    """Keep other writers out until this transaction ends; SQLite does so by itself."""
    dialect = session.get_bind().dialect
    if dialect.name == "postgresql":
        names = ", ".join(dialect.identifier_preparer.format_table(table) for table in tables().values())
        await session.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


async def filled(session: AsyncSession) -> list[str]:
    """The names of the tables with a row in them."""
    found = []
    for name, table in tables().items():
        if await session.scalar(select(literal(1)).select_from(table).limit(1)):
            found.append(name)
    return found


async def count_on(session: AsyncSession) -> None:
    """Let PostgreSQL's counters go on after the ids that were put in; SQLite's follow by themselves."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in tables().values():
        key = table.autoincrement_column
        if key is not None:
            sequence = func.pg_get_serial_sequence(func.quote_ident(table.name), key.name)
            top = func.max(key)
            await session.execute(select(func.setval(sequence, func.coalesce(top, 1), top.is_not(None))))
