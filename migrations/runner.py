"""Migrations from inside Python, for the command line, the demo and the tests."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from models.engine import create

HERE = Path(__file__).parent


class Unreachable(Exception):  # noqa: N818 (what is wrong, as the owner will read it)
    """The database cannot be opened; the text says so without its password."""


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite URL; None for memory and for other databases."""
    _, _, path = url.partition(":///")
    return Path(path) if url.startswith("sqlite") and path and ":memory:" not in path else None


def config(url: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.attributes["url"] = url
    return made


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up to the revision; makes SQLite's folder. Raises Unreachable where it may not."""
    file = sqlite_file(url)
    try:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unreachable(f"{file}: there can be no folder ({error.strerror}). Look at database.url.") from None
    apart(command.upgrade, url, revision)


def downgrade(url: str, revision: str = "base") -> None:
    apart(command.downgrade, url, revision)


def apart(migrate: Callable[[Config, str], None], url: str, revision: str) -> None:
    """In a thread of its own: alembic's async environment starts a loop, and the caller may have one running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(migrate, config(url), revision).result()


def head() -> str:
    """The newest revision; raises if there is more than one head."""
    revision = ScriptDirectory(str(HERE)).get_current_head()
    if revision is None:
        raise LookupError("there is no migration")
    return revision


async def current(url: str) -> str | None:
    """The database's revision; None for one that was never migrated. Makes no file. Raises Unreachable."""

    def look(connection: Connection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    file = sqlite_file(url)
    if file is not None and not file.exists():
        return None
    try:
        engine = create(url)
        try:
            async with engine.connect() as connection:
                return await connection.run_sync(look)
        finally:
            await engine.dispose()
    except Exception as error:  # each driver has a tree of its own, and their words can quote the password
        raise Unreachable(f"The database cannot be opened ({type(error).__name__}). Look at database.url.") from None
