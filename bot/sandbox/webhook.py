"""Pushing updates to a bot's webhook: in order per chat, one in flight each, retried with growing pauses."""

import asyncio
import json
from typing import Any

import aiohttp

from bot.sandbox.errors import BadRequest
from bot.sandbox.updates import Queue, Updates, Waiting

Json = dict[str, Any]
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the name of a header)
LONGEST_PAUSE = 60.0


class Webhooks:
    def __init__(self, updates: Updates) -> None:
        self.updates = updates
        self.pumps: dict[int, asyncio.Task[None]] = {}
        self.lanes: dict[tuple[int, int], asyncio.Task[None]] = {}
        self.answer_call: Any = None  # set by the server: carries out a method call in a 2xx body
        self.http: aiohttp.ClientSession | None = None

    def set(self, bot_id: int, params: Json) -> str:
        """Begin to push. Returns what Telegram says of it."""
        url = params.get("url", "")
        queue = self.updates.queue(bot_id)
        if not url:
            return self.remove(bot_id, drop=bool(params.get("drop_pending_updates")))
        secret = params.get("secret_token", "")
        if secret and not all(c.isascii() and (c.isalnum() or c in "_-") for c in secret):
            raise BadRequest("secret token contains unallowed characters")
        self.updates.allow(queue, params.get("allowed_updates"))
        if params.get("drop_pending_updates"):
            queue.waiting.clear()
        same = queue.webhook is not None and queue.webhook["url"] == url and queue.webhook["secret"] == secret
        queue.webhook = {"url": url, "secret": secret, "max": params.get("max_connections", 40)}
        if bot_id not in self.pumps:
            self.pumps[bot_id] = asyncio.create_task(self._pump(bot_id), name=f"webhook-{bot_id}")
        queue.news.set()
        return "Webhook is already set" if same else "Webhook was set"

    def remove(self, bot_id: int, *, drop: bool) -> str:
        queue = self.updates.queue(bot_id)
        had, queue.webhook = queue.webhook, None
        if drop:
            queue.waiting.clear()
        pump = self.pumps.pop(bot_id, None)
        if pump is not None:
            pump.cancel()
        for key in [key for key in self.lanes if key[0] == bot_id]:
            self.lanes.pop(key).cancel()
        return "Webhook was deleted" if had else "Webhook is already deleted"

    def info(self, bot_id: int) -> Json:
        queue = self.updates.queue(bot_id)
        hook = queue.webhook or {}
        found: Json = {
            "url": hook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(queue.waiting),
        }
        if hook:
            found["max_connections"] = hook["max"]
        if hook.get("error"):
            found |= {"last_error_date": int(hook["error_at"]), "last_error_message": hook["error"]}
        if queue.allowed is not None:
            found["allowed_updates"] = sorted(queue.allowed)
        return found

    async def close(self) -> None:
        tasks = [*self.pumps.values(), *self.lanes.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.http is not None:
            await self.http.close()

    async def _pump(self, bot_id: int) -> None:
        """One task per chat that has something waiting."""
        queue = self.updates.queue(bot_id)
        while True:
            queue.news.clear()
            for one in list(queue.waiting):
                lane = (bot_id, one.key)
                if lane not in self.lanes:
                    self.lanes[lane] = asyncio.create_task(self._drain(queue, lane))
            await queue.news.wait()

    async def _drain(self, queue: Queue, lane: tuple[int, int]) -> None:
        try:
            while (one := next((w for w in queue.waiting if w.key == lane[1]), None)) is not None:
                await self._deliver(queue, lane[0], one)
                if one in queue.waiting:
                    queue.waiting.remove(one)
        finally:
            self.lanes.pop(lane, None)

    async def _deliver(self, queue: Queue, bot_id: int, one: Waiting) -> None:
        """Until the bot says 2xx or the update is too old: at once again, then after 2, 4, 8… seconds."""
        pause = 0.0
        while queue.webhook is not None and self.updates.clock.now() < one.expires:
            wait_s = await self._post(queue.webhook, bot_id, one)
            if wait_s is None:
                return
            await self.updates.clock.sleep(wait_s or pause)
            pause = min(LONGEST_PAUSE, pause * 2 or 2.0)

    async def _post(self, hook: Json, bot_id: int, one: Waiting) -> float | None:
        """None if it was taken; else the seconds that the bot asked to wait, or 0."""
        headers = {SECRET_HEADER: hook["secret"]} if hook["secret"] else {}
        if self.http is None:
            self.http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        try:
            async with self.http.post(hook["url"], json=one.update, headers=headers) as response:
                if 200 <= response.status < 300:
                    await self._carry_out(bot_id, await response.read())
                    return None
                error = f"Wrong response from the webhook: {response.status} {response.reason}"
                asked = response.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError, OSError):
            error, asked = "Connection failed", ""
        hook["error"], hook["error_at"] = error, self.updates.clock.now()
        return min(3600.0, float(asked)) if asked.isdigit() else 0.0

    async def _carry_out(self, bot_id: int, body: bytes) -> None:
        try:
            call = json.loads(body) if body.strip() else None
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            name = call.pop("method")
            if not name.lower().startswith("get") and name.lower() not in (
                "setwebhook",
                "deletewebhook",
                "close",
                "logout",
            ):
                await self.answer_call(bot_id, name, call)
