"""Timers against a model: each fires once, not before it is due, and every one that is due fires."""

import asyncio
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import door
from bot.desk.commands import TimerFired
from bot.desk.work import Work
from bot.telegram.ticker import Ticker
from models import kernel
from models.kernel import AuditRow, Timer
from models.kinds import Language, TimerKind
from models.lead import Lead
from models.person import Person
from tests.databases import Databases
from tests.kernel.machine import UNHURRIED, KernelMachine, prove
from tests.patience import eventually

Key = tuple[TimerKind, str]
KEYS = st.tuples(st.sampled_from([TimerKind.WIDEN, TimerKind.GREET, TimerKind.TIME_UP]), st.sampled_from("123"))
FOREVER_S = 3 * 24 * 3600
LATE_S = 60
"""So much later than due a timer may fire where the computer's clock was set forward."""


class Bell:
    """What a timer wakes here: a line in the database, in the transaction that takes the timer away."""

    def __init__(self) -> None:
        self.silence()

    def silence(self) -> None:
        self.failing: Counter[Key] = Counter()
        self.hanging: set[Key] = set()
        self.moves: dict[Key, tuple[Key, datetime]] = {}  # what else a timer's work sets
        self.rung = asyncio.Event()

    async def __call__(self, work: Work, fired: TimerFired) -> None:
        key = (fired.kind, fired.subject)
        work.session.add(AuditRow(at=work.now, actor_id=1, act=fired.kind.value, subject=fired.subject))
        await work.session.flush()
        if self.failing[key]:
            self.failing[key] -= 1
            raise RuntimeError
        if key in self.moves:
            (kind, subject), due = self.moves.pop(key)
            await kernel.set_timer(work.session, kind, subject, due)
        if key in self.hanging:
            self.rung.set()
            await asyncio.Event().wait()


