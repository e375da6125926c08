"""A shop's own past as a world of the night desk: its orders, its people, who tapped, and what else must be assumed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
from scipy.special import ndtr, ndtri

from routing.behaviour import Behaviour
from routing.eligible import eligible
from routing.pool import Floats, Ids, Pool
from routing.replay import Given
from routing.score import FIT, UNIT, Weights, points
from routing.simulation.chance import Flags, uniform
from routing.simulation.own_people import SEEN_FOR_S, Seen, ends_of, everybody, plain_reps, shifts_of
from routing.simulation.settings import TOPICS, Settings
from routing.simulation.world import ACCEPTS, NO_WISH, NOBODY, REACTS, Edges, Orders, Shifts, World
from routing.wishes import in_the_end

PATIENCE = 7  # a stream of chance beside the world's own
FEWEST_TAPS = 30
"""With fewer, people are taken to be as quick and as willing as in the made-up worlds."""


@dataclass(frozen=True)
class PastTap:
    rep_id: int
    at: datetime


@dataclass(frozen=True)
class PastOrder:
    """An order as it was first offered: what it was decided of, when the card opened to whom, who tapped, and its end.

    `closed_at`: somebody had it, or it was over; `gave_up`: the customer left, or nobody came in all the time.
    """

    at: datetime
    given: Given
    opens_s: dict[int, float]
    taps: tuple[PastTap, ...]
    closed_at: datetime
    gave_up: bool
    session_s: float
    taken_by: int | None = None
    overtaken: int = 0

    @property
    def waited_s(self) -> float:
        return (self.closed_at - self.at).total_seconds()


@dataclass(frozen=True)
class Past:
    """What the shop remembers: its orders, who was there at each decision, how many talks each may have, its zone."""

    orders: tuple[PastOrder, ...]
    seen: tuple[Seen, ...]
    capacity: dict[int, int]
    zone: str


@dataclass(frozen=True)
class OwnWorld(World):
    """`pool` is everybody as last seen, ready; `asked` what each order was, `rates` orders an hour by topic and hour.

    `pairs` are an order and somebody who could have taken it, each.
    """

    pool: Pool
    weights: Weights
    asked: tuple[Given, ...]
    willing: Edges
    behaviour: Behaviour
    pairs: "Pairs"

    @property
    def known(self) -> float:
        """The share of the pairs of whom it is known what they did."""
        return float(self.pairs.known.mean())

    @cached_property
    def edges(self) -> Edges:
        return self.willing


@dataclass(frozen=True)
class Pairs:
    """Orders and those who could have taken each, as columns in order of the orders.

    From when somebody was there for it, for how long it was open to them (0: never, or not before it was too late), and
    after how long they tapped (NaN: they did not).
    """

    order: Ids
    row: Ids
    from_s: Floats
    open_s: Floats
    tapped_s: Floats

    @property
    def known(self) -> Flags:
        found: Flags = (self.open_s > 0) | ~np.isnan(self.tapped_s)
        return found


def own_world(past: Past, weights: Weights, seed: int, discouraged_by: float = 0.0) -> OwnWorld:
    """The world, with what is not known drawn by this seed. Matches are worth what these weights say of them.

    Raises ValueError without an order, or without anybody who could have taken one.
    """
    if not past.orders:
        raise ValueError("no orders")
    orders, began = past.orders, past.orders[0].at.replace(minute=0, second=0, microsecond=0)
    pool = everybody([one.pool for one in past.seen], past.capacity)
    shifts = shifts_of(past.seen, pool, began)
    at = np.array([(one.at - began).total_seconds() for one in orders])
    pairs = pairs_of(exposed(orders, pool, shifts, at))
    if not len(pairs.order):
        raise ValueError("nobody could have taken any")
    behaviour = behaviour_of(orders, pairs)
    columns = orders_of(orders, at, seed, behaviour)
    willing = willing_of(pairs, columns, shifts, behaviour, seed)
    return OwnWorld(
        settings_of(at, len(pool.ids), past.zone, seed, discouraged_by),
        began,
        plain_reps(pool),
        columns,
        shifts,
        pool=pool,
        weights=weights,
        asked=tuple(one.given for one in orders),
        willing=replace(willing, quality=worth(orders, willing.order, willing.rep, pool, weights)),
        behaviour=behaviour,
        pairs=pairs,
    )


def settings_of(at: Floats, reps: int, zone: str, seed: int, discouraged_by: float) -> Settings:
    days = max(1, int(np.ceil((at[-1] + 1) / 86_400)))
    return Settings(seed=seed, days=days, warm_up_days=0, reps=reps, zone=zone, discouraged_by=discouraged_by)


def pairs_of(rows: Iterable[tuple[int, int, float, float, float]]) -> Pairs:
    columns = list(zip(*rows, strict=True)) or [()] * 5
    order, row = (np.array(column, dtype=np.int64) for column in columns[:2])
    return Pairs(order, row, *(np.array(column, dtype=np.float64) for column in columns[2:]))


def exposed(
    orders: Sequence[PastOrder], pool: Pool, shifts: Shifts, at: Floats
) -> Iterator[tuple[int, int, float, float, float]]:
    """Every pair of an order and somebody who was on shift after it came and could have taken it."""
    for number, order in enumerate(orders):
        shut_s = min([(tap.at - order.at).total_seconds() for tap in order.taps] or [order.waited_s])
        came = at[number]
        could = eligible(in_the_end(order.given.order, order.given.terms.gives_way), pool, order.given.ties)
        taps = {tap.rep_id: (tap.at - order.at).total_seconds() for tap in reversed(order.taps)}
        there = np.flatnonzero((shifts.start < came + max(order.waited_s, SEEN_FOR_S)) & (shifts.end > came))
        first = {int(shifts.rep[one]): max(0.0, float(shifts.start[one] - came)) for one in there[::-1]}
        for row in could.tolist():
            rep_id = int(pool.ids[row])
            tapped = taps.get(rep_id, np.nan)
            here = float(np.fmin(first.get(row, np.nan), tapped))  # a tap tells of somebody's being there as well
            if np.isnan(here):
                continue
            opens = max(order.opens_s.get(rep_id, np.inf), here)
            after = np.maximum(1.0, tapped - (opens if opens < tapped else here))  # not a number where nobody tapped
            yield number, row, float(came + here), max(0.0, shut_s - opens), float(after)


def behaviour_of(orders: Sequence[PastOrder], pairs: Pairs) -> Behaviour:
    """How soon and how likely people tap here, as far as taps tell."""
    taps = pairs.tapped_s[~np.isnan(pairs.tapped_s)]
    usual = Behaviour(rates={topic.slug: (0.0,) * 24 for topic in TOPICS}, session_s=lengths(orders))
    if len(taps) < FEWEST_TAPS:
        return usual
    median, spread = float(np.median(taps)), max(0.3, float(np.log(taps).std()))
    open_s = np.fmax(pairs.open_s, pairs.tapped_s)[pairs.known]
    shown = float(ndtr((np.log(np.maximum(open_s, 1.0)) - np.log(median)) / spread).sum())
    accept = float(np.clip(len(taps) / max(shown, 1e-9), 0.05, 0.95))
    return replace(usual, accept=accept, reaction_s=median, reaction_spread=spread)


def lengths(orders: Sequence[PastOrder]) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for order in orders:
        found.setdefault(order.given.order.topic, []).append(order.session_s)
    return {topic: float(np.mean(some)) for topic, some in found.items()}


def orders_of(orders: Sequence[PastOrder], at: Floats, seed: int, behaviour: Behaviour) -> Orders:
    """Whoever gave up had so much patience; whoever was served had at least as much, and how much more is drawn."""
    n, ids = len(orders), np.arange(len(orders))
    waited = np.array([max(1.0, one.waited_s) for one in orders])
    gone = ndtr((np.log(waited) - np.log(behaviour.patience_s)) / behaviour.patience_spread)
    drawn = gone + (1 - gone) * uniform(seed, PATIENCE, ids, ids)
    more = np.exp(np.log(behaviour.patience_s) + behaviour.patience_spread * ndtri(np.clip(drawn, 1e-9, 1 - 1e-9)))
    gave_up = np.array([one.gave_up for one in orders])
    return Orders(
        at=at,
        topic=np.zeros(n, dtype=np.int64),
        session_s=np.array([one.session_s for one in orders]),
        patience_s=np.where(gave_up, waited, np.maximum(more, waited + 1)),
        language=np.zeros(n, dtype=np.int64),
        gender=np.full(n, NO_WISH),
        hard=np.zeros(n, dtype=np.bool_),
        known=np.full(n, NOBODY),
    )


def willing_of(pairs: Pairs, columns: Orders, shifts: Shifts, behaviour: Behaviour, seed: int) -> Edges:
    """Who would take which order, and after how long; their worth is left to be told.

    Whoever tapped would. Whoever had it before them for a while and did not is the less likely to have; whoever never
    had it before them is as likely as anybody here.
    """
    drawn = (uniform(seed, stream, pairs.order, pairs.row) for stream in (ACCEPTS, REACTS))
    yes, react = reactions(behaviour, pairs.open_s, *drawn)
    tapped = ~np.isnan(pairs.tapped_s)
    react = np.where(tapped, pairs.tapped_s, react)
    until, leaves = ends_of(shifts, pairs.row, pairs.from_s), (columns.at + columns.patience_s)[pairs.order]
    until = np.where(tapped, np.maximum(until, pairs.from_s + react + 1), until)
    keep = (yes | tapped) & (pairs.from_s + react <= leaves) & (pairs.from_s + react < until)
    order, rep = pairs.order[keep], pairs.row[keep]
    starts = np.searchsorted(order, np.arange(len(columns.at) + 1))
    return Edges(order, rep, pairs.from_s[keep], react[keep], until[keep], np.zeros(len(order)), starts)


def reactions(behaviour: Behaviour, open_s: Floats, first: Floats, second: Floats) -> tuple[Flags, Floats]:
    """Whether and when somebody taps who has not for `open_s`: what is left of the distribution behind that time."""
    spread, log_median = behaviour.reaction_spread, np.log(behaviour.reaction_s)
    before = np.where(open_s > 0, ndtr((np.log(np.maximum(open_s, 1e-9)) - log_median) / spread), 0.0)
    still = behaviour.accept * (1 - before) / (1 - behaviour.accept * before)
    drawn = np.clip(before + (1 - before) * second, 1e-9, 1 - 1e-9)
    return first < still, np.exp(log_median + spread * ndtri(drawn))


def worth(orders: Sequence[PastOrder], order: Ids, rep: Ids, pool: Pool, weights: Weights) -> Floats:
    """How well each pair fits, by these weights."""
    found = np.zeros(len(order))
    for number in np.unique(order).tolist():
        mine = order == number
        asked = orders[number].given
        parts = points(asked.order, pool, asked.ties, rep[mine], weights)
        found[mine] = parts[: len(FIT)].sum(axis=0) / UNIT
    return found
