"""Handlers of representatives: the group's button, duty, the profile."""

from aiogram.types import CallbackQuery, Message

from bot.desk import commands as c
from bot.desk.notices import Reason, Sorry
from bot.telegram.callbacks import AcceptTap, PageTap, ProfileTap, SpecialtyTap
from bot.telegram.reply import Reply
from models.kinds import AgeBand, Gender, Language


async def accept(_query: CallbackQuery, reply: Reply, callback_data: AcceptTap) -> None:
    await reply(c.Accept(reply.actor, callback_data.code, callback_data.epoch))


async def on(_event: Message | CallbackQuery, reply: Reply) -> None:
    await reply(c.GoOnDuty(reply.actor, True))


async def off(_event: Message | CallbackQuery, reply: Reply) -> None:
    await reply(c.GoOnDuty(reply.actor, False))


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


def setting_command(reply: Reply, setting: str, value: str) -> c.Command | None:
    """The command behind one button of the profile; None for a button that this version does not know."""
    try:
        match setting:
            case "gender":
                return c.SetGender(reply.actor, Gender(value))
            case "age":
                return c.SetAgeBand(reply.actor, AgeBand(value))
            case "experience":
                return c.SetExperience(reply.actor, int(value))
            case "language":
                return c.ToggleLanguage(reply.actor, Language(value))
    except ValueError:
        return None
    return None
