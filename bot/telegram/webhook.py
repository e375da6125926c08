"""Telegram's webhook: 200 only when the update is on the disk."""

import hmac
import json
from collections.abc import Callable

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.telegram.inbox import store
from models.engine import Database

log = structlog.get_logger(__name__)

BODY_LIMIT = 1024 * 1024
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """A small HTTP server of its own, for a reverse proxy that speaks TLS to stand before."""

    def __init__(self, database: Database, clock: Clock, *, secret: str, path: str, stored: Callable[[], None]) -> None:
        self.database, self.clock, self.secret, self.stored = database, clock, secret, stored
        self.app = web.Application(client_max_size=BODY_LIMIT)
        self.app.router.add_post(path, self.receive)
        self.runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> None:
        self.runner = web.AppRunner(self.app, access_log=None)
        await self.runner.setup()
        await web.TCPSite(self.runner, host, port).start()

    async def stop(self) -> None:
        if self.runner is not None:
            await self.runner.cleanup()

    async def receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            return web.Response(status=401)
        try:
            update = json.loads(await request.read())
        except ValueError:
            update = None
        if await store(self.database, self.clock, [update]):
            log.warning("malformed_updates", count=1)  # 200, or Telegram would send it again for a day
        self.stored()
        return web.Response()
