"""Two processes of one shop: one leads, the other stands by, and goes on when the first is killed."""

import asyncio
import itertools
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import web

from tests.journeys.street import Process, Street, begin_to_talk, street
from tests.patience import eventually

pytestmark = pytest.mark.long

__all__ = ["street"]

SECRET = "a-secret-of-the-webhook"


@dataclass
class Running:
    """One process, and what it says of itself."""

    shop: Process
    process: asyncio.subprocess.Process

    @property
    def leads(self) -> bool:
        return "leading" in self.shop.told()

    @property
    def ready(self) -> bool:
        return " running" in self.shop.told()


@asynccontextmanager
async def two(shop: Process, *differences: dict[str, str]) -> AsyncIterator[tuple[Running, Running]]:
    """Two processes that run: the first leads."""
    async with AsyncExitStack() as stack:

        async def one(name: str, more: dict[str, str]) -> Running:
            process = shop.beside(name, **more)
            running = Running(process, await stack.enter_async_context(process.running(ended_by=signal.SIGTERM)))

            async def ready() -> bool:
                return running.ready

            await eventually(ready)
            return running

        first = await one("first", differences[0])
        second = await one("second", differences[1])
        assert (first.leads, second.leads) == (True, False)
        yield first, second


async def killed(running: Running) -> None:
    running.process.kill()
    await running.process.wait()


async def heard(street: Street, prefix: str) -> list[str]:
    shown = [str(m.get("text")) for m in await street.lin.messages() if not m["out"]]
    return [text for text in shown if text.startswith(prefix)]


def once(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(texts))


async def test_when_the_one_that_leads_is_killed_the_other_goes_on(street: Street) -> None:
    # Given two processes by long poll, and a talk
    async with two(street.shop, {}, {}) as (first, second):
        await begin_to_talk(street)
        await street.tom.says("word 0")
        await street.lin.sees("word 0")
        # When the one that leads is killed while Tom writes
        await killed(first)
        for i in range(1, 20):
            await street.tom.says(f"word {i}")
        # Then the other one leads, everything arrives in order, and at most what was under way comes twice
        await street.lin.sees("word 19")
        assert second.leads
        words = await heard(street, "word ")
        assert once(words) == [f"word {i}" for i in range(20)]
        assert len(words) <= 21
        await street.lin.says("are you still there?")
        await street.tom.sees("are you still there?")


@asynccontextmanager
async def balanced(ports: list[int]) -> AsyncIterator[str]:
    """A proxy that gives each request to the next process, and to another when that one is gone."""
    turn = itertools.count()

    async def passed_on(request: web.Request) -> web.Response:
        body = await request.read()
        for _ in ports:
            port = ports[next(turn) % len(ports)]
            try:
                async with http.post(f"http://127.0.0.1:{port}/telegram", data=body, headers=request.headers) as answer:
                    return web.Response(status=answer.status)
            except aiohttp.ClientError:
                continue
        return web.Response(status=502)

    app = web.Application()
    app.router.add_post("/telegram", passed_on)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    async with aiohttp.ClientSession() as http:
        yield f"{site.name}/telegram"
    await runner.cleanup()


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


async def test_by_webhook_both_take_in_and_one_sends(street: Street, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite is for one machine, and one port")
    # Given two processes behind a proxy that gives each update to the next
    ports = free_ports(2)
    async with balanced(ports) as url:
        common = {
            "EARSHOT_TELEGRAM__MODE": "webhook",
            "EARSHOT_TELEGRAM__WEBHOOK_URL": url,
            "EARSHOT_TELEGRAM__WEBHOOK_SECRET": SECRET,
        }
        each = [common | {"EARSHOT_TELEGRAM__WEBHOOK_PORT": str(port)} for port in ports]
        async with two(street.shop, *each) as (first, second):
            await begin_to_talk(street)
            # When both write, and the one that sends is killed in the middle
            for i in range(20):
                await street.tom.says(f"word {i}")
            await killed(first)
            for i in range(20, 40):
                await street.tom.says(f"word {i}")
            # Then the other one sends the rest, in order, and at most one word comes twice
            await street.lin.sees("word 39")
            assert second.leads
            words = await heard(street, "word ")
            assert once(words) == [f"word {i}" for i in range(40)]
            assert len(words) <= 41
