"""What the kernel's state machines share: a process that can be killed, on a database of its own, between the steps.

The machines are derandomized, so that every run tries the same; `EARSHOT_EXAMPLES=500` searches further, at random.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar

import hypothesis
import pytest
from aiogram import Bot, Dispatcher
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from bot.clock import ManualClock
from bot.desk.work import ShopRules
from bot.telegram.unit import Units
from models.engine import Database
from models.kinds import Language
from tests.conftest import NOON
from tests.databases import Databases, SqliteFiles

T = TypeVar("T")
BOT = Bot("424242:a-token-for-the-stand-in")  # never called
OWNER, GROUP_ID = 900_001, -100_500
SEARCH = int(os.environ.get("EARSHOT_EXAMPLES", "0"))
UNHURRIED = pytest.mark.timeout(0 if SEARCH else 300)
"""A search may take as long as it takes."""


class JumpyClock:
    """A clock that a test moves, and whose hands it can set: then no sleeper wakes earlier or later for it."""

    def __init__(self) -> None:
        self._steady = ManualClock(NOON)
        self._set_by = timedelta()

    def now(self) -> datetime:
        return self._steady.now() + self._set_by

    async def sleep(self, seconds: float) -> None:
        await self._steady.sleep(seconds)

    def advance(self, seconds: float) -> None:
        self._steady.advance(seconds)

    def jump(self, seconds: float) -> None:
        self._set_by += timedelta(seconds=seconds)


@dataclass
class Fate:
    """What happens at one of the next commits: the process stands still before it or after it, or the disk is full."""

    spared: int  # commits that still pass
    after: bool = False
    away: bool = False


class MortalDatabase(Database):
    """A database at whose commits fate may strike, once."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.fate: Fate | None = None
        self.struck = asyncio.Event()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        async with super().begin() as session:
            yield session
            await self._commits(after=False)
        await self._commits(after=True)

    async def _commits(self, *, after: bool) -> None:
        if self.fate is None or self.fate.after != after:
            return
        if self.fate.spared:
            self.fate.spared -= 1
            return
        away, self.fate = self.fate.away, None
        self.struck.set()
        if away:
            raise OSError("no space left on device")
        await asyncio.Event().wait()

    @asynccontextmanager
    async def one_moment(self) -> AsyncIterator[AsyncSession]:
        """For the model to look at everything at once; fate does not notice."""
        async with super().begin() as session:
            if self.dialect == "postgresql":
                await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            yield session


class KernelMachine(RuleBasedStateMachine):
    """One process after another on one database. Between two steps nothing moves."""

    def __init__(self, databases: Databases) -> None:
        super().__init__()
        self.databases, self.clock = databases, JumpyClock()
        self.runner = asyncio.Runner()
        self.loops: list[asyncio.Task[None]] = []
        self.sound = True
        self.url = self.do(databases.make())

    def do(self, step: Coroutine[Any, Any, T]) -> T:
        """One step. Whatever the process does meanwhile must not have failed."""
        try:
            return self.runner.run(self._watched(step))
        except BaseException:
            self.sound = False
            raise

    async def _watched(self, step: Coroutine[Any, Any, T]) -> T:
        result = await step
        for loop in self.loops:
            if loop.done() and not loop.cancelled():
                loop.result()
        return result

    def new_units(self, dispatcher: Dispatcher | None = None) -> Units:
        """The kernel's middle for a new process, with handlers of the test's own."""
        return Units(
            database=MortalDatabase(self.url),
            clock=self.clock,
            rng=Random(7),
            rules=ShopRules(),
            owners=frozenset({OWNER}),
            configured_group_id=GROUP_ID,
            group_language=Language.EN,
            bot=BOT,
            dispatcher=dispatcher or Dispatcher(),
        )

    def start(self, *loops: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.loops = [asyncio.create_task(loop()) for loop in loops]

    async def kill(self, *databases: Database) -> None:
        """The processes end where they stand: all their tasks, then their connections."""
        doomed = asyncio.all_tasks() - {asyncio.current_task()}
        mine = [task for task in doomed if not is_closing(task)]
        for task in mine:
            task.cancel()
        await asyncio.gather(*doomed, return_exceptions=True)
        self.loops = []
        for database in databases:
            await database.close()

    async def finish(self) -> None:
        """Let everything come to its end, and look whether all is well."""

    async def leave(self) -> None:
        """End the last process."""

    def close(self) -> None:
        self.teardown()

    def teardown(self) -> None:
        try:
            if self.sound:
                self.do(self.finish())
        finally:
            self.do(self.leave())
            self.do(self.databases.drop(self.url))
            self.runner.close()


async def unless(event: asyncio.Event, step: Coroutine[Any, Any, None]) -> None:
    """The step, left where it is if the event comes first: who then holds the database may let nobody else in."""
    doing, waiting = asyncio.create_task(step), asyncio.create_task(event.wait())
    await asyncio.wait([doing, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not event.is_set():
        await doing
    doing.cancel()
    await asyncio.gather(doing, waiting, return_exceptions=True)


def is_closing(task: asyncio.Task[Any]) -> bool:
    """SQLAlchemy gives a session back in a task of its own, which outlives who opened it."""
    return "sqlalchemy" in getattr(task.get_coro(), "cr_code", is_closing.__code__).co_filename


def prove(
    machine: Callable[[Databases], KernelMachine], databases: Databases, *, examples: int, steps: int = 30
) -> None:
    """Try the machine; PostgreSQL, which is slower to make databases, gets a quarter of the examples."""
    wanted = SEARCH or (examples if isinstance(databases, SqliteFiles) else examples // 4)
    settings = hypothesis.settings(
        max_examples=wanted,
        stateful_step_count=steps,
        deadline=None,
        derandomize=not SEARCH,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, *((Phase.shrink,) if SEARCH else ())),
    )
    with capture_logs():
        run_state_machine_as_test(lambda: machine(databases), settings=settings)  # type: ignore[arg-type]  # it calls it
