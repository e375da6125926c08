"""How well a representative fits an order. Pure; each part is kept, so that the score can be explained."""

import math
from dataclasses import dataclass

from routing.eligible import Candidate, Request

PRIOR_RATING = 4.6
PRIOR_COUNT = 10
"""A new representative's rating is taken to be 4.6 over 10 talks and moves from there (Bayesian mean)."""


@dataclass(frozen=True)
class Weights:
    """Parts of the score in percent; the weight of life experience comes with the topic."""

    version: str = "1"
    level: int = 45
    rating: int = 25
    continuity: int = 20


@dataclass(frozen=True)
class Score:
    """`total` in 0 .. 1, and what each part added to it."""

    total: float
    parts: dict[str, float]


def shrunk_rating(rating_sum: int, rating_count: int) -> float:
    """The mean of stars, drawn towards the prior while there are few."""
    return (PRIOR_RATING * PRIOR_COUNT + rating_sum) / (PRIOR_COUNT + rating_count)


def continuity(rep: Candidate) -> float:
    """0 .. 1: how often customer and representative have talked (three times is all), times how the customer liked it.

    Without stars of the customer's own they are taken to be the prior's; one star undoes any number of talks.
    """
    stars = rep.own_stars_sum / rep.own_stars_count if rep.own_stars_count else PRIOR_RATING
    return min(rep.past_orders, 3) / 3 * (stars - 1) / 4


def score(order: Request, rep: Candidate, weights: Weights) -> Score:
    """The weighted mean of the parts, each 0 .. 1; floored to four digits each, so that they add up to the total."""
    raw = {
        "level": (weights.level, rep.levels.get(order.topic, 0) / 5),
        "experience": (order.experience_weight, rep.life_experience / 5),
        "rating": (weights.rating, (shrunk_rating(rep.rating_sum, rep.rating_count) - 1) / 4),
        "continuity": (weights.continuity, continuity(rep)),
    }
    whole = sum(weight for weight, _ in raw.values())
    points = {name: math.floor(weight * value / whole * 10_000) for name, (weight, value) in raw.items()}
    return Score(sum(points.values()) / 10_000, {name: count / 10_000 for name, count in points.items()})
