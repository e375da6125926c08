"""One process leads; whoever dies leads no more; and what is rung is heard by the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from models import lead as leads
from models.bell import LONGEST, Bell, told_in
from models.engine import Database
from models.lead import Lead, NotLeading, lead_of
from tests.patience import eventually


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leads, "LOOK_EVERY_S", 0.05)


@asynccontextmanager
async def striving(lead: Lead) -> AsyncIterator[Lead]:
    task = asyncio.create_task(lead.run())
    try:
        yield lead
    finally:
        lead.close()
        await task


async def test_one_of_two_leads_and_the_other_follows_when_it_leaves(database: Database, database_url: str) -> None:
    other = Database(database_url)
    async with striving(lead_of(other, "7")) as second:
        await asyncio.wait_for(second.held.wait(), 60)
        async with striving(lead_of(database, "7")) as first:
            await asyncio.sleep(0)
            with pytest.raises(NotLeading):
                async with first.begin():
                    pass
            second.close()
            await asyncio.wait_for(first.held.wait(), 60)
            assert not second.held.is_set()
            async with first.begin() as session:
                assert await session.scalar(text("SELECT 1")) == 1
    await other.close()


async def test_two_bots_on_one_database_do_not_wait_for_each_other(database: Database) -> None:
    if database.dialect == "sqlite":
        pytest.skip("one file, one process")
    async with striving(lead_of(database, "7")) as one, striving(lead_of(database, "8")) as two:
        await asyncio.wait_for(one.held.wait(), 60)
        await asyncio.wait_for(two.held.wait(), 60)


async def test_with_its_connection_a_process_loses_the_lead_and_can_fetch_nothing_more(database: Database) -> None:
    if database.dialect == "sqlite":
        pytest.skip("a file has no connection")
    told: list[bool] = []
    lead = lead_of(database, "7")
    lead.changed.append(told.append)
    async with striving(lead):
        await asyncio.wait_for(lead.held.wait(), 60)
        async with database.begin() as session:
            await session.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            )

        async def refused() -> bool:
            try:
                async with lead.begin() as session:
                    await session.execute(text("SELECT 1"))
            except Exception:
                return True
            return len(told) > 1

        await eventually(refused)

        async def again() -> bool:
            return told[:3] == [True, False, True]  # for nobody else does

        await eventually(again)


async def test_what_one_rings_the_others_hear_and_it_does_not_itself(database: Database, database_url: str) -> None:
    if database.dialect == "sqlite":
        pytest.skip("nothing is rung on SQLite")
    other, heard, echo = Database(database_url), list[list[str]](), list[list[str]]()
    here, there = Bell(database, echo.append), Bell(other, heard.append)
    tasks = [asyncio.create_task(bell.run()) for bell in (here, there)]

    async def reached() -> bool:
        here.ring(["p1", "p2"])
        return bool(heard)

    await eventually(reached)
    assert heard[0] == ["p1", "p2"]
    assert not echo
    for bell in (here, there):
        bell.close()
    await asyncio.gather(*tasks)
    await other.close()


@pytest.mark.parametrize("count", [0, 1, 3, 5000])
def test_many_lanes_are_told_in_rings_that_postgresql_takes(count: int) -> None:
    lanes = [f"p{i}" for i in range(count)]
    rings = list(told_in(lanes))
    assert [lane for ring in rings for lane in ring.split(",") if lane] == lanes
    assert all(len(ring) <= LONGEST for ring in rings)
    assert rings
