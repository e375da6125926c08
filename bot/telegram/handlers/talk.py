"""Handlers of the session's clock, for both sides."""

from aiogram.types import CallbackQuery, Message, MessageReactionUpdated, ReactionTypeEmoji

from bot.desk import commands as c
from bot.telegram.callbacks import HeldTap, OrderTap, SendTap
from bot.telegram.reply import Reply
from models.kinds import WHY_REP_ENDS, EndReason


async def react(event: MessageReactionUpdated, reply: Reply) -> None:
    plain = tuple(one.emoji for one in event.new_reaction if isinstance(one, ReactionTypeEmoji))
    await reply(c.React(reply.actor, event.message_id, plain, event.date))


async def unsend(message: Message, reply: Reply) -> None:
    answered = message.reply_to_message
    await reply(c.Unsend(reply.actor, message.message_id, answered.message_id if answered else None))


async def vanish(_message: Message, reply: Reply) -> None:
    await reply(c.AskVanish(reply.actor))


async def confirm_vanish(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.ConfirmVanish(reply.actor, callback_data.code))


async def keep_talk(_query: CallbackQuery, reply: Reply) -> None:
    await reply(c.KeepTalk(reply.actor))


async def block(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.SetBlock(reply.actor, callback_data.code, True))


async def unblock(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.SetBlock(reply.actor, callback_data.code, False))


async def unlist(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.SetBlock(reply.actor, callback_data.code, False, listed=True))


async def blocks(_query: CallbackQuery, reply: Reply) -> None:
    await reply(c.ListBlocks(reply.actor))


async def pause(message: Message, reply: Reply) -> None:
    await reply(c.Pause(reply.actor, thread=message.message_thread_id, at=message.date))


async def resume(message: Message, reply: Reply) -> None:
    await reply(c.Resume(reply.actor, thread=message.message_thread_id, at=message.date))


async def end(message: Message, reply: Reply) -> None:
    await reply(c.AskEnd(reply.actor, thread=message.message_thread_id))


async def pause_order(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.Pause(reply.actor, callback_data.code))


async def resume_order(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.Resume(reply.actor, callback_data.code))


async def end_order(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.AskEnd(reply.actor, callback_data.code))


async def talks(_message: Message, reply: Reply) -> None:
    await reply(c.ListTalks(reply.actor))


async def choose(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.ChooseTalk(reply.actor, callback_data.code))


async def send_held(_query: CallbackQuery, reply: Reply, callback_data: SendTap) -> None:
    await reply(c.SendHeldTo(reply.actor, callback_data.held_id, callback_data.code))


async def confirm_end(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    why = EndReason(callback_data.act) if callback_data.act in WHY_REP_ENDS else None
    await reply(c.ConfirmEnd(reply.actor, callback_data.code, why))


async def keep_talking(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.KeepTalking(reply.actor, callback_data.code))


async def quiet(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.QuietIsFine(reply.actor, callback_data.code))


async def no_fit(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.NotAFit(reply.actor, callback_data.code))


async def sure_no_fit(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.NotAFit(reply.actor, callback_data.code, sure=True))


async def choose_held(_query: CallbackQuery, reply: Reply, callback_data: HeldTap) -> None:
    await reply(c.ChooseHeld(reply.actor, callback_data.held_id, callback_data.choice))
