"""`python -m bot check`: what stands and what does not, each with what to do about it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from rich.console import Console
from rich.text import Text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.check_currency import fault_of
from bot.check_payment import payments
from bot.commands import configured, missing
from bot.config import Config, Telegram
from bot.config_faults import ConfigFault
from bot.desk.doubts import doubts
from bot.desk.work import Work
from bot.secret import with_secret
from bot.telegram.render.config import doubt_line
from bot.telegram.render.tongue import UTC_ZONE, Tongue
from migrations import runner
from models.engine import Database
from models.kinds import Language

Finding = tuple[bool, str]
Ask = Callable[..., Awaitable[Any]]

CLOCKS_MAY_DIFFER_S = 5.0
"""Telegram says the time in whole seconds, and the answer takes its time."""

RECENTLY = timedelta(minutes=10)


def check(file: Path | None) -> int:
    """Print the list; 1 if anything is wrong."""
    return configured(file, lambda config: asyncio.run(look(config)))


async def look(config: Config) -> int:
    console = Console(highlight=False)
    found = await findings(config)
    for well, sentence in found:
        console.print(Text("✓ ", "green") if well else Text("✗ ", "bold red"), Text(sentence), sep="", soft_wrap=True)
    return 0 if all(well for well, _ in found) else 1


async def findings(config: Config) -> list[Finding]:
    stands = await database(config)
    data = await doubtful(config) if stands[0] else []
    money = [*(await currency(config)), *(await payments(config))] if stands[0] else []
    return [*keys(config), secret(config), time_zone(config), stands, *data, *money, *(await telegram(config))]


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


async def currency(config: Config) -> list[Finding]:
    fault = await fault_of(config, datetime.now(UTC))
    return [(False, fault)] if fault else []


async def doubtful(config: Config) -> list[Finding]:
    """What stands in the database and cannot be right: a warning, for the shop goes on without it."""
    opened, t = Database(config.database.url), Tongue(Language.EN, UTC_ZONE)
    try:
        async with opened.snapshot() as connection, AsyncSession(connection) as session:
            found = await doubts(Work(session, datetime.now(UTC), Random(0), config.rules()))
    finally:
        await opened.close()
    said = [(False, unescape(doubt_line(t, one)).removeprefix("⚠️ ")) for one in found]
    return said or [(True, "Everybody's hours and every topic can be kept.")]


class Asker:
    """Asks Telegram. `apart_s` is by how much this computer's clock was ahead of its at the last answer, in seconds."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http, self.url = http, url
        self.apart_s = 0.0

    async def __call__(self, method: str, **params: object) -> Any:
        """The result; None if it is refused."""
        async with self.http.post(f"{self.url}/{method}", json=params) as response:
            with suppress(KeyError, TypeError, ValueError):
                there = parsedate_to_datetime(response.headers["Date"])
                self.apart_s = (datetime.now(UTC) - there).total_seconds()
            return (await response.json(content_type=None)).get("result")


async def telegram(config: Config) -> list[Finding]:
    """Token, clock, webhook and group, asked of Telegram itself."""
    token = config.telegram.token.get_secret_value()
    if not token:
        return []
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http:
        ask = Asker(http, f"{config.telegram.api_url}/bot{token}")
        try:
            me = await ask("getMe")
            if me is None:
                return [(False, "Telegram does not know the token. Ask BotFather for it: /mybots, API Token.")]
            found = [(True, f"Telegram knows the token: it is @{me['username']}'s."), clock(ask.apart_s)]
            found.append(webhook(config.telegram, await ask("getWebhookInfo") or {}, datetime.now(UTC)))
            if config.telegram.group_id:
                found.append(await group(config.telegram.group_id, me["id"], ask))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError) as error:
            return [(False, f"Telegram cannot be reached ({type(error).__name__}). Is telegram.api_url right?")]
        return found


def clock(apart_s: float) -> Finding:
    if abs(apart_s) <= CLOCKS_MAY_DIFFER_S:
        return True, "This computer's clock agrees with Telegram's."
    way = "ahead of" if apart_s > 0 else "behind"
    return False, (
        f"This computer's clock is {abs(apart_s):.0f} s {way} Telegram's. Let NTP set it "
        "(`timedatectl set-ntp true`), then start the bot again."
    )


def webhook(config: Telegram, info: dict[str, Any], now: datetime) -> Finding:
    """What Telegram calls, beside what the configuration says it should."""
    url = str(info.get("url", ""))
    if config.mode == "poll":
        if url:
            return False, (
                f"Telegram calls {url}, and gives nothing to a bot that asks for its updates. If nobody else uses this "
                "token, `run` takes that away; else ask BotFather for a token of this bot's own."
            )
        return True, "No webhook stands in the way: the bot asks Telegram for its updates."
    if not url:
        return True, f"Telegram does not call yet; `run` tells it to call {config.webhook_url}."
    if url != config.webhook_url:
        return (
            False,
            f"Telegram calls {url}, not telegram.webhook_url. `run` changes that, if nobody else uses this token.",
        )
    failed = now - datetime.fromtimestamp(int(info.get("last_error_date", 0)), UTC)
    waiting = info.get("pending_update_count", 0)
    if failed < RECENTLY:
        return False, (
            f"Telegram could not deliver to {url} {failed.total_seconds():.0f} s ago: "
            f"{info.get('last_error_message', '')}. "
            f"{waiting} updates wait. Look whether the bot runs, and whether your proxy leads to telegram.webhook_port."
        )
    return True, f"Telegram calls {url}; {waiting} updates wait."


async def group(group_id: int, bot_id: int, ask: Ask) -> Finding:
    """What the bot may do in the representatives' group."""
    chat = await ask("getChat", chat_id=group_id)
    member = await ask("getChatMember", chat_id=group_id, user_id=bot_id)
    if chat is None or member is None or member["status"] in ("left", "kicked"):
        return False, f"The group {group_id} is not to be seen. Add the bot to it, and look at telegram.group_id."
    if chat["type"] not in ("group", "supergroup"):
        return False, f"telegram.group_id is a {chat['type']}. It must be the group in which the representatives are."
    if member["status"] == "restricted" and not member.get("can_send_messages", True):
        return False, "The bot may not write in the group. Lift its restriction, and make it an administrator."
    if member["status"] != "administrator":
        return False, "The bot is in the group, but is no administrator. Make it one, so that its cards stay in reach."
    return True, "The bot is an administrator of the representatives' group."
