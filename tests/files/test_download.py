"""A download ends with the whole file in a private place, or with a reason and nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.files.download import download, fetch_local
from bot.files.kinds import FileRefused, Limits, Reason
from tests.files.cleaning import left
from tests.patience import eventually

PHOTO = bytes(range(256)) * 1000
SMALL = Limits(max_bytes=300_000, download_seconds=20)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def whole(_: web.Request) -> web.Response:
    return web.Response(body=PHOTO)


async def empty(_: web.Request) -> web.Response:
    return web.Response(body=b"")


async def missing(_: web.Request) -> web.Response:
    return web.Response(status=404, body=PHOTO)


async def elsewhere(_: web.Request) -> web.Response:
    raise web.HTTPFound("/whole")


async def packed(_: web.Request) -> web.Response:
    found = web.Response(body=PHOTO)
    found.enable_compression(force=web.ContentCoding.gzip)
    return found


async def announced(request: web.Request) -> web.StreamResponse:
    return await _streamed(request, [PHOTO], length=400_000)


async def unannounced(request: web.Request) -> web.StreamResponse:
    return await _streamed(request, [PHOTO] * 3)


async def cut(request: web.Request) -> web.StreamResponse:
    answer = await _streamed(request, [PHOTO], length=len(PHOTO) + 10)
    assert request.transport
    request.transport.close()
    return answer


async def stuck(request: web.Request) -> web.StreamResponse:
    answer = await _streamed(request, [PHOTO[:10_000]], length=len(PHOTO))
    await asyncio.sleep(60)
    return answer


async def _streamed(request: web.Request, pieces: list[bytes], length: int | None = None) -> web.StreamResponse:
    answer = web.StreamResponse()
    answer.content_length = length
    await answer.prepare(request)
    for piece in pieces:
        await answer.write(piece)
    return answer


HANDLERS: list[Handler] = [whole, empty, missing, elsewhere, packed, announced, unannounced, cut, stuck]


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    app = web.Application()
    for handler in HANDLERS:
        app.router.add_get(f"/{handler.__name__}", handler)
    running = TestServer(app)
    await running.start_server(shutdown_timeout=0)
    yield running
    await running.close()


async def fetched(
    server: TestServer, path: str, folder: Path, limits: Limits = SMALL, expected: int | None = None
) -> Path:
    async with aiohttp.ClientSession() as session:
        return await download(session, str(server.make_url(path)), folder, limits, expected=expected)


async def test_a_file_arrives_whole_and_private(server: TestServer, tmp_path: Path) -> None:
    path = await fetched(server, "/whole", tmp_path, expected=len(PHOTO))
    assert path.read_bytes() == PHOTO
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/empty", Reason.EMPTY),
        ("/missing", Reason.UNAVAILABLE),
        ("/elsewhere", Reason.UNAVAILABLE),
        ("/packed", Reason.UNAVAILABLE),
        ("/announced", Reason.TOO_BIG),
        ("/unannounced", Reason.TOO_BIG),
        ("/cut", Reason.UNAVAILABLE),
    ],
)
async def test_what_is_not_as_promised_is_refused_and_leaves_nothing(
    path: str, reason: Reason, server: TestServer, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused) as refusal:
        await fetched(server, path, tmp_path)
    assert refusal.value.reason is reason
    assert str(server.port) not in f"{refusal.value} {refusal.value.__cause__}"
    assert not left(tmp_path)


async def test_another_size_than_telegram_told_is_refused(server: TestServer, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=Reason.UNAVAILABLE):
        await fetched(server, "/whole", tmp_path, expected=len(PHOTO) - 1)
    assert not left(tmp_path)


async def test_a_download_that_takes_too_long_is_ended(server: TestServer, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=Reason.TOO_SLOW):
        await fetched(server, "/stuck", tmp_path, Limits(download_seconds=0.2))
    assert not left(tmp_path)


async def test_a_cancelled_download_leaves_nothing(server: TestServer, tmp_path: Path) -> None:
    task = asyncio.create_task(fetched(server, "/stuck", tmp_path))

    async def begun() -> bool:
        return bool(left(tmp_path))

    await eventually(begun)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not left(tmp_path)


async def test_nobody_there_is_unavailable(tmp_path: Path, unused_tcp_port: int) -> None:
    async with aiohttp.ClientSession() as session:
        for url in (f"http://127.0.0.1:{unused_tcp_port}/x", "no address"):
            with pytest.raises(FileRefused, match=Reason.UNAVAILABLE):
                await download(session, url, tmp_path, SMALL)
    assert not left(tmp_path)


@pytest.fixture
def unused_tcp_port() -> int:
    return 1  # reserved, and nobody listens there


async def test_a_local_server_shares_files_below_its_root(tmp_path: Path) -> None:
    root, folder = tmp_path / "root", tmp_path / "folder"
    root.mkdir()
    folder.mkdir()
    (root / "photo").write_bytes(PHOTO)
    (tmp_path / "secret").write_bytes(PHOTO)
    (root / "link").symlink_to(tmp_path / "secret")
    path = await fetch_local(root / "photo", root, folder, SMALL, expected=len(PHOTO))
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (PHOTO, 0o600)
    path.unlink()
    for name, limits, reason in (
        ("photo", Limits(max_bytes=1000), Reason.TOO_BIG),
        ("../secret", SMALL, Reason.UNAVAILABLE),
        ("link", SMALL, Reason.UNAVAILABLE),
        ("none", SMALL, Reason.UNAVAILABLE),
    ):
        with pytest.raises(FileRefused) as refusal:
            await fetch_local(root / name, root, folder, limits)
        assert refusal.value.reason is reason
        assert not left(folder)
