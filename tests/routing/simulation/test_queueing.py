"""The simulator's clockwork against what queueing theory knows in closed form: Erlang's A, M/M/c+M (Palm 1957)."""

from dataclasses import replace

import numpy as np
import pytest

from routing.engine import Policy
from routing.simulation.chance import Floats
from routing.simulation.group import Group
from routing.simulation.night import Night, Tally, Waiting
from routing.simulation.runs import seen_before
from routing.simulation.settings import DAY_S, TOPICS, Settings
from routing.simulation.world import NO_WISH, NOBODY, Orders, Reps, Shifts, World, first_midnight

SERVERS, HOUR = 5, 3600.0


class FirstComeFirstServed(Night):
    """Whoever is free has the order that has waited longest."""

    def offer(self, order: Waiting) -> None:
        free = np.flatnonzero(self.pool.standing == 0)
        if len(free):
            self.give(order, int(free[0]))

    def joins(self, order: Waiting, rep: int) -> None:
        if order.number in self.waiting and self.pool.standing[rep] == 0:
            self.give(order, rep)


def alike(orders: int, per_hour: float, seed: int) -> World:
    """Poisson arrivals, talks of an hour and patience of two on average; five who always work, can all, tap at once."""
    rng = np.random.default_rng(seed)
    at = np.cumsum(rng.exponential(HOUR / per_hour, orders))
    settings = Settings(seed=seed, days=int(at[-1] / DAY_S) + 30, warm_up_days=0, reps=SERVERS)
    whole, none = np.ones(SERVERS), np.zeros(SERVERS, dtype=np.int64)
    reps = Reps(
        kind=none,
        age=whole * 30,
        life=whole / 2,
        gender=none,
        languages=none + 1,
        levels=np.ones((SERVERS, len(TOPICS)), dtype=np.int64),
        rating=whole,
        capacity=none + 1,
        willing=whole * 9,  # nobody ever says no
        log_reaction=whole * -60,
    )
    zeros = np.zeros(orders, dtype=np.int64)
    asked = Orders(
        at=at,
        topic=zeros,
        session_s=rng.exponential(HOUR, orders),
        patience_s=rng.exponential(2 * HOUR, orders),
        language=zeros,
        gender=zeros + NO_WISH,
        hard=zeros > 0,
        known=zeros + NOBODY,
    )
    shifts = Shifts(np.arange(SERVERS), np.zeros(SERVERS), np.full(SERVERS, settings.days * DAY_S))
    return World(settings, first_midnight(settings), reps, asked, shifts)


def erlang_a(arrivals: float, ends: float, leaves: float) -> tuple[float, float, float]:
    """Rates an hour; who leaves unserved and who has to wait, as shares of all, and the mean number who wait."""
    states = np.arange(400)
    waiting = np.maximum(states - SERVERS, 0)
    deaths = np.minimum(states, SERVERS) * ends + waiting * leaves
    logs = np.concatenate([[0.0], np.cumsum(np.log(arrivals / deaths[1:]))])
    share: Floats = np.exp(logs - logs.max())
    share /= share.sum()
    queue = float(share @ waiting)
    return queue * leaves / arrivals, float(share[SERVERS:].sum()), queue


def seen(world: World, tally: Tally) -> tuple[float, float, float]:
    """The same of a run. Who is served at once waits no time at all, but for the tap."""
    orders = world.orders
    served = ~np.isnan(tally.wait_s)
    spent = np.where(served, tally.wait_s, orders.patience_s)
    return float(1 - served.mean()), float((spent > 1e-6).mean()), float(spent.sum() / orders.at[-1])


@pytest.mark.parametrize("per_hour", [6.0, 9.0], ids=["busy", "overloaded"])
def test_a_desk_of_equals_does_what_erlang_a_says_within_a_percent(per_hour: float) -> None:
    """Against the rates that were drawn, not those they were drawn by, so that little chance is left."""
    world = alike(120_000, per_hour, seed=1)
    orders = world.orders
    rates = (len(orders.at) / orders.at[-1], 1 / orders.session_s.mean(), 1 / orders.patience_s.mean())
    expected = erlang_a(*(rate * HOUR for rate in rates))
    assert seen(world, FirstComeFirstServed(world).run()) == pytest.approx(expected, rel=0.01)


def test_the_group_s_card_with_no_hold_is_first_come_first_served_among_equals() -> None:
    """The policies of the benchmark run on the same clockwork: the very same orders are served, at the same moments."""
    world = alike(2_000, 7.0, seed=2)
    behaviour = replace(seen_before(Settings(days=28)), accept=1.0)
    ours = Group(world, Policy((), ()), behaviour).run()
    theirs = FirstComeFirstServed(world).run()
    assert ours.wait_s == pytest.approx(theirs.wait_s, abs=1e-6, nan_ok=True)
