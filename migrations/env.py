"""Alembic's environment: our metadata, an async engine, the URL that the runner or `-x url=` hands in."""

import asyncio

from alembic import context
from sqlalchemy import Connection

import models  # noqa: F401 (registers every table)
from models.base import Base
from models.engine import create


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def online(url: str) -> None:
    engine = create(url)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


given = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True).get("url")
if not given:
    raise SystemExit("Give the database: -x url=sqlite:///file.db, or use `python -m bot migrate`.")
asyncio.run(online(str(given)))
