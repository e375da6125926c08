"""The proxy before several processes: to the next, to another where one is gone, and wrong as it is told."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from chaos.proxy import PATH, Proxy, free_ports, proxy
from tests.patience import eventually


@dataclass
class Place:
    """A proxy before two processes, the second of which is not there."""

    proxy: Proxy
    http: aiohttp.ClientSession
    taken: list[str] = field(default_factory=list)
    slow: asyncio.Event = field(default_factory=asyncio.Event)

    async def given(self, words: str) -> int:
        async with self.http.post(self.proxy.url, data=words) as answer:
            return answer.status

    async def take(self, request: web.Request) -> web.Response:
        words = await request.text()
        self.taken.append(words)
        if words == "slow":
            await self.slow.wait()
        return web.Response()


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    ports = free_ports(2)
    async with proxy(ports) as made, aiohttp.ClientSession() as http:
        found = Place(made, http)
        app = web.Application()
        app.router.add_post(PATH, found.take)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", ports[0]).start()
        yield found
        found.slow.set()
        await runner.cleanup()


async def test_what_one_cannot_take_another_gets(place: Place) -> None:
    assert [await place.given(words) for words in "abc"] == [200, 200, 200]
    assert place.taken == ["a", "b", "c"]


@pytest.mark.parametrize(("fault", "taken"), [("refuses", []), ("hides", ["a"])])
async def test_it_refuses_or_hides(place: Place, fault: str, taken: list[str]) -> None:
    place.proxy.faults.append(fault)
    assert await place.given("a") == 502
    assert place.taken == taken
    assert place.proxy.struck == {fault: 1}
    assert await place.given("b") == 200, "once only"


async def test_it_says_that_it_failed_while_a_process_is_still_at_it(place: Place) -> None:
    place.proxy.faults.append("hurries")
    assert await place.given("slow") == 504

    async def taken() -> bool:
        return place.taken == ["slow"]

    await eventually(taken)
    assert not place.slow.is_set()
