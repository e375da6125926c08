"""One decision: who is ranked where and why, who is out and why, and when the card opens to whom. Pure.

Kept in columns, so that it costs little however many work for the shop; asked about one person, it answers in words.
Stored as JSON that reads back to the same bytes, so that the owner's /why can be answered for ever.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np

from routing.eligible import masks
from routing.engine import Outlook, Policy, Ranking, joined
from routing.gather import pool_of
from routing.lots import seed_of
from routing.pool import EVERYBODY, Floats, Ids, Masks, Pool, Rows, Ties
from routing.request import BIT, REASONS, Candidate, Exclusion, Request, reasons_of
from routing.score import Points, Score, score_of
from routing.terms import PLAIN, Terms, laid_out
from routing.tiers import Tier
from routing.wishes import in_the_end, let_in_s


@dataclass(frozen=True)
class Ranked:
    """Somebody who can take the order, and how well they fit."""

    rep_id: int
    score: Score


@dataclass(frozen=True)
class Excluded:
    """Somebody who cannot, and every reason why not."""

    rep_id: int
    reasons: tuple[Exclusion, ...]


@dataclass(frozen=True)
class Facts:
    """What a decision was made of; every reason against everybody follows from it."""

    order: Request
    pool: Pool
    ties: Ties

    def masks(self, rows: Rows = EVERYBODY) -> Masks:
        return masks(self.order, self.pool, self.ties, rows)


@dataclass(frozen=True, eq=False)
class Decision:
    """Who may take an order from when, as it was decided `at` that moment under that policy.

    `ids` hold everybody, in order; `rows` those of them who are ranked, best first, with their `points` [part, place]
    and the seconds after which the card `opens_s` to each. `facts` are what was known, or the reasons themselves.
    By the `terms` wishes give way, and each of `rows` `misses` some of them (as bits); None: nobody misses any.
    """

    at: datetime
    policy: Policy
    ids: Ids
    facts: Facts | Masks
    rows: Ids
    points: Points
    opens_s: Floats
    terms: Terms = PLAIN
    misses: Masks | None = None

    @cached_property
    def missed(self) -> Masks:
        """The wishes, as bits of reasons, that each of `rows` misses."""
        return self.misses if self.misses is not None else np.zeros(len(self.rows), dtype=np.uint16)

    @property
    def meeting(self) -> int:
        """How many meet all that is wished for."""
        return int(np.count_nonzero(self.missed == 0))

    @cached_property
    def masks(self) -> Masks:
        """The reasons against each of `ids`, as bits; worked out when somebody asks."""
        return self.facts.masks() if isinstance(self.facts, Facts) else self.facts

    @property
    def version(self) -> str:
        """The version of the weights."""
        return self.policy.weights.version

    @cached_property
    def ranked(self) -> tuple[Ranked, ...]:
        ids = self.ids[self.rows].tolist()
        return tuple(Ranked(rep_id, score_of(self.points[:, place])) for place, rep_id in enumerate(ids))

    @cached_property
    def excluded(self) -> tuple[Excluded, ...]:
        out = np.flatnonzero(self.masks)
        pairs = zip(self.ids[out].tolist(), self.masks[out].tolist(), strict=True)
        return tuple(Excluded(rep_id, reasons_of(mask)) for rep_id, mask in pairs)

    @cached_property
    def tiers(self) -> tuple[Tier, ...]:
        ids = self.ids[self.rows]
        return tuple(
            Tier(self.at + timedelta(seconds=seconds), tuple(ids[self.opens_s == seconds].tolist()))
            for seconds in np.unique(self.opens_s).tolist()
        )

    def place_of(self, rep_id: int) -> int | None:
        """Where somebody is ranked, 0 for the best; None if they are not."""
        found = np.flatnonzero(self.ids[self.rows] == rep_id)
        return int(found[0]) if len(found) else None

    def why_not(self, rep_id: int) -> tuple[Exclusion, ...] | None:
        """Every reason against somebody, none if there is none; None if nobody of this id was there."""
        row = int(np.searchsorted(self.ids, rep_id))
        if row == len(self.ids) or int(self.ids[row]) != rep_id:
            return None
        one = self.facts.masks(np.array([row])) if isinstance(self.facts, Facts) else self.facts[[row]]
        return reasons_of(int(one[0]))

    def counts(self) -> dict[Exclusion, int]:
        """How many each reason kept out."""
        times = np.bincount(self.masks)
        seen = np.flatnonzero(times)
        found = {reason: int(times[seen[seen >> bit & 1 == 1]].sum()) for bit, reason in enumerate(REASONS)}
        return {reason: count for reason, count in found.items() if count}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Decision):
            return NotImplemented
        columns = ("ids", "masks", "rows", "points", "opens_s", "missed")
        alike = all(np.array_equal(getattr(self, name), getattr(other, name)) for name in columns)
        return alike and (self.at, self.policy, self.terms) == (other.at, other.policy, other.terms)

    __hash__ = None  # type: ignore[assignment] # what holds columns is no key


def decide(order: Request, candidates: Sequence[Candidate], now: datetime, policy: Policy) -> Decision:
    """Rank everyone eligible, best first, equals by lot (not by seniority), and lay them out in tiers."""
    pool, ties = pool_of(candidates)
    return decide_among(order, pool, ties, now, policy)


def decide_among(
    order: Request,
    pool: Pool,
    ties: Ties,
    now: datetime,
    policy: Policy,
    *,
    outlook: Outlook | None = None,
    terms: Terms = PLAIN,
) -> Decision:
    """The same for a pool that is kept, and on terms; what is scarce counts where there is an outlook.

    The reasons against somebody are those that are left when every wish has given way that may.
    """
    layout = laid_out(order, terms, pool, ties, policy, seed=seed_for(order, now), outlook=outlook)
    facts = Facts(in_the_end(order, terms.gives_way), pool.as_it_stands(), ties)
    ranking = layout.ranking
    return Decision(
        now, policy, pool.ids, facts, ranking.rows, ranking.points, ranking.opens_s, terms, misses=layout.misses
    )


def seed_for(order: Request, now: datetime) -> int:
    """By what lots are drawn among equals for this order at this moment."""
    return seed_of(now.astimezone(UTC).isoformat(), order.customer_id, order.topic)


def opens_for(decision: Decision, rep_id: int, misses: Iterable[Exclusion] = ()) -> datetime | None:
    """When the card opens to this representative; who was not ranked joins the last tier. None: there are no tiers.

    `misses` are the wishes, as reasons, that somebody misses who was not ranked: they wait until these give way.
    """
    place = decision.place_of(rep_id)
    if place is not None:
        return decision.at + timedelta(seconds=float(decision.opens_s[place]))
    bits = np.array([sum(1 << BIT[reason] for reason in misses)], dtype=np.uint16)
    let_in = float(let_in_s(bits, decision.terms.gives_way)[0])
    if not len(decision.rows) and not let_in:
        return None
    return decision.at + timedelta(seconds=max(let_in, float(decision.opens_s.max(initial=0.0))))


def ranking_of(decision: Decision) -> Ranking:
    """The columns by which claims are weighed."""
    return Ranking(decision.rows, decision.points, decision.opens_s)


def without(decision: Decision, gone: Iterable[int]) -> Decision:
    """The decision with nobody ranked who has passed on the order meanwhile: for them nothing is waited."""
    there = ~np.isin(decision.ids[decision.rows], list(gone))
    return replace(
        decision,
        rows=decision.rows[there],
        points=decision.points[:, there],
        opens_s=decision.opens_s[there],
        misses=decision.missed[there],
    )


def admitted(decision: Decision, late: Decision, rep_id: int) -> Decision:
    """The decision with one who came later, ranked by what a decision of now says of them: they join the last tier.

    Raises ValueError if `late` does not rank them. Who is in the decision already stays where they are.
    """
    place = late.place_of(rep_id)
    if place is None:
        raise ValueError(f"representative {rep_id} cannot take the order")
    if decision.place_of(rep_id) is not None:
        return decision
    ids = np.union1d(decision.ids, np.array([rep_id]))
    masks_now = np.zeros(len(ids), dtype=np.uint16)
    masks_now[np.searchsorted(ids, decision.ids)] = decision.masks
    masks_now[np.searchsorted(ids, rep_id)] = 0
    before = replace(ranking_of(decision), rows=np.searchsorted(ids, decision.ids[decision.rows]))
    last_s = max(float(decision.opens_s.max(initial=0.0)), (late.at - decision.at).total_seconds())
    ranking = joined(before, int(np.searchsorted(ids, rep_id)), late.points[:, place], last_s)
    return Decision(
        decision.at, decision.policy, ids, masks_now, ranking.rows, ranking.points, ranking.opens_s, decision.terms
    )
