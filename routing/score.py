"""How well a representative fits an order. Pure; each part is kept, so that the score can be explained."""

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


def score(order: Request, rep: Candidate, weights: Weights) -> Score:
    raw = {
        "level": (weights.level, rep.levels.get(order.topic, 0) / 5),
        "experience": (order.experience_weight, rep.life_experience / 5),
        "rating": (weights.rating, (shrunk_rating(rep.rating_sum, rep.rating_count) - 1) / 4),
        "continuity": (weights.continuity, min(rep.past_orders, 3) / 3),
    }
    whole = sum(weight for weight, _ in raw.values())
    parts = {name: round(weight * value / whole, 4) for name, (weight, value) in raw.items()}
    return Score(round(sum(parts.values()), 4), parts)
