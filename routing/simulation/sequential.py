"""One at a time: whoever comes next has the order to themselves until they take it or let the time pass.

The customs of the trade, in plain re-implementations from what their makers document; the sources are named in
docs/night-desk.md. Nobody is offered the same order twice.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from routing.eligible import eligible
from routing.engine import Policy, rank
from routing.pool import NO_TIES, Floats, Ids
from routing.request import Request
from routing.simulation.chance import uniform
from routing.simulation.night import Night, Waiting
from routing.simulation.world import World

LOTTERY = 4  # stream of chance
NEVER = 1e12


@dataclass(frozen=True)
class Custom:
    """Whom to ask next: the least of `key` among the eligible; they have `timeout_s`.

    `steps` are (until so many seconds, least level): an order waits in a step even if nobody of that level is there.
    """

    key: "Callable[[Sequential, Waiting, Ids], Floats]"
    timeout_s: float = 60.0
    steps: tuple[tuple[float, int], ...] = ()


class Sequential(Night):
    """Asks one after another by a custom."""

    def __init__(self, world: World, custom: Custom) -> None:
        super().__init__(world)
        n = world.settings.reps
        self.custom = custom
        self.everybody = replace(self.pool, standing=np.zeros(n, dtype=np.uint16))
        self.levels = {topic: column.tolist() for topic, column in self.pool.levels.items()}
        self.kinds: dict[Request, list[int]] = {}
        self.able: dict[int, list[int]] = {}  # by order: who could take it if they were ready
        self.asked_at = np.full(n, -1.0)  # when each was last asked
        self.idle_since = np.zeros(n)
        self.on_shift_s, self.came = np.zeros(n), np.zeros(n)
        self.asking: dict[int, int] = {}  # by order: who is being asked

    def offer(self, order: Waiting) -> None:
        self.able[order.number] = self.could_take(order.request)
        self.asks(order)
        for until, _ in self.custom.steps:
            self.plan(self.now + until, self.widens, order.number)

    def widens(self, number: int, _: int) -> None:
        order = self.waiting.get(number)
        if order is not None and number not in self.asking:
            self.asks(order)

    def least_level(self, order: Waiting) -> int:
        waited = self.now - order.at
        return next((level for until, level in self.custom.steps if waited < until), 1)

    def could_take(self, request: Request) -> list[int]:
        """Whom the bot's own filter lets through of everybody, were they ready: found once for each kind of order."""
        kind = replace(request, customer_id=-1)
        if kind not in self.kinds:
            self.kinds[kind] = eligible(kind, self.everybody, NO_TIES).tolist()
        return self.kinds[kind]

    def asks(self, order: Waiting) -> None:
        level, least = self.levels[order.request.topic], self.least_level(order)
        away, asked = self.away, order.open_s
        able = [row for row in self.able[order.number] if not away[row] and level[row] >= least and row not in asked]
        if not able:
            return
        rows = np.array(able, dtype=np.int64)
        rep = int(rows[np.argmin(self.custom.key(self, order, rows))])
        order.open_s[rep] = self.asked_at[rep] = self.now
        self.asking[order.number] = rep
        self.carry(rep, 1)
        react = order.willing[rep][0] if rep in order.willing else NEVER
        if react <= self.custom.timeout_s:
            self.plan(self.now + react, self.taps, order.number, rep)
        if self.custom.timeout_s < NEVER:
            self.plan(self.now + self.custom.timeout_s, self.misses, order.number, rep)

    def taps(self, number: int, rep: int) -> None:
        order = self.waiting.get(number)
        if order is None or self.asking.get(number) != rep or self.now >= self.shift_ends[rep]:
            return
        del self.asking[number]
        self.give(order, rep, held=True)

    def misses(self, number: int, rep: int) -> None:
        order = self.waiting.get(number)
        if order is None or self.asking.get(number) != rep:
            return
        self.lets_go(number)
        if number in self.waiting and number not in self.asking:
            self.asks(order)

    def lets_go(self, number: int) -> None:
        rep = self.asking.pop(number)
        self.carry(rep, -1)
        self.freed(rep)

    def joins(self, order: Waiting, rep: int) -> None:
        if order.number not in self.asking and not self.away[rep]:
            self.asks(order)

    def left(self, order: Waiting) -> None:
        if order.number in self.asking:
            self.lets_go(order.number)

    def finishes(self, rep: int, _: int) -> None:
        self.idle_since[rep] = self.now
        super().finishes(rep, _)

    def comes(self, rep: int, end: int) -> None:
        self.idle_since[rep] = self.came[rep] = self.now
        super().comes(rep, end)

    def goes(self, rep: int, _: int) -> None:
        self.on_shift_s[rep] += self.now - self.came[rep]
        super().goes(rep, _)


def at_random(desk: Sequential, order: Waiting, rows: Ids) -> Floats:
    return uniform(desk.world.settings.seed, LOTTERY, np.full(len(rows), order.number), rows)


def round_robin(desk: Sequential, _: Waiting, rows: Ids) -> Floats:
    """Whoever was asked longest ago."""
    return desk.asked_at[rows]


def longest_idle(desk: Sequential, _: Waiting, rows: Ids) -> Floats:
    return desk.idle_since[rows]


def least_loaded(desk: Sequential, _: Waiting, rows: Ids) -> Floats:
    """Fewest talks; of equals, the longest idle."""
    return np.array([desk.load[row] for row in rows.tolist()]) + desk.idle_since[rows] / 1e9


def most_skilled(desk: Sequential, order: Waiting, rows: Ids) -> Floats:
    return desk.idle_since[rows] / 1e9 - desk.pool.level(order.request.topic)[rows]


def best_scored(desk: Sequential, order: Waiting, rows: Ids) -> Floats:
    ranking = rank(order.request, desk.pool, order.ties, Policy((), ()), seed=order.number)
    place = dict(zip(ranking.rows.tolist(), range(len(ranking.rows)), strict=True))
    return np.array([float(place[row]) for row in rows.tolist()])


def furthest_behind(desk: Sequential, _: Waiting, rows: Ids) -> Floats:
    """Talks had, less the share of all talks that hours on shift would bring."""
    hours = desk.on_shift_s + 1.0
    target = desk.tally.served.sum() * hours / hours.sum()
    behind: Floats = (desk.tally.served - target)[rows]
    return behind
