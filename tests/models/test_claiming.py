"""A thousand tap at once: one winner for each order, nobody beyond what they take at once, whatever comes between."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select, update

from bench.claims import RACES, Row, alone, measured, prepare, trying
from models import claiming
from models import order as orders
from models.claiming import Claim
from models.engine import Database
from models.kinds import OPEN_LINE, OrderState, TapState
from models.order import Order
from models.tap import Tap
from tests.conftest import NOON
from tests.models.test_orders import a_menu, a_rep, an_order, person

WAYS = pytest.mark.parametrize("how", ["one by one", "together"])
ROOT = Path(__file__).parents[2]


async def a_shop(database: Database, *, waiting: int, reps: int) -> tuple[list[int], list[int]]:
    """The ids of so many orders, offered for the first time, and of so many representatives."""
    async with database.begin() as session:
        await a_menu(session)
        customer = await person(session, 1)
        made = [await an_order(session, customer, f"K{i:04}", OrderState.QUEUED, epoch=1) for i in range(waiting)]
        return [order.id for order in made], [(await a_rep(session, 10 + i, f"R{i:04}")).id for i in range(reps)]


async def taken(database: Database) -> dict[int, int]:
    """Whose each order is."""
    async with database.begin() as session:
        rows = await session.execute(select(Order.id, Order.rep_id).where(Order.state.in_(OPEN_LINE)))
        return {order: rep for order, rep in rows if rep is not None}


async def tap(database: Database, wanted: Claim) -> bool:
    return await alone(database)(wanted)


@WAYS
async def test_of_a_thousand_at_once_one_gets_the_order(database: Database, how: str) -> None:
    (order,), reps = await a_shop(database, waiting=1, reps=1000)
    claim = trying(how, database)
    won = await asyncio.gather(*(claim(Claim(order, 1, rep, 1)) for rep in reps))
    assert await taken(database) == {order: reps[won.index(True)]}
    assert won.count(True) == 1


@WAYS
async def test_of_a_thousand_taps_on_fifty_orders_each_order_goes_once_and_nobody_gets_too_many(
    database: Database, how: str
) -> None:
    waiting, reps = await a_shop(database, waiting=50, reps=20)
    room = {rep: 1 + i % 3 for i, rep in enumerate(reps)}
    taps = [Claim(order, 1, rep, room[rep]) for order in waiting for rep in reps]
    Random(7).shuffle(taps)
    claim = trying(how, database)
    won = [one for one, mine in zip(taps, await asyncio.gather(*map(claim, taps)), strict=True) if mine]
    assert await taken(database) == {one.order_id: one.rep_id for one in won}
    assert len({one.order_id for one in won}) == len(won)
    assert Counter(one.rep_id for one in won) == room, "everybody tapped everything, so all room is used and no more"


@WAYS
async def test_the_same_tap_twice_wins_once(database: Database, how: str) -> None:
    (order, *_), (rep,) = await a_shop(database, waiting=2, reps=1)
    claim = trying(how, database)
    won = await asyncio.gather(*(claim(Claim(order, 1, rep, 3)) for _ in range(4)))
    assert sorted(won) == [False, False, False, True]
    assert not await claim(Claim(order, 1, rep, 3)), "nor when it comes late"
    assert await taken(database) == {order: rep}


@WAYS
async def test_a_button_of_an_earlier_offer_takes_nothing(database: Database, how: str) -> None:
    (order,), (rep,) = await a_shop(database, waiting=1, reps=1)
    async with database.begin() as session:
        await session.execute(update(Order).values(epoch=2))
    claim = trying(how, database)
    assert [await claim(Claim(order, epoch, rep, 1)) for epoch in (1, 3, 2)] == [False, False, True]


@WAYS
async def test_of_cancel_and_accept_at_once_one_happens(database: Database, how: str) -> None:
    waiting, reps = await a_shop(database, waiting=40, reps=40)
    claim = trying(how, database)

    async def cancel(order_id: int) -> bool:
        async with database.begin() as session:
            order = await orders.by_id(session, order_id)
            assert order is not None
            if order.state != OrderState.QUEUED:
                return False
            order.state = OrderState.CANCELLED
            return True

    pairs = list(zip(waiting, reps, strict=True))
    cancels = [cancel(order) for order in waiting]
    accepts = [claim(Claim(order, 1, rep, 1)) for order, rep in pairs]
    both = [deed for pair in zip(cancels, accepts, strict=True) for deed in pair]
    happened = await asyncio.gather(*both)
    assert all(first != second for first, second in zip(happened[::2], happened[1::2], strict=True))
    assert await taken(database) == {order: rep for (order, rep), won in zip(pairs, happened[1::2], strict=True) if won}


@pytest.mark.parametrize("change", [{"state": OrderState.CANCELLED}, {"epoch": 2}], ids=["cancelled", "offered anew"])
async def test_who_read_the_order_before_it_changed_does_not_get_it(
    database: Database, change: dict[str, object]
) -> None:
    if database.dialect == "sqlite":
        pytest.skip("one transaction at a time: nobody comes between")
    (order_id,), (rep,) = await a_shop(database, waiting=1, reps=1)
    async with database.begin() as session:
        order = await session.get_one(Order, order_id)
        async with database.begin() as other:
            await other.execute(update(Order).values(change))
        assert not await claiming.claim(session, order, rep, 1, NOON)
        assert {name: getattr(order, name) for name in change} == change, "and the order says why"


async def test_of_two_groups_with_the_same_tap_the_second_waits_and_has_nothing(database: Database) -> None:
    (order,), (rep,) = await a_shop(database, waiting=1, reps=1)
    group = [Claim(order, 1, rep, 3)]

    async def second() -> list[bool]:
        async with database.begin() as session:
            return await claiming.claim_all(session, group, NOON)

    async with database.begin() as session:
        assert await claiming.claim_all(session, group, NOON) == [True]
        late = asyncio.create_task(second())
        done, _ = await asyncio.wait([late], timeout=0.3)
        assert not done, "the second group did not wait"
    assert await late == [False]


async def test_two_taps_that_are_written_down_first_do_not_wait_for_each_other_in_a_circle(database: Database) -> None:
    if database.dialect == "sqlite":
        pytest.skip("one transaction at a time")
    waiting, (rep,) = await a_shop(database, waiting=2, reps=1)
    written = asyncio.Barrier(2)

    async def tapped(order_id: int) -> bool:
        async with database.begin() as session:
            order = await orders.by_id(session, order_id)
            assert order is not None
            session.add(Tap(order_id=order_id, epoch=1, rep_id=rep, at=NOON, became=TapState.HOLDS, settles_at=NOON))
            await session.flush()
            await written.wait()
            return await claiming.claim(session, order, rep, 1, NOON)

    assert sorted(await asyncio.gather(*map(tapped, waiting))) == [False, True]


CLAIMS_AND_WAITS = """
import asyncio, sys
from models import claiming, order as orders
from models.engine import Database
from tests.conftest import NOON
async def main(url, order_id, rep):
    async with Database(url).begin() as session:
        order = await orders.by_id(session, int(order_id))
        print(await claiming.claim(session, order, int(rep), 1, NOON), flush=True)
        await asyncio.to_thread(sys.stdin.readline)
