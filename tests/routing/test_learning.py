"""Weights out of stars: towards a truth that is hidden, and not a step where there is nothing to see."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.learning import FEWEST, NAMES, Rated, fit, learn, matches_of, prior_of
from routing.score import Weights
from routing.simulation.edges import true_quality
from routing.simulation.settings import TOPICS, Settings, Truth
from routing.simulation.world import World, build

PRESENT = Weights()
HIDDEN = Truth(level=0.15, rating=0.12, wishes=0.45, known=0.05)
"""Another truth than the present weights are made for: people care for their wishes, and level is little to them."""


@pytest.fixture(scope="module")
def hidden() -> World:
    return build(Settings(seed=11, days=28, truth=HIDDEN))


def starred(world: World, seed: int = 5, noise: float = 0.5) -> list[Rated]:
    """For each order the best of some who would come, by the present weights, and what its customer makes of it."""
    rng, edges, found = np.random.default_rng(seed), world.edges, []
    orders, reps = world.orders, world.reps
    quality = true_quality(world, edges.order, edges.rep)
    for order in np.unique(edges.order).tolist():
        mine = np.arange(edges.starts[order], edges.starts[order + 1])
        some = rng.permutation(mine)[:4]
        topic, wish = int(orders.topic[order]), int(orders.gender[order])
        rep = edges.rep[some]
        columns = np.array(
            [
                reps.levels[rep, topic] / 5,
                reps.life[rep],
                reps.rating[rep],
                (wish < 0) | (reps.gender[rep] == wish),
                orders.known[order] == rep,
            ]
        )
        weight = TOPICS[topic].experience_weight
        worth = np.array([PRESENT.level, weight, PRESENT.rating, PRESENT.wishes, PRESENT.continuity]) @ columns
        best = int(worth.argmax())  # who is chosen is no chance, as in a shop
        stars = int(np.clip(round(1 + 4 * quality[some[best]] + rng.normal(0, noise)), 1, 5))
        found.append(Rated(tuple(float(part) for part in columns[:, best]), weight, stars))  # type: ignore[arg-type] # five of them
    return found


def shares(level: float, rating: float, wishes: float) -> np.ndarray:
    """Of each other, at a topic's weight of experience that is as it is in truth."""
    return np.array([level, rating, wishes]) / (level + rating + wishes)


def test_it_moves_towards_a_truth_that_is_hidden_and_foretells_stars_better(hidden: World) -> None:
    found = learn(starred(hidden), PRESENT)
    truth = shares(HIDDEN.level, HIDDEN.rating, HIDDEN.wishes)
    before = np.abs(shares(PRESENT.level, PRESENT.rating, PRESENT.wishes) - truth).sum()
    after = np.abs(shares(found.weights.level, found.weights.rating, found.weights.wishes) - truth).sum()
    assert after < before / 2
    assert found.weights.continuity < PRESENT.continuity
    assert found.error_after < found.error_before
    at = NAMES.index("wishes")
    assert found.low[at] < found.after[at] < found.high[at]
    assert not found.low[at] <= found.before[at] <= found.high[at], "the interval is sure of the move"


def test_stars_that_say_nothing_move_nothing_much(hidden: World) -> None:
    rng = np.random.default_rng(1)
    blind = [replace(one, stars=int(rng.integers(3, 6))) for one in starred(hidden)[:800]]
    found = learn(blind, PRESENT)
    assert found.after == pytest.approx(found.before, rel=0.02)
    assert (found.weights.level, found.weights.wishes) == (PRESENT.level, PRESENT.wishes)


def test_the_same_ratings_always_teach_the_same(hidden: World) -> None:
    some = starred(hidden)[:FEWEST]
    assert learn(some, PRESENT) == learn(some, PRESENT)


def test_too_few_ratings_teach_nothing(hidden: World) -> None:
    with pytest.raises(ValueError, match=f"149 ratings, and at least {FEWEST}"):
        learn(starred(hidden)[: FEWEST - 1], PRESENT)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            Rated,
            st.tuples(*[st.floats(0, 1)] * 5),
            st.integers(0, 60),
            st.integers(1, 5),
        ),
        min_size=10,
        max_size=60,
    ),
    st.sampled_from((0.003, 0.1, 10.0)),
)
def test_no_weight_is_ever_below_zero_or_no_number(ratings: list[Rated], penalty: float) -> None:
    found = fit(matches_of(ratings, PRESENT), prior_of(PRESENT), penalty)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
