"""Handlers of representatives: the group's button, duty, the profile."""

from collections.abc import Callable

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.desk import commands as c
from bot.desk.notices import Reason, Sorry
from bot.desk.work import Actor
from bot.telegram.callbacks import AcceptTap, BreakTap, DayOffTap, OrderTap, PageTap, ProfileTap, SpecialtyTap
from bot.telegram.reply import Reply
from models.kinds import AgeBand, Gender, Language, Style


async def accept(_query: CallbackQuery, reply: Reply, callback_data: AcceptTap) -> None:
    await reply(c.Accept(reply.actor, callback_data.code, callback_data.epoch))


async def on(_event: Message | CallbackQuery, reply: Reply) -> None:
    await reply(c.GoOnDuty(reply.actor, True))


async def off(_event: Message | CallbackQuery, reply: Reply) -> None:
    await reply(c.GoOnDuty(reply.actor, False))


async def on_call(_message: Message, reply: Reply) -> None:
    await reply(c.GoOnCall(reply.actor))


async def decline(_message: Message, reply: Reply, command: CommandObject) -> None:
    await reply(c.Decline(reply.actor, (command.args or "").strip()))


async def decline_order(_query: CallbackQuery, reply: Reply, callback_data: OrderTap) -> None:
    await reply(c.Decline(reply.actor, callback_data.code))


async def rest(_message: Message, reply: Reply, command: CommandObject) -> None:
    await reply(c.TakeBreak(reply.actor, (command.args or "").strip()))


async def rest_lengths(_query: CallbackQuery, reply: Reply) -> None:
    await reply(c.TakeBreak(reply.actor))


async def rest_for(_query: CallbackQuery, reply: Reply, callback_data: BreakTap) -> None:
    await reply(c.TakeBreak(reply.actor, str(callback_data.minutes)))


async def day_off(_message: Message, reply: Reply, command: CommandObject) -> None:
    await reply(c.AddDayOff(reply.actor, (command.args or "").strip()))


async def work_that_day(_query: CallbackQuery, reply: Reply, callback_data: DayOffTap) -> None:
    await reply(c.RemoveDayOff(reply.actor, callback_data.first))


async def profile(_message: Message, reply: Reply) -> None:
    await reply(c.ShowProfile(reply.actor))


async def page(_query: CallbackQuery, reply: Reply, callback_data: PageTap) -> None:
    await reply(c.ShowProfile(reply.actor, callback_data.page))


async def specialty(_query: CallbackQuery, reply: Reply, callback_data: SpecialtyTap) -> None:
    await reply(c.SetSpecialty(reply.actor, callback_data.topic, callback_data.level))


async def setting(_query: CallbackQuery, reply: Reply, callback_data: ProfileTap) -> None:
    command = setting_command(reply, callback_data.setting, callback_data.value)
    if command is None:
        await reply.say(Sorry(Reason.STALE_BUTTON))
    else:
        await reply(command)


SETTINGS: dict[str, Callable[[Actor, str], c.Command]] = {
    "gender": lambda actor, value: c.SetGender(actor, Gender(value)),
    "age": lambda actor, value: c.SetAgeBand(actor, AgeBand(value)),
    "experience": lambda actor, value: c.SetExperience(actor, int(value)),
    "style": lambda actor, value: c.ToggleStyle(actor, Style(value)),
    "language": lambda actor, value: c.ToggleLanguage(actor, Language(value)),
}
"""The command behind each button of the profile."""


def setting_command(reply: Reply, setting: str, value: str) -> c.Command | None:
    """What the button asks for; None for one that this version does not know."""
    try:
        return SETTINGS[setting](reply.actor, value)
    except (KeyError, ValueError):
        return None