asyncio.run(main(*sys.argv[1:]))
"""


async def test_who_is_killed_between_claim_and_commit_has_taken_nothing(database: Database, database_url: str) -> None:
    (order,), (first, second) = await a_shop(database, waiting=1, reps=2)
    words = ("-c", CLAIMS_AND_WAITS, database_url, str(order), str(first))
    process = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT, stdin=PIPE, stdout=PIPE)
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), 60) == b"True\n"
    process.send_signal(signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL
    assert await taken(database) == {}
    assert await tap(database, Claim(order, 1, second, 1))
    assert await taken(database) == {order: second}


async def test_a_group_ends_as_if_its_claims_came_one_after_the_other(database: Database) -> None:
    waiting, reps = await a_shop(database, waiting=5, reps=4)
    for seed in range(25):
        rng = Random(seed)
        busy, epoch = rng.choice(reps), rng.randint(1, 3)
        begun = waiting[0] if rng.random() < 0.5 else None
        async with database.begin() as session:
            await session.execute(update(Order).values(state=OrderState.QUEUED, epoch=epoch, rep_id=None))
            if begun is not None:
                live = update(Order).where(Order.id == begun).values(state=OrderState.LIVE, rep_id=busy)
                await session.execute(live)
        room = {rep: rng.randint(1, 3) for rep in reps}
        taps = [(rng.choice(waiting), rng.choice((epoch, epoch, epoch - 1)), rng.choice(reps)) for _ in range(15)]
        group = [Claim(order, seen, rep, room[rep]) for order, seen, rep in taps]
        async with database.begin() as session:
            won = await claiming.claim_all(session, group, NOON)
        has = {} if begun is None else {begun: busy}
        expected = []
        for order, seen, rep in taps:
            wins = order not in has and seen == epoch and list(has.values()).count(rep) < room[rep]
            has |= {order: rep} if wins else {}
            expected.append(wins)
        assert (won, await taken(database)) == (expected, has), f"seed {seed}"


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("processes", "rounds"), [(1, 34), (2, 10)], ids=["1e5 claims", "3e4 by two processes"])
async def test_in_round_after_round_nobody_wins_what_another_has(
    database: Database, database_url: str, processes: int, rounds: int
) -> None:
    if processes > 1 and database.dialect == "sqlite":
        pytest.skip("one file, one process")
    reps = await prepare(database_url)
    for race, winners in zip(RACES, (1, 19, 1000), strict=True):
        row = await measured(database_url, Row(database.dialect, processes, "together", race.name), race, reps, rounds)
        assert (row.claims, row.won) == (rounds * 1000, rounds * winners)
        assert (row.double, row.over, row.untrue) == (0, 0, 0)
