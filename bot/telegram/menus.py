"""The menu of commands that Telegram shows: everybody's, the representatives' longer one, and the owner's."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import SetMyCommands
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot.clock import Clock
from bot.telegram.render.tongue import UTC_ZONE, Tongue
from models.kinds import Language

log = structlog.get_logger(__name__)

EVERYONE = {
    "order": "Find someone to talk to",
    "pause": "Pause the clock",
    "resume": "Go on after a pause",
    "end": "End the talk",
    "unsend": "Take a message back: reply to it with this",
    "vanish": "Remove a whole talk from both phones",
    "wallet": "Your money and time here",
    "packages": "Several talks at once",
    "paysupport": "Help with a payment",
    "terms": "What is sold, and what comes back",
    "cancel": "Cancel the order",
    "language": "English / 中文",
    "privacy": "What is kept of you",
    "help": "How it works",
}
REP = {
    "talk": "Your talks, and to whom you write",
    "on": "Take orders",
    "off": "Take no more orders",
    "oncall": "Be asked when nobody else is there",
    "break": "A short break, such as /break 15",
    "dayoff": "Days off, such as /dayoff tomorrow",
    "pass": "Let others have an order: /pass CODE",
    "profile": "Your page: topics, hours, yourself",
    "pay": "What you have earned, line by line",
    "account": "Where your money goes",
}
OWNER = {
    "today": "How the day goes",
    "orders": "Latest orders",
    "gaps": "What nobody could take, and when",
    "cases": "Complaints that wait for you",
    "payouts": "Who is to be paid",
    "reps": "Representatives",
    "topic": "What topics ask of who takes them",
    "invite": "Invite a representative",
    "voucher": "Make voucher codes",
    "vouchers": "How vouchers stand",
    "price": "Prices, and what changes them",
    "coupon": "Coupons",
    "rails": "Ways to pay, for each service",
    "pause_shop": "Close or open the shop",
}


AGAIN_S = 5.0


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


async def announce(bot: Bot, owners: Iterable[int], clock: Clock) -> None:
    """Tell Telegram the menus, again and again while it is away. What it refuses is counted in the log, no more."""
    wanted = [SetMyCommands(**payload, scope=BotCommandScopeAllPrivateChats()) for payload in payloads(Role.ANYONE)]
    for owner in owners:
        wanted += [
            SetMyCommands(**payload, scope=BotCommandScopeChat(chat_id=owner)) for payload in payloads(Role.OWNER)
        ]
    refused = 0
    for call in wanted:
        refused += not await accepted(bot, call, clock)
    if refused:
        log.warning("menus_not_set", refused=refused, of=len(wanted))


async def accepted(bot: Bot, call: SetMyCommands, clock: Clock) -> bool:
    """Whether Telegram takes it; it does not for somebody who never wrote to the bot."""
    while True:
        try:
            await bot(call)
        except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as error:
            await clock.sleep(getattr(error, "retry_after", AGAIN_S))
        except TelegramAPIError:
            return False
        else:
            return True
