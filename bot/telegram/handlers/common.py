"""Handlers for anyone: the first page, help, privacy, language."""

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.desk import commands as c
from bot.desk.notices import Reason, Sorry
from bot.telegram.callbacks import LanguageTap
from bot.telegram.reply import Reply
from models.kinds import Language


async def start(_message: Message, reply: Reply, command: CommandObject) -> None:
    await reply(c.Start(reply.actor, (command.args or "").strip()))


async def ask_help(_message: Message, reply: Reply) -> None:
    await reply(c.AskHelp(reply.actor))


async def ask_privacy(_message: Message, reply: Reply) -> None:
    await reply(c.AskPrivacy(reply.actor))


async def ask_language(_message: Message, reply: Reply) -> None:
    await reply(c.AskLanguage(reply.actor))


async def adult(_query: CallbackQuery, reply: Reply) -> None:
    await reply(c.ConfirmAdult(reply.actor))


async def languages(_query: CallbackQuery, reply: Reply) -> None:
    await reply(c.AskLanguage(reply.actor))


async def choose_language(_query: CallbackQuery, reply: Reply, callback_data: LanguageTap) -> None:
    await reply(c.ChooseLanguage(reply.actor, Language(callback_data.language)))


async def unknown_command(message: Message, reply: Reply) -> None:
    await reply(c.UnknownCommand(reply.actor, (message.text or "").split()[0][:32]))


async def any_message(message: Message, reply: Reply) -> None:
    unique = message.photo[-1].file_unique_id if message.photo else ""
    where = message.message_thread_id
    await reply(c.Message(reply.actor, message.message_id, reply.parcel, message.date, where, unique))


async def any_edit(message: Message, reply: Reply) -> None:
    await reply(c.Edited(reply.actor, message.message_id, reply.parcel))


async def membership(event: ChatMemberUpdated, reply: Reply) -> None:
    await reply(c.Blocked(reply.actor, event.new_chat_member.status == "kicked"))


async def stale(_query: CallbackQuery, reply: Reply) -> None:
    await reply.say(Sorry(Reason.STALE_BUTTON))
