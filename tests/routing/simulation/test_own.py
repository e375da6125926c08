"""A shop's own past, replayed: a made-up shop keeps its decisions and taps, and is played again from them alone."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import pytest

from routing.presets import PRESETS
from routing.replay import Given
from routing.score import Weights
from routing.simulation.group import Group
from routing.simulation.night import Waiting
from routing.simulation.outcome import Outcome
from routing.simulation.own import OwnWorld, Past, PastOrder, PastTap, own_world
from routing.simulation.own_desk import TRULY, replayed
from routing.simulation.own_people import Seen
from routing.simulation.runs import seen_before
from routing.simulation.settings import Settings
from routing.simulation.world import World, build
from routing.terms import PLAIN

SHOP = Settings(seed=3, days=4, warm_up_days=0, reps=120, bursts_a_week=0)


@dataclass
class Books:
    """What the shop's database would hold."""

    seen: list[Seen] = field(default_factory=list)
    given: dict[int, Given] = field(default_factory=dict)
    opens_s: dict[int, dict[int, float]] = field(default_factory=dict)
    taps: dict[int, list[PastTap]] = field(default_factory=dict)
    orders: list[PastOrder] = field(default_factory=list)


class Kept(Group):
    """The desk of a made-up shop, with a clerk."""

    def __init__(self, world: World) -> None:
        super().__init__(world, PRESETS["ours"], seen_before(SHOP))
        self.books = Books()

    def offer(self, order: Waiting) -> None:
        super().offer(order)
        now, ranking = self.moment(), self.offered[order.number].ranking
        pool = self.pool.as_it_stands()
        ends = np.array(self.shift_ends) - self.now
        pool.shift_left_s = np.maximum(ends, 0).astype(np.int32)
        self.books.seen.append(Seen(now, pool))
        given = Given(order.request, pool, order.ties, now, self.policy, None, PLAIN)
        self.books.given[order.number], self.books.taps[order.number] = given, []
        opens = zip(ranking.rows.tolist(), ranking.opens_s.tolist(), strict=True)
        self.books.opens_s[order.number] = dict(opens)

    def taps(self, number: int, rep: int) -> None:
        order = self.waiting.get(number)
        if order is not None and self.can_tap(order, rep):
            self.books.taps[number].append(PastTap(rep, self.moment()))
        super().taps(number, rep)

    def give(self, order: Waiting, rep: int, *, held: bool = False) -> None:
        self.close(order, rep)
        super().give(order, rep, held=held)

    def left(self, order: Waiting) -> None:
        self.close(order, None)
        super().left(order)

    def close(self, order: Waiting, rep: int | None) -> None:
        books, number = self.books, order.number
        books.orders.append(
            PastOrder(
                books.given[number].now,
                books.given[number],
                books.opens_s[number],
                tuple(books.taps[number]),
                self.moment(),
                gave_up=rep is None,
                session_s=self.session[number],
                taken_by=rep,
            )
        )

    def moment(self) -> datetime:
        return self.world.began + timedelta(seconds=self.now)


@pytest.fixture(scope="module")
def books() -> Books:
    desk = Kept(build(SHOP))
    desk.run()
    desk.books.orders.sort(key=lambda order: order.at)
    return desk.books


def world_of(books: Books, seed: int = 1, orders: list[PastOrder] | None = None) -> OwnWorld:
    capacity = dict(enumerate(build(SHOP).reps.capacity.tolist()))
    told = books.orders if orders is None else orders
    return own_world(Past(tuple(told), tuple(books.seen), capacity, SHOP.zone), Weights(), seed)


@pytest.fixture(scope="module")
def outcomes(books: Books) -> dict[str, Outcome]:
    return replayed(world_of(books), {name: PRESETS[name] for name in ("ours", "first")}, books.orders)


def test_the_policy_that_was_in_force_comes_out_as_it_was(outcomes: dict[str, Outcome]) -> None:
    truly, again = outcomes[TRULY], outcomes["ours"]
    assert again.served == pytest.approx(truly.served, abs=0.05)
    assert again.ratio == pytest.approx(truly.ratio, abs=0.05)
    assert again.wait_p50 == pytest.approx(truly.wait_p50, abs=15)


def test_another_policy_comes_out_otherwise_as_in_made_up_worlds(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["first"].ratio < outcomes["ours"].ratio - 0.05
    assert outcomes["first"].wait_p50 < outcomes["ours"].wait_p50


def test_what_people_did_stays_and_only_the_rest_is_drawn(books: Books) -> None:
    one, other = world_of(books, 1), world_of(books, 2)
    tapped = {(n, tap.rep_id) for n, order in enumerate(books.orders) for tap in order.taps}

    def pairs(world: OwnWorld) -> set[tuple[int, int]]:
        return set(zip(world.edges.order.tolist(), world.edges.rep.tolist(), strict=True))

    assert len(tapped & pairs(one)) >= 0.97 * len(tapped), "a tap at the very end of a shift may be lost"
    lost = (tapped & pairs(one)) ^ (tapped & pairs(other))
    assert not lost
    assert len(pairs(one) ^ pairs(other)) > 100
    assert 0 < one.known < 1
    assert 0.3 < one.behaviour.accept < 0.8, "willingness in these worlds is about a half"


def test_nothing_to_replay_is_said(books: Books) -> None:
    with pytest.raises(ValueError, match="no orders"):
        world_of(books, orders=[])
