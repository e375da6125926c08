"""Inbox and lanes against a model: what was kept is done once and in its lane's order, or parked, whatever happens."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from bot.desk import commands as c
from bot.desk.work import Actor
from bot.seed import seed_menu
from bot.seed_lines import open_line
from bot.telegram.inbox import Inbox
from bot.telegram.lanes import ATTEMPTS, Lanes
from bot.telegram.unit import Units
from models.engine import is_away
from models.kinds import InboxState, Language
from models.person import Person, by_telegram_id
from tests.databases import Databases, SqliteFiles
from tests.kernel.letters import EMPTY, MALFORMED, NO_UPDATES, PEOPLE, PLAIN, STRANGER, Behaviour, Kind
from tests.kernel.machine import OWNER, UNHURRIED, Fate, KernelMachine, MortalDatabase, prove, unless
from tests.kernel.model_of_inbox import Model, Seen, look
from tests.patience import eventually

KINDS = st.sampled_from([*PLAIN * 6, Kind.FLAKY, Kind.POISON, *EMPTY, *MALFORMED])
BATCH = st.lists(st.tuples(st.sampled_from(PEOPLE), KINDS), max_size=8)
SOME = st.lists(st.tuples(st.sampled_from(PEOPLE), KINDS), min_size=1, max_size=8)
AGAIN = st.lists(st.integers(0, 40), max_size=4)
LONG_ENOUGH_S = 30


@dataclass
class Process:
    """One of those that share the database."""

    units: Units
    database: MortalDatabase
    inbox: Inbox
    lanes: Lanes

    async def run(self) -> None:
        """The lanes, and as the shop does it: again where the database was away."""
        while True:
            try:
                return await self.lanes.run()
            except Exception as error:
                if not is_away(error):
                    raise


class Hands(Behaviour):
    """Handlers that can be held in the middle of their work."""

    def __init__(self) -> None:
        super().__init__()
        self.held, self.let_go = asyncio.Event(), asyncio.Event()

    async def hangs(self) -> None:
        self.held.set()
        await self.let_go.wait()


class Inboxes(KernelMachine):
    def __init__(self, databases: Databases) -> None:
        super().__init__(databases)
        self.processes = 1 if isinstance(databases, SqliteFiles) else 2
        self.hands = Hands()
        self.model = Model()
        self.seen = Seen()
        self.do(self.begin())
        self.do(self.seed())

    async def begin(self) -> None:
        self.crew = [self.process() for _ in range(self.processes)]
        for process in self.crew:
            process.units.woken = [self.wake]
        self.one = self.crew[0]
        self.start(*(process.run for process in self.crew))

    def wake(self, _lanes: object) -> None:
        """Each process hears of what another left, sooner than it would look for it."""
        for process in self.crew:
            process.lanes.wake()

    def process(self) -> Process:
        units = self.new_units(self.hands.dispatcher())
        assert isinstance(units.database, MortalDatabase)
        return Process(units, units.database, Inbox(units), Lanes(units))

    async def seed(self) -> None:
        now = self.clock.now()
        async with self.one.database.begin() as session:
            await seed_menu(session)
            for i in range(2):
                await open_line(session, i, now, self.one.units.rng)
            for telegram_id in (STRANGER, OWNER):
                session.add(Person(telegram_id=telegram_id, language=Language.EN, created_at=now))
            await session.flush()
            self.persons = {who: (await by_telegram_id(session, who)).id for who in (*PEOPLE, OWNER)}  # type: ignore[union-attr]

    # --- what the tables say ---

    async def look(self) -> Seen:
        self.seen = await look(self.one.database, self.persons[OWNER])
        self.model.judge(self.seen)
        return self.seen

    async def settled(self, but: int | None = None) -> bool:
        """Whether everything came to its end, but for what this person sent."""
        self.clock.advance(LONG_ENOUGH_S)
        seen = await self.look()
        waiting = [number for number, state in seen.states.items() if state is InboxState.PENDING]
        return all(self.model.letters[number].who == but for number in waiting)

    async def rested(self) -> bool:
        """And nobody looks for more."""
        return await self.settled() and all(process.lanes.idle for process in self.crew)

    # --- what happens ---

    def new_letters(self, batch: Sequence[tuple[int, Kind]]) -> list[Any]:
        """Updates that are to be kept now."""
        letters = self.model.write(batch, int(self.clock.now().timestamp()))
        for one in letters[len(letters) - len(batch) :]:
            times = {Kind.FLAKY: 1 + one.id % (ATTEMPTS - 1), Kind.POISON: 10**9}
            self.hands.failing[one.id] = times.get(one.kind, 0)
        return [one.raw for one in letters]

    @rule(batch=BATCH, keepers=st.integers(1, 3), steps=st.integers(0, 5), again=AGAIN)
    def arrive(self, batch: list[tuple[int, Kind]], keepers: int, steps: int, again: list[int]) -> None:
        """Several keep at the same time, and repeats and what is no update are among it."""
        updates = self.new_letters(batch)
        old = [self.model.letters[number].raw for number in again if number in self.model.kept]
        noise = [*old, *NO_UPDATES[: len(again)]]
        ends = [len(updates) * i // keepers for i in range(keepers + 1)]

        async def step() -> None:
            keeping = []
            for start, end in pairwise(ends):
                share = [*noise, *updates[start:end], *updates[start : start + 1]]
                keeping.append(asyncio.create_task(self.one.inbox.keep(share)))
                for _ in range(steps):
                    await asyncio.sleep(0)
            await asyncio.gather(*keeping)

        self.do(step())
        self.model.confirm()

    @rule(batch=SOME)
    def the_disk_is_full_when_they_arrive(self, batch: list[tuple[int, Kind]]) -> None:
        self.do(eventually(self.rested))
        updates = self.new_letters(batch)
        self.one.database.fate = Fate(spared=0, away=True)
        with pytest.raises(OSError, match="no space"):
            self.do(self.one.inbox.keep(updates))
        self.sound = True

    @rule(spared=st.integers(0, 6))
    def the_disk_will_be_full(self, spared: int) -> None:
        """At some commit of the lanes."""
        self.arrive([], 1, 0, [])
        self.do(eventually(self.rested))
        self.one.database.fate = Fate(spared=spared + 1, away=True)
        self.arrive([(PEOPLE[0], Kind.COMMAND), (PEOPLE[2], Kind.WORD)], 1, 0, [])
        self.do(eventually(self.settled))
        self.one.database.fate = None

    @rule()
    def all_comes_to_its_end(self) -> None:
        self.do(eventually(self.settled))

    @rule(batch=SOME, spared=st.integers(0, 6), after=st.booleans())
    def killed_at_a_commit(self, batch: list[tuple[int, Kind]], spared: int, after: bool) -> None:
        """Of whoever comes to it: the keeper, the group, or a lane."""
        updates = self.new_letters(batch)

        async def step() -> None:
            self.one.database.fate = Fate(spared, after)
            keeping = asyncio.create_task(self.one.inbox.keep(updates))

            async def over() -> bool:
                self.clock.advance(1)
                return keeping.done() and await self.settled()

            await unless(self.one.database.struck, eventually(over))
            if keeping.done():
                self.model.confirm()
            await self.killed_all()

        self.model.doubt()
        self.do(step())

    @rule(batch=SOME, steps=st.integers(0, 60))
    def killed_somewhere(self, batch: list[tuple[int, Kind]], steps: int) -> None:
        updates = self.new_letters(batch)

        async def step() -> None:
            keeping = asyncio.create_task(self.one.inbox.keep(updates))
            for _ in range(steps):
                await asyncio.sleep(0)
            if keeping.done():
                self.model.confirm()
            await self.killed_all()

        self.model.doubt()
        self.do(step())

    async def killed_all(self) -> None:
        await self.kill(*(process.database for process in self.crew))
        await self.begin()

    @rule(who=st.sampled_from(PEOPLE), batch=SOME, killed=st.booleans())
    def one_hangs(self, who: int, batch: list[tuple[int, Kind]], killed: bool) -> None:
        """The others go on; on SQLite, where a transaction waits for another, this one is killed at once."""
        self.arrive([], 1, 0, [])
        self.do(eventually(self.settled))
        self.hands.held.clear()
        self.hands.let_go.clear()
        self.hands.hanging = {len(self.model.letters) + 1}
        self.arrive([(who, Kind.HANGING)], 1, 0, [])
        self.do(asyncio.wait_for(self.hands.held.wait(), 60))
        if self.processes > 1:
            self.arrive(batch, 1, 0, [])
            self.do(eventually(lambda: self.settled(but=who)))
        self.hands.hanging = set()
        self.hands.let_go.set()
        if killed or self.processes == 1:
            self.do(self.killed_all())

    @precondition(lambda self: self.seen.parked)
    @rule(which=st.integers(0, 20), cured=st.booleans())
    def replay(self, which: int, cured: bool) -> None:
        number, inbox_id = sorted(self.seen.parked.items())[which % len(self.seen.parked)]
        if cured and self.model.letters[number].kind is Kind.POISON:
            self.hands.failing[number] = 0
            self.model.cured.add(number)
        self.model.replays[number] += 1
        owner = Actor(self.persons[OWNER], Language.EN, adult=True, is_owner=True)

        async def step() -> None:
            async with self.one.database.begin() as session:
                await self.one.units.carry_out(session, c.Replay(owner, inbox_id))
            self.one.units.wake(session)

        self.do(step())

    @invariant()
    def holds(self) -> None:
        self.do(self.look())

    async def finish(self) -> None:
        await self.one.inbox.keep(self.new_letters([]))
        self.model.confirm()
        await eventually(self.settled)
        await self.killed_all()
        await eventually(self.settled)

    async def leave(self) -> None:
        await self.kill(*(process.database for process in self.crew))


@UNHURRIED
def test_what_was_kept_is_done_once_and_in_order_or_parked(databases: Databases) -> None:
    prove(Inboxes, databases, examples=5, steps=12)
