"""What becomes of the tiers while an order waits: the next opens early where nobody of the present is likely to tap.

Pure. A decision stays as it was stored; the moments at which a tier was hurried are kept beside it, and applied to it.
"""

from collections.abc import Iterable, Set
from dataclasses import replace

import numpy as np

from routing.behaviour import TABLE_S, Behaviour, tapped
from routing.decision import Decision
from routing.pool import Floats, Pool, Small
from routing.wishes import let_in_s

LIKELY = 0.5
"""Somebody of those to whom the card is open is likely to accept yet."""


def hurried(decision: Decision, since_s: float) -> Decision:
    """The same with the next tier open so long after the offer, and all later ones sooner by as much.

    A wish does not give way before its time: to who misses one the card opens then, at the earliest.
    """
    earliest = let_in_s(decision.missed, decision.terms.gives_way)
    later = decision.opens_s > since_s
    ready = later & (earliest <= since_s)
    if not ready.any():
        return decision
    sooner = decision.opens_s - (float(decision.opens_s[ready].min()) - since_s)
    opens = np.where(later, np.maximum(np.maximum(sooner, earliest), since_s), decision.opens_s)
    return replace(decision, opens_s=opens)


def on_course(decision: Decision, hurries: Iterable[float]) -> Decision:
    """The decision as its tiers went: each number is when the next was opened early, in seconds after the offer."""
    for since_s in hurries:
        decision = hurried(decision, since_s)
    return decision


def next_change_s(decision: Decision, since_s: float, out: Set[int] | None, behaviour: Behaviour) -> float | None:
    """When the card opens to somebody else: as laid out, or sooner once nobody to whom it is open is likely to tap.

    `out` are those who cannot take it any more; None: somebody has tapped, and only what was laid out opens. The head
    start of who is known is theirs while they are not out. `since_s` itself means at once; None: it is open to all.
    """
    later = decision.opens_s > since_s
    if not later.any():
        return None
    planned = float(decision.opens_s[later].min())
    if out is None or alone(decision, since_s, out):
        return planned
    earliest = float(let_in_s(decision.missed, decision.terms.gives_way)[later].min())
    return min(planned, max(since_s + patience_s(decision, since_s, out, behaviour), earliest))


def alone(decision: Decision, since_s: float, out: Set[int]) -> bool:
    """Whether the order is for the moment the known representative's alone."""
    known = decision.terms.known
    there = known is not None and known not in out and since_s < decision.terms.head_start_s
    others = decision.ids[decision.rows] != known
    return there and not bool((decision.opens_s[others] <= since_s).any())


def patience_s(decision: Decision, since_s: float, out: Set[int], behaviour: Behaviour) -> float:
    """For how many more seconds somebody is likely to tap of those to whom the card is open and who can take it."""
    there = (decision.opens_s <= since_s) & ~np.isin(decision.ids[decision.rows], list(out))
    waited = since_s - decision.opens_s[there]
    grid = np.arange(0.0, TABLE_S, 1.0)
    likely = anybody(behaviour, waited[:, None] + grid)
    return float(grid[np.argmax(likely < LIKELY)]) if (likely < LIKELY).any() else float(TABLE_S)


def anybody(behaviour: Behaviour, open_for_s: Floats) -> Floats:
    """How likely anybody will tap yet, of people [person, moment] to whom the card has been open silently so long."""
    done = tapped(behaviour, open_for_s)
    each = (behaviour.accept - done) / (1 - done)
    found: Floats = 1 - np.prod(1 - each, axis=0)
    return found


def room_left(pool: Pool, out: Iterable[tuple[Decision, float]]) -> Small:
    """For how many more orders each of the pool has room, beside those that are out: each so long after its offer."""
    free = pool.free.copy()
    for decision, since_s in out:
        ids = decision.ids[decision.rows[decision.opens_s <= since_s]]
        free[pool.positions(ids.tolist())] -= 1
    return free
