"""The group's card with what a shop promises beside it: wishes that give way by a clock, a head start, early tiers.

All of it is what the bot does with an order, by the very functions of routing.terms, routing.wishes and routing.course.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from routing.behaviour import Behaviour
from routing.contention import leads
from routing.course import hurried, next_change_s, room_left
from routing.decision import Decision, ranking_of
from routing.eligible import masks, reasons_against
from routing.engine import Policy, Ranking
from routing.pool import Masks, Ties
from routing.request import Exclusion, Request
from routing.simulation.group import Group, Offered
from routing.simulation.night import Waiting
from routing.simulation.world import World
from routing.terms import Terms, laid_out, ready
from routing.wishes import Clocks, Wish, asked_at, giving_way, in_the_end, let_in_s, missed

WISHES, HEAD_START, EARLY = PROMISES = ("wishes", "head-start", "early-tiers")
HEAD_START_S = 30.0
"""As a shop has it that says nothing else; its clocks for wishes are those of routing.wishes."""

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 1e-6
TICK_S = 0.001  # by so much the clock moves on from one look to the next


class Promising(Group):
    """Orders on the terms of a shop."""

    def __init__(self, world: World, policy: Policy, behaviour: Behaviour) -> None:
        super().__init__(world, policy, behaviour)
        self.promises = world.settings.promises
        self.terms: dict[int, Terms] = {}

    def asked(self, number: int) -> tuple[Request, Ties]:
        """A wish is asked for until it gives way, and not only better where it is met."""
        request, ties = super().asked(number)
        if WISHES in self.promises:
            request = replace(request, gender=request.wish_gender, wish_gender=None)
        return request, ties

    def last_asked(self, order: Waiting) -> Request:
        return in_the_end(order.request, self.terms[order.number].gives_way)

    def offer(self, order: Waiting) -> None:
        self.terms[order.number] = self.terms_of(order)
        super().offer(order)
        self.looks_on(order, frozenset())

    def terms_of(self, order: Waiting) -> Terms:
        musts = {Wish.GENDER} if self.hard[order.number] else set()
        terms = Terms(giving_way(order.request, musts, Clocks()))
        if HEAD_START in self.promises:
            terms = self.known_first(order, terms)
        return replace(terms, lead=self.lead(order, terms))

    def known_first(self, order: Waiting, terms: Terms) -> Terms:
        """Whom the customer knows and likes, if they can take the order now."""
        now = asked_at(order.request, terms.gives_way, 0)
        for known in order.ties.known:
            against = reasons_against(now, self.pool, order.ties, known)
            if against is not None and set(against) <= {Exclusion.OFF_SHIFT}:
                return replace(terms, known=known, head_start_s=0.0 if against else HEAD_START_S)
        return terms

    def lead(self, order: Waiting, terms: Terms) -> tuple[int, ...]:
        """A first tier composed with those of others that are at theirs: these keep to whom their cards are open."""
        others = [one for one in self.waiting.values() if one is not order and self.offered[one.number].best < 0]
        out = [(self.decision(one), self.since(one)) for one in others]
        out = [(one, since_s) for one, since_s in out if one.opens_s.max(initial=0.0) > since_s]
        if not out or not self.policy.sizes:
            return ()
        seen, seed, policy = self.outlook(order), order.number, self.policy
        first = ready(order.request, terms, self.pool, order.ties, policy, seed=seed, outlook=seen)
        return tuple(leads([first], [0.0], room_left(self.pool, out), policy.sizes[0])[0].tolist())

    def ranked(self, order: Waiting) -> Ranking:
        terms, seen, seed = self.terms[order.number], self.outlook(order), order.number
        return laid_out(order.request, terms, self.pool, order.ties, self.policy, seed=seed, outlook=seen).ranking

    def led(self, _order: Waiting, ranking: Ranking) -> Ranking:
        """The terms hold it already."""
        return ranking

    def ranks_late(self, order: Waiting, card: Offered, rep: int) -> bool:
        """Whoever misses a wish waits for it as the others do."""
        if not super().ranks_late(order, card, rep):
            return False
        opens_s, place = card.ranking.opens_s.copy(), card.places[rep]
        let_in = let_in_s(self.misses(order, card.ranking), self.terms[order.number].gives_way)
        opens_s[place] = max(opens_s[place], let_in[place])
        card.ranking = replace(card.ranking, opens_s=opens_s)
        return True

    def misses(self, order: Waiting, ranking: Ranking) -> Masks:
        return missed(masks(order.request, self.pool, order.ties, ranking.rows))

    def decision(self, order: Waiting) -> Decision:
        """The order's decision as it stands; why others are out is not asked here."""
        card, terms = self.offered[order.number], self.terms[order.number]
        at, nobody = BEGAN + timedelta(seconds=card.at), np.zeros(len(self.pool.ids), dtype=np.uint16)
        columns, misses = card.ranking, self.misses(order, card.ranking)
        made = (at, self.policy, self.pool.ids, nobody, columns.rows, columns.points, columns.opens_s, terms)
        return Decision(*made, misses=misses)

    def since(self, order: Waiting) -> float:
        return round(self.now - self.offered[order.number].at, 3)

    def looks_on(self, order: Waiting, out: frozenset[int]) -> None:
        """When the card may open to somebody else."""
        if EARLY not in self.promises or order.number not in self.offered:
            return
        change_s = next_change_s(self.decision(order), self.since(order), out, self.behaviour)
        if change_s is not None:
            when = self.offered[order.number].at + change_s
            self.plan(max(when, self.now + TICK_S), self.widens, order.number)

    def widens(self, number: int, _: int) -> None:
        """Its moment has come, or somebody dropped out: the next tier opens early while nobody is likely to tap."""
        order, card = self.waiting.get(number), self.offered.get(number)
        if order is None or card is None or card.best >= 0:
            return
        since_s, decision = self.since(order), self.decision(order)
        out = self.out(decision, since_s)
        while next_change_s(decision, since_s, out, self.behaviour) == since_s:
            decision = hurried(decision, since_s)
            out = self.out(decision, since_s)
        sooner = np.flatnonzero(decision.opens_s < card.ranking.opens_s)
        card.ranking = ranking_of(decision)
        for place in sooner.tolist():
            rep, when = int(decision.rows[place]), card.at + float(decision.opens_s[place])
            if order.open_s.get(rep, when) >= self.now - AT_ONCE:
                self.opens(order, rep, max(when, self.now))
        self.looks_on(order, out)

    def out(self, decision: Decision, since_s: float) -> frozenset[int]:
        """Those to whom it is open and who can take nothing more, where it may open to others instead."""
        opened = decision.rows[decision.opens_s <= since_s].tolist()
        return frozenset(row for row in opened if self.away[row]) if len(opened) < len(decision.rows) else frozenset()

    def carry(self, rep: int, more: int) -> None:
        super().carry(rep, more)
        if EARLY in self.promises and self.away[rep]:
            for order in self.waiting.values():
                if order.open_s.get(rep, np.inf) <= self.now:
                    self.plan(self.now, self.widens, order.number)

    def taps(self, number: int, rep: int) -> None:
        """As long after the card opened to them as they take, and not as if it had opened when it was first to."""
        order = self.waiting.get(number)
        if order is not None and abs(order.open_s.get(rep, np.inf) + order.willing[rep][0] - self.now) < AT_ONCE:
            super().taps(number, rep)
