"""Handlers of settlements and pay: complaints, the owner's decisions."""

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.desk import commands as c
from bot.desk import money_commands as mc
from bot.desk.owner_money import REFUND_USAGE, USAGE
from bot.desk.work import Actor
from bot.telegram.callbacks import CaseTap, OrderTap
from bot.telegram.reply import Reply
from models.kinds import Fault


async def wrong(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(mc.AskComplaint(reply.actor, callback_data.code))


async def complain(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(mc.Complain(reply.actor, callback_data.code, Fault(callback_data.act)))


async def cases(_message: Message, reply: Reply) -> None:
    await reply(mc.ListCases(reply.actor))


async def decide(_query: CallbackQuery, reply: Reply, callback_data: CaseTap) -> None:
    await reply(mc.DecideCase(reply.actor, callback_data.case_id, callback_data.choice == "yes"))


async def refund(_message: Message, reply: Reply, command: CommandObject) -> None:
    await reply(refund_command(reply.actor, (command.args or "").split()))


def refund_command(actor: Actor, words: list[str]) -> c.Command:
    match words:
        case [code]:
            return c.Refund(actor, code)
        case [code, amount]:
            return mc.RefundPart(actor, code, amount)
        case [code, amount, "shop"]:
            return mc.RefundPart(actor, code, amount, of_both=False)
    return c.BadUsage(actor, REFUND_USAGE)


async def settle(_message: Message, reply: Reply, command: CommandObject) -> None:
    await reply(settle_command(reply.actor, (command.args or "").split()))


def settle_command(actor: Actor, words: list[str]) -> c.Command:
    match words:
        case [code, fault]:
            return mc.Settle(actor, code, fault.lower())
        case [code, fault, minute] if minute.isdecimal() and len(minute) <= 4:
            return mc.Settle(actor, code, fault.lower(), int(minute))
    return c.BadUsage(actor, USAGE)
