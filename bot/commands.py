"""What the command line does: run, migrate, seed, backup, restore, replay.

Exit codes: 0 well, 1 not well, 2 configuration, or a word that means nothing here.
"""

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot import backup as backups
from bot import logs
from bot.check_currency import refuse_mixing
from bot.config import Config, load
from bot.config_faults import ConfigFault
from bot.secret import with_secret
from bot.seed import seed_menu
from bot.seed_lines import seed_lines
from bot.seed_people import seed_people
from migrations import runner
from models.engine import Database

if TYPE_CHECKING:
    from bot.simulate import Told

log = structlog.get_logger(__name__)

STALE = "The database is not up to date. Run `python -m bot migrate` first.\n"
OLDER = (
    "The database is not this Earshot's. Back it up with the one that made it, or run `python -m bot migrate` first.\n"
)


def configured(file: Path | None, use: Callable[[Config], int]) -> int:
    """Load the configuration and use it; what is wrong with it, or with the database's door, is said in sentences."""
    try:
        return use(load(file))
    except ConfigFault as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    except runner.Unreachable as fault:
        sys.stderr.write(f"{fault}\n")
        return 1


def run(file: Path | None) -> int:
    return configured(file, lambda config: open_shop(config, file))


def complete(config: Config) -> Config:
    """The configuration with its secret. Raises ConfigFault if a key is missing without which the shop cannot open."""
    needed(config)
    return with_secret(config)


def open_shop(config: Config, file: Path | None = None) -> int:
    config = complete(config)
    logs.setup(config.log.level, config.log.format)
    if not up_to_date(config):
        return 1
    asyncio.run(refuse_mixing(config, datetime.now(UTC)))
    from bot.app import build  # noqa: PLC0415 (aiogram takes seconds to import; everything that may be wrong comes first)
    from bot.telegram.intake import TokenRefused  # noqa: PLC0415 (likewise)

    try:
        asyncio.run(build(config, source=lambda: complete(load(file))).run())
    except TokenRefused as refused:
        sys.stderr.write(f"{refused}.\n")
        return 2
    except Exception:
        log.critical("shop_failed", exc_info=True)
        sys.stderr.write(
            "The shop had to close, and lost nothing. Start it again; the line above says where it failed.\n"
        )
        return 1
    return 0


def up_to_date(config: Config, otherwise: str = STALE) -> bool:
    """Whether the tables are this version's; says what to do if not."""
    if asyncio.run(runner.current(config.database.url)) == runner.head():
        return True
    sys.stderr.write(otherwise)
    return False


def missing(config: Config) -> list[str]:
    """A sentence for every key without which the shop cannot open."""
    telegram = config.telegram
    wanted = {
        "telegram.token": (bool(telegram.token.get_secret_value()), "the token that BotFather gave you"),
        "telegram.group_id": (telegram.group_id < 0, "the id of the representatives' group, a number below zero"),
        "owner.ids": (bool(config.owner.ids), "your own Telegram id"),
    }
    if telegram.mode == "webhook":
        url, secret = telegram.webhook_url, telegram.webhook_secret.get_secret_value()
        own = "api.telegram.org" not in telegram.api_url and url.startswith("http://")  # a Bot API server next door
        wanted["telegram.webhook_url"] = (url.startswith("https://") or own, "the https address that Telegram calls")
        wanted["telegram.webhook_secret"] = (bool(secret), "a random text of letters and digits")
    return [
        f"{key}: expected {what}. Set it in config.toml or as EARSHOT_{key.upper().replace('.', '__')}."
        for key, (there, what) in wanted.items()
        if not there
    ]


def needed(config: Config) -> None:
    """Raises ConfigFault if a key is missing without which the shop cannot open."""
    faults = missing(config)
    if faults:
        raise ConfigFault("\n".join(faults))


def migrate(file: Path | None) -> int:
    def use(config: Config) -> int:
        asyncio.run(runner.current(config.database.url))  # whether the door opens at all
        runner.upgrade(config.database.url)
        sys.stdout.write(f"The database is up to date ({runner.head()}).\n")
        return 0

    return configured(file, use)


