"""The real process, killed in the middle of a talk, started again: talk and clock go on."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.sandbox.clock import SpeedClock
from bot.sandbox.people import People, Person
from bot.sandbox.server import RunningSandbox, start
from models.engine import Database
from models.money import PostingLine
from models.order import SpanRow
from tests.patience import eventually

TOKEN = "424242:a-token-for-the-stand-in"
SPEED = 60.0
ROOT = Path(__file__).parents[2]


@dataclass
class Process:
    """The shop as a process of its own, and what its environment is."""

    environment: dict[str, str]
    log: Path

    async def command(self, *words: str) -> asyncio.subprocess.Process:
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", *words, env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )

    async def done(self, *words: str) -> None:
        process = await self.command(*words)
        assert await process.wait() == 0, self.log.read_text(encoding="utf-8")

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
    """The stand-in and its people, in a time that runs sixty times as fast."""

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
            "EARSHOT_CLOCK__SPEED": str(SPEED),
            "EARSHOT_CLOCK__ANCHOR": repr(anchor),
        }
        for person in (owner, lin):
            running.world.private(424242, person.id).started = True
        shop = Process(environment, tmp_path / "shop.log")
        await shop.done("migrate")
        await shop.done("seed", "--demo")
        yield Street(running, people, owner, lin, tom, shop, database_url)
    await running.close()


async def begin_to_talk(street: Street) -> None:
    owner, lin, tom = street.owner, street.lin, street.tom
    await owner.says("/voucher 1 chat60")
    made = await owner.sees("🎟", within=40)
    code = next(line for line in str(made["text"]).splitlines() if line.count("-") == 2)
    await tom.starts()
    for label in ("Yes, I am 18", "Find someone", "Casual chat", "60 minutes", "Next", "Skip", "Confirm"):
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


async def test_killed_in_the_middle_of_a_talk_it_goes_on_where_it_was(street: Street) -> None:
    # Given a talk, and a process that is killed without a word
    async with street.shop.running(ended_by=signal.SIGKILL) as process:
        await begin_to_talk(street)
        await street.tom.says("before the crash")
        await street.lin.sees("before the crash")
        process.kill()
        await process.wait()
    # When both write while nobody is there, and it is started again
    said = [f"while it was away {i}" for i in range(5)]
    for text in said:
        await street.tom.says(text)
    await street.lin.says("and I waited")
    async with street.shop.running(ended_by=signal.SIGTERM) as process:
        await street.lin.sees(said[-1], within=40)
        await street.tom.sees("and I waited", within=40)
        await street.tom.says("/end")
        await street.tom.taps("Yes, end it")
        receipt = await street.tom.sees("Receipt")
        await street.lin.sees("Receipt")
        # Then nothing is lost or out of order, only what was in flight may come twice, and all paid time counted
        heard = [str(m.get("text")) for m in await street.lin.messages() if not m["out"]]
        assert [text for text in heard if text.startswith("while it was away")] == said
        assert heard.count("before the crash") in (1, 2)
    assert process.returncode == 0, street.shop.log.read_text(encoding="utf-8")
    database = Database(street.database_url)
    async with database.begin() as session:
        spans = list(await session.scalars(select(SpanRow)))
        assert await session.scalar(select(func.sum(PostingLine.amount))) == 0
    await database.close()
    # And one stretch of time, from the first word of both to the end, counted as a whole
    (span,) = spans
    assert span.end is not None
    minutes, seconds = divmod((span.end - span.start) // timedelta(seconds=1), 60)
    counted = f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    assert f"Counted: {counted}\n" in receipt["text"]


async def test_sigterm_drains_and_the_next_start_finds_everything(street: Street) -> None:
    async with street.shop.running(ended_by=signal.SIGTERM) as process:
        await begin_to_talk(street)
        for i in range(20):
            await street.tom.says(f"quickly {i}")
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 20) == 0
    async with street.shop.running(ended_by=signal.SIGTERM):

        async def heard() -> bool:
            shown = [str(m.get("text")) for m in await street.lin.messages() if not m["out"]]
            return [text for text in shown if text.startswith("quickly")] == [f"quickly {i}" for i in range(20)]

        await eventually(heard, within=60)
