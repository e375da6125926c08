"""One process of the bot: started, watched by what it logs, killed or asked to stop."""

import asyncio
import json
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
TO_START_S, TO_STOP_S = 60.0, 25.0
LOOK_S = 0.01


async def spawned(words: Sequence[str], environment: Mapping[str, str], log: Path) -> asyncio.subprocess.Process:
    """`python -m words…`; what it says goes to the end of the log."""
    with log.open("ab") as out:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", *words, env=environment, cwd=ROOT, stdout=out, stderr=out
        )


class Member:
    """A place for one process at a time; each has a log, which all its lives share."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.words, self.environment, self.log = words, environment, log
        self.process: asyncio.subprocess.Process | None = None
        self.born = 0  # where in the log this life begins

    @property
    def dead(self) -> bool:
        return self.process is None or self.process.returncode is not None

    def told(self) -> list[str]:
        """The events that this life has logged."""
        if not self.log.exists():
            return []
        with self.log.open("rb") as log:
            log.seek(self.born)
            return [event_of(line) for line in log]

    @property
    def leads(self) -> bool:
        """Whether it is the one that sends, or was when it died."""
        last = [event for event in self.told() if event in ("leading", "standing_by")]
        return last[-1:] == ["leading"]

    async def begin(self) -> None:
        """A new life; returns at once."""
        self.born = self.log.stat().st_size if self.log.exists() else 0
        self.process = await spawned([*self.words, "run"], self.environment, self.log)

    async def running(self) -> bool:
        """Wait until it takes updates in; False if it died before."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + TO_START_S
        while "running" not in self.told():
            if self.dead or loop.time() > deadline:
                return False
            await asyncio.sleep(LOOK_S)
        return True

    async def kill(self) -> None:
        if self.process is not None and not self.dead:
            self.process.kill()
            await self.process.wait()

    async def stop(self) -> str:
        """SIGTERM; it must end well, and soon. Returns what was wrong, or nothing."""
        if self.process is None or self.dead:
            return "it was dead when it was to stop"
        self.process.send_signal(signal.SIGTERM)
        try:
            code = await asyncio.wait_for(self.process.wait(), TO_STOP_S)
        except TimeoutError:
            await self.kill()
            return f"it did not stop within {TO_STOP_S:g} s"
        return f"it stopped with {code}" if code else ""


def event_of(line: bytes) -> str:
    """The event of one line of a log; nothing where it is none, or not whole yet."""
    try:
        told = json.loads(line)
    except ValueError:
        return ""
    return str(told.get("event", "")) if isinstance(told, dict) else ""
