"""Where an outbox row goes: the call to make, from what is known at the moment of sending. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.telegram.errors import Outcome, Verdict
from bot.telegram.translate import input_media
from models.outbox import GROUP, PINNING, Ready

ONCE = frozenset({"sendInvoice", "refundStarPayment"})
"""Methods that bear money: an unknown outcome is never tried again."""

REPEATABLE = frozenset(
    {
        "editMessageText",
        "editMessageCaption",
        "editMessageMedia",
        "deleteMessage",
        "deleteMessages",
        "setMessageReaction",
        "answerCallbackQuery",
        "answerPreCheckoutQuery",
        "setMyCommands",
        *PINNING,
    }
)
"""Methods that change nothing the second time."""


ANSWERS = frozenset({"answerCallbackQuery", "answerPreCheckoutQuery"})
"""They go to no chat."""

OPEN_TOPIC = "createForumTopic"
PIN, UNPIN = PINNING

ABOVE = "show_caption_above_media"

NEVER_DELIVERED = "never_delivered"
"""Why an edit has nowhere to go: its message never arrived, and its sender heard so."""


NO_CARD = Verdict(Outcome.REFUSED, "no_card")


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    parameters: dict[str, Any]


def call_of(row: Ready, group_id: int) -> Call | Verdict:
    """The call, or why there is none to make."""
    if row.method in ANSWERS:
        return Call(row.method, row.payload)
    chat_id = group_id if row.lane == GROUP else row.chat_id
    if row.method == "setMyCommands":
        return Call(row.method, {**row.payload, "scope": {"type": "chat", "chat_id": chat_id}})
    parameters = {**row.payload, "chat_id": chat_id}
    if row.method == "refundStarPayment":
        return Call(row.method, {**row.payload, "user_id": chat_id})
    if row.card_message_id is not None or row.method in PINNING:
        return about_a_card(row, parameters)
    reacts = row.method == "setMessageReaction"
    if reacts or (row.link_id is not None and not row.method.startswith("send")):
        stands = row.reply_message_id if reacts else row.copy_message_id
        return without_a_copy(row) if stands is None else Call(row.method, parameters | {"message_id": stands})
    if row.thread_id is not None and row.method.startswith("send"):
        parameters["message_thread_id"] = row.thread_id
    if row.reply_message_id is not None and row.method.startswith("send"):
        parameters["reply_parameters"] = answering(row.reply_message_id)
    return Call(row.method, parameters)


def about_a_card(row: Ready, parameters: dict[str, Any]) -> Call | Verdict:
    """What it says is edited; or it is put on top, or taken from there, if it stands at all."""
    if row.card_message_id is None:
        return NO_CARD
    if row.method not in PINNING:
        parameters.pop("disable_notification", None)
    method = row.method if row.method in PINNING else "editMessageText"
    return Call(method, parameters | {"message_id": row.card_message_id})


def album_of(rows: Sequence[Ready]) -> dict[str, Any]:
    """The parameters of sendMediaGroup for rows that each send one file to the same person; at least two."""
    media = [input_media(row.method, row.payload) for row in rows]
    if any(part.get(ABOVE) for part in media):  # Telegram takes them all on one side
        media = [part | {ABOVE: True} for part in media]
    parameters: dict[str, Any] = {
        "chat_id": rows[0].chat_id,
        "media": media,
        "protect_content": any(row.payload.get("protect_content") for row in rows),
    }
    if rows[0].thread_id is not None:
        parameters["message_thread_id"] = rows[0].thread_id
    answered = next((row.reply_message_id for row in rows if row.reply_message_id is not None), None)
    return parameters if answered is None else parameters | {"reply_parameters": answering(answered)}


def answering(message_id: int) -> dict[str, Any]:
    return {"message_id": message_id, "allow_sending_without_reply": True}


def without_a_copy(row: Ready) -> Verdict:
    """A message that never went out is taken back already; where one stands that may have gone out, nobody knows."""
    if row.method != "deleteMessage":
        return Verdict(Outcome.REFUSED, NEVER_DELIVERED)
    return Verdict(Outcome.UNKNOWN, "copy_unknown") if row.attempts else Verdict(Outcome.SENT, NEVER_DELIVERED)
