"""Raw updates onto the disk, each once, before Telegram may forget them; plain words are carried in the same breath.

Updates that arrive together are kept by one transaction, and of those what people say in running talks is carried in
it: between Telegram's answer and the outbox lies one commit.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from bot.telegram.said import said_in
from bot.telegram.unit import Units
from models import inbox
from models.engine import is_away
from models.inbox import NewInboxRow
from models.kinds import InboxState

log = structlog.get_logger(__name__)

ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "message_reaction",
    "pre_checkout_query",
)
BY_WHOM = frozenset({"callback_query", "pre_checkout_query"})
"""Of these, the private chat of whoever did it counts."""

LARGEST_ID = 2**63


def lane_of(update: dict[str, Any]) -> str:
    """The chat whose order counts: the chat of a message; for a tap, the private chat of who tapped."""
    for kind in ALLOWED_UPDATES:
        body = update.get(kind)
        if isinstance(body, dict):
            whose = body.get("from") if kind in BY_WHOM else body.get("chat")
            found = whose.get("id") if isinstance(whose, dict) else None
            return str(found)[:32] if isinstance(found, int) else ""
    return ""


def is_update(update: object) -> bool:
    """Whether it can be kept at all."""
    found = update.get("update_id") if isinstance(update, dict) else None
    return type(found) is int and 0 <= found < LARGEST_ID


class Inbox:
    """`keep` returns when the updates are on the disk. Whoever keeps at the same time shares a transaction."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self.malformed = 0
        self._coming: list[tuple[Sequence[Any], asyncio.Future[None]]] = []
        self._keeping: asyncio.Task[None] | None = None

    async def keep(self, updates: Sequence[Any]) -> None:
        """Keep them; those seen before change nothing, those that are no updates are counted and dropped.

        Raises what the database raised, and then nothing was kept.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._coming.append((updates, done))
        if self._keeping is None:
            self._keeping = asyncio.create_task(self._keep_all(), name="inbox")
        await asyncio.shield(done)

    async def _keep_all(self) -> None:
        try:
            while self._coming:
                coming, self._coming = self._coming, []
                await self._keep_together(coming)
        finally:
            self._keeping = None

    async def _keep_together(self, coming: list[tuple[Sequence[Any], asyncio.Future[None]]]) -> None:
        try:
            await self._store([update for updates, _ in coming for update in updates])
        except Exception as error:  # it is whoever keeps who must hear of it, and not confirm
            for _, done in coming:
                if not done.done():
                    done.set_exception(error)
        else:
            for _, done in coming:
                if not done.done():
                    done.set_result(None)

    async def _store(self, updates: list[Any]) -> None:
        good = {update["update_id"]: update for update in updates if is_update(update)}
        dropped = sum(not is_update(update) for update in updates)
        if dropped:
            self.malformed += dropped
            log.warning("malformed_updates", count=dropped)
        if not good:
            return
        arrived = [Arrived(update_id, lane_of(update), update) for update_id, update in sorted(good.items())]
        try:
            await self._commit(arrived, carry=True)
        except Exception as error:
            if is_away(error):
                raise
            log.warning("group_failed", error=type(error).__name__, exc_info=True)
            await self._commit(arrived, carry=False)

    async def _commit(self, arrived: "list[Arrived]", *, carry: bool) -> None:
        now, carried = self.units.clock.now(), set[int]()
        async with self.units.database.begin() as session:
            known = await inbox.known(session, [one.update_id for one in arrived])
            fresh = [one for one in arrived if one.update_id not in known]
            if carry:
                behind = await inbox.firsts(session, list({one.lane for one in fresh}))
                words = [(one.update_id, one.lane, said_in(one.update)) for one in fresh if one.lane not in behind]
                carried = await self.units.group(session, words)
            await inbox.add_all(
                session,
                [
                    NewInboxRow(one.update_id, "", "", InboxState.DONE, now)
                    if one.update_id in carried
                    else NewInboxRow(one.update_id, one.lane, json.dumps(one.update), InboxState.PENDING, now)
                    for one in fresh
                ],
            )
        self.units.wake(session)


@dataclass(frozen=True, slots=True)
class Arrived:
    update_id: int
    lane: str
    update: dict[str, Any]