def seed(file: Path | None, *, demo: bool = False, lines: int = 0) -> int:
    def use(config: Config) -> int:
        if (demo or lines) and "api.telegram.org" in config.telegram.api_url:
            raise ConfigFault("telegram.api_url: made-up people are for a stand-in, and this is Telegram itself.")
        if not up_to_date(config):
            return 1
        made = asyncio.run(plant(config, demo=demo, lines=lines))
        sys.stdout.write(f"{made} things written.\n" if made else "Everything is there already.\n")
        return 0

    return configured(file, use)


async def plant(config: Config, *, demo: bool, lines: int) -> int:
    """Write what is not there yet; returns how many things."""
    database = Database(config.database.url)
    try:
        async with database.begin() as session:
            made = await seed_menu(session, config.shop.currency)
            made += await seed_people(session, datetime.now(UTC)) if demo else 0
            return made + await seed_lines(session, lines, datetime.now(UTC))
    finally:
        await database.close()


def backup(config_file: Path | None, file: Path, *, force: bool) -> int:
    def use(config: Config) -> int:
        return backups.save(config, file, datetime.now(UTC), force=force) if up_to_date(config, OLDER) else 1

    return configured(config_file, use)


def restore(config_file: Path | None, file: Path) -> int:
    def use(config: Config) -> int:
        return backups.restore(config, file) if up_to_date(config) else 1

    return configured(config_file, use)


def replay(config_file: Path | None, code: str) -> int:
    def use(config: Config) -> int:
        from bot import replay as replays  # noqa: PLC0415 (imports scipy, which nobody else here needs)

        return asyncio.run(replays.again(config, code)) if up_to_date(config) else 1

    return configured(config_file, use)


VOUCHERS_USAGE = "vouchers make N SERVICE [BATCH [2027-01-31]] · vouchers list · vouchers revoke BATCH|CODE\n"


def vouchers(config_file: Path | None, *words: str) -> int:
    def use(config: Config) -> int:
        from bot import vouchers as making  # noqa: PLC0415 (imports the desk)

        match words:
            case ["make", count, service, *more] if count.isdecimal() and len(count) <= 6 and len(more) <= 2:
                name, until = (*more, "", "")[:2]
                use_case = making.making(int(count), service, name, until)
            case ["list"]:
                use_case = making.listed
            case ["revoke", what]:
                use_case = making.revoking(what)
            case _:
                sys.stderr.write(VOUCHERS_USAGE)
                return 2
        return making.work_with(config, datetime.now(UTC), use_case) if up_to_date(config) else 1

    return configured(config_file, use)


def learn_weights(config_file: Path | None) -> int:
    def use(config: Config) -> int:
        from bot import learn  # noqa: PLC0415 (imports scipy, which nobody else here needs)

        return learn.learn_weights(config) if up_to_date(config) else 1

    return configured(config_file, use)


def simulate_own(config_file: Path | None, told: "Told", seeds: tuple[int, ...], *, as_text: bool) -> int:
    def use(config: Config) -> int:
        from bot import simulate_own as simulating  # noqa: PLC0415 (imports scipy, which nobody else here needs)

        names = tuple(name.strip() for name in (told.policy or "").split(",") if name.strip())
        asked = simulating.Asked(names, told.weights, seeds, told.days, told.discouraged)
        return simulating.simulate_own(config, asked, as_text=as_text) if up_to_date(config) else 1

    return configured(config_file, use)


def export(config_file: Path | None, asked: tuple[str, str, str], *, year: str, out: Path | None) -> int:
    """`asked`: kind, month, format."""

    def use(config: Config) -> int:
        from bot.books import commands as books  # noqa: PLC0415 (imports the words of the edge)

        return books.write_export(config, asked, datetime.now(UTC), year=year, out=out) if up_to_date(config) else 1

    return configured(config_file, use)


def payouts(config_file: Path | None, *, batch: str, confirm: Path | None, out: Path | None) -> int:
    def use(config: Config) -> int:
        from bot.books import commands as books  # noqa: PLC0415 (likewise)

        if not up_to_date(config):
            return 1
        if confirm is not None:
            return books.confirm_payouts(config, confirm, datetime.now(UTC))
        return books.open_payouts(config, batch, out)

    return configured(config_file, use)


def audit_money(config_file: Path | None) -> int:
    def use(config: Config) -> int:
        from bot.books import commands as books  # noqa: PLC0415 (likewise)

        return books.audit_money(config) if up_to_date(config) else 1

    return configured(config_file, use)
