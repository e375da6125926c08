"""Cleaning for whoever waits in an event loop: a process of its own for each file, few at a time."""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

from bot.files.kinds import NEW, Cleaned, Declared, FileRefused, Limits, Reason
from bot.files.worker import job_written, outcome_read

WORKER = ("-m", "bot.files.worker")
ROOT = Path(__file__).parents[2]
TOO_SLOW_SIGNALS = frozenset({-signal.SIGXCPU, -signal.SIGALRM})


class Cleaner:
    """Cleans files, `at_once` side by side; the others wait their turn."""

    def __init__(self, limits: Limits | None = None, *, at_once: int = 2) -> None:
        self.limits = limits or Limits()
        self._places = asyncio.Semaphore(at_once)

    async def cleaned(self, path: Path, declared: Declared) -> Cleaned:
        """As `bot.files.clean.clean`, in a process that is ended after `limits.seconds` or with the caller.

        The process has none of the bot's environment: no token, no database. Raises FileRefused, with too_slow for time
        and broken for a process that a file brought down. The turn's waiting time is not counted.
        """
        async with self._places:
            try:
                return _outcome(*await self._run(job_written(path, declared, self.limits)))
            except FileRefused:
                path.with_name(NEW).unlink(missing_ok=True)
                raise

    async def _run(self, job: bytes) -> tuple[bytes, int]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *WORKER),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a library's complaint may quote the file
            cwd=ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        )
        try:
            async with asyncio.timeout(self.limits.seconds):
                said, _ = await process.communicate(job)
        except TimeoutError as error:
            raise FileRefused(Reason.TOO_SLOW, "clock") from error
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        return said, process.returncode or 0


def _outcome(said: bytes, code: int) -> Cleaned:
    """What came of it, by the process's words and the code it ended with."""
    if code in TOO_SLOW_SIGNALS:
        raise FileRefused(Reason.TOO_SLOW, "processor")
    if code:
        raise FileRefused(Reason.BROKEN, f"cleaning ended with {code}")
    return outcome_read(said)
