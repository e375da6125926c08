"""What `export`, `payouts` and `audit-money` do. Exit codes: 0 well, 1 not well, 2 a word that means nothing here."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.books import audit, bank, export
from bot.books.months import BadMonth, month_of, year_of
from bot.config import Config
from bot.desk import payouts
from bot.desk.notices import Refused
from bot.desk.people import recognise
from bot.desk.work import Work
from models.engine import Database

T = TypeVar("T")
MOST_BYTES = 20_000_000


def told(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code


def written(text: str, out: Path | None) -> int:
    """Into the file, or to whoever reads along."""
    if out is None:
        sys.stdout.buffer.write(text.encode())
        return 0
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        return told(f"{out}: cannot be written ({error.strerror}).", 1)
    return 0


def with_session(config: Config, use: Callable[[AsyncSession], Awaitable[T]]) -> T:
    async def run() -> T:
        database = Database(config.database.url)
        try:
            async with database.begin() as session:
                return await use(session)
        finally:
            await database.close()

    return asyncio.run(run())


def wrong(kind: str, month: str, form: str, year: str) -> str:
    """What is wrong with what was asked for, as a sentence; nothing where it can be done."""
    if kind not in export.KINDS:
        return f"There is no export {kind[:20]!r}. There are: {', '.join(export.KINDS)}."
    if form not in export.FORMATS:
        return f"There is no format {form[:20]!r}. There are: {', '.join(export.FORMATS)}."
    if (kind, form) not in export.WRITERS:
        return f"{kind} is written as csv only; the ledger also as beancount."
    if bool(month) == bool(year) or (year and kind != "payouts"):
        return "Name the month, --month 2026-11; for payouts perhaps a whole year, --year 2026."
    return ""


def write_export(config: Config, asked: tuple[str, str, str], now: datetime, *, year: str, out: Path | None) -> int:
    """`asked`: kind, month, format."""
    kind, month, form = asked
    fault = wrong(kind, month, form, year)
    if fault:
        return told(fault, 2)
    zone = ZoneInfo(config.shop.time_zone)
    try:
        period = year_of(year, now, zone) if year else month_of(month, now, zone)
    except BadMonth as error:
        return told(str(error), 2)
    writer = export.WRITERS[kind, form]

    async def text(session: AsyncSession) -> str:
        return await export.year_csv(session, period, config.shop.currency) if year else await writer(session, period)

    return written(with_session(config, text), out)


def open_payouts(config: Config, batch: str, out: Path | None) -> int:
    text, count = with_session(config, lambda session: bank.open_csv(session, batch))
    if not count:
        return told("Nobody waits for money just now.", 0)
    return written(text, out) or told(
        f"{count} payouts. Fill in `status` with paid or failed, and read it back with --confirm.", 0
    )


def confirm_payouts(config: Config, file: Path, now: datetime) -> int:
    """All of the file, or nothing."""
    try:
        raw = file.read_bytes()[: MOST_BYTES + 1]
        text = raw.decode("utf-8-sig")
    except OSError as error:
        return told(f"{file}: cannot be read ({error.strerror}).", 2)
    except UnicodeDecodeError:
        return told(f"{file}: is not a table in UTF-8. Save it as CSV UTF-8.", 2)
    if len(raw) > MOST_BYTES:
        return told(f"{file}: is too large for a table of payouts.", 2)
    try:
        fresh = with_session(config, lambda session: confirmed(config, session, text, now))
    except bank.BadFile as fault:
        return told(f"{file}: {fault} Nothing was changed.", 2)
    except Refused as refused:
        code = refused.notice.data.get("code", "")
        return told(f"{file}: payout {code} is settled already, and otherwise. Nothing was changed.", 2)
    return told(f"{fresh} payouts are settled; the representatives hear of it.", 0)


async def confirmed(config: Config, session: AsyncSession, text: str, now: datetime) -> int:
    """The acts are the first owner's: whoever may run this on the shop's own computer acts for them."""
    if not config.owner.ids:
        raise bank.BadFile("owner.ids names nobody for whom this is written down.")
    work = Work(session, now, Random(), config.rules(), frozenset(config.owner.ids))
    owner = await recognise(work, config.owner.ids[0], None)
    fresh = await payouts.confirm(work, await bank.outcomes(session, text), owner)
    from bot.telegram.post import Post  # noqa: PLC0415 (imports aiogram, which takes seconds)

    await Post(work, config.telegram.group_language).put_all(work.deliveries)
    return fresh


def audit_money(config: Config) -> int:
    difference, read = with_session(config, audit.first_difference)
    if difference:
        return told(difference, 1)
    sys.stdout.write(f"All agrees: {len(read.postings)} postings, {read.orders} orders.\n")
    return 0
