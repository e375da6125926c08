"""What waits for each bot, and how it is fetched: offsets, long polling, allowed types, conflicts, webhooks."""

import asyncio
import copy
import itertools
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.errors import ApiError

Json = dict[str, Any]
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
KINDS = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "shipping_query",
    "pre_checkout_query",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "message_reaction",
    "message_reaction_count",
    "purchased_paid_media",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
]
SHORT_LIVED = {"callback_query": 150, "pre_checkout_query": 150, "shipping_query": 150, "inline_query": 30}
DAY = 24 * 3600
LONGEST_POLL = 50
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@dataclass
class Waiting:
    update: Json
    key: int
    expires: float


@dataclass
class Queue:
    """The updates of one bot. `allowed` is None for the default: all but those of NOT_BY_DEFAULT."""

    waiting: deque[Waiting] = field(default_factory=deque)
    allowed: set[str] | None = None
    ids: Any = field(default_factory=lambda: itertools.count(100_001))
    news: asyncio.Event = field(default_factory=asyncio.Event)
    poller: asyncio.Future[None] | None = None
    webhook: Json | None = None
    doubled: int = 0  # this many coming updates are queued twice


class Updates:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.queues: dict[int, Queue] = {}

    def queue(self, bot_id: int) -> Queue:
        return self.queues.setdefault(bot_id, Queue())

    def emit(self, bot_id: int, kind: str, payload: Json, key: int) -> None:
        """Queue an update if the bot wants its kind, as of now; what becomes of its message later does not change it."""
        queue = self.queue(bot_id)
        wanted = kind not in NOT_BY_DEFAULT if queue.allowed is None else kind in queue.allowed
        if wanted:
            update = {"update_id": next(queue.ids), kind: copy.deepcopy(payload)}
            self.put(queue, update, key, SHORT_LIVED.get(kind, DAY))

    def put(self, queue: Queue, update: Json, key: int, lifetime: float = DAY) -> None:
        copies = 1
        if queue.doubled:
            queue.doubled, copies = queue.doubled - 1, 2
        for _ in range(copies):
            queue.waiting.append(Waiting(update, key, self.clock.now() + lifetime))
        queue.news.set()

    def allow(self, queue: Queue, kinds: Any) -> None:
        """A list sets what is wanted, an empty one the default; None keeps what was."""
        if isinstance(kinds, list):
            named = {kind for kind in kinds if kind in KINDS}
            queue.allowed = named or None

    def forget_expired(self, queue: Queue) -> None:
        now = self.clock.now()
        if any(one.expires < now for one in queue.waiting):
            queue.waiting = deque(one for one in queue.waiting if one.expires >= now)

    def confirm(self, queue: Queue, offset: int) -> None:
        """Everything below the offset is forgotten; a negative one keeps the last so many."""
        if offset < 0:
            while len(queue.waiting) > -offset:
                queue.waiting.popleft()
        elif offset > 0:
            queue.waiting = deque(one for one in queue.waiting if one.update["update_id"] >= offset)

    async def fetch(self, bot_id: int, params: Json) -> list[Json]:
        queue = self.queue(bot_id)
        if queue.webhook is not None:
            raise ApiError(409, WEBHOOK_ACTIVE)
        if queue.poller is not None and not queue.poller.done():
            queue.poller.set_exception(ApiError(409, CONFLICT))
        self.allow(queue, params.get("allowed_updates"))
        self.confirm(queue, params.get("offset", 0))
        limit = min(100, max(1, params.get("limit", 100)))
        poller: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.poller = poller
        await self._wait(queue, poller, min(LONGEST_POLL, max(0, params.get("timeout", 0))))
        self.forget_expired(queue)
        return [one.update for one in itertools.islice(queue.waiting, limit)]

    async def _wait(self, queue: Queue, poller: asyncio.Future[None], seconds: float) -> None:
        """Until there is an update, the time is over (in real seconds, as the client counts), or another poller comes."""
        news = asyncio.create_task(self._some(queue))
        try:
            await asyncio.wait({news, poller}, timeout=seconds or 0.001, return_when=asyncio.FIRST_COMPLETED)
            if poller.done():
                poller.result()
        finally:
            news.cancel()
            if not poller.done():
                poller.cancel()

    @staticmethod
    async def _some(queue: Queue) -> None:
        while not queue.waiting:
            queue.news.clear()
            await queue.news.wait()
