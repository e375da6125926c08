"""The real bot as a process: started, killed at a chosen instant, started again."""

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from chaos.fate import End, Moment
from chaos.verdict import Crash
from chaos.world import BOT_ID, OWNER, TOKEN, Street

ROOT = Path(__file__).parents[1]
TO_START_S, TO_STOP_S, LONGEST_LIFE_S = 60.0, 25.0, 2.0
WIDER_THAN_TELEGRAM = {
    "EARSHOT_PACING__OVERALL_PER_SECOND": "35",
    "EARSHOT_PACING__CHAT_PER_SECOND": "2",
    "EARSHOT_PACING__CHAT_BURST": "8",
}
"""The stand-in allows 1 a second with bursts of 6, and 30 in all: so it is met by waiting, and by being refused."""


def environment(street: Street, database_url: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EARSHOT_")}
    return (
        clean
        | WIDER_THAN_TELEGRAM
        | {
            "EARSHOT_TELEGRAM__TOKEN": TOKEN,
            "EARSHOT_TELEGRAM__API_URL": street.running.url,
            "EARSHOT_TELEGRAM__GROUP_ID": str(street.group),
            "EARSHOT_TELEGRAM__GROUP_LANGUAGE": "en",
            "EARSHOT_OWNER__IDS": str(OWNER),
            "EARSHOT_DATABASE__URL": database_url,
            "EARSHOT_SECURITY__SECRET": "a-secret-for-chaos",
            "EARSHOT_LOG__FORMAT": "json",
        }
    )


class Shop:
    """One process of the bot at a time; `crashes` is when it was dead by SIGKILL, in the count of events."""

    def __init__(self, street: Street, database_url: str, log: Path, mutant: str = "") -> None:
        self.street, self.log = street, log
        self.environment = environment(street, database_url)
        self.words = ["chaos.mutants", mutant] if mutant else ["bot"]
        self.process: asyncio.subprocess.Process | None = None
        self.crashes: list[Crash] = []
        self.terms = 0
        self.unclean: list[str] = []
        self._killed_at: int | None = None

    async def spawned(self, *words: str) -> asyncio.subprocess.Process:
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", *words, env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )

    async def command(self, *words: str) -> None:
        """`python -m bot …`, to its end. Raises RuntimeError where that is not well."""
        process = await self.spawned("bot", *words)
        if await process.wait() != 0:
            raise RuntimeError(self.log.read_text(encoding="utf-8")[-2000:])

    def now(self) -> int:
        return len(self.street.world.events)

    async def begin(self) -> None:
        """A new life; returns at once."""
        if self._killed_at is not None:
            self.crashes.append(Crash(self._killed_at, self.now()))
            self._killed_at = None
        queue = self.street.running.sandbox.updates.queue(BOT_ID)
        self.before = queue.poller
        self.process = await self.spawned(*self.words, "run")

    async def running(self) -> bool:
        """Wait until it asks for updates; False if it died before."""
        queue = self.street.running.sandbox.updates.queue(BOT_ID)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + TO_START_S
        while queue.poller is self.before:
            if self.dead or loop.time() > deadline:
                return False
            await asyncio.sleep(0.005)
        return True

    @property
    def dead(self) -> bool:
        return self.process is None or self.process.returncode is not None

    async def moment(self, end: End) -> None:
        """Return when this life is to end."""
        if end.moment is Moment.SENDING:
            await self.sent(round(end.after))
        else:
            if end.moment is Moment.HEARING:
                await some(self.street.spoke.wait())
            await asyncio.sleep(end.after)

    async def sent(self, count: int) -> None:
        """Wait until so many messages of the bot arrived, for a while."""

        async def counted() -> None:
            seq, found = self.now(), 0
            while found < count:
                news = await self.street.world.news(seq, LONGEST_LIFE_S)
                seq += len(news)
                found += sum(e["kind"] == "message" and e["body"]["from"]["id"] == BOT_ID for e in news)

        await some(counted())

    async def end(self, end: End) -> None:
        """Kill it, or ask it to stop; it must not have ended by itself."""
        if self.process is None or self.dead:
            self.unclean.append(f"it died by itself: {self.process and self.process.returncode}")
        elif end.kill:
            self._killed_at = self.now()
            self.process.kill()
            await self.process.wait()
        else:
            await self.stop()

    async def stop(self) -> None:
        """SIGTERM; it must end well, and soon."""
        if self.process is None or self.dead:
            self.unclean.append("it was dead when it was to stop")
            return
        self.terms += 1
        self.process.send_signal(signal.SIGTERM)
        try:
            code = await asyncio.wait_for(self.process.wait(), TO_STOP_S)
        except TimeoutError:
            self.unclean.append(f"it did not stop within {TO_STOP_S:g} s")
            await self.slay()
        else:
            if code != 0:
                self.unclean.append(f"it stopped with {code}")

    async def slay(self) -> None:
        """End it whatever it does; for the end of a run that failed."""
        if self.process is not None and not self.dead:
            self._killed_at = self.now()
            self.process.kill()
            await self.process.wait()


async def some(waiting: Coroutine[Any, Any, object]) -> None:
    """Wait for it, but not for ever."""
    with suppress(TimeoutError):
        await asyncio.wait_for(waiting, LONGEST_LIFE_S)
