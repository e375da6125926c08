"""Fresh, migrated databases of both kinds, for whoever needs one or many."""

import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import asyncpg


class Databases(Protocol):
    """Makes databases; each is gone after `drop`."""

    async def make(self) -> str:
        """The URL of a new one."""
        ...

    async def drop(self, url: str) -> None: ...


@dataclass(frozen=True)
class SqliteFiles:
    """Copies of a migrated file, in a folder."""

    template: Path
    folder: Path

    async def make(self) -> str:
        file = self.folder / f"{uuid.uuid4().hex}.db"
        shutil.copy(self.template, file)
        return f"sqlite:///{file}"

    async def drop(self, url: str) -> None:
        for file in self.folder.glob(f"{url.rpartition('/')[2]}*"):
            file.unlink()


@dataclass(frozen=True)
class PostgresDatabases:
    """Copies of the database `template_shop`, on a server that runs; `pattern` is its URL but for the name."""

    pattern: str

    async def make(self) -> str:
        name = f"t_{uuid.uuid4().hex}"
        await self._say(f"CREATE DATABASE {name} TEMPLATE template_shop")
        return self.pattern.format(name=name)

    async def drop(self, url: str) -> None:
        name = url.partition("/t_")[2].partition("?")[0]
        await self._say(f"DROP DATABASE t_{name} WITH (FORCE)")

    async def _say(self, statement: str) -> None:
        admin = await asyncpg.connect(self.pattern.format(name="postgres"))
        try:
            await admin.execute(statement)
        finally:
            await admin.close()
