"""`python -m bot check`: what stands and what does not, each with what to do about it."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
from rich.console import Console

from bot.commands import configured, needed
from bot.config import Config, ConfigFault
from migrations import runner

Finding = tuple[bool, str]


def check(file: Path | None) -> int:
    """Print the list; 1 if anything is wrong."""
    return configured(file, lambda config: asyncio.run(look(config)))


async def look(config: Config) -> int:
    console = Console(highlight=False)
    found = [keys(config), await database(config), *(await telegram(config))]
    for well, sentence in found:
        console.print(f"[green]✓[/] {sentence}" if well else f"[red]✗[/] {sentence}")
    return 0 if all(well for well, _ in found) else 1


def keys(config: Config) -> Finding:
    try:
        needed(config)
    except ConfigFault as fault:
        return False, str(fault)
    return True, "The configuration is complete."


async def database(config: Config) -> Finding:
    try:
        current = await runner.current(config.database.url)
    except Exception as error:
        return (
            False,
            f"The database cannot be opened ({type(error).__name__}). Is database.url right, and is it running?",
        )
    if current != runner.head():
        return False, "The database is not up to date. Run `python -m bot migrate`."
    return True, f"The database is up to date ({current})."


async def telegram(config: Config) -> list[Finding]:
    """Token and group, asked of Telegram itself."""
    base = f"{config.telegram.api_url}/bot{config.telegram.token.get_secret_value()}"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http:

        async def ask(method: str, **params: object) -> dict[str, object]:
            async with http.post(f"{base}/{method}", json=params) as response:
                body: dict[str, object] = await response.json(content_type=None)
                return body

        try:
            me = await ask("getMe")
            if not me.get("ok"):
                return [(False, "Telegram does not know the token. Ask BotFather for it: /mybots, API Token.")]
            return [(True, "Telegram knows the token."), await group(config, ask, me)]
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return [(False, f"Telegram cannot be reached ({type(error).__name__}). Is telegram.api_url right?")]


async def group(config: Config, ask: Callable[..., Awaitable[dict[str, object]]], me: dict[str, object]) -> Finding:
    who = me["result"]
    bot_id = who.get("id") if isinstance(who, dict) else None
    found = await ask("getChatMember", chat_id=config.telegram.group_id, user_id=bot_id)
    member = found.get("result")
    if not isinstance(member, dict):
        return (
            False,
            f"The group {config.telegram.group_id} is not to be seen. Add the bot to it and check telegram.group_id.",
        )
    if member.get("status") != "administrator":
        return False, "The bot is in the group, but no administrator. Make it one, so that its cards stay in reach."
    return True, "The bot is an administrator of the representatives' group."
