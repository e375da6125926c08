"""The menu of commands that Telegram shows, per language, and the owner's own longer one."""

from collections.abc import Iterable

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot.telegram.render.tongue import UTC_ZONE, Tongue
from models.kinds import Language

log = structlog.get_logger(__name__)

EVERYONE = {
    "order": "Find someone to talk to",
    "pause": "Pause the clock",
    "end": "End the talk",
    "cancel": "Cancel the order",
    "language": "English / 中文",
    "privacy": "What is kept of you",
    "help": "How it works",
}
OWNER = {
    "today": "How the day goes",
    "orders": "Latest orders",
    "reps": "Representatives",
    "invite": "Invite a representative",
    "voucher": "Make voucher codes",
    "pause_shop": "Close or open the shop",
}


def menu(language: Language, *, owner: bool) -> list[BotCommand]:
    t = Tongue(language, UTC_ZONE)
    listed = (OWNER if owner else {}) | EVERYONE
    return [BotCommand(command=name, description=t(text)) for name, text in listed.items()]


async def announce(bot: Bot, owners: Iterable[int]) -> None:
    """Tell Telegram the menus. What it refuses is logged and no reason not to open the shop."""
    scope = BotCommandScopeAllPrivateChats()
    try:
        await bot.set_my_commands(menu(Language.EN, owner=False), scope)
        await bot.set_my_commands(menu(Language.ZH, owner=False), scope, language_code="zh")
        for owner in owners:
            mine = BotCommandScopeChat(chat_id=owner)
            await bot.set_my_commands(menu(Language.EN, owner=True), mine)
            await bot.set_my_commands(menu(Language.ZH, owner=True), mine, language_code="zh")
    except TelegramAPIError as error:
        log.warning("menus_not_set", error=type(error).__name__)
