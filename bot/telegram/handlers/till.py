"""Handlers of paying, the wallet and prices."""

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.desk import till_commands as tc
from bot.telegram.callbacks import OrderTap
from bot.telegram.reply import Reply


async def wallet(_event: Message | CallbackQuery, reply: Reply) -> None:
    await reply(tc.ShowWallet(reply.actor))


async def pay_with_time(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(tc.PayWithTime(reply.actor, callback_data.code))


async def terms(_message: Message, reply: Reply) -> None:
    await reply(tc.AskTerms(reply.actor))


async def pay_support(_message: Message, reply: Reply, command: CommandObject) -> None:
    await reply(tc.AskPaySupport(reply.actor, command.args or ""))
