"""The ledger's tables, on both databases: nothing written is changed, and a checkpoint hides nothing."""

import asyncio
from random import Random

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models import money
from models.engine import Database
from models.money import Checkpoint, PostingLine, PostingRow
from tests.conftest import NOON

ACCOUNTS = ("voucher-clearing", "prepaid", "revenue", "customer:1:wallet", "customer:2:wallet")


async def put(session: AsyncSession, key: str, *lines: tuple[str, int], currency: str = "CNY") -> int | None:
    row = {"key": key, "order_id": None, "memo": "", "currency": currency, "at": NOON}
    return await money.add_posting(session, row, lines)


@pytest.mark.parametrize(
    "change",
    [
        update(PostingRow).values(memo="other"),
        update(PostingLine).values(amount=7),
        delete(PostingLine),
        delete(PostingRow),
        text("DELETE FROM posting_line WHERE amount > 0"),
    ],
    ids=str,
)
async def test_what_is_written_cannot_be_changed(database: Database, change: object) -> None:
    async with database.begin() as session:
        await put(session, "one", ("prepaid", -5), ("voucher-clearing", 5))
    with pytest.raises(IntegrityError):
        async with database.begin() as session:
            await session.execute(change)  # type: ignore[call-overload]  # statements of several kinds
    async with database.begin() as session:
        assert await money.balance(session, "prepaid", "CNY") == -5


@pytest.mark.parametrize(("amount", "currency"), [(0, "CNY"), (5, "USD")])
async def test_a_line_is_of_its_postings_currency_and_never_zero(
    database: Database, amount: int, currency: str
) -> None:
    async with database.begin() as session:
        posting_id = await put(session, "one", ("prepaid", -5), ("voucher-clearing", 5))
    line = insert(PostingLine).values(posting_id=posting_id, account="revenue", amount=amount, currency=currency)
    async with database.begin() as session:
        with pytest.raises(IntegrityError):
            await session.execute(line)


async def test_a_key_is_posted_once(database: Database) -> None:
    async with database.begin() as session:
        assert await put(session, "one", ("prepaid", -5), ("voucher-clearing", 5)) is not None
        assert await put(session, "one", ("prepaid", -6), ("voucher-clearing", 6)) is None
        assert await money.balance(session, "prepaid", "CNY") == -5


async def test_of_two_that_post_one_key_at_once_the_second_writes_nothing(database: Database) -> None:
    async def post() -> int | None:
        async with database.begin() as session:
            made = await put(session, "one", ("prepaid", -5), ("voucher-clearing", 5))
            await asyncio.sleep(0)
            return made

    made = await asyncio.gather(post(), post(), post())
    assert len([one for one in made if one is not None]) == 1
    async with database.begin() as session:
        assert await money.balance(session, "prepaid", "CNY") == -5


async def test_a_balance_with_checkpoints_is_the_sum(database: Database) -> None:
    rng = Random(7)
    async with database.begin() as session:
        for number in range(120):
            one, other = rng.sample(ACCOUNTS, 2)
            amount = rng.randint(1, 10**10)
            await put(session, f"n{number}", (one, amount), (other, -amount), currency=rng.choice(("CNY", "USD")))
            if rng.random() < 0.1:
                await money.checkpoint(session)
            if number % 10 == 9:
                await all_agree(session)
        assert await money.checkpoint(session) in range(1, 11)
        assert await money.checkpoint(session) == 0  # nothing new
        await all_agree(session)
        assert await session.scalar(select(func.sum(Checkpoint.amount))) == 0


async def all_agree(session: AsyncSession) -> None:
    for account in ACCOUNTS:
        for currency in ("CNY", "USD"):
            whole = select(func.coalesce(func.sum(PostingLine.amount), 0)).where(
                PostingLine.account == account, PostingLine.currency == currency
            )
            assert await money.balance(session, account, currency) == await session.scalar(whole)


async def test_a_checkpoint_waits_for_what_is_being_posted(database: Database) -> None:
    """A posting with a lower id that is committed after the checkpoint would never be counted."""
    written, let_go = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with database.begin() as session:
            await put(session, "slow", ("prepaid", -5), ("revenue", 5))
            written.set()
            await let_go.wait()

    async def quick() -> None:
        async with database.begin() as session:
            await put(session, "quick", ("prepaid", -7), ("revenue", 7))

    async def count() -> None:
        async with database.begin() as session:
            await money.checkpoint(session)

    posting = asyncio.create_task(slow())
    await written.wait()
    if database.dialect == "postgresql":  # SQLite's writers take turns
        await quick()
    counting = asyncio.create_task(count())
    await asyncio.wait({counting}, timeout=0.2)
    let_go.set()
    await asyncio.gather(posting, counting)
    async with database.begin() as session:
        total = await session.scalar(select(func.sum(PostingLine.amount)).where(PostingLine.account == "prepaid"))
        assert await money.balance(session, "prepaid", "CNY") == total
        assert (await session.get_one(Checkpoint, ("prepaid", "CNY"))).amount == total
