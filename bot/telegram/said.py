"""What a stored update says, where it is plainly a word in private: read from the raw JSON, without a model."""

from datetime import UTC, datetime
from typing import Any

from bot.desk.stream import Said
from bot.telegram.translate import to_parcel


def said_in(update: dict[str, Any]) -> Said | None:
    """The word said; None for everything else: commands, taps, edits, groups, and what is no message at all."""
    message = update.get("message")
    if not isinstance(message, dict) or str(message.get("text", "")).startswith("/"):
        return None
    chat, sender = message.get("chat"), message.get("from")
    if not isinstance(chat, dict) or not isinstance(sender, dict) or chat.get("type") != "private":
        return None
    try:
        at = datetime.fromtimestamp(message["date"], UTC)
        thread = message.get("message_thread_id")
        return Said(sender["id"], message["message_id"], to_parcel(message), at, thread)
    except (KeyError, TypeError, ValueError, IndexError, OverflowError):
        return None  # malformed: it fails by itself, and is parked by itself
