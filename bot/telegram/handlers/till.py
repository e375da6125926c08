"""Handlers of paying, the wallet and prices."""

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message, PreCheckoutQuery, RefundedPayment, SuccessfulPayment

from bot.desk import commands as c
from bot.desk import till_commands as tc
from bot.telegram.callbacks import OrderTap, PackTap, RailTap, ReturnTap, SentTap, TopUpTap, TransferTap, WayBackTap
from bot.telegram.reply import Reply


async def wallet(_message: Message, reply: Reply, command: CommandObject) -> None:
    """With an amount, so much is to come into it."""
    words = (command.args or "").strip()
    await reply(tc.TopUp(reply.actor, typed=words) if words else tc.ShowWallet(reply.actor))


async def pay_with_time(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(tc.PayWithTime(reply.actor, callback_data.code))


async def terms(_message: Message, reply: Reply) -> None:
    await reply(tc.AskTerms(reply.actor))


async def pay_support(_message: Message, reply: Reply, command: CommandObject) -> None:
    await reply(tc.AskPaySupport(reply.actor, command.args or ""))


async def payment(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(tc.ShowPayment(reply.actor, callback_data.code))


async def pay_by(_query: CallbackQuery, reply: Reply, callback_data: RailTap) -> None:
    await reply(tc.PayBy(reply.actor, callback_data.code, callback_data.rail))


async def top_up(_query: CallbackQuery, reply: Reply, callback_data: TopUpTap) -> None:
    await reply(tc.TopUp(reply.actor, callback_data.amount, callback_data.rail))


async def say_paid(_query: CallbackQuery, reply: Reply, callback_data: TransferTap) -> None:
    await reply(tc.SayPaid(reply.actor, callback_data.number))


async def looked(_query: CallbackQuery, reply: Reply, callback_data: TransferTap) -> None:
    await reply(tc.Looked(reply.actor, callback_data.number, callback_data.act == "here"))


async def pre_checkout(query: PreCheckoutQuery, reply: Reply) -> None:
    await reply(tc.PreCheckout(reply.actor, query.invoice_payload, query.total_amount, query.currency))


async def paid(_message: Message, reply: Reply, money: SuccessfulPayment) -> None:
    ids = money.telegram_payment_charge_id, money.provider_payment_charge_id
    await reply(tc.Paid(reply.actor, money.invoice_payload, money.total_amount, money.currency, *ids))


async def taken_back(_message: Message, reply: Reply, money: RefundedPayment) -> None:
    await reply(tc.TakenBack(reply.actor, money.telegram_payment_charge_id))


async def give_back(_message: Message, reply: Reply, command: CommandObject) -> None:
    """/return CODE 12.34: a part of it, in the words of other amounts."""
    match (command.args or "").split(maxsplit=1):
        case [code, *amount]:
            await reply(tc.GiveBack(reply.actor, code, " ".join(amount)))
        case _:
            await reply(c.BadUsage(reply.actor, "/return CODE [AMOUNT]"))


async def give_part(_query: CallbackQuery, reply: Reply, callback_data: ReturnTap) -> None:
    await reply(tc.GivePart(reply.actor, callback_data.number, callback_data.amount, callback_data.gone))


async def back_as_paid(_query: CallbackQuery, reply: Reply, callback_data: WayBackTap) -> None:
    await reply(tc.BackAsPaid(reply.actor, callback_data.number, callback_data.amount, callback_data.gone))


async def settle_return(_query: CallbackQuery, reply: Reply, callback_data: SentTap) -> None:
    sent = callback_data.act == "sent"
    await reply(tc.SettleReturn(reply.actor, callback_data.number, callback_data.turn, sent))


async def rails(_message: Message, reply: Reply, command: CommandObject) -> None:
    match (command.args or "").replace(",", " ").split():
        case [service, *words] if words:
            await reply(tc.SetRails(reply.actor, service, tuple(words)))
        case []:
            await reply(tc.SetRails(reply.actor))
        case _:
            await reply(c.BadUsage(reply.actor, "/rails SERVICE voucher|transfer|stars|provider|all"))


async def arrived(_message: Message, reply: Reply, command: CommandObject) -> None:
    """/arrived N 12.34: another amount than the one asked for."""
    match (command.args or "").split():
        case [number, amount] if number.isdecimal() and len(number) <= 12:
            await reply(tc.Looked(reply.actor, int(number), True, amount))
        case _:
            await reply(c.BadUsage(reply.actor, "/arrived N 12.34"))


def lowered(command: CommandObject) -> tuple[str, ...]:
    return tuple((command.args or "").lower().split())


async def price(_message: Message, reply: Reply, command: CommandObject) -> None:
    await reply(tc.SetPrice(reply.actor, lowered(command)))


async def coupon(_message: Message, reply: Reply, command: CommandObject) -> None:
    await reply(tc.SetCoupon(reply.actor, lowered(command)))


async def ask_coupon(_query: CallbackQuery, reply: Reply) -> None:
    await reply(tc.AskCoupon(reply.actor))


async def leave_coupon(_query: CallbackQuery, reply: Reply) -> None:
    await reply(tc.LeaveCoupon(reply.actor))


async def packages(_event: Message | CallbackQuery, reply: Reply) -> None:
    await reply(tc.ShowPackages(reply.actor))


async def buy_package(_query: CallbackQuery, reply: Reply, callback_data: PackTap) -> None:
    await reply(tc.BuyPackage(reply.actor, callback_data.service, callback_data.count, callback_data.bought))
