"""The night desk at work on a shop's own past: the engine of the bot, and beside it what truly came of each order."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from routing.behaviour import Behaviour
from routing.engine import Outlook, Policy, Ranking
from routing.outlook import outlook
from routing.pool import Ties
from routing.request import Request
from routing.scarcity import hourly_rates
from routing.simulation.bound import bound
from routing.simulation.group import Group
from routing.simulation.night import OFF_SHIFT, Tally, Waiting
from routing.simulation.outcome import Outcome, outcome
from routing.simulation.own import OwnWorld, PastOrder, worth
from routing.terms import PLAIN, laid_out
from routing.wishes import in_the_end

TRULY = "as it was"


class OwnGroup(Group):
    """Orders as they were asked, people as they were last seen."""

    def __init__(self, world: OwnWorld, policy: Policy) -> None:
        super().__init__(world, policy, world.behaviour)
        self.own = world
        pool = world.pool
        self.pool = replace(
            pool,
            standing=np.full(len(pool.ids), OFF_SHIFT, dtype=np.uint16),
            free=pool.free.copy(),
            deficit=pool.deficit.copy(),
        )
        self.coming = coming(world)

    def asked(self, number: int) -> tuple[Request, Ties]:
        given = self.own.asked[number]
        return given.order, given.ties

    def ranked(self, order: Waiting) -> Ranking:
        """With the wishes that give way, and the head start, that were promised with the order."""
        terms = replace(self.own.asked[order.number].terms, lead=())
        seen, ties = self.outlook(order), order.ties
        return laid_out(order.request, terms, self.pool, ties, self.policy, seed=order.number, outlook=seen).ranking

    def last_asked(self, order: Waiting) -> Request:
        return in_the_end(order.request, self.own.asked[order.number].terms.gives_way)

    def led(self, order: Waiting, ranking: Ranking) -> Ranking:
        """Only what is laid out in tiers alone is composed anew."""
        plain = replace(self.own.asked[order.number].terms, lead=()) == PLAIN
        return super().led(order, ranking) if plain else ranking

    def outlook(self, order: Waiting) -> Outlook | None:
        if not self.policy.weights.scarcity:
            return None
        hour = self.hour[min(int(self.now // 3600), len(self.hour) - 1)]
        now = [(request, rates[hour]) for request, rates in self.coming if rates[hour] > 0]
        busy_s = self.own.behaviour.session_s[order.request.topic]
        return outlook(now, self.pool, self.policy.weights, busy_s=busy_s, behaviour=Behaviour())


def coming(world: OwnWorld) -> list[tuple[Request, tuple[float, ...]]]:
    """A plain order of each topic, and how many of them an hour come at each hour of the shop's day."""
    hours = world.hour_of(world.orders.at).astype(int).tolist()
    counts: dict[str, list[int]] = {}
    plain: dict[str, Request] = {}
    for given, hour in zip(world.asked, hours, strict=True):
        counts.setdefault(given.order.topic, [0] * 24)[hour] += 1
        wishless = replace(
            given.order, customer_id=0, gender=None, wish_gender=None, language=None, style=None, age=None
        )
        plain[given.order.topic] = replace(wishless, experienced=False, session_s=0)
    rates = hourly_rates(counts, float(world.settings.days))
    return [(plain[topic], rates[topic]) for topic in sorted(plain)]


def replayed(world: OwnWorld, policies: dict[str, Policy], orders: Sequence[PastOrder]) -> dict[str, Outcome]:
    """What each policy makes of the world, and what truly came of it. Raises ValueError where nobody would come."""
    most = bound(world).quality
    if most <= 0:
        raise ValueError("nobody would have taken any")
    found = {TRULY: outcome(world, truly(world, orders), most)}
    return found | {name: outcome(world, OwnGroup(world, policy).run(), most) for name, policy in policies.items()}


def truly(world: OwnWorld, orders: Sequence[PastOrder]) -> Tally:
    """What came of each order in the shop itself."""
    n, m = len(orders), len(world.pool.ids)
    tally = Tally(np.full(n, np.nan), *np.zeros((3, n)), *np.zeros((2, m)))
    for number, order in enumerate(orders):
        tally.offers[number] = sum(opens <= order.waited_s for opens in order.opens_s.values())
        tally.lost[number] = order.overtaken
        if order.taken_by is None:
            continue
        row = int(np.searchsorted(world.pool.ids, order.taken_by))
        here = np.array([number]), np.array([row])
        tally.wait_s[number] = order.waited_s
        tally.quality[number] = float(worth(orders, *here, world.pool, world.weights)[0])
        tally.earned[row] += order.session_s
        tally.served[row] += 1
    return tally
