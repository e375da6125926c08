"""Handlers of time that is bought, given, or taken up again."""

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.desk import clock_commands as cc
from bot.desk import commands as c
from bot.telegram.callbacks import MoreTap, OrderTap
from bot.telegram.reply import Reply


async def extend(_query: CallbackQuery, reply: Reply, callback_data: MoreTap) -> None:
    await reply(cc.Extend(reply.actor, callback_data.code, callback_data.minutes, callback_data.upon))


async def stay(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(cc.StayOn(reply.actor, callback_data.code, yes=callback_data.act == "stay"))


async def auto(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(cc.SetAuto(reply.actor, callback_data.code, on=callback_data.act == "auto"))


async def give(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(cc.GiveTime(reply.actor, callback_data.code))


async def once_more(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(cc.Reconnect(reply.actor, callback_data.code))


async def verify(_message: Message, reply: Reply, command: CommandObject) -> None:
    code = (command.args or "").strip()
    await reply(cc.Verify(reply.actor, code) if code else c.BadUsage(reply.actor, "/verify CODE"))
