"""Weights out of the stars that customers gave: ridge regression towards the present ones, never below zero. Pure.

Stars are taken to rise with how well a match fits. Orders that nobody took, or that nobody rated, say nothing, and
neither does whoever was never chosen: what is learned holds for such matches as the shop has made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import nnls

from routing.pool import Flags, Floats, Ids
from routing.ratings import continuity
from routing.replay import Given
from routing.score import Weights, wishes_met

NAMES = ("level", "experience", "rating", "wishes", "continuity")
MEAN = slice(0, 4)
"""Those that make up the weighted mean; continuity comes on top."""

FEWEST = 150
"""With fewer ratings than this, chance would speak."""

HELD_OUT = 5
"""Every fifth part: the latest is kept from learning, to see what it is good for."""

PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""How much the present weights count, to be chosen by cross-validation; in ratings per rating."""

DRAWS, SEED = 400, 20261128
LEAST_SCALE = 0.1
"""Stars that seem not to rise with the score at all are taken to rise a little."""

MOST = 1000
"""The configuration takes no greater weight."""


@dataclass(frozen=True)
class Rated:
    """A match that was rated: the parts of its fit, each 0 .. 1, the topic's weight of experience, and the stars."""

    parts: tuple[float, float, float, float, float]
    experience_weight: int
    stars: int


@dataclass(frozen=True)
class Learned:
    """By name in percent, experience as a multiple of what topics say in percent: before, after, and 95 % between.

    Errors are of stars on the ratings that were held out; `weights` is what to configure.
    """

    ratings: int
    before: tuple[float, ...]
    after: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    error_before: float
    error_after: float
    weights: Weights


@dataclass(frozen=True)
class Matches:
    """The rated matches as columns: what one percent of each weight brings, and stars in 0 .. 1."""

    brings: Floats
    liked: Floats

    def some(self, rows: slice | Flags | Ids) -> "Matches":
        return Matches(self.brings[rows], self.liked[rows])


def rated(given: Given, rep_id: int, stars: int) -> Rated | None:
    """What a stored decision says of a match; None where its representative was not there."""
    rows = given.pool.positions((rep_id,))
    if not len(rows):
        return None
    row, known = int(rows[0]), given.ties.known.get(rep_id)
    parts = (
        float(given.pool.level(given.order.topic)[row]) / 5,
        float(given.pool.life[row]) / 5,
        float(given.pool.rating[row]),
        float(wishes_met(given.order, given.pool, rows)[0]),
        continuity(known) if known else 0.0,
    )
    return Rated(parts, given.order.experience_weight, stars)


def learn(ratings: Sequence[Rated], present: Weights) -> Learned:
    """What the ratings, the first first, say of the weights. Raises ValueError where they are too few."""
    if len(ratings) < FEWEST:
        raise ValueError(f"{len(ratings)} ratings, and at least {FEWEST} are needed")
    matches, prior = matches_of(ratings, present), prior_of(present)
    kept = len(ratings) - len(ratings) // HELD_OUT
    early, late = matches.some(slice(0, kept)), matches.some(slice(kept, None))
    penalty = chosen_penalty(early, prior)
    after = level_with(fit(matches, prior, penalty), prior, ratings)
    drawn = drawn_again(matches, prior, penalty, ratings)
    low, high = np.percentile(drawn, (2.5, 97.5), axis=0)
    return Learned(
        ratings=len(ratings),
        before=tuple(prior.tolist()),
        after=tuple(after.tolist()),
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
        error_before=error(early, late, prior),
        error_after=error(early, late, fit(early, prior, penalty)),
        weights=to_configure(after, present),
    )


def prior_of(present: Weights) -> Floats:
    """The weights of before, by NAMES."""
    return np.array([present.level, 100, present.rating, present.wishes, present.continuity], dtype=np.float64)


