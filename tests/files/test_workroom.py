"""The private place: closed to others, empty after each job, emptied after a crash, and nobody else's."""

import asyncio
import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.files.workroom import Workroom
from tests.files.cleaning import left

DIES = """
import os, sys
from pathlib import Path
from bot.files.workroom import Workroom
room = Workroom(sys.argv[2], Path(sys.argv[1])).__enter__()
with room.job() as folder:
    (folder / "received").write_bytes(b"photo")
    print(folder, flush=True)
    sys.stdin.read(1) if sys.argv[3] == "stays" else None
    os.kill(os.getpid(), 9)
"""


def other(place: Path, shop: str, how: str) -> tuple[subprocess.Popen[str], Path]:
    """Another process with a file in its room, and the folder of that file."""
    process = subprocess.Popen(
        [sys.executable, "-c", DIES, str(place), shop, how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout
    folder = Path(process.stdout.readline().strip())
    if how == "dies":
        process.communicate()
    return process, folder


def fail(room: Workroom) -> None:
    with room.job() as folder:
        (folder / "received").write_bytes(b"photo")
        raise ZeroDivisionError


def test_only_its_owner_may_look_inside(tmp_path: Path) -> None:
    with Workroom("shop", tmp_path) as room, room.job() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.parent.stat().st_mode & 0o777 == 0o700
        assert folder.parent.parent == tmp_path


def test_a_job_leaves_nothing(tmp_path: Path) -> None:
    with Workroom("shop", tmp_path) as room:
        with pytest.raises(ZeroDivisionError):
            fail(room)
        assert not left(tmp_path)
        with room.job() as one, room.job() as two:
            assert one != two
    assert not list(tmp_path.iterdir())


async def test_a_cancelled_job_leaves_nothing(tmp_path: Path) -> None:
    begun = asyncio.Event()

    async def work(room: Workroom) -> None:
        with room.job() as folder:
            (folder / "received").write_bytes(b"photo")
            begun.set()
            await asyncio.Event().wait()

    with Workroom("shop", tmp_path) as room:
        task = asyncio.create_task(work(room))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not left(tmp_path)


def test_what_a_killed_process_left_is_gone_at_the_next_start(tmp_path: Path) -> None:
    _, folder = other(tmp_path, "shop", "dies")
    assert (folder / "received").read_bytes() == b"photo"
    with Workroom("shop", tmp_path):
        assert not folder.exists()
        assert len(list(tmp_path.iterdir())) == 1


def test_a_living_process_keeps_its_files(tmp_path: Path) -> None:
    process, folder = other(tmp_path, "shop", "stays")
    with Workroom("shop", tmp_path):
        assert (folder / "received").read_bytes() == b"photo"
    process.communicate("x")


def test_another_shop_keeps_what_it_left(tmp_path: Path) -> None:
    _, folder = other(tmp_path, "shop2", "dies")
    with Workroom("shop", tmp_path):
        assert folder.exists()


def test_a_link_of_the_rooms_name_is_not_followed(tmp_path: Path) -> None:
    outside, place = tmp_path / "outside", tmp_path / "place"
    outside.mkdir()
    place.mkdir()
    (outside / "kept").write_bytes(b"")
    (place / "earshot-files-shop.x").symlink_to(outside)
    with Workroom("shop", place):
        assert (outside / "kept").exists()


@pytest.mark.parametrize("moment", ["os.open", "fcntl.flock"])
def test_a_room_that_is_taken_for_abandoned_before_its_lock_is_made_anew(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Path] = []
    real: Any = os.open if moment == "os.open" else fcntl.flock

    def steal(*given: Any) -> Any:
        if not taken:
            taken.extend(tmp_path.iterdir())
            taken[0].rmdir()
        return real(*given)

    monkeypatch.setattr(f"bot.files.workroom.{moment}", steal)
    with Workroom("shop", tmp_path) as room, room.job() as folder:
        assert taken
        assert folder.parent != taken[0]


def test_a_shop_is_no_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="letters"):
        Workroom("../shop", tmp_path)
    with pytest.raises(RuntimeError), Workroom("shop", tmp_path).job():
        pass