class Timers(KernelMachine):
    def __init__(self, databases: Databases, bell: Bell) -> None:
        super().__init__(databases)
        self.bell = bell
        bell.silence()
        self.due: dict[Key, datetime] = {}  # of those that were set, and neither cleared nor known to have fired
        self.reached: set[Key] = set()  # those of them that the clock has ever shown to be due
        self.fired: Counter[Key] = Counter()
        self.behind = False  # the clock was set forward, and the ticker need not have noticed
        self.do(self.begin())

    async def begin(self) -> None:
        self.units = self.new_units()
        lead = Lead(self.units.database)
        lead.held.set()  # it is alone
        well = asyncio.Event()
        well.set()
        self.ticker = Ticker(self.units, lead, well)
        self.units.woken = [self.ticker.wake]
        async with self.units.database.begin() as session:
            if await session.get(Person, 1) is None:
                session.add(Person(id=1, telegram_id=1, language=Language.EN, created_at=self.clock.now()))
        self.start(self.ticker.run)

    async def look(self) -> None:
        async with self.units.database.begin() as session:
            await self.compare(session)

    async def compare(self, session: AsyncSession) -> None:
        """With the tables: what was set waits or has fired, once, and not too early. Nothing fires until this ends."""
        await session.execute(select(Timer.id).with_for_update())
        timers = select(Timer.kind, Timer.subject, func.count(), func.min(Timer.due), literal(0))
        audits = select(AuditRow.act, AuditRow.subject, func.count(), func.min(AuditRow.at), literal(1))
        query = timers.group_by(Timer.kind, Timer.subject).union_all(audits.group_by(AuditRow.act, AuditRow.subject))
        rows = list(await session.execute(query))
        waiting = {(TimerKind(row[0]), row[1]) for row in rows if row[4] == 0}
        fired = {(TimerKind(row[0]), row[1]): row[2] for row in rows if row[4] == 1}
        for key in {*waiting, *fired, *self.due}:
            times = fired.get(key, 0)
            if key in self.due and key not in waiting:
                assert times == self.fired[key] + 1, f"{key} is gone, and fired {times - self.fired[key]} times"
                assert key in self.reached, f"{key} fired too early"
                self.fired[key] += 1
                self.forget(key)
            else:
                assert times == self.fired[key], f"{key} fired {times - self.fired[key]} times too often"
                assert (key in self.due) == (key in waiting), f"{key} is there, and was taken away"

    def forget(self, key: Key) -> None:
        self.due.pop(key, None)
        self.reached.discard(key)

    def note_the_time(self) -> None:
        self.reached |= {key for key, due in self.due.items() if due <= self.clock.now()}

    async def all_rang(self) -> bool:
        await self.look()
        now = self.clock.now()
        return not any(due <= now and not self.bell.failing[key] for key, due in self.due.items())

    @rule(key=KEYS, delay=st.sampled_from([-30, 0, 1, 10, 600]))
    def put(self, key: Key, delay: int) -> None:
        """A new one, or in place of the one that waits."""

        self.do(self.set_timers({key: self.clock.now() + timedelta(seconds=delay)}))

    async def set_timers(self, timers: dict[Key, datetime]) -> None:
        async with self.units.database.begin() as session:
            await self.compare(session)
            for key, due in timers.items():
                await kernel.set_timer(session, *key, due)
                self.forget(key)
                self.due[key] = due
            self.note_the_time()
        self.units.wake(session)

    @rule(key=KEYS)
    def clear(self, key: Key) -> None:
        async def step() -> None:
            async with self.units.database.begin() as session:
                await self.compare(session)
                await kernel.clear_timers(session, key[1], key[0])
            self.forget(key)
            self.units.wake(session)

        self.do(step())

    @rule(key=KEYS, times=st.integers(1, 7))
    def fail(self, key: Key, times: int) -> None:
        self.bell.failing[key] = times

    @rule(seconds=st.sampled_from([0.5, 1, 9, 600]))
    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.note_the_time()
        self.behind &= seconds < LATE_S

    @rule(seconds=st.sampled_from([-3600, -5, 5, 3600]))
    def set_the_clock(self, seconds: float) -> None:
        self.clock.jump(seconds)
        self.note_the_time()
        self.behind |= seconds > 0

    @rule()
    def the_ticker_rests(self) -> None:
        async def rests() -> bool:
            return self.ticker.idle

        self.do(eventually(rests))

    @rule()
    def all_that_is_due_fires(self) -> None:
        if self.behind:
            self.clock.advance(LATE_S)
            self.note_the_time()
            self.behind = False
        self.do(eventually(self.all_rang))

    @rule()
    def killed(self) -> None:
        async def step() -> None:
            await self.kill(self.units.database)
            await self.begin()

        self.do(step())
        self.behind = False

    @rule(key=KEYS)
    def killed_while_it_fires(self, key: Key) -> None:
        self.bell.failing[key] = 0
        self.put(key, -1)
        self.bell.hanging = {key}
        self.bell.rung.clear()
        self.do(asyncio.wait_for(self.bell.rung.wait(), 60))
        self.bell.hanging = set()
        self.killed()

    @rule(first=KEYS, other=KEYS)
    def one_puts_off_another_that_is_due_as_well(self, first: Key, other: Key) -> None:
        if first == other:
            return
        self.the_ticker_rests()
        now = self.clock.now()
        later = now + timedelta(seconds=600)
        self.bell.failing[first] = 0
        self.bell.moves = {first: (other, later)}

        async def step() -> None:
            await self.set_timers({first: now - timedelta(seconds=2), other: now - timedelta(seconds=1)})
            self.due[other] = later
            self.reached.discard(other)

        async def moved() -> bool:
            await self.look()
            return first not in self.due

        self.do(step())
        self.do(eventually(moved))

    @invariant()
    def holds(self) -> None:
        self.do(self.look())

    async def finish(self) -> None:
        self.bell.failing.clear()

        async def all_gone() -> bool:
            self.clock.advance(FOREVER_S)
            self.note_the_time()
            await self.look()
            return not self.due

        await eventually(all_gone)

    async def leave(self) -> None:
        await self.kill(self.units.database)


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> Bell:
    made = Bell()
    monkeypatch.setitem(door.USE_CASES, TimerFired, made)
    return made


@UNHURRIED
def test_a_timer_fires_once_when_it_is_due_whatever_happens(databases: Databases, bell: Bell) -> None:
    prove(lambda databases: Timers(databases, bell), databases, examples=16)


def test_a_clock_set_forward_delays_a_timer_by_a_minute_at_most(databases: Databases, bell: Bell) -> None:
    with closing(Timers(databases, bell)) as timers:
        timers.put((TimerKind.TIME_UP, "1"), 600)
        timers.the_ticker_rests()
        timers.set_the_clock(3600)
        timers.all_that_is_due_fires()
