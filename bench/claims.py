"""`make bench-claims`: a thousand representatives race for orders; claims a second, double assigns, over capacity."""

import argparse
import asyncio
import json
import multiprocessing
import os
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from time import perf_counter, process_time, time
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, insert, select, update

from bench.burst import Bot
from bench.relay import ROOT, databases
from bot.seed import seed_menu
from migrations import runner
from models import claiming
from models.claiming import Claim
from models.engine import Database
from models.kinds import OPEN_LINE, Language, OrderState, RepStatus
from models.order import Order
from models.person import Person
from models.rep import Rep, Specialty

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
CLAIMERS = 1000
SIDE_BY_SIDE = 16  # transactions at once, as bot/telegram/lanes.py has it; to import that loads all of aiogram
GROUP = 500  # claims that share a transaction, at most
BOT, TOGETHER, ALONE = "by the bot", "together", "one by one"
HOWS = (BOT, TOGETHER, ALONE)
SHARES = {BOT: 2, TOGETHER: 1, ALONE: 20}  # of so many claims one is made this way: some take their time
Try = Callable[[Claim], Awaitable[bool]]
Win = tuple[int, int]  # an order, and who was told that it is theirs


@dataclass(frozen=True)
class Race:
    """A thousand taps at once, by so many representatives of capacity 1 to 3, on so many orders."""

    name: str
    orders: int
    reps: int
    capacity: int | None = None  # of everybody, else 1, 2, 3 in turn

    def room(self, rep: int) -> int:
        return self.capacity or 1 + rep % 3

    def taps(self, orders: list[int], reps: list[int], rng: Random) -> Iterator[tuple[int, int, int]]:
        """(order, representative, their capacity); everybody on everything, again and again, then shuffled."""
        pairs = [(order, reps[i], self.room(i)) for i in range(self.reps) for order in orders]
        if self.orders == self.reps:
            pairs = [(order, reps[i], self.room(i)) for i, order in enumerate(orders)]
        taps = (pairs * (CLAIMERS // len(pairs) + 1))[:CLAIMERS]
        rng.shuffle(taps)
        return iter(taps)


RACES = (
    Race("one order, 1,000 people", orders=1, reps=1000),
    Race("50 orders, 10 people, every tap twice", orders=50, reps=10),
    Race("1,000 orders, one each", orders=1000, reps=1000, capacity=1),
)


@dataclass
class Row:
    """One race on one database. `double`, `over` and `untrue` are to be 0."""

    database: str
    processes: int
    how: str
    race: str
    claims: int = 0
    won: int = 0
    per_second: float = 0.0
    won_per_second: float = 0.0
    cpu_ms: float = 0.0  # of this process (the database's own, where it is another, is not in it), for a thousand
    double: int = 0  # orders that two were told to have
    over: int = 0  # representatives with more open lines than they take
    untrue: int = 0  # wins told that the table does not have, or the other way round
    load: float = 0.0


def alone(database: Database) -> Try:
    """As the bot does it: a tap, a transaction."""
    slots = asyncio.Semaphore(SIDE_BY_SIDE)

    async def tap(wanted: Claim) -> bool:
        async with slots, database.begin() as session:
            order = await session.get_one(Order, wanted.order_id, with_for_update=True)
            if order.state != OrderState.QUEUED or order.epoch != wanted.epoch:
                return False
            return await claiming.claim(session, order, wanted.rep_id, wanted.capacity, NOW)

    return tap


@dataclass
class Together:
    """Claims that wait at the same time share a transaction, as far as GROUP goes; each hears after the commit."""

    database: Database
    waiting: list[tuple[Claim, asyncio.Future[bool]]] = field(default_factory=list)
    task: asyncio.Task[None] | None = None

    async def tap(self, wanted: Claim) -> bool:
        heard: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.waiting.append((wanted, heard))
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._settle())
        return await heard

    async def _settle(self) -> None:
        while self.waiting:
            group, self.waiting = self.waiting[:GROUP], self.waiting[GROUP:]
            try:
                async with self.database.begin() as session:
                    won = await claiming.claim_all(session, [wanted for wanted, _ in group], NOW)
            except Exception as error:  # nobody of this group has anything, and nobody waits for ever
                for _, heard in group:
                    heard.set_exception(error)
                continue
            for (_, heard), mine in zip(group, won, strict=True):
                heard.set_result(mine)


def trying(how: str, database: Database) -> Try:
    return alone(database) if how == ALONE else Together(database).tap


async def prepare(url: str) -> list[int]:
    """A migrated shop with so many representatives, and as many customers; the ids of the representatives."""
    database = Database(url)
    async with database.begin() as session:
        await seed_menu(session)
        same: dict[str, Any] = {"language": Language.EN, "adult_at": NOW, "created_at": NOW}
        people = [same | {"id": i, "telegram_id": i} for i in range(1, 2 * CLAIMERS + 1)]
        await session.execute(insert(Person), people)
        same = {"status": RepStatus.ACTIVE, "on_duty": True, "languages": ["en"], "created_at": NOW}
        await session.execute(insert(Rep), [same | {"id": i, "code": f"R{i}"} for i in range(1, CLAIMERS + 1)])
        levels = [{"rep_id": i, "topic": "chat", "level": 3} for i in range(1, CLAIMERS + 1)]
        await session.execute(insert(Specialty), levels)
    await database.close()
    return list(range(1, CLAIMERS + 1))


async def offer(database: Database, count: int) -> list[int]:
    """So many orders that wait."""
    same = {"topic": "chat", "service": "chat30", "minutes": 30, "price": 2000, "currency": "CNY", "rep_share": 60}
    same |= {"state": OrderState.QUEUED, "epoch": 1, "created_at": NOW}
    async with database.begin() as session:
        first = (await session.scalar(select(func.coalesce(func.max(Order.id), 0))) or 0) + 1
        rows = [
            same | {"id": first + i, "code": f"K{first + i}", "customer_id": CLAIMERS + 1 + i} for i in range(count)
        ]
        await session.execute(insert(Order), rows)
    return [first + i for i in range(count)]


async def give_room(database: Database, rooms: dict[int, int]) -> None:
    """How many talks each takes at once: the bot looks it up."""
    async with database.begin() as session:
        for room in set(rooms.values()):
            these = [rep for rep, theirs in rooms.items() if theirs == room]
            await session.execute(update(Rep).where(Rep.id.in_(these)).values(capacity=room))


async def judge(database: Database, row: Row, orders: list[int], rooms: dict[int, int], told: list[Win]) -> None:
    """Count what must not be, then end all talks, so that the next race begins with nobody busy."""
    async with database.begin() as session:
        query = select(Order.id, Order.rep_id).where(Order.id.in_(orders), Order.state.in_(OPEN_LINE))
        taken = [(order, rep) for order, rep in await session.execute(query) if rep is not None]
        await session.execute(update(Order).where(Order.state.in_(OPEN_LINE)).values(state=OrderState.ENDED))
    row.won += len(told)
    row.double += sum(count > 1 for count in Counter(order for order, _ in told).values())
    row.over += sum(count > rooms[rep] for rep, count in Counter(rep for _, rep in taken).items())
    row.untrue += len(set(taken) ^ set(told))


async def race_here(tap: Try, claims: list[Claim]) -> list[Win]:
    won = await asyncio.gather(*map(tap, claims))
    return [(wanted.order_id, wanted.rep_id) for wanted, mine in zip(claims, won, strict=True) if mine]


class Here:
    """All in this process."""

    def __init__(self, url: str, how: str) -> None:
        self.database = Database(url)
        self.tap = trying(how, self.database)

    async def race(self, claims: list[Claim]) -> tuple[float, float, list[Win]]:
        began, busy = perf_counter(), process_time()
        told = await race_here(self.tap, claims)
        return perf_counter() - began, process_time() - busy, told

    async def close(self) -> None:
        await self.database.close()


class Crew:
    """Processes that race side by side; each round is begun at one moment, and timed from that to the last's end."""

    def __init__(self, url: str, how: str, count: int) -> None:
        several = multiprocessing.get_context("spawn")
        self.pipes = [several.Pipe() for _ in range(count)]
        self.members = [several.Process(target=member, args=(url, how, theirs)) for _, theirs in self.pipes]
        for one in self.members:
            one.start()
        for ours, _ in self.pipes:
            ours.recv()

    async def race(self, claims: list[Claim]) -> tuple[float, float, list[Win]]:
        return await asyncio.to_thread(self._race, claims)

    def _race(self, claims: list[Claim]) -> tuple[float, float, list[Win]]:
        begin = time() + 0.02
        for i, (ours, _) in enumerate(self.pipes):
            ours.send((begin, claims[i :: len(self.pipes)]))
        ends, told = [], list[Win]()
        for ours, _ in self.pipes:
            ended, wins = ours.recv()
            ends.append(ended)
            told += wins
        return max(ends) - begin, 0.0, told

    async def close(self) -> None:
        for ours, _ in self.pipes:
            ours.send(None)
        for one in self.members:
            one.join()


def member(url: str, how: str, pipe: "Connection[Any, Any]") -> None:
    asyncio.run(racing(url, how, pipe))


async def racing(url: str, how: str, pipe: "Connection[Any, Any]") -> None:
    database = Database(url)
    tap = trying(how, database)
    async with database.begin() as session:
        await session.execute(select(1))
    pipe.send("ready")
    while (told := await asyncio.to_thread(pipe.recv)) is not None:
        begin, claims = told
        await asyncio.sleep(max(0.0, begin - time()))
        won = await race_here(tap, claims)
        pipe.send((time(), won))
    await database.close()


async def measured(url: str, row: Row, race: Race, reps: list[int], rounds: int) -> Row:
    """Race so often; everything but the race itself stays outside of the time."""
    database, rng, took = Database(url), Random(rounds), 0.0
    cpu = 0.0
    racer = (
        Bot(url) if row.how == BOT else Crew(url, row.how, row.processes) if row.processes > 1 else Here(url, row.how)
    )
    rooms = {reps[i]: race.room(i) for i in range(race.reps)}
    await give_room(database, rooms)
    for _ in range(rounds):
        orders = await offer(database, race.orders)
        claims = [Claim(order, 1, rep, room) for order, rep, room in race.taps(orders, reps, rng)]
        spent, worked, told = await racer.race(claims)
        took, cpu = took + spent, cpu + worked
        row.claims += len(claims)
        await judge(database, row, orders, rooms, told)
    await racer.close()
    await database.close()
    row.per_second, row.won_per_second = round(row.claims / took), round(row.won / took)
    row.cpu_ms = round(cpu * 1e6 / row.claims, 1) if row.processes == 1 else 0.0
    row.load = round(os.getloadavg()[0], 1)
    return row


async def everything(kinds: list[str], hows: list[str], claims: int) -> list[Row]:
    rows = []
    with tempfile.TemporaryDirectory(prefix="earshot-bench-") as folder, databases(Path(folder)) as urls:
        for kind in kinds:
            url = urls[kind].replace("{n}", "0")
            await asyncio.to_thread(runner.upgrade, url)
            reps = await prepare(url)
            crews = (1, 2) if kind == "postgresql" else (1,)
            ways = [(processes, how) for processes in crews for how in hows if how != BOT or processes == 1]
            for processes, how in ways:
                share = claims // len(RACES) // SHARES[how]
                for race in RACES:
                    row = Row(kind, processes, how, race.name)
                    rows.append(await measured(url, row, race, reps, max(1, share // CLAIMERS)))
    return rows


def shown(rows: list[Row]) -> Table:
    table = Table(title="Claims: 1,000 at once, round after round")
    for name in asdict(rows[0]):
        words = name in ("database", "how", "race")
        table.add_column(name.replace("_", " "), justify="left" if words else "right")
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int | float) else cell for cell in asdict(row).values()))
    return table


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=ROOT / "bench" / "claims.json")
    parser.add_argument("--claims", type=int, default=100_000, help="on each database, by each number of processes")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--how", choices=HOWS)
    given = parser.parse_args()
    kinds = [given.only] if given.only else ["sqlite", "postgresql"]
    rows = asyncio.run(everything(kinds, [given.how] if given.how else list(HOWS), given.claims))
    Console(width=150).print(shown(rows))
    given.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    return int(any(row.double or row.over or row.untrue for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
