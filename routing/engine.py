"""The decision itself, on columns: who is out, who is in, in which order, and from when. Pure."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from routing.behaviour import Behaviour
from routing.eligible import eligible
from routing.hold import HoldRule, Rivals, Verdict, settle, settled_unseen
from routing.lots import Words, lots
from routing.pool import Floats, Ids, Pool, Ties
from routing.request import Request
from routing.scarcity import scarcity
from routing.score import FIT, UNIT, Points, Weights, points
from routing.tiers import openings


@dataclass(frozen=True)
class Policy:
    """The card opens to the first `sizes[0]` at once, to the next after `windows_s[0]` seconds, at last to all.

    `hold` is what follows a first tap.
    """

    sizes: tuple[int, ...] = (3, 6)
    windows_s: tuple[int, ...] = (45, 45)
    weights: Weights = field(default_factory=Weights)
    hold: HoldRule = field(default_factory=HoldRule)


@dataclass(frozen=True)
class Outlook:
    """What is likely to come: fits [topic, row of the pool] and orders an hour by topic, for what is scarce."""

    fits: Floats
    rates: Floats
    busy_s: float
    behaviour: Behaviour


@dataclass(frozen=True)
class Ranking:
    """Rows of the pool that can take the order, best first: `points` are [part, place], `opens_s` seconds from now."""

    rows: Ids
    points: Points
    opens_s: Floats

    @cached_property
    def totals(self) -> Floats:
        """What each is ranked by, in points of fit."""
        found: Floats = self.points.sum(axis=0) / UNIT
        return found

    @cached_property
    def fits(self) -> Floats:
        """How well each fits, fairness and scarcity aside."""
        found: Floats = self.points[: len(FIT)].sum(axis=0) / UNIT
        return found


def rank(
    order: Request, pool: Pool, ties: Ties, policy: Policy, *, seed: int, outlook: Outlook | None = None
) -> Ranking:
    """Everyone eligible, best first, equals by lot (not by seniority), and when the card opens to each."""
    rows = eligible(order, pool, ties)
    rare = rarity(pool, rows, outlook) if outlook is not None and policy.weights.scarcity else None
    parts = points(order, pool, ties, rows, policy.weights, scarcity=rare)
    best_first = keys(parts, lots(seed, pool.ids[rows])).argsort()
    return Ranking(
        rows[best_first], parts.take(best_first, axis=1), openings(len(rows), policy.sizes, policy.windows_s)
    )


def keys(parts: Points, drawn: Words) -> Ids:
    """One number for each, the least for the best: the total, and behind it 44 bits of the lot."""
    found: Ids = parts.sum(axis=0, dtype=np.int32).astype(np.int64)
    found <<= 44
    return np.subtract((drawn >> np.uint64(20)).view(np.int64), found, out=found)


def rarity(pool: Pool, rows: Ids, outlook: Outlook) -> Floats:
    """How scarce these rows are to the orders to come, among all who are free now."""
    free = pool.ready()
    busy_s = np.minimum(pool.shift_left_s[free], outlook.busy_s)
    value = scarcity(outlook.fits[:, free], pool.free[free], outlook.rates, outlook.behaviour, busy_s)
    return value[free.searchsorted(rows)]


def joined(ranking: Ranking, row: int, column: Points, opens_s: float) -> Ranking:
    """The ranking with one more, who came later; who was in it keeps the time that was laid out for them."""
    rows, parts = np.append(ranking.rows, row), np.column_stack([ranking.points, column])
    opens = np.append(ranking.opens_s, opens_s)
    best_first = np.argsort(-parts.sum(axis=0), kind="stable")
    return Ranking(rows[best_first], parts[:, best_first], opens[best_first])


def better(ranking: Ranking, place: int, rule: HoldRule) -> Ids:
    """The places that may overtake the one at this place."""
    totals = ranking.totals[: place + 1]
    found: Ids = (totals[:-1] > totals[-1] + rule.margin).nonzero()[0]
    return found


def hold(
    ranking: Ranking,
    place: int,
    policy: Policy,
    behaviour: Behaviour,
    *,
    since_offer_s: float,
    waited_s: float,
    held_s: float,
) -> Verdict:
    """When to settle for the one at this place, who has tapped and is the best so far.

    `since_offer_s` since the ranking was made, `waited_s` since the order came, `held_s` since the first tap of all.
    """
    at_once = settled_unseen(policy.hold, held_s)
    if at_once is not None:
        return at_once
    places, totals, fits = better(ranking, place, policy.hold), ranking.totals, ranking.fits
    rivals = Rivals(totals[places] - totals[place], since_offer_s - ranking.opens_s[places], fits[places])
    value = float(fits[place])
    return settle(policy.hold, behaviour, rivals, value=value, waited_s=waited_s, held_s=held_s)
