"""A file fetched into a private folder, within bounds of size and time: over HTTP, or from a local server's disk."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import aiohttp

from bot.files.kinds import FileRefused, Limits, Reason

RECEIVED = "received"
PIECE = 64 * 1024


async def download(
    session: aiohttp.ClientSession, url: str, folder: Path, limits: Limits, *, expected: int | None = None
) -> Path:
    """The file behind `url`, streamed into `folder` (0600); `expected` is its size in bytes where Telegram told it.

    Raises FileRefused: too_big (by what the server says, or by what it sends), too_slow, empty, unavailable (no file,
    a redirection, fewer or more bytes than promised). What was received is removed then, or when cancelled.
    The address bears the bot's token, so no error quotes it.
    """
    target = folder / RECEIVED
    try:
        async with asyncio.timeout(limits.download_seconds):
            with _fresh(target) as file:
                async for piece in _pieces(session, url, limits.max_bytes):
                    file.write(piece)
                _complete(file.tell(), expected)
    except TimeoutError:
        raise FileRefused(Reason.TOO_SLOW, "download") from None
    except (aiohttp.ClientError, ValueError) as error:
        raise FileRefused(Reason.UNAVAILABLE, type(error).__name__) from None
    return target


async def _pieces(session: aiohttp.ClientSession, url: str, most: int) -> AsyncIterator[bytes]:
    headers = {"Accept-Encoding": "identity"}
    async with session.get(url, headers=headers, allow_redirects=False) as answer:
        if answer.status != 200 or "Content-Encoding" in answer.headers:
            raise FileRefused(Reason.UNAVAILABLE, f"answered {answer.status}")
        if (answer.content_length or 0) > most:
            raise FileRefused(Reason.TOO_BIG, "as announced")
        received = 0
        async for piece in answer.content.iter_chunked(PIECE):
            received += len(piece)
            if received > most:
                raise FileRefused(Reason.TOO_BIG, "as received")
            yield piece


async def fetch_local(path: Path, root: Path, folder: Path, limits: Limits, *, expected: int | None = None) -> Path:
    """As `download`, from the disk that a local Bot API server shares with the bot: `path` lies below `root`."""
    return await asyncio.to_thread(_copy, path, root, folder / RECEIVED, limits.max_bytes, expected)


def _copy(path: Path, root: Path, target: Path, most: int, expected: int | None) -> Path:
    found = path.resolve()
    if not found.is_relative_to(root.resolve()) or not found.is_file():
        raise FileRefused(Reason.UNAVAILABLE, "no such file")
    with found.open("rb") as source, _fresh(target) as file:
        while piece := source.read(PIECE):
            if file.tell() + len(piece) > most:
                raise FileRefused(Reason.TOO_BIG, "on disk")
            file.write(piece)
        _complete(file.tell(), expected)
    return target


def _complete(received: int, expected: int | None) -> None:
    if received == 0:
        raise FileRefused(Reason.EMPTY)
    if expected is not None and received != expected:
        raise FileRefused(Reason.UNAVAILABLE, "another size than promised")


@contextmanager
def _fresh(path: Path) -> Iterator[BinaryIO]:
    """A new file that nobody else may read, removed again unless the block ends well."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise
