"""Raw updates onto the disk, each once, before Telegram may forget them."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from bot.clock import Clock
from models.engine import Database
from models.inbox import InboxRow
from models.kinds import InboxState

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")


def lane_of(update: dict[str, Any]) -> str:
    """The chat whose order counts: the chat of a message; for a tap, the private chat of who tapped."""
    for kind in ALLOWED_UPDATES:
        body = update.get(kind)
        if isinstance(body, dict):
            whose = body.get("from") if kind == "callback_query" else body.get("chat")
            return str(whose.get("id", "")) if isinstance(whose, dict) else ""
    return ""


async def store(database: Database, clock: Clock, updates: Sequence[Any]) -> int:
    """Commit the updates; those seen before change nothing. Returns how many were no updates at all."""
    rows = [
        {
            "update_id": update["update_id"],
            "lane": lane_of(update)[:32],
            "payload": json.dumps(update, ensure_ascii=False, separators=(",", ":")),
            "state": InboxState.PENDING,
            "received_at": clock.now(),
        }
        for update in updates
        if isinstance(update, dict) and type(update.get("update_id")) is int
    ]
    if rows:
        insert = sqlite.insert if database.dialect == "sqlite" else postgresql.insert
        async with database.begin() as session:
            await session.execute(insert(InboxRow).values(rows).on_conflict_do_nothing(index_elements=["update_id"]))
    return len(updates) - len(rows)
