"""`python -m bot check`: what stands and what does not, each with what to do about it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from rich.console import Console
from rich.text import Text

from bot.commands import configured, missing
from bot.config import Config
from bot.config_faults import ConfigFault
from bot.secret import with_secret
from migrations import runner

Finding = tuple[bool, str]
Ask = Callable[..., Awaitable[Any]]


def check(file: Path | None) -> int:
    """Print the list; 1 if anything is wrong."""
    return configured(file, lambda config: asyncio.run(look(config)))


async def look(config: Config) -> int:
    console = Console(highlight=False)
    found = [*keys(config), secret(config), time_zone(config), await database(config), *(await telegram(config))]
    for well, sentence in found:
        console.print(Text("✓ ", "green") if well else Text("✗ ", "bold red"), Text(sentence), sep="", soft_wrap=True)
    return 0 if all(well for well, _ in found) else 1


def keys(config: Config) -> list[Finding]:
    faults = missing(config)
    owners = len(config.owner.ids)
    well = f"The configuration is complete, with {owners} owner{'s' if owners > 1 else ''}."
    return [(False, fault) for fault in faults] or [(True, well)]


def secret(config: Config) -> Finding:
    try:
        with_secret(config)
    except ConfigFault as fault:
        return False, str(fault)
    return True, "There is a key for the hashes of vouchers and invitations."


def time_zone(config: Config) -> Finding:
    there = datetime.now(ZoneInfo(config.shop.time_zone))
    return True, f"The shop is in {config.shop.time_zone}, where it is {there:%H:%M}."


async def database(config: Config) -> Finding:
    try:
        current = await runner.current(config.database.url)
    except runner.Unreachable as fault:
        return False, str(fault)
    if current != runner.head():
        return False, "The database is not up to date. Run `python -m bot migrate`."
    return True, f"The database is up to date ({current})."


async def telegram(config: Config) -> list[Finding]:
    """Token and group, asked of Telegram itself."""
    token = config.telegram.token.get_secret_value()
    if not token:
        return []
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http:

        async def ask(method: str, **params: object) -> Any:
            async with http.post(f"{config.telegram.api_url}/bot{token}/{method}", json=params) as response:
                return (await response.json(content_type=None)).get("result")

        try:
            me = await ask("getMe")
            if me is None:
                return [(False, "Telegram does not know the token. Ask BotFather for it: /mybots, API Token.")]
            group = [await administrator(config.telegram.group_id, me["id"], ask)] if config.telegram.group_id else []
            return [(True, f"Telegram knows the token: it is @{me['username']}'s."), *group]
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError) as error:
            return [(False, f"Telegram cannot be reached ({type(error).__name__}). Is telegram.api_url right?")]


async def administrator(group_id: int, bot_id: int, ask: Ask) -> Finding:
    member = await ask("getChatMember", chat_id=group_id, user_id=bot_id)
    if member is None:
        return False, f"The group {group_id} is not to be seen. Add the bot to it, and look at telegram.group_id."
    if member["status"] != "administrator":
        return False, "The bot is in the group, but is no administrator. Make it one, so that its cards stay in reach."
    return True, "The bot is an administrator of the representatives' group."
