"""Where an outbox row goes: the chat behind its lane, the message behind its reference. Only the courier asks."""

from typing import Any

from aiogram import methods
from aiogram.methods import TelegramMethod
from sqlalchemy.ext.asyncio import AsyncSession

from bot.telegram.errors import Outcome, Verdict
from models.kernel import GROUP, Card, OutboxRow
from models.link import Link
from models.person import Person

METHODS: dict[str, type[TelegramMethod[Any]]] = {
    "sendMessage": methods.SendMessage,
    "sendPhoto": methods.SendPhoto,
    "sendVoice": methods.SendVoice,
    "sendSticker": methods.SendSticker,
    "sendVideo": methods.SendVideo,
    "sendDocument": methods.SendDocument,
    "editMessageText": methods.EditMessageText,
    "editMessageCaption": methods.EditMessageCaption,
    "setMyCommands": methods.SetMyCommands,
    "answerCallbackQuery": methods.AnswerCallbackQuery,
}


async def resolve(session: AsyncSession, row: OutboxRow, group_id: int) -> TelegramMethod[Any] | Verdict:
    """The call to make, or why there is none to make."""
    payload = dict(row.payload)
    if row.lane.startswith("cb"):
        return METHODS[row.method].model_validate(payload)
    payload["chat_id"] = await chat_of(session, row.lane, group_id)
    method = row.method
    if method == "setMyCommands":
        payload["scope"] = {"type": "chat", "chat_id": payload.pop("chat_id")}
    card = await session.get(Card, row.ref) if row.ref else None
    if card is not None:
        method = "editMessageText"
        payload["message_id"] = card.message_id
        payload.pop("disable_notification", None)
    elif row.link_id is not None and method.startswith("edit"):
        link = await session.get(Link, row.link_id)
        if link is None or link.receiver_message_id is None:
            return Verdict(Outcome.REFUSED, "never_delivered")
        payload["message_id"] = link.receiver_message_id
    if row.reply_link_id is not None and method.startswith("send"):
        target = await reply_target(session, row)
        if target is not None:
            payload["reply_parameters"] = {"message_id": target, "allow_sending_without_reply": True}
    return METHODS[method].model_validate(payload)


async def chat_of(session: AsyncSession, lane: str, group_id: int) -> int:
    if lane == GROUP:
        return group_id
    return (await session.get_one(Person, int(lane[1:]))).telegram_id


async def reply_target(session: AsyncSession, row: OutboxRow) -> int | None:
    """The id, in the receiver's chat, of the message that is answered: theirs, or the copy they got."""
    link = await session.get(Link, row.reply_link_id)
    if link is None:
        return None
    receiver = int(row.lane[1:])
    return link.sender_message_id if link.sender_id == receiver else link.receiver_message_id
