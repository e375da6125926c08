"""Handlers of the wizard and the order."""

from aiogram.types import CallbackQuery, Message

from bot.desk import commands as c
from bot.telegram.callbacks import BackTap, LaterTap, MustTap, OrderTap, RateTap, ServiceTap, TopicTap, WishTap
from bot.telegram.reply import Reply


async def order(_event: Message | CallbackQuery, reply: Reply) -> None:
    await reply(c.BeginOrder(reply.actor))


async def anyone(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.DropWishes(reply.actor, callback_data.code))


async def later(_query: CallbackQuery, reply: Reply, callback_data: LaterTap) -> None:
    await reply(c.CallLater(reply.actor, callback_data.code, callback_data.hours))


async def again(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.OrderAgain(reply.actor, callback_data.code))


async def topic(_query: CallbackQuery, reply: Reply, callback_data: TopicTap) -> None:
    await reply(c.PickTopic(reply.actor, callback_data.slug))


async def service(_query: CallbackQuery, reply: Reply, callback_data: ServiceTap) -> None:
    await reply(c.PickService(reply.actor, callback_data.slug))


async def wish(_query: CallbackQuery, reply: Reply, callback_data: WishTap) -> None:
    await reply(c.ToggleWish(reply.actor, callback_data.wish, callback_data.value))


async def must(_query: CallbackQuery, reply: Reply, callback_data: MustTap) -> None:
    await reply(c.ToggleMust(reply.actor, callback_data.wish))


async def other_wishes(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.OtherWishes(reply.actor, callback_data.code))


async def wishes_done(_query: CallbackQuery, reply: Reply) -> None:
    await reply(c.WishesDone(reply.actor))


async def skip_note(_query: CallbackQuery, reply: Reply) -> None:
    await reply(c.SkipNote(reply.actor))


async def back(_query: CallbackQuery, reply: Reply, callback_data: BackTap) -> None:
    await reply(c.BackTo(reply.actor, callback_data.step))


async def confirm(_query: CallbackQuery, reply: Reply) -> None:
    await reply(c.ConfirmOrder(reply.actor))


async def cancel(_message: Message, reply: Reply) -> None:
    await reply(c.Cancel(reply.actor))


async def drop(_query: CallbackQuery, reply: Reply) -> None:
    await reply(c.DropDraft(reply.actor))


async def cancel_order(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.Cancel(reply.actor, callback_data.code))


async def wallet(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.PayFromWallet(reply.actor, callback_data.code))


async def keep_waiting(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.KeepWaiting(reply.actor, callback_data.code))


async def rate(_query: CallbackQuery, reply: Reply, callback_data: RateTap) -> None:
    await reply(c.Rate(reply.actor, callback_data.code, callback_data.stars))
