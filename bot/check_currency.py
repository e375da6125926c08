"""Whether the shop may open in its currency: sums of two are never added up, so nothing of another may be open."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Config
from bot.config_faults import ConfigFault
from bot.rules.money_text import plain
from bot.rules.postings import PREPAID, TIPS, is_drawn
from models import foreign
from models.engine import Database

CALLED = {
    "wallet": "in wallets",
    "returning": "to be sent back",
    "time": "in kept time",
    "pending": "of pay that is open to question",
    "available": "of pay that is available",
    "requested": "of pay that was asked for",
    "debt": "that representatives owe",
    PREPAID: "on orders",
    TIPS: "of tips",
}


async def open_in_others(session: AsyncSession, currency: str, now: datetime) -> dict[str, list[str]]:
    """By each other currency, what is not settled in it."""
    found: dict[str, list[str]] = {}
    sums: dict[tuple[str, str], int] = {}
    for (account, other), amount in (await foreign.balances(session, currency)).items():
        kind = account.rpartition(":")[2]
        if is_drawn(account) or kind in ("debt", PREPAID, TIPS):
            sums[other, kind] = sums.get((other, kind), 0) + abs(amount)
    for (other, kind), amount in sorted(sums.items()):
        found.setdefault(other, []).append(f"{plain(amount, other)} {CALLED[kind]}")
    for other, count in (await foreign.orders(session, currency)).items():
        found.setdefault(other, []).append(f"{count} orders that are not finished")
    for other, count in (await foreign.vouchers(session, currency, now)).items():
        found.setdefault(other, []).append(f"{count} voucher codes that were not used")
    return found


def sentence(currency: str, others: dict[str, list[str]]) -> str:
    """What is wrong and what to do, "" where nothing is."""
    if not others:
        return ""
    first, *_ = sorted(others)
    there = "; ".join(f"in {other}: {', '.join(what)}" for other, what in sorted(others.items()))
    return (
        f"shop.currency: it is {currency}, and this shop still has, {there}. Two currencies are never added up. "
        f"Put {first} back until that is paid out, used or called back (/vouchers); then it may be {currency}."
    )


async def fault_of(config: Config, now: datetime) -> str:
    """Of a database that is up to date."""
    database = Database(config.database.url)
    try:
        async with database.snapshot() as connection, AsyncSession(connection) as session:
            others = await open_in_others(session, config.shop.currency, now)
    finally:
        await database.close()
    return sentence(config.shop.currency, others)


async def refuse_mixing(config: Config, now: datetime) -> None:
    """Raises ConfigFault where the shop must not open so."""
    fault = await fault_of(config, now)
    if fault:
        raise ConfigFault(fault)
