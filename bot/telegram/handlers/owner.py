"""Handlers of the owner's commands. Who may use them is the desk's to say."""

from collections.abc import Callable

from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.desk import commands as c
from bot.desk.work import Actor
from bot.telegram.reply import Reply

VOUCHER_USAGE = "/voucher N SERVICE [BATCH [2027-01-31]]"
REP_USAGE = "/rep CODE [suspend|unsuspend|takes N|certify TOPIC|uncertify TOPIC]"


async def today(_message: Message, reply: Reply) -> None:
    await reply(c.Today(reply.actor))


async def orders(_message: Message, reply: Reply) -> None:
    await reply(c.ListOrders(reply.actor))


async def reps(_message: Message, reply: Reply) -> None:
    await reply(c.ListReps(reply.actor))


async def invite(_message: Message, reply: Reply) -> None:
    await reply(c.MakeInvite(reply.actor))


async def pause_shop(_message: Message, reply: Reply) -> None:
    await reply(c.PauseShop(reply.actor))


async def reload(_message: Message, reply: Reply) -> None:
    await reply(c.Reload(reply.actor))


async def order(_message: Message, reply: Reply, command: CommandObject) -> None:
    """/order is the customer's; with a code it is the owner's."""
    await one_word(reply, command, "/order CODE", lambda code: c.ShowOrder(reply.actor, code))


async def cancel(_message: Message, reply: Reply, command: CommandObject) -> None:
    await one_word(reply, command, "/cancel CODE", lambda code: c.OwnerCancel(reply.actor, code))


async def why(_message: Message, reply: Reply, command: CommandObject) -> None:
    words = (command.args or "").split()
    if len(words) == 2:
        await reply(c.WhyNot(reply.actor, *words))
    else:
        await one_word(reply, command, "/why CODE [REP]", lambda code: c.Why(reply.actor, code))


async def gaps(_message: Message, reply: Reply) -> None:
    await reply(c.ShowGaps(reply.actor))


async def rep(_message: Message, reply: Reply, command: CommandObject) -> None:
    code, *words = (command.args or "").split() or [""]
    asked = rep_command(reply.actor, code, [word.lower() for word in words]) if code else None
    await reply(asked or c.BadUsage(reply.actor, REP_USAGE))


def rep_command(actor: Actor, code: str, words: list[str]) -> c.Command | None:
    match words:
        case []:
            return c.ShowRep(actor, code)
        case ["suspend" | "unsuspend" as act]:
            return c.SetRepStatus(actor, code, act == "suspend")
        case ["certify" | "uncertify" as act, topic]:
            return c.Certify(actor, code, topic, act == "certify")
        case ["takes", count] if count.isdecimal() and len(count) <= 3:
            return c.SetCapacity(actor, code, int(count))
    return None


async def topic(_message: Message, reply: Reply, command: CommandObject) -> None:
    """`/topic love ages 30s, 40plus` is as good as without the space."""
    match (command.args or "").lower().split():
        case [slug, floor, *value]:
            await reply(c.SetTopicFloor(reply.actor, slug, floor, "".join(value)))
        case words:
            await reply(c.ShowTopic(reply.actor, *words))


async def parked(_message: Message, reply: Reply) -> None:
    await reply(c.ListParked(reply.actor))


async def replay(_message: Message, reply: Reply, command: CommandObject) -> None:
    words = (command.args or "").split()
    if len(words) == 1 and words[0].isdecimal() and len(words[0]) <= 15:
        await reply(c.Replay(reply.actor, int(words[0])))
    else:
        await reply(c.BadUsage(reply.actor, "/replay N"))


async def voucher(_message: Message, reply: Reply, command: CommandObject) -> None:
    """`/voucher 200 chat30 taobao-1 2027-01-31`: the name and the last day may be left out."""
    words = (command.args or "").split()
    if 2 <= len(words) <= 4 and words[0].isdecimal() and len(words[0]) <= 6:
        await reply(c.MakeVouchers(reply.actor, int(words[0]), *words[1:]))
    else:
        await reply(c.BadUsage(reply.actor, VOUCHER_USAGE))


async def vouchers(_message: Message, reply: Reply, command: CommandObject) -> None:
    match (command.args or "").split():
        case []:
            await reply(c.VoucherBatches(reply.actor))
        case [act, *words] if act.lower() == "revoke" and words:
            await reply(c.VoucherBatches(reply.actor, " ".join(words)))
        case _:
            await reply(c.BadUsage(reply.actor, "/vouchers [revoke BATCH|CODE]"))


async def assign(_message: Message, reply: Reply, command: CommandObject) -> None:
    words = (command.args or "").split()
    if len(words) == 2:
        await reply(c.AssignOrder(reply.actor, *words))
    else:
        await reply(c.BadUsage(reply.actor, "/assign CODE REP"))


async def one_word(reply: Reply, command: CommandObject, usage: str, make: Callable[[str], c.Command]) -> None:
    words = (command.args or "").split()
    await reply(make(words[0]) if len(words) == 1 else c.BadUsage(reply.actor, usage))
