"""Offers to the group: the very engine of the bot decides whom the card opens to, when, and when a hold ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from routing.behaviour import Behaviour
from routing.contention import leads, led
from routing.eligible import masks
from routing.engine import Outlook, Policy, Ranking, better, hold, joined, rank
from routing.fairness import deficits
from routing.hold import Verdict
from routing.pool import NO_TIES, Floats, Ids
from routing.request import Request
from routing.score import Weights, points
from routing.simulation.night import Night, Waiting
from routing.simulation.settings import TOPICS
from routing.simulation.world import World

FAIR_EVERY_S = 1800.0


@dataclass
class Offered:
    """An order's card: the ranking, the place of each in it, and the hold that is under way."""

    ranking: Ranking
    at: float
    places: dict[int, int]
    best: int = -1
    first_tap: float = 0.0
    version: int = 0
    overtakers: set[int] = field(default_factory=set)


class Group(Night):
    """One card for each order, opened by `policy`; what the router knows of people's behaviour is handed in."""

    def __init__(self, world: World, policy: Policy, behaviour: Behaviour) -> None:
        super().__init__(world)
        self.policy, self.behaviour = policy, behaviour
        self.rates = np.array([behaviour.rates[topic.slug] for topic in TOPICS]).T.copy()
        self.offered: dict[int, Offered] = {}
        self.base = base_fits(self) if policy.weights.scarcity else np.zeros((0, 0))
        self.hour = world.hour_of(np.arange(0, world.horizon_s + 3600, 3600.0)).astype(int).tolist()
        self.on_shift_s = np.zeros(world.settings.reps)
        self.came: dict[int, float] = {}
        if policy.weights.fairness:
            self.plan(FAIR_EVERY_S, self.weighs_shares, 0)

    def outlook(self, order: Waiting) -> Outlook | None:
        if not self.policy.weights.scarcity:
            return None
        hour = self.hour[min(int(self.now // 3600), len(self.hour) - 1)]
        return Outlook(self.base, self.rates[hour], self.behaviour.session_s[order.request.topic], self.behaviour)

    def offer(self, order: Waiting) -> None:
        ranking = self.led(order, self.ranked(order))
        people = ranking.rows.tolist()
        card = Offered(ranking, self.now, {rep: place for place, rep in enumerate(people)})
        self.offered[order.number] = card
        for rep, opens in zip(people, ranking.opens_s.tolist(), strict=True):
            self.opens(order, rep, self.now + opens)

    def ranked(self, order: Waiting) -> Ranking:
        return rank(order.request, self.pool, order.ties, self.policy, seed=order.number, outlook=self.outlook(order))

    def could(self, order: Waiting, rep: int) -> bool:
        """Whether they would be ranked if it were done anew."""
        return not masks(self.last_asked(order), self.pool, order.ties, np.array([rep]))[0]

    def last_asked(self, order: Waiting) -> Request:
        """What is asked for when all has given way that may."""
        return order.request

    def led(self, order: Waiting, ranking: Ranking) -> Ranking:
        """While others wait for a first tap, the first tiers are composed together."""
        others = [one for one in self.waiting.values() if one is not order and self.offered[one.number].best < 0]
        if not others or not self.policy.sizes:
            return ranking
        rankings = [ranking, *(self.offered[one.number].ranking for one in others)]
        waited = [self.now - one.at for one in (order, *others)]
        return led(ranking, leads(rankings, waited, self.pool.free, self.policy.sizes[0])[0], self.policy)

    def opens(self, order: Waiting, rep: int, when: float) -> None:
        order.open_s[rep] = when
        if rep in order.willing:
            self.plan(when + order.willing[rep][0], self.taps, order.number, rep)

    def joins(self, order: Waiting, rep: int) -> None:
        """Whoever comes or gets free joins with the last tier."""
        card = self.offered[order.number]
        if rep in order.open_s and order.open_s[rep] + order.willing.get(rep, (0.0,))[0] >= self.now:
            return  # it is open to them, or will be, and they have not tapped yet
        if rep not in card.places and not self.ranks_late(order, card, rep):
            return
        last = card.at + float(card.ranking.opens_s.max(initial=0.0))
        self.opens(order, rep, max(self.now, last))

    def ranks_late(self, order: Waiting, card: Offered, rep: int) -> bool:
        """The card is ranked anew with the newcomer; who was in it keeps the time that was laid out for them."""
        if not self.could(order, rep):
            return False
        ranking = self.ranked(order)
        place = np.flatnonzero(ranking.rows == rep)
        last = float(card.ranking.opens_s.max(initial=0.0))
        opens_s = max(self.now - card.at, last)
        card.ranking = joined(card.ranking, rep, ranking.points[:, place[0]], opens_s)
        card.places = {int(row): number for number, row in enumerate(card.ranking.rows)}
        return True

    def taps(self, number: int, rep: int) -> None:
        order = self.waiting.get(number)
        if order is None or not self.can_tap(order, rep):
            return
        card = self.offered[number]
        if card.best >= 0:
            if card.places[rep] not in card.overtakers:
                return  # the card says that somebody who suits better has tapped
            self.overtaken(order, card.best)
        else:
            card.first_tap = self.now
        card.best = rep
        self.carry(rep, 1)
        self.holds(order, card)

    def overtaken(self, order: Waiting, rep: int) -> None:
        """They have room again, and other orders may wait."""
        self.carry(rep, -1)
        self.loses(order, rep)
        for other in [one for one in self.waiting.values() if one is not order]:
            self.joins(other, rep)

    def holds(self, order: Waiting, card: Offered) -> None:
        place = card.places[card.best]
        card.overtakers = set(better(card.ranking, place, self.policy.hold).tolist())
        verdict = self.weighs(order, card, card.ranking, place)
        card.version += 1
        if verdict.settle_in_s <= 0:
            self.settles(order.number, card.version)
        else:
            self.closes_to_worse(order, card)
            self.plan(self.now + verdict.settle_in_s, self.settles, order.number, card.version)

    def weighs(self, order: Waiting, card: Offered, ranking: Ranking, place: int) -> Verdict:
        return hold(
            ranking,
            place,
            self.policy,
            self.behaviour,
            since_offer_s=self.now - card.at,
            waited_s=self.now - order.at,
            held_s=self.now - card.first_tap,
        )

    def closes_to_worse(self, order: Waiting, card: Offered) -> None:
        """A tier that has not opened yet opens to nobody who would not be better."""
        later = [rep for rep, opens in order.open_s.items() if opens > self.now]
        for rep in [rep for rep in later if card.places[rep] not in card.overtakers]:
            del order.open_s[rep]

    def settles(self, number: int, version: int) -> None:
        order = self.waiting.get(number)
        if order is not None and self.offered[number].version == version:
            best = self.offered.pop(number).best
            self.give(order, best, held=True)

    def left(self, order: Waiting) -> None:
        best = self.offered.pop(order.number).best
        if best >= 0:
            self.carry(best, -1)
            self.freed(best)

    def comes(self, rep: int, end: int) -> None:
        self.came[rep] = self.now
        super().comes(rep, end)

    def goes(self, rep: int, _: int) -> None:
        self.on_shift_s[rep] += self.now - self.came.pop(rep, self.now)
        super().goes(rep, _)

    def weighs_shares(self, _: int, __: int) -> None:
        """Who has had less than their share, anew every half hour."""
        if self.now < self.world.horizon_s:
            self.plan(self.now + FAIR_EVERY_S, self.weighs_shares, 0)
        hours = self.on_shift_s / 3600
        for rep, came in self.came.items():
            hours[rep] += (self.now - came) / 3600
        self.pool.deficit[:] = deficits(self.tally.earned / 3600, hours)


class Foresight(Group):
    """A yardstick, no policy: its holds know who of those better will tap, though not when. Nobody on earth does."""

    def __init__(self, world: World, policy: Policy, behaviour: Behaviour) -> None:
        super().__init__(world, policy, replace(behaviour, accept=1.0, drawn=0.0))

    def weighs(self, order: Waiting, card: Offered, ranking: Ranking, place: int) -> Verdict:
        willing = np.isin(ranking.rows, list(order.willing))
        willing[place] = True
        seen = Ranking(ranking.rows[willing], ranking.points[:, willing], ranking.opens_s[willing])
        return super().weighs(order, card, seen, int(willing[:place].sum()))


def base_fits(night: Night) -> Floats:
    """[topic, representative]: what each is worth to an order of the topic that wishes for nothing in particular."""
    rows: Ids = np.arange(night.world.settings.reps)
    plain = [Request(customer_id=-1, topic=t.slug, experience_weight=t.experience_weight) for t in TOPICS]
    return np.array([points(one, night.pool, NO_TIES, rows, Weights()).sum(axis=0) / 10_000 for one in plain])


def learned(world: World, days: float) -> Behaviour:
    """What a shop would have seen in so many days of another world: orders by hour and topic, lengths of talks."""
    orders = world.orders
    hours = world.hour_of(orders.at).astype(int)
    rates: Mapping[str, tuple[float, ...]] = {
        topic.slug: tuple(float(n) / days for n in np.bincount(hours[orders.topic == t], minlength=24))
        for t, topic in enumerate(TOPICS)
    }
    session = {topic.slug: float(orders.session_s[orders.topic == t].mean()) for t, topic in enumerate(TOPICS)}
    return Behaviour(rates=dict(rates), session_s=session)
