"""One history of the tables: it leads from nothing to what the models say, and back."""

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select

from migrations import runner
from models import held, kernel, link, money, order, past, person, rep, shop
from models.base import Base
from models.engine import Database
from models.kinds import OrderState
from models.order import DecisionRow
from tests.conftest import NOON
from tests.models import test_orders as rows_of

ROOT = Path(__file__).parents[1]
TABLES = (held, kernel, link, money, order, past, person, rep, shop)
"""Imported so that the metadata knows every table."""


def test_there_is_one_head() -> None:
    script = ScriptDirectory.from_config(Config(toml_file=ROOT / "pyproject.toml"))
    assert script.get_heads() == [runner.head()]


async def test_the_tables_are_what_the_models_say(database: Database) -> None:
    def compare(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(compare) == []


async def test_down_and_up_again(database_url: str) -> None:
    assert await tables(database_url) == set(Base.metadata.tables) | {"alembic_version"}
    runner.downgrade(database_url)
    assert await runner.current(database_url) is None
    assert await tables(database_url) == {"alembic_version"}
    runner.upgrade(database_url)
    assert await runner.current(database_url) == runner.head()
    runner.upgrade(database_url)  # twice is once
    assert await tables(database_url) == set(Base.metadata.tables) | {"alembic_version"}


async def test_decisions_of_before_are_counted(database_url: str) -> None:
    database = Database(database_url)
    bodies = ('{"ranked":[{"rep":3},{"rep":4}]}', '{"ranked":[]}', "[]", "no JSON", '{"packed":{}}') * 120
    async with database.begin() as session:
        await rows_of.a_menu(session)
        customer = await rows_of.person(session, 1)
        made = await rows_of.an_order(session, customer, "K7Q2M", OrderState.QUEUED)
        rows = [DecisionRow(order_id=made.id, epoch=i, at=NOON, body=body) for i, body in enumerate(bodies)]
        session.add_all(rows)
    runner.downgrade(database_url, "20261125_notes")
    runner.upgrade(database_url)
    async with database.begin() as session:
        columns = (DecisionRow.body, DecisionRow.able, DecisionRow.expected_s, DecisionRow.replay)
        found = [tuple(row) for row in await session.execute(select(*columns).order_by(DecisionRow.epoch))]
    await database.close()
    assert found == list(zip(bodies, (2, 0, None, None, None) * 120, (None,) * 600, (None,) * 600, strict=True))


async def tables(url: str) -> set[str]:
    database = Database(url)
    async with database.engine.connect() as connection:
        found = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    await database.close()
    return found


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_every_constraint_has_a_name(table: str) -> None:
    assert all(constraint.name for constraint in Base.metadata.tables[table].constraints)
