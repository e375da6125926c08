"""What the command line does: run, migrate, seed. Exit codes: 0 well, 1 not well, 2 configuration."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from bot import logs
from bot.config import Config, ConfigFault, load
from bot.secret import with_secret
from bot.seed import seed_menu
from migrations import runner
from models.engine import Database


def configured(file: Path | None, use: Callable[[Config], int]) -> int:
    """Load the configuration and use it; what is wrong with it is said in sentences, exit code 2."""
    try:
        return use(load(file))
    except ConfigFault as fault:
        sys.stderr.write(f"{fault}\n")
        return 2


def run(file: Path | None) -> int:
    return configured(file, open_shop)


def open_shop(config: Config) -> int:
    from bot.app import build  # noqa: PLC0415 (aiogram takes seconds to import; faults of the configuration come first)
    from bot.telegram.intake import TokenRefused  # noqa: PLC0415 (likewise)

    needed(config)
    config = with_secret(config)
    logs.setup(config.log.level, config.log.format)
    if asyncio.run(runner.current(config.database.url)) != runner.head():
        sys.stderr.write("The database is not up to date. Run `python -m bot migrate` first.\n")
        return 1
    try:
        asyncio.run(build(config).run())
    except TokenRefused as refused:
        sys.stderr.write(f"{refused}.\n")
        return 2
    return 0


def needed(config: Config) -> None:
    """Keys without which the shop cannot open. Raises ConfigFault."""
    telegram = config.telegram
    wanted = {
        "telegram.token": (bool(telegram.token.get_secret_value()), "the token that BotFather gave you"),
        "telegram.group_id": (telegram.group_id < 0, "the id of the representatives' group, a number below zero"),
        "owner.ids": (bool(config.owner.ids), "your own Telegram id"),
    }
    if telegram.mode == "webhook":
        url, secret = telegram.webhook_url, telegram.webhook_secret.get_secret_value()
        wanted["telegram.webhook_url"] = (url.startswith("https://"), "the https address that Telegram calls")
        wanted["telegram.webhook_secret"] = (bool(secret), "a random text of letters and digits")
    faults = [
        f"{key}: expected {what}. Set it in config.toml or as EARSHOT_{key.upper().replace('.', '__')}."
        for key, (there, what) in wanted.items()
        if not there
    ]
    if faults:
        raise ConfigFault("\n".join(faults))


def migrate(file: Path | None) -> int:
    def use(config: Config) -> int:
        runner.upgrade(config.database.url)
        sys.stdout.write(f"The database is up to date ({runner.head()}).\n")
        return 0

    return configured(file, use)


def seed(file: Path | None) -> int:
    async def plant(config: Config) -> int:
        database = Database(config.database.url)
        async with database.begin() as session:
            made = await seed_menu(session, config.shop.currency)
        await database.close()
        return made

    def use(config: Config) -> int:
        made = asyncio.run(plant(config))
        sys.stdout.write(f"{made} topics and services written.\n" if made else "All topics and services are there.\n")
        return 0

    return configured(file, use)
