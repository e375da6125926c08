"""How well representatives fit an order, and what else speaks for or against choosing them. Pure.

Each part is kept, in ten-thousandths, so that the score can be explained and adds up to the digit.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from routing.gather import pool_of
from routing.pool import Floats, Ids, Pool, Ties
from routing.ratings import continuity
from routing.request import Candidate, Request

FIT = ("level", "experience", "rating", "wishes", "continuity")
PARTS = (*FIT, "fairness", "scarcity")
KNOWN = PARTS.index("continuity")
UNIT = 10_000
AT_ONCE = 4096  # so many people's numbers stay near the processor while they are worked on

Points = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Weights:
    """Level, rating and wishes in percent, the weight of life experience comes with the topic: a weighted mean.

    The others are points in percent on top: for who is known, at most; for who has had less than their share (and as
    much against who has had more); and how much of what a representative would be worth to others is held against them.
    """

    version: str = "2"
    level: int = 45
    rating: int = 12
    wishes: int = 13
    continuity: int = 20
    fairness: int = 0
    scarcity: int = 0


@dataclass(frozen=True)
class Score:
    """`total` is the sum of the parts; what fits is 0 .. 1, and up to the weight of continuity more."""

    total: float
    parts: dict[str, float]


def wishes_met(order: Request, pool: Pool, rows: Ids) -> Floats:
    """0 .. 1: the share of the softer wishes that are met; 1 where there are none."""
    met = np.zeros(len(rows))
    asked = 0
    if order.wish_gender is not None:
        met += pool.gender[rows] == pool.code(order.wish_gender)
        asked += 1
    if order.wish_age is not None:
        met += pool.age[rows] == pool.code(order.wish_age)
        asked += 1
    if order.style is not None:
        met += pool.offers_style(order.style, rows)
        asked += 1
    return met / asked if asked else met + 1.0


def points(
    order: Request, pool: Pool, ties: Ties, rows: Ids, weights: Weights, *, scarcity: Floats | None = None
) -> Points:
    """The parts of the score of these rows, [part, row], in ten-thousandths; floored, so that they add up."""
    found: Points = np.zeros((len(PARTS), len(rows)), dtype=np.int32)
    for start in range(0, len(rows), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        parts = raw(order, pool, rows[some], weights, None if scarcity is None else scarcity[some])
        found[: len(parts), some] = floored(parts)
    for rep_id, known in ties.known.items():
        row = pool.row_of(rep_id)
        if row is not None:
            found[KNOWN, rows == row] = floored(np.array(weights.continuity / 100 * continuity(known)))
    return found


def raw(order: Request, pool: Pool, rows: Ids, weights: Weights, scarcity: Floats | None) -> Floats:
    """The parts before they are floored, but for who is known; those that nobody has are left out at the end."""
    whole = weights.level + order.experience_weight + weights.rating + weights.wishes
    more = bool(weights.fairness) or scarcity is not None
    parts: Floats = np.zeros((len(PARTS) if more else KNOWN, len(rows)))
    parts[0] = pool.level(order.topic)[rows] * (weights.level / 5 / whole)
    parts[1] = pool.life[rows] * (order.experience_weight / 5 / whole)
    parts[2] = pool.rating[rows] * (weights.rating / whole)
    parts[3] = wishes_met(order, pool, rows) * (weights.wishes / whole)
    if weights.fairness:
        parts[5] = pool.deficit[rows] * (weights.fairness / 100)
    if scarcity is not None:
        parts[6] = scarcity * (-weights.scarcity / 100)
    return parts


def floored(part: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.int32]:
    """In ten-thousandths; floored, so that parts add up."""
    return np.floor(np.asarray(part, dtype=np.float64) * UNIT + 1e-6).astype(np.int32)


def score(order: Request, rep: Candidate, weights: Weights) -> Score:
    """The score of one representative; what would be scarce needs others to compare with and is left out."""
    pool, ties = pool_of([rep])
    return score_of(points(order, pool, ties, np.zeros(1, dtype=np.int64), weights)[:, 0])


def score_of(column: npt.NDArray[np.int32]) -> Score:
    """One column of points, in words; beside what fits, only what counts for or against."""
    counts = dict(zip(PARTS, column.tolist(), strict=True))
    parts = {name: count / UNIT for name, count in counts.items() if count or name in FIT}
    return Score(sum(counts.values()) / UNIT, parts)
