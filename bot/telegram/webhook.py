"""Telegram's webhook: 200 only when the update is on the disk."""

import asyncio
import hmac
import json
from collections import Counter

import structlog
from aiohttp import web

from bot.telegram.inbox import Inbox

log = structlog.get_logger(__name__)

BODY_LIMIT = 1024 * 1024
IN_HAND = 128
"""Telegram keeps at most 100 requests open; whoever else calls waits outside, unread."""

TO_CLOSE_S = 1.0
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """A small HTTP server of its own, for a reverse proxy that speaks TLS to stand before."""

    def __init__(self, inbox: Inbox, *, secret: str, path: str) -> None:
        self.inbox, self.secret = inbox, secret
        self.refused: Counter[str] = Counter()  # by reason
        self.slots = asyncio.Semaphore(IN_HAND)
        self.app = web.Application(client_max_size=BODY_LIMIT)
        self.app.router.add_post(path, self.receive)
        self.runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> None:
        self.runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=TO_CLOSE_S)
        await self.runner.setup()
        await web.TCPSite(self.runner, host, port).start()

    async def stop(self) -> None:
        if self.runner is not None:
            await self.runner.cleanup()

    async def receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            self._refuse("secret")
            return web.Response(status=401)
        async with self.slots:
            try:
                update = json.loads(await request.read())
            except ValueError:
                update = None
            except web.HTTPRequestEntityTooLarge:
                self._refuse("too_big")
                raise
            await self.inbox.keep([update])  # what is no update gets 200 too, or Telegram would send it for a day
        return web.Response()

    def _refuse(self, reason: str) -> None:
        self.refused[reason] += 1
        log.warning("webhook_refused", reason=reason)
