"""Long polling that confirms an update only when it is on the disk.

aiogram's own polling moves the offset while handlers still run, and loses what they held when the process dies; so this
speaks to getUpdates itself and takes the raw JSON: one update that no library can read does not cost its whole batch.
"""

import asyncio
import json
from collections.abc import Coroutine
from random import Random
from typing import Any

import aiohttp
import structlog

from bot.clock import Clock, first_of, rest
from bot.telegram.inbox import ALLOWED_UPDATES, Inbox, is_update
from models.lead import Lead

log = structlog.get_logger(__name__)

POLL_S = 25
LONGEST_PAUSE_S = 30.0


class TokenRefused(Exception):  # noqa: N818 (what happened, as the owner will read it)
    """Telegram does not know the token."""


class Intake:
    def __init__(
        self,
        inbox: Inbox,
        lead: Lead,
        clock: Clock,
        rng: Random,
        *,
        url: str,
        poll_s: int = POLL_S,
    ) -> None:
        """`url` is the API's address with the token, without the method; it is never logged."""
        self.inbox, self.lead, self.clock, self.rng, self.poll_s = inbox, lead, clock, rng, poll_s
        self.url = f"{url}/getUpdates"
        self.offset = 0
        self.failures = 0
        self.caught_up = asyncio.Event()  # what had gathered at Telegram's is on the disk
        self.stopping = asyncio.Event()

    async def run(self) -> None:
        """Until `close`. Raises TokenRefused; any other trouble is tried again, and said once."""
        timeout = aiohttp.ClientTimeout(total=self.poll_s + 15, connect=10)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            while not self.stopping.is_set():
                await first_of(self.lead.held, self.stopping)
                try:
                    updates = await self._unless_closed(self._fetch(http))
                    await self._keep(updates)
                except (aiohttp.ClientError, TimeoutError, OSError, Unusable) as error:
                    await self._rest(error)
                else:
                    self._well_again()

    def away(self) -> bool:
        """Whether Telegram does not answer, and not just once."""
        return self.failures > 1

    def close(self) -> None:
        """Fetch no more; what was fetched is still kept."""
        self.stopping.set()

    async def _unless_closed(self, fetch: Coroutine[Any, Any, list[Any]]) -> list[Any]:
        """The updates; none if it closes first. What Telegram has then sent is not confirmed, and comes again."""
        fetching, closing = asyncio.create_task(fetch), asyncio.create_task(self.stopping.wait())
        await asyncio.wait([fetching, closing], return_when=asyncio.FIRST_COMPLETED)
        closing.cancel()
        if not fetching.done():
            fetching.cancel()
            await asyncio.gather(fetching, return_exceptions=True)
            return []
        return await fetching

    async def _fetch(self, http: aiohttp.ClientSession) -> list[Any]:
        patience = self.poll_s if self.caught_up.is_set() else 0
        params = {"offset": self.offset, "timeout": patience, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        async with http.post(self.url, data=params) as response:
            if response.status in (401, 404):
                raise TokenRefused("Telegram does not know this token: check telegram.token")
            try:
                body = json.loads(await response.read())
            except ValueError:
                raise Unusable(response.status) from None
        result = body.get("result") if isinstance(body, dict) and body.get("ok") else None
        if not isinstance(result, list):
            raise Unusable(response.status, _retry_after(body))
        return result

    async def _keep(self, updates: list[Any]) -> None:
        if not updates:
            self.caught_up.set()
            return
        await self.inbox.keep(updates)
        self.offset = max([self.offset - 1, *(update["update_id"] for update in updates if is_update(update))]) + 1

    async def _rest(self, error: Exception) -> None:
        if self.failures == 0:
            log.warning("telegram_unreachable", error=type(error).__name__, status=getattr(error, "status", None))
        self.failures += 1
        pause = min(LONGEST_PAUSE_S, 0.5 * 2 ** min(self.failures, 7)) * self.rng.uniform(0.7, 1.3)
        await rest(self.clock, max(pause, getattr(error, "retry_after", 0.0)), self.stopping)

    def _well_again(self) -> None:
        if self.failures:
            log.info("telegram_reached_again", failures=self.failures)
        self.failures = 0


class Unusable(Exception):  # noqa: N818 (an answer, not an error of ours)
    """An answer that is no list of updates: 409, 429, 5xx, or no JSON at all."""

    def __init__(self, status: int, retry_after: float = 0.0) -> None:
        super().__init__(status)
        self.status, self.retry_after = status, retry_after


def _retry_after(body: Any) -> float:
    parameters = body.get("parameters") if isinstance(body, dict) else None
    seconds = parameters.get("retry_after", 0) if isinstance(parameters, dict) else 0
    return float(seconds) if isinstance(seconds, int | float) and 0 < seconds < 3600 else 0.0
