"""Cleaning beside an event loop: in a process of its own, which ends in time whatever the file does to it."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.files import cleaner as room
from bot.files.cleaner import Cleaner
from bot.files.kinds import Declared, FileRefused, Kind, Limits, Reason
from tests.files.canary import traces
from tests.files.cleaning import left
from tests.files.test_images import jpeg, painting, saved
from tests.patience import eventually

HANGS = "import sys, time; sys.stdin.read(); time.sleep(600)"
CONFINED = "from bot.files.worker import confine; from bot.files.kinds import Limits; confine(Limits(seconds=0.2))\n"
SPINS = CONFINED + "while 1: 0"
SPINS_ON = CONFINED + "import signal; signal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile 1: 0"
EATS = CONFINED + "bytearray(1 << 34)"
DIES = "import os; os.abort()"
TALKS = "print('hello')"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "received"
    path.write_bytes(jpeg())
    return path


Started = list[asyncio.subprocess.Process]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """Every process that was started, in order."""
    found: Started = []
    start = asyncio.create_subprocess_exec

    async def note(*command: str, **options: Any) -> asyncio.subprocess.Process:
        found.append(await start(*command, **options))
        return found[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", note)
    return found


def working(started: Started) -> int:
    """How many of them have not ended."""
    return sum(process.returncode is None for process in started)


def instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let the cleaning process run this."""
    monkeypatch.setattr(room, "WORKER", ("-c", program))


async def test_a_file_comes_back_clean(photo: Path) -> None:
    cleaned = await Cleaner().cleaned(photo, Declared("photo.jpg", "image/jpeg"))
    assert (cleaned.kind, cleaned.name, cleaned.path.parent) == (Kind.JPEG, "photo.jpg", photo.parent)
    assert not traces(cleaned.path.read_bytes())
    assert cleaned.path.stat().st_mode & 0o777 == 0o600
    assert cleaned.size == cleaned.path.stat().st_size


async def test_a_refusal_comes_back_with_its_reason(photo: Path) -> None:
    with pytest.raises(FileRefused, match=Reason.WRONG_TYPE):
        await Cleaner().cleaned(photo, Declared("photo.png"))
    assert left(photo.parent) == ["received"]


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        (HANGS, Reason.TOO_SLOW),
        (SPINS, Reason.TOO_SLOW),
        (EATS, Reason.BROKEN),
        (DIES, Reason.BROKEN),
        (TALKS, Reason.BROKEN),
    ],
)
async def test_a_process_that_goes_wrong_is_a_refusal_and_gone(
    program: str, reason: Reason, photo: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, program)
    (photo.parent / "cleaned").write_bytes(b"half")
    seconds = 1 if program == HANGS else 30
    with pytest.raises(FileRefused) as refusal:
        await Cleaner(Limits(seconds=seconds)).cleaned(photo, Declared())
    assert refusal.value.reason is reason
    assert len(started) == 1
    assert not working(started)
    assert left(photo.parent) == ["received"]


async def test_a_process_that_minds_no_alarm_ends_by_its_time_on_the_processor(
    photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, SPINS_ON)
    with pytest.raises(FileRefused) as refusal:
        await Cleaner().cleaned(photo, Declared())
    assert (refusal.value.reason, refusal.value.detail) == (Reason.TOO_SLOW, "processor")


async def test_a_cancelled_cleaning_ends_its_process(
    photo: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, HANGS)
    task = asyncio.create_task(Cleaner().cleaned(photo, Declared()))

    async def begun() -> bool:
        return working(started) == 1

    await eventually(begun)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not working(started)


async def test_no_more_than_so_many_work_at_once(
    photo: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, HANGS)
    cleaner = Cleaner(at_once=2)
    tasks = [asyncio.create_task(cleaner.cleaned(photo, Declared())) for _ in range(5)]

    async def two() -> bool:
        return working(started) == 2

    await eventually(two)
    for _ in range(50):
        await asyncio.sleep(0)
        assert working(started) == 2
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_process_knows_none_of_the_bots_secrets(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSHOT_TOKEN", "secret")
    told = "import os, json; print(json.dumps({'refused': 'broken', 'detail': str(sorted(os.environ))}))"
    instead(monkeypatch, told)
    with pytest.raises(FileRefused) as refusal:
        await Cleaner().cleaned(photo, Declared())
    assert "PATH" in refusal.value.detail
    assert "EARSHOT" not in refusal.value.detail


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not bound a process's memory so")
async def test_a_file_that_takes_too_much_memory_is_a_bomb(photo: Path) -> None:
    _write(photo, saved(painting(7000, 7000), "JPEG"))
    with pytest.raises(FileRefused, match=Reason.BOMB):
        await Cleaner(Limits(memory=400 << 20)).cleaned(photo, Declared())


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
