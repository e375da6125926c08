"""All that one decision is made of, and the first tiers of several orders composed together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.desk import acquainted, wishing
from bot.desk.candidates import candidates, request_of
from bot.desk.outlook import outlook_of
from bot.desk.work import Work
from models import searching
from models import tap as taps
from models.order import Order
from routing.contention import leads
from routing.course import on_course, room_left
from routing.decision import Decision, seed_for
from routing.decision_text import read
from routing.engine import Outlook, Ranking
from routing.gather import pool_of
from routing.pool import Pool, Ties
from routing.request import Request
from routing.terms import Terms, ready
from routing.wishes import asked_at


@dataclass(frozen=True)
class Gathered:
    """An order that is about to be offered, as the router is told of it."""

    order: Order
    request: Request
    pool: Pool
    ties: Ties
    terms: Terms
    outlook: Outlook | None


async def gather(work: Work, order: Order, *, fresh: bool) -> Gathered:
    """`fresh`: the order is offered for the first time, so that whom the customer knows may have it first."""
    request = await request_of(work, order)
    pool, ties = pool_of(await candidates(work, order))
    terms = Terms(wishing.gives_way(work, order, request))
    head_start_s = work.rules.routing.head_start_s
    if fresh and head_start_s:
        now = asked_at(request, terms.gives_way, 0)
        known = await acquainted.best_known(work, order, now, pool, ties)
        if known is not None:
            terms = replace(terms, known=known[0], head_start_s=float(head_start_s if known[1] else 0))
    return Gathered(order, request, pool, ties, terms, await outlook_of(work, order, pool))


async def first_tiers(work: Work, offered: Sequence[Gathered]) -> list[tuple[int, ...]]:
    """The ids of each order's first tier, composed by one assignment while several orders are at theirs; else none.

    What has waited as long and is out already keeps those to whom its card is open. What came later does not: who comes
    back unserved is first in line.
    """
    sizes = work.rules.routing.policy.sizes
    if not sizes or not offered:
        return [()] * len(offered)
    waited_s = [waited(work, one.order) for one in offered]
    before = await at_their_first_tier(work, {one.order.id for one in offered}, max(waited_s))
    if len(offered) + len(before) < 2:
        return [()]
    pool = offered[0].pool
    free = room_left(pool, [(decision, since(work, decision)) for decision in before])
    found = leads([ranked_now(work, one) for one in offered], waited_s, free, sizes[0])
    return [tuple(pool.ids[rows].tolist()) for rows in found]


def waited(work: Work, order: Order) -> float:
    return (work.now - (order.queued_at or work.now)).total_seconds()


def ranked_now(work: Work, one: Gathered) -> Ranking:
    policy, seed = work.rules.routing.policy, seed_for(one.request, work.now)
    return ready(one.request, one.terms, one.pool, one.ties, policy, seed=seed, outlook=one.outlook)


async def at_their_first_tier(work: Work, but: set[int], waited_s: float) -> list[Decision]:
    """Of orders that have waited so long, whose card is not open to everybody yet, and that nobody has tapped."""
    held = await taps.held_orders(work.session)
    found = []
    for order, row in await searching.looking(work.session):
        counts = order.id not in but | held and waited(work, order) >= waited_s
        decision = read(row.body) if counts else None
        if decision is not None:
            decision = on_course(decision, map(float, row.course))
            if decision.opens_s.max(initial=0.0) > since(work, decision):
                found.append(decision)
    return found


def since(work: Work, decision: Decision) -> float:
    return (work.now - decision.at).total_seconds()
