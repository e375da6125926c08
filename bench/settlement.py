"""`make bench`: settle a history of 100,000 orders, and see whether a balance stays as quick as on the first day.

Orders of 5,000 customers and 200 representatives are settled by the shop's own rules and written as its own postings,
with a checkpoint after every thousand, as the shop makes one every hour. Times are of the processor, and only their
ratio within one run means anything: beside the shop's balance stands a sum of all lines from the beginning.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import process_time

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import pay_postings, postings
from bot.rules.faults import FaultRules
from bot.rules.postings import Posting
from bot.rules.settlement import Facts, settle
from migrations import runner
from models import money
from models.engine import Database
from models.kinds import Fault
from models.money import PostingLine, PostingRow

ORDERS, CUSTOMERS, REPS, CHECKPOINT_EVERY = 100_000, 5_000, 200, 1_000
MOST_GROWTH = 3.0
"""A balance may take so many times as long at the end as when a hundredth was there."""
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
ENDS = (Fault.DONE,) * 6 + (Fault.CUSTOMER_ENDED,) * 2 + (Fault.REP_LEFT, Fault.CANCELLED_LATE)
SAMPLE = 400
Account = str


@dataclass(frozen=True)
class Seen:
    """Processor microseconds a balance takes, when so many orders are settled."""

    orders: int
    rep_us: float  # of a representative
    balance_us: float  # of the revenue, on which every order has a line
    from_the_beginning_us: float  # the same as a sum of all lines


def history(orders: int, rng: Random) -> Iterator[tuple[Posting, ...]]:
    """What is posted of each order: paid, settled, released."""
    for number in range(orders):
        code, price = f"{number:06d}", rng.choice((1200, 2000, 3600))
        rep, customer = 1 + rng.randrange(REPS), 1001 + rng.randrange(CUSTOMERS)
        facts = Facts(rng.choice(ENDS), price, 1800, rng.randrange(1801))
        made = settle(facts, FaultRules())
        ended = pay_postings.ended(code, made, rep_id=rep, customer_id=customer)
        released = pay_postings.released(code, made.rep_pay, rep)
        yield postings.voucher_redeemed(code, price), ended, released


async def write(session: AsyncSession, page: list[Posting], first: int) -> None:
    rows = [
        {
            "id": first + i,
            "key": one.key,
            "memo": one.memo,
            "currency": "CNY",
            "at": NOON + timedelta(seconds=first + i),
        }
        for i, one in enumerate(page)
    ]
    lines = [
        {"posting_id": first + i, "account": line.account, "amount": line.amount, "currency": "CNY"}
        for i, one in enumerate(page)
        for line in one.lines
    ]
    await session.execute(insert(PostingRow), rows)
    await session.execute(insert(PostingLine), lines)


async def summed(session: AsyncSession, account: Account) -> int:
    """What a balance would be without checkpoints."""
    return int(await session.scalar(select(func.sum(PostingLine.amount)).where(PostingLine.account == account)) or 0)


async def of_the_shop(session: AsyncSession, account: Account) -> int:
    return await money.balance(session, account, "CNY")


async def cost_us(
    database: Database, ask: Callable[[AsyncSession, Account], Awaitable[int]], accounts: list[Account]
) -> float:
    async with database.begin() as session:
        began = process_time()
        for account in accounts:
            await ask(session, account)
        return (process_time() - began) / len(accounts) * 1e6


async def measure(database: Database, orders: int, rng: Random) -> list[Seen]:
    """Settle them all; look when a hundredth, a tenth and all of them are there."""
    seen: list[Seen] = []
    page: list[Posting] = []
    written = 0
    looks = {max(CHECKPOINT_EVERY, orders // part) for part in (100, 10, 1)}
    for done, made in enumerate(history(orders, rng), 1):
        page += made
        if done % CHECKPOINT_EVERY == 0 or done == orders:
            async with database.begin() as session:
                await write(session, page, written + 1)
                await money.checkpoint(session)
            written, page = written + len(page), []
        if done in looks:
            seen.append(await look(database, done, rng))
    return seen


async def look(database: Database, orders: int, rng: Random) -> Seen:
    of_reps = [postings.available_of(1 + rng.randrange(REPS)) for _ in range(SAMPLE)]
    few = [*of_reps[:20], postings.REVENUE, postings.PREPAID]
    async with database.begin() as session:
        for account in few:
            assert await of_the_shop(session, account) == await summed(session, account)  # noqa: S101 (a benchmark)
    revenue = [postings.REVENUE] * 20
    shop = await cost_us(database, of_the_shop, revenue)
    return Seen(orders, await cost_us(database, of_the_shop, of_reps), shop, await cost_us(database, summed, revenue))


async def run(orders: int) -> list[Seen]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/bench.db"
        await asyncio.to_thread(runner.upgrade, url)
        database = Database(url)
        try:
            return await measure(database, orders, Random(7))
        finally:
            await database.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=ORDERS)
    began = process_time()
    seen = asyncio.run(run(parser.parse_args().orders))
    table = Table("orders settled", "a representative's, µs", "the revenue's, µs", "summed from the beginning, µs")
    for one in seen:
        costs = (one.rep_us, one.balance_us, one.from_the_beginning_us)
        table.add_row(f"{one.orders:,}", *(f"{cost:.0f}" for cost in costs))
    Console().print(table)
    growth = seen[-1].balance_us / seen[0].balance_us
    grown = seen[-1].from_the_beginning_us / seen[0].from_the_beginning_us
    took = process_time() - began
    sys.stdout.write(f"A balance grew {growth:.1f} times, a sum {grown:.1f} times; {took:.0f} s of processor in all.\n")
    return 0 if growth <= MOST_GROWTH and seen[-1].rep_us <= MOST_GROWTH * seen[0].rep_us else 1


if __name__ == "__main__":
    sys.exit(main())
