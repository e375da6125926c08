"""The menu of commands that Telegram shows: everybody's, the representatives' longer one, and the owner's."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import SetMyCommands
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot.telegram.render.tongue import UTC_ZONE, Tongue
from models.kinds import Language

log = structlog.get_logger(__name__)

EVERYONE = {
    "order": "Find someone to talk to",
    "pause": "Pause the clock",
    "resume": "Go on after a pause",
    "end": "End the talk",
    "cancel": "Cancel the order",
    "language": "English / 中文",
    "privacy": "What is kept of you",
    "help": "How it works",
}
REP = {
    "on": "Take orders",
    "off": "Take no more orders",
    "profile": "Your page: topics, hours, yourself",
}
OWNER = {
    "today": "How the day goes",
    "orders": "Latest orders",
    "reps": "Representatives",
    "invite": "Invite a representative",
    "voucher": "Make voucher codes",
    "pause_shop": "Close or open the shop",
}


class Role(StrEnum):
    ANYONE = "anyone"
    REP = "rep"
    OWNER = "owner"


LISTED = {Role.ANYONE: EVERYONE, Role.REP: REP | EVERYONE, Role.OWNER: OWNER | EVERYONE}


def menu(language: Language, role: Role = Role.ANYONE) -> list[BotCommand]:
    t = Tongue(language, UTC_ZONE)
    return [BotCommand(command=name, description=t(text)) for name, text in LISTED[role].items()]


def payloads(role: Role) -> list[dict[str, Any]]:
    """A role's menu as parameters of setMyCommands: in English for all, in Chinese for those whose Telegram is."""
    return [
        {"commands": [entry.model_dump() for entry in menu(Language.EN, role)]},
        {"commands": [entry.model_dump() for entry in menu(Language.ZH, role)], "language_code": "zh"},
    ]


async def announce(bot: Bot, owners: Iterable[int]) -> None:
    """Tell Telegram the menus. What it refuses is counted in the log and no reason not to open the shop."""
    wanted = [SetMyCommands(**payload, scope=BotCommandScopeAllPrivateChats()) for payload in payloads(Role.ANYONE)]
    for owner in owners:
        wanted += [
            SetMyCommands(**payload, scope=BotCommandScopeChat(chat_id=owner)) for payload in payloads(Role.OWNER)
        ]
    refused = 0
    for call in wanted:
        try:
            await bot(call)
        except TelegramAPIError:
            refused += 1  # somebody who never wrote to the bot, or a moment without Telegram
    if refused:
        log.warning("menus_not_set", refused=refused, of=len(wanted))
