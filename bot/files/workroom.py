"""The private place where strangers' files lie while they are looked at, and nothing of them stays."""

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self


class Workroom:
    """A folder of this process alone (0700), with a folder for each job, all gone when the room is left.

    Entering it first empties the rooms that dead processes of the same shop left in the same place. A living process
    holds its room by flock(2) on the folder, so it is let be; the system ends that lock however a process ends.
    `shop` is letters, digits and hyphens; `place` is the system's temporary folder unless named. Raises OSError when it
    cannot be written.
    """

    def __init__(self, shop: str, place: Path | None = None) -> None:
        if not shop.replace("-", "").isalnum():
            raise ValueError("a shop is named by letters, digits and hyphens")
        self._prefix = f"earshot-files-{shop}."
        self._place = place or Path(tempfile.gettempdir())
        self._path: Path | None = None
        self._lock = -1

    def __enter__(self) -> Self:
        self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._empty_abandoned()
        while self._path is None:
            made = Path(tempfile.mkdtemp(prefix=self._prefix, dir=self._place))
            self._lock = _held(made)
            if made.is_dir() and self._lock != -1:
                self._path = made
            elif self._lock != -1:  # another process took the room for an abandoned one, before the lock
                os.close(self._lock)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._path is not None:
            shutil.rmtree(self._path, ignore_errors=True)
            os.close(self._lock)
            self._path = None

    @contextmanager
    def job(self) -> Iterator[Path]:
        """A fresh folder (0700) for one file; it is gone, with all in it, when the block is left."""
        if self._path is None:
            raise RuntimeError("the room is not entered")
        folder = Path(tempfile.mkdtemp(dir=self._path))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _empty_abandoned(self) -> None:
        for found in self._place.glob(f"{self._prefix}*"):
            if not _our_folder(found):
                continue
            lock = _held(found)
            if lock != -1:
                shutil.rmtree(found, ignore_errors=True)
                os.close(lock)


def _our_folder(path: Path) -> bool:
    try:
        about = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid()


def _held(folder: Path) -> int:
    """A descriptor that holds the folder's lock until it is closed; -1 when another process holds it or it is gone."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return -1
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return -1
    return descriptor
