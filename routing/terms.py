"""How an order is offered beside its ranking: wishes that give way, a composed first tier, a head start. Pure."""

from dataclasses import dataclass

import numpy as np

from routing.contention import led
from routing.eligible import masks
from routing.engine import Outlook, Policy, Ranking, rank
from routing.pool import Floats, Ids, Masks, Pool, Ties
from routing.request import Request
from routing.tiers import openings
from routing.wishes import GivesWay, asked_at, in_the_end, let_in_s, missed


@dataclass(frozen=True)
class Terms:
    """What was settled before an order was laid out in tiers. Seconds count from the offer.

    `lead` are the ids of a first tier that was composed together with those of other orders (routing.contention).
    `known` is whom the customer knows best: the order is theirs alone for `head_start_s`, or they are away (0).
    """

    gives_way: GivesWay = ()
    lead: tuple[int, ...] = ()
    known: int | None = None
    head_start_s: float = 0.0


PLAIN = Terms()


@dataclass(frozen=True)
class Layout:
    """The ranking, and for each of its places the wishes, as bits of reasons, that they miss."""

    ranking: Ranking
    misses: Masks


def laid_out(
    order: Request,
    terms: Terms,
    pool: Pool,
    ties: Ties,
    policy: Policy,
    *,
    seed: int,
    outlook: Outlook | None = None,
) -> Layout:
    """Everybody who can take the order in the end, best first, and when the card opens to each.

    Whoever misses a wish comes in when it gives way, and not before those who miss fewer have had their tiers.
    """
    everyone = rank(in_the_end(order, terms.gives_way), pool, ties, policy, seed=seed, outlook=outlook)
    if terms == PLAIN:
        return Layout(everyone, np.zeros(len(everyone.rows), dtype=np.uint16))
    misses = missed(masks(order, pool, ties, everyone.rows))
    let_in = let_in_s(misses, terms.gives_way)
    opens = np.zeros(len(everyone.rows))
    ready, latest = let_in == 0, terms.head_start_s
    if ready.any():
        opens[ready] = first_opens(everyone, ready, terms, pool, policy)
        latest = max(latest, float(opens[ready].max()))
    for after_s in np.unique(let_in[~ready]).tolist():
        latest = max(latest, after_s)
        opens[let_in == after_s] = latest
    return Layout(Ranking(everyone.rows, everyone.points, opens), misses)


def first_opens(everyone: Ranking, ready: Ids, terms: Terms, pool: Pool, policy: Policy) -> Floats:
    """When the card opens to each of those who miss nothing: the known one first, then the others in their tiers."""
    rows = everyone.rows[ready]
    known = np.isin(pool.ids[rows], [] if terms.known is None or not terms.head_start_s else [terms.known])
    others = Ranking(rows[~known], everyone.points[:, ready][:, ~known], np.zeros(0))
    tiers = openings(len(others.rows), policy.sizes, policy.windows_s)
    composed = led(Ranking(others.rows, others.points, tiers), lead_rows(others.rows, terms, pool), policy)
    opens = np.zeros(len(rows))
    opens[~known] = composed.opens_s + terms.head_start_s
    return opens


def lead_rows(rows: Ids, terms: Terms, pool: Pool) -> Ids:
    """Those of the composed first tier who are among these rows."""
    found: Ids = rows[np.isin(pool.ids[rows], terms.lead)]
    return found


def ready(
    order: Request,
    terms: Terms,
    pool: Pool,
    ties: Ties,
    policy: Policy,
    *,
    seed: int,
    outlook: Outlook | None = None,
) -> Ranking:
    """Those to whom the card may open at once, but for whom it is for first: of them a first tier is composed."""
    found = rank(asked_at(order, terms.gives_way, 0), pool, ties, policy, seed=seed, outlook=outlook)
    others = ~np.isin(pool.ids[found.rows], [terms.known] if terms.known is not None and terms.head_start_s else [])
    return Ranking(found.rows[others], found.points[:, others], found.opens_s[others])
