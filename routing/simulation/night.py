"""The night desk at work: a world's events in order. What to offer whom is a subclass's affair."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from routing.pool import NO_TIES, Known, Pool, Ties
from routing.request import BIT, Exclusion, Request
from routing.simulation.chance import Floats, uniform
from routing.simulation.settings import DAY_S, TOPICS
from routing.simulation.world import NO_WISH, NOBODY, World

OFF_SHIFT, BUSY = (1 << BIT[reason] for reason in (Exclusion.OFF_SHIFT, Exclusion.BUSY))
GENDERS, LANGUAGES = ("female", "male"), ("L0", "L1", "L2")
DISCOURAGED = 3  # stream of chance
EMPLOYED_S = 28 * DAY_S  # fairness looks back so far

Act = Callable[[int, int], None]


@dataclass
class Waiting:
    """An order that nobody has yet. `open_s`: from when it is open to whom."""

    number: int
    at: float
    request: Request
    ties: Ties
    willing: dict[int, tuple[float, float]]  # by representative: how long after an offer they tap, quality
    open_s: dict[int, float] = field(default_factory=dict)


@dataclass
class Tally:
    """What came of it, by order and by representative. Waits are NaN where nobody took the order."""

    wait_s: Floats
    quality: Floats
    offers: Floats
    lost: Floats
    earned: Floats
    served: Floats  # by representative


class Night:
    """Runs one policy through one world; `run` once."""

    def __init__(self, world: World) -> None:
        self.world, self.now = world, 0.0
        n, m = len(world.orders.at), world.settings.reps
        self.pool = pool_of(world)
        self.tally = Tally(np.full(n, np.nan), *np.zeros((3, n)), *np.zeros((2, m)))
        self.waiting: dict[int, Waiting] = {}
        self.load = [0] * m
        self.capacity: list[int] = world.reps.capacity.tolist()
        self.shift_ends = [0.0] * m
        self.away = [OFF_SHIFT] * m  # why each can take nothing now, as bits: what the pool is told
        self.hours_since = np.zeros(m)  # on shift, until the last change
        self.discouraged = [0] * m
        self.events: list[tuple[float, int, Act, int, int]] = []
        self.sequence = 0
        self.read_world()

    def read_world(self) -> None:
        """Plain lists: single numbers are read from them in a fraction of the time."""
        orders, edges = self.world.orders, self.world.edges
        self.at, self.patience = orders.at.tolist(), orders.patience_s.tolist()
        self.session: list[float] = orders.session_s.tolist()
        self.topic, self.language = orders.topic.tolist(), orders.language.tolist()
        self.gender, self.hard, self.known = orders.gender.tolist(), orders.hard.tolist(), orders.known.tolist()
        self.starts = edges.starts.tolist()
        self.edge_rep: list[int] = edges.rep.tolist()
        self.edge_react, self.edge_quality = edges.react_s.tolist(), edges.quality.tolist()

    def run(self) -> Tally:
        shifts = self.world.shifts
        for rep, start, end in zip(shifts.rep.tolist(), shifts.start.tolist(), shifts.end.tolist(), strict=True):
            self.plan(start, self.comes, rep, int(end))
            self.plan(end, self.goes, rep)
        if self.at:
            self.plan(self.at[0], self.arrives, 0)
        events = self.events
        while events:
            self.now, _, act, one, other = heapq.heappop(events)
            act(one, other)
        return self.tally

    def plan(self, when: float, act: Act, one: int, other: int = 0) -> None:
        self.sequence += 1
        heapq.heappush(self.events, (when, self.sequence, act, one, other))

    def arrives(self, number: int, _: int) -> None:
        if number + 1 < len(self.at):
            self.plan(self.at[number + 1], self.arrives, number + 1)
        order = Waiting(number, self.now, *self.asked(number), self.willing(number))
        self.waiting[number] = order
        self.plan(self.now + self.patience[number], self.leaves, number)
        self.offer(order)

    def asked(self, number: int) -> tuple[Request, Ties]:
        """What the router is told: no truth, only what the customer said."""
        topic = TOPICS[self.topic[number]]
        wish = GENDERS[self.gender[number]] if self.gender[number] != NO_WISH else None
        request = Request(
            customer_id=-1 - number,
            topic=topic.slug,
            experience_weight=topic.experience_weight,
            gender=wish if self.hard[number] else None,
            wish_gender=wish,
            language=LANGUAGES[self.language[number]],
        )
        known = self.known[number]
        return request, NO_TIES if known == NOBODY else Ties({known: Known(3, 15, 3)})

    def willing(self, number: int) -> dict[int, tuple[float, float]]:
        mine = slice(self.starts[number], self.starts[number + 1])
        pairs = zip(self.edge_react[mine], self.edge_quality[mine], strict=True)
        return dict(zip(self.edge_rep[mine], pairs, strict=True))

    def leaves(self, number: int, _: int) -> None:
        order = self.waiting.pop(number, None)
        if order is not None:
            self.tally.offers[number] = sum(opened <= self.now for opened in order.open_s.values())
            self.left(order)

    def comes(self, rep: int, end: int) -> None:
        self.shift_ends[rep] = float(end)
        self.stands(rep, self.away[rep] & ~OFF_SHIFT)
        self.freed(rep)

    def goes(self, rep: int, _: int) -> None:
        self.stands(rep, self.away[rep] | OFF_SHIFT)

    def finishes(self, rep: int, _: int) -> None:
        self.carry(rep, -1)
        self.freed(rep)

    def carry(self, rep: int, more: int) -> None:
        """One talk more or less; a hold counts as a talk."""
        self.load[rep] += more
        self.pool.free[rep] -= more
        if self.load[rep] >= self.capacity[rep]:
            self.stands(rep, self.away[rep] | BUSY)
        else:
            self.stands(rep, self.away[rep] & ~BUSY)

    def stands(self, rep: int, reasons: int) -> None:
        if reasons != self.away[rep]:
            self.away[rep] = reasons
            self.pool.stands(rep, reasons)

    def freed(self, rep: int) -> None:
        if not self.away[rep]:
            for order in list(self.waiting.values()):
                self.joins(order, rep)

    def can_tap(self, order: Waiting, rep: int) -> bool:
        """On shift, with room, and not weary of taps that lost."""
        if self.away[rep] or self.now >= self.shift_ends[rep]:
            return False
        weary = self.world.settings.discouraged_by
        if not weary or not self.discouraged[rep]:
            return True
        drawn = uniform(self.world.settings.seed, DISCOURAGED, np.array([order.number]), np.array([rep]))
        return bool(drawn[0] < (1 - weary) ** self.discouraged[rep])

    def give(self, order: Waiting, rep: int, *, held: bool = False) -> None:
        """The order is theirs: it keeps them busy from now on."""
        del self.waiting[order.number]
        if not held:
            self.carry(rep, 1)
        number, tally = order.number, self.tally
        tally.quality[number] = order.willing[rep][1]
        tally.wait_s[number] = self.now - order.at
        tally.offers[number] += sum(opened <= self.now for opened in order.open_s.values())
        self.discouraged[rep] = 0
        self.earn(rep, order)
        self.plan(self.now + self.session[number], self.finishes, rep)

    def earn(self, rep: int, order: Waiting) -> None:
        if order.at >= self.world.settings.warm_up_days * DAY_S:
            self.tally.earned[rep] += self.session[order.number]
            self.tally.served[rep] += 1

    def loses(self, order: Waiting, rep: int) -> None:
        self.tally.lost[order.number] += 1
        self.discouraged[rep] += 1

    def offer(self, order: Waiting) -> None:
        """A new order has come."""
        raise NotImplementedError

    def joins(self, order: Waiting, rep: int) -> None:
        """Somebody has come on shift or got free while this order waits."""

    def left(self, order: Waiting) -> None:
        """The customer has given up."""


def pool_of(world: World) -> Pool:
    """The representatives as the router sees them, all of them off shift."""
    reps, n = world.reps, world.settings.reps
    codes = {word: number for number, word in enumerate((*LANGUAGES, *GENDERS))}
    return Pool(
        ids=np.arange(n),
        codes=codes,
        standing=np.full(n, OFF_SHIFT, dtype=np.uint16),
        gender=(reps.gender + codes["female"]).astype(np.int8),
        age=np.full(n, -2, dtype=np.int8),
        life=(reps.life * 5).astype(np.float32),
        rating=reps.rating.astype(np.float32),
        deficit=np.zeros(n, dtype=np.float32),
        languages=reps.languages.astype(np.uint32),
        styles=np.zeros(n, dtype=np.uint32),
        shift_left_s=np.full(n, 2**31 - 1, dtype=np.int32),
        free=reps.capacity.astype(np.int8),
        levels={topic.slug: reps.levels[:, t].astype(np.int8) for t, topic in enumerate(TOPICS)},
    )