def matches_of(ratings: Sequence[Rated], present: Weights) -> Matches:
    parts = np.array([one.parts for one in ratings], dtype=np.float64)
    topics = np.array([one.experience_weight for one in ratings], dtype=np.float64)
    whole = present.level + present.rating + present.wishes + topics
    brings = parts / whole[:, None]
    brings[:, 1] *= topics / 100
    brings[:, 4] = parts[:, 4] / 100
    return Matches(brings, (np.array([one.stars for one in ratings], dtype=np.float64) - 1) / 4)


def fit(matches: Matches, prior: Floats, penalty: float) -> Floats:
    """The weights under which the score follows the stars best, each step away from the prior at a price."""
    brings, liked = centred(matches)
    brings = brings * scale(matches, prior)
    price = np.sqrt(penalty * len(liked)) * float(liked.std() or 1.0) / np.maximum(prior, 5.0)
    found, _ = nnls(np.vstack([brings, np.diag(price)]), np.concatenate([liked, price * prior]))
    return np.asarray(found, dtype=np.float64)


def centred(matches: Matches) -> tuple[Floats, Floats]:
    return matches.brings - matches.brings.mean(axis=0), matches.liked - matches.liked.mean()


def scale(matches: Matches, prior: Floats, least: float = LEAST_SCALE) -> float:
    """By how much stars rise with the score under these weights."""
    brings, liked = centred(matches)
    score = brings @ prior
    spread = float(score @ score)
    return max(float(score @ liked) / spread, least) if spread > 0 else least


def error(seen: Matches, unseen: Matches, weights: Floats) -> float:
    """By how many stars, as a root of mean squares, the score misses what was not seen; its line fitted to the seen."""
    score, slope = seen.brings @ weights, scale(seen, weights, least=0.0)
    at = float(seen.liked.mean() - slope * score.mean())
    missed = unseen.liked - at - slope * (unseen.brings @ weights)
    return float(np.sqrt(np.mean(missed**2))) * 4


def chosen_penalty(matches: Matches, prior: Floats) -> float:
    """The greatest that misses no more of what it has not seen than the best one does, chance aside.

    Over five parts; what is one standard error more is chance (Breiman et al. 1984, on paired differences).
    """
    part = np.arange(len(matches.liked)) % HELD_OUT
    halves = [(matches.some(part != k), matches.some(part == k)) for k in range(HELD_OUT)]
    missed = np.array(
        [[error(seen, unseen, fit(seen, prior, one)) ** 2 for seen, unseen in halves] for one in PENALTIES]
    )
    more = missed - missed[missed.mean(axis=1).argmin()]
    chance = more.std(axis=1, ddof=1) / np.sqrt(HELD_OUT)
    return max(one for one, worse, by in zip(PENALTIES, more.mean(axis=1), chance, strict=True) if worse <= by)


def drawn_again(matches: Matches, prior: Floats, penalty: float, ratings: Sequence[Rated]) -> Floats:
    """The weights out of ratings drawn with return, again and again, always the same draws (bootstrap)."""
    rng = np.random.default_rng(SEED)
    n = len(matches.liked)
    fits = [fit(matches.some(rng.integers(0, n, n)), prior, penalty) for _ in range(DRAWS)]
    return np.array([level_with(one, prior, ratings) for one in fits])


def level_with(weights: Floats, prior: Floats, ratings: Sequence[Rated]) -> Floats:
    """The same weights, but with as much in the mean as before: only what they are to each other counts."""
    share = np.array([1.0, float(np.mean([one.experience_weight for one in ratings])) / 100, 1.0, 1.0])
    before, now = float(prior[MEAN] @ share), float(weights[MEAN] @ share)
    return weights * (before / now) if now > 0 else prior


def to_configure(weights: Floats, present: Weights) -> Weights:
    """As the configuration has them: the weight of experience stays on the topics, and so the others move instead."""
    level, experience, rating, wishes, continuous = weights.tolist()
    times = max(experience / 100, LEAST_SCALE)

    def whole(weight: float) -> int:
        return min(MOST, round(weight))

    return replace(
        present,
        level=max(1, whole(level / times)),
        rating=whole(rating / times),
        wishes=whole(wishes / times),
        continuity=whole(continuous),
    )
