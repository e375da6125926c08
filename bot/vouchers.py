"""`python -m bot vouchers`: codes by hundreds onto standard output, how batches stand, and calling them back."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from random import Random

from bot.config import Config
from bot.desk import vouchers
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.secret import with_secret
from models.engine import Database

Use = Callable[[Work], Awaitable[str]]

WHY_NOT = {
    Reason.NO_SUCH_SERVICE: "There is no such service; the shop has: {services}.",
    Reason.VOUCHER_COUNT: "Between 1 and {limit} codes at a time.",
    Reason.VOUCHER_NAME: "That name is taken, or none: letters, digits, - _ . only, up to {limit}.",
    Reason.VOUCHER_NO_BATCH: "There is no batch of that name, and it is no code.",
    Reason.VOUCHER_UNKNOWN: "No such code is good.",
    Reason.BAD_USAGE: "The last day is written like {usage} and lies ahead.",
}


def work_with(config: Config, now: datetime, use: Use) -> int:
    """What the use-case says goes to standard output; 1 where it is refused, with the reason."""
    try:
        told = asyncio.run(in_a_transaction(with_secret(config), now, use))
    except Refused as refused:
        sys.stderr.write(WHY_NOT[refused.notice.reason].format(**refused.notice.data) + "\n")
        return 1
    sys.stdout.write(told)
    return 0


async def in_a_transaction(config: Config, now: datetime, use: Use) -> str:
    database = Database(config.database.url)
    try:
        async with database.begin() as session:
            return await use(
                Work(session, now, Random(str(now)), config.rules())
            )  # chance makes nothing here but a name
    finally:
        await database.close()


def making(count: int, service: str, name: str, until: str) -> Use:
    async def use(work: Work) -> str:
        return vouchers.csv(await vouchers.make(work, vouchers.Wanted(count, service, name, until)))

    return use


async def listed(work: Work) -> str:
    head = "batch\tservice\tvalue\tcurrency\tuntil\tgood\tused\trevoked"
    rows = [
        f"{one.name}\t{one.service}\t{one.value}\t{one.currency}\t{one.until.date() if one.until else ''}"
        f"\t{one.fresh}\t{one.redeemed}\t{one.revoked}"
        for one in await vouchers.batches(work)
    ]
    return "\n".join([head, *rows, ""])


def revoking(what: str) -> Use:
    async def use(work: Work) -> str:
        name, count = await vouchers.revoke(work, what)
        return f"Batch {name}: {count} codes are called back.\n" if name else "That code is called back.\n"

    return use
