"""Posting at the desk, on both databases: once, and never more out of somebody's account than is in it."""

import asyncio
from random import Random

import pytest
from sqlalchemy import func, select

from bot.desk import ledger
from bot.desk.work import ShopRules, Work
from bot.rules import postings, return_postings
from bot.rules.errors import Overdrawn
from bot.rules.postings import Posting, posting, wallet_of
from models.engine import Database
from models.money import PostingLine, PostingRow
from tests.conftest import NOON

TOP_UP = postings.topped_up("top-up", 1000, "voucher", 7)


async def post(database: Database, one: Posting) -> bool:
    async with database.begin() as session:
        return await ledger.post(Work(session, NOON, Random(1), ShopRules()), one, None)


async def in_wallet(database: Database) -> int:
    async with database.begin() as session:
        return await ledger.wallet(Work(session, NOON, Random(1), ShopRules()), 7)


def spend(key: str, amount: int) -> Posting:
    return posting(key, "spent", (wallet_of(7), amount), (postings.PREPAID, -amount))


async def test_a_repeat_posts_nothing(database: Database) -> None:
    assert [await post(database, TOP_UP) for _ in range(3)] == [True, False, False]
    assert await in_wallet(database) == 1000


async def test_ten_taps_at_once_never_overdraw_a_wallet(database: Database) -> None:
    await post(database, TOP_UP)
    results = await asyncio.gather(*(post(database, spend(f"s{i}", 300)) for i in range(10)), return_exceptions=True)
    assert sum(result is True for result in results) == 3
    assert sum(isinstance(result, Overdrawn) for result in results) == 7
    assert await in_wallet(database) == 100


async def test_two_processes_never_overdraw_a_wallet(database_url: str) -> None:
    one, other = Database(database_url), Database(database_url)
    try:
        await post(one, TOP_UP)
        both = await asyncio.gather(
            *(post(db, spend(f"s{i}", 600)) for i, db in enumerate((one, other) * 3)), return_exceptions=True
        )
        assert sum(result is True for result in both) == 1
        assert await in_wallet(other) == 400
    finally:
        await one.close()
        await other.close()


async def test_a_tap_twice_at_once_spends_once(database: Database) -> None:
    await post(database, TOP_UP)
    results = await asyncio.gather(*(post(database, spend("same", 600)) for _ in range(4)))
    assert sorted(results) == [False, False, False, True]
    assert await in_wallet(database) == 400


async def test_what_is_taken_back_may_leave_a_debt(database: Database) -> None:
    await post(database, TOP_UP)
    await post(database, spend("s", 900))
    assert await post(database, return_postings.gone_back("back", 1000, "stars", 7))
    assert await in_wallet(database) == -900
    with pytest.raises(Overdrawn):
        await post(database, spend("more", 1))


async def test_a_reversal_undoes_once(database: Database) -> None:
    await post(database, TOP_UP)
    await post(database, spend("s", 900))
    async with database.begin() as session:
        work = Work(session, NOON, Random(1), ShopRules())
        assert await ledger.reverse(work, "s")
        assert not await ledger.reverse(work, "s")
        assert not await ledger.reverse(work, "never")
        assert await ledger.wallet(work, 7) == 1000
        with pytest.raises(Overdrawn):
            await ledger.post(work, spend("t", 1001), None)
        assert await session.scalar(select(func.sum(PostingLine.amount))) == 0
        assert await session.scalar(select(func.count()).select_from(PostingRow)) == 3
