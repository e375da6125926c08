"""Handlers of settlements and pay: complaints, the owner's decisions."""

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.desk import commands as c
from bot.desk import money_commands as mc
from bot.desk.owner_money import REFUND_USAGE, USAGE
from bot.desk.statement import BONUS_USAGE, PENALTY_USAGE
from bot.desk.work import Actor
from bot.telegram.callbacks import AccountTap, AppealTap, CaseTap, OrderTap, PayoutTap, PayTap, TipTap
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


async def pay(_message: Message, reply: Reply, command: CommandObject) -> None:
    words = (command.args or "").split()
    await reply(mc.ShowPay(reply.actor, words[0] if words else ""))


async def pay_page(_query: CallbackQuery, reply: Reply, callback_data: PayTap) -> None:
    await reply(mc.ShowPay(reply.actor, callback_data.rep, callback_data.line))


async def appeal(_query: CallbackQuery, reply: Reply, callback_data: PayTap) -> None:
    await reply(mc.AppealLine(reply.actor, callback_data.line))


async def pay_now(_query: CallbackQuery, reply: Reply) -> None:
    await reply(mc.AskPayout(reply.actor))


async def decide_appeal(_query: CallbackQuery, reply: Reply, callback_data: AppealTap) -> None:
    await reply(mc.DecideAppeal(reply.actor, callback_data.appeal_id, callback_data.choice == "yes"))


async def account(_message: Message, reply: Reply, command: CommandObject) -> None:
    await reply(mc.WriteAccount(reply.actor, command.args or ""))


async def approve_account(_query: CallbackQuery, reply: Reply, callback_data: AccountTap) -> None:
    await reply(mc.ApproveAccount(reply.actor, callback_data.rep, callback_data.choice == "yes"))


async def payouts(_message: Message, reply: Reply) -> None:
    await reply(mc.ListPayouts(reply.actor))


async def payout(_query: CallbackQuery, reply: Reply, callback_data: PayoutTap) -> None:
    await reply(mc.SettlePayout(reply.actor, callback_data.code, callback_data.act == "paid"))


async def batch(_query: CallbackQuery, reply: Reply, callback_data: PayoutTap) -> None:
    await reply(mc.PayBatch(reply.actor, callback_data.code))


async def paid(_message: Message, reply: Reply, command: CommandObject) -> None:
    code, _, reference = (command.args or "").strip().partition(" ")
    asked = mc.SettlePayout(reply.actor, code, True, reference.strip())
    await reply(asked if code else c.BadUsage(reply.actor, "/paid PAYOUT [REFERENCE]"))


async def penalty(_message: Message, reply: Reply, command: CommandObject) -> None:
    words = (command.args or "").split(maxsplit=2)
    await reply(mc.Penalise(reply.actor, *words) if len(words) == 3 else c.BadUsage(reply.actor, PENALTY_USAGE))


async def bonus(_message: Message, reply: Reply, command: CommandObject) -> None:
    words = (command.args or "").split(maxsplit=2)
    await reply(mc.GiveBonus(reply.actor, *words) if len(words) == 3 else c.BadUsage(reply.actor, BONUS_USAGE))


async def tip(_query: CallbackQuery, reply: Reply, callback_data: TipTap) -> None:
    await reply(mc.GiveTip(reply.actor, callback_data.code, callback_data.amount))
