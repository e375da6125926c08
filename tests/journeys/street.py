"""A shop in processes of its own, with people and their stand-in here: for tests that kill."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox.clock import SpeedClock
from bot.sandbox.people import People, Person
from bot.sandbox.server import RunningSandbox, start
from bot.seed import seed_menu
from bot.seed_people import seed_people
from models.engine import Database

TOKEN = "424242:a-token-for-the-stand-in"
SPEED = 10.0
UNHURRIED = {"GREET_S": "3600", "ABSENT_S": "3600", "SLOW_REPLY_S": "0", "SILENCE_ASK_S": "0"}
UNHURRIED |= {"LATE_RELAY_S": "100000", "OUTAGE_PAUSE_S": "100000"}
"""Of the shop's time, ten times as fast: where a machine is busy, minutes pass between two words."""

ROOT = Path(__file__).parents[2]


@dataclass
class Process:
    """The shop as a process of its own, and what its environment is."""

    environment: dict[str, str]
    log: Path

    def beside(self, name: str, **more: str) -> "Process":
        """Another process of the same shop, with a log of its own and these differences."""
        return Process(self.environment | more, self.log.with_name(f"{name}.log"))

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    async def command(self, *words: str) -> asyncio.subprocess.Process:
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", *words, env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )

    @asynccontextmanager
    async def running(self, *, ended_by: signal.Signals) -> AsyncIterator[asyncio.subprocess.Process]:
        process = await self.command("run")
        try:
            yield process
        finally:
            if process.returncode is None:
                process.send_signal(ended_by)
            await process.wait()


@dataclass
class Street:
    """The stand-in and its people, in a time that runs faster."""

    running: RunningSandbox
    people: People
    owner: Person
    lin: Person
    tom: Person
    shop: Process
    database_url: str


@pytest.fixture
async def street(database_url: str, tmp_path: Path) -> AsyncIterator[Street]:
    anchor = time.time()
    running = await start(clock=SpeedClock(SPEED, anchor), bots=[TOKEN], page=False)
    async with People(running.url) as people:
        owner, tom = await people.person("Boss"), await people.person("Thomas")
        lin = await people.person("Linda", id=50_001)
        group = await people.group("Representatives", [lin], creator=owner)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("EARSHOT_")}
        environment |= {
            "EARSHOT_TELEGRAM__TOKEN": TOKEN,
            "EARSHOT_TELEGRAM__API_URL": running.url,
            "EARSHOT_TELEGRAM__GROUP_ID": str(group),
            "EARSHOT_TELEGRAM__GROUP_LANGUAGE": "en",
            "EARSHOT_DATABASE__URL": database_url,
            "EARSHOT_OWNER__IDS": str(owner.id),
            "EARSHOT_SECURITY__SECRET": "a-secret-for-tests-only",
            "EARSHOT_ROUTING__HOLD_S": "3",
            "EARSHOT_CLOCK__SPEED": str(SPEED),
            "EARSHOT_CLOCK__ANCHOR": repr(anchor),
        }
        environment |= {f"EARSHOT_TALK__{name}": value for name, value in UNHURRIED.items()}
        for person in (owner, lin):
            running.world.private(424242, person.id).started = True
        shop = Process(environment, tmp_path / "shop.log")
        await planted(database_url)
        yield Street(running, people, owner, lin, tom, shop, database_url)
    await running.close()


async def planted(database_url: str) -> None:
    """What `seed --demo` writes; here, because two processes less are started."""
    database = Database(database_url)
    async with database.begin() as session:
        await seed_menu(session)
        await seed_people(session, datetime.now(UTC))
    await database.close()


async def begin_to_talk(street: Street) -> None:
    owner, lin, tom = street.owner, street.lin, street.tom
    await owner.says("/voucher 1 chat120")
    made = await owner.sees("🎟")
    code = next(line for line in str(made["text"]).splitlines() if line.count("-") == 2)
    await tom.starts()
    for label in ("Yes, I am 18", "Find someone", "Casual chat", "2 hours", "Next", "Skip", "Confirm"):
        await tom.taps(label)
    await tom.sees("voucher code")
    await tom.says(code)
    group = next(room.id for room in street.running.world.rooms.values() if not room.private)
    await lin.taps("Accept", in_=group)
    await tom.sees("is here for you")
    await lin.says("Hello")
    await tom.sees("Hello")
    await tom.says("Hi")
    await tom.sees("The clock runs now")
