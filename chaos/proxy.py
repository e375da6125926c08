"""The proxy before several processes, as whoever runs them has one: each update goes to the next of them."""

import asyncio
import itertools
import socket
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager

import aiohttp
from aiohttp import web

PATH = "/telegram"
FAULTS = ("refuses", "hides", "hurries")
PATIENCE_S = 30.0


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


class Proxy:
    """`faults` are used up by one request each: `refuses` passes nothing on, `hides` passes on and says that it failed,

    `hurries` says so before the process has answered, so that the same update comes to another while this one is at it.
    """

    def __init__(self, ports: Sequence[int], http: aiohttp.ClientSession) -> None:
        self.ports, self.http = ports, http
        self.turn = itertools.count()
        self.faults: deque[str] = deque()
        self.struck: dict[str, int] = {}
        self.hurried = set[asyncio.Task[int]]()
        self.url = ""

    async def receive(self, request: web.Request) -> web.Response:
        body, headers = await request.read(), dict(request.headers)
        fault = self.faults.popleft() if self.faults else ""
        if fault:
            self.struck[fault] = self.struck.get(fault, 0) + 1
        if fault == "refuses":
            return web.Response(status=502)
        passing = asyncio.create_task(self.passed_on(body, headers))
        self.hurried.add(passing)
        passing.add_done_callback(self.hurried.discard)
        if fault == "hurries":
            return web.Response(status=504)
        status = await passing
        return web.Response(status=502 if fault == "hides" else status)

    async def passed_on(self, body: bytes, headers: dict[str, str]) -> int:
        """The status of the first process that is there; another is asked only where nothing was said to this one."""
        for _ in self.ports:
            port = self.ports[next(self.turn) % len(self.ports)]
            try:
                async with self.http.post(f"http://127.0.0.1:{port}{PATH}", data=body, headers=headers) as answer:
                    return answer.status
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, TimeoutError, OSError):
                return 502
        return 502


@asynccontextmanager
async def proxy(ports: Sequence[int]) -> AsyncIterator[Proxy]:
    app = web.Application()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE_S)) as http:
        made = Proxy(ports, http)
        app.router.add_post(PATH, made.receive)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        made.url = f"{site.name}{PATH}"
        try:
            yield made
        finally:
            await runner.cleanup()
