"""A shop with something in every table: what a backup must carry. Rows are made from the columns' types alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.seed import seed_menu
from bot.seed_lines import seed_lines
from bot.seed_people import seed_people
from models.base import Base, Moment

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
TRICKY = ('小雨: "in the rain"\t\\n\'--\n', "", "é\u2028\u200b👩‍👩‍👧 ﷽ {}")
ROWS = 3
LEAST = {"time_credit.seconds": 60}
"""Of a column that takes no small number."""


async def fill(session: AsyncSession) -> None:
    """The seed, three running talks, and three odd rows in every table; postings sum to zero."""
    await seed_menu(session, "CNY")
    await seed_people(session, NOON)
    await seed_lines(session, 3, NOON)
    made: dict[str, list[dict[str, Any]]] = {}
    numbers = count(70_001)
    for table in Base.metadata.sorted_tables:
        made[table.name] = [dict(cells(table, i, numbers, made)) for i in range(ROWS)]
        await session.execute(insert(table), made[table.name])
    lines = Base.metadata.tables["posting_line"]
    balancing = [{**line, "account": "other", "amount": -line["amount"]} for line in made["posting_line"]]
    await session.execute(insert(lines), balancing)


def cells(table: Table, i: int, numbers: Iterator[int], made: dict[str, list[dict[str, Any]]]) -> Iterator[Any]:
    for column in table.columns:
        referred = next(iter(column.foreign_keys), None)
        if column.nullable and i == 0:
            yield column.name, None
        elif referred is not None:
            yield column.name, made[referred.column.table.name][i][referred.column.name]
        else:
            yield column.name, cell(column, i, next(numbers))


def cell(column: Column[Any], i: int, number: int) -> Any:  # noqa: PLR0911 (one for each kind)
    match column.type:
        case Moment():
            return NOON + timedelta(days=i, microseconds=number if i else 0)
        case Date():
            return NOON.date() + timedelta(days=number)
        case Boolean():
            return bool(i % 2)
        case BigInteger():
            return 5_000_000_000 + number
        case Integer():
            return number if is_key(column) else (i + 1) * LEAST.get(f"{column.table.name}.{column.name}", 1)
        case JSON():
            return {"b": [i, None, True, 0.1, TRICKY[i], 2**60], "a": {"é": number}} if i else []
        case Text():
            return TRICKY[i]
        case String(length=length):
            return f"{number}{'' if is_key(column) else TRICKY[i]}"[:length]
    raise AssertionError(f"{column}: what would be a {column.type!r}?")


def is_key(column: Column[Any]) -> bool:
    """Whether two rows must not have the same."""
    kinds = PrimaryKeyConstraint | UniqueConstraint
    unique = [found for found in column.table.constraints if isinstance(found, kinds)]
    indexed = [index for index in column.table.indexes if index.unique]
    return any(column.name in found.columns for found in [*unique, *indexed])
