"""How long a customer will wait for somebody: an interval out of who is there, set right by what came before. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from routing.behaviour import TABLE_S, Behaviour, tapped
from routing.pool import Floats

T = TypeVar("T")

BANDS = (1, 3, 6, 12)
"""Orders with fewer than so many who could take them are compared with each other."""

FEWEST = 20
"""With fewer past orders than this nothing is told."""

ENOUGH = 40
"""So many past orders of the same hours, or of the same band among them, are compared with by themselves."""

NEAR_H = 2.0
"""Hours of the day that are no further apart are the same."""

DAMPED = 0.5
"""By which power a wait grows with what was expected: most of what a wait hangs on, nobody can know beforehand."""


@dataclass(frozen=True)
class Eta:
    """Between `low_s` and `high_s` seconds in eight of ten cases, half of them within `median_s`."""

    low_s: float
    median_s: float
    high_s: float


@dataclass(frozen=True)
class Calibration:
    """By band: true waits over expected ones (damped), at the 10th, 50th and 90th percent of what came before."""

    factors: Mapping[int, tuple[float, float, float]] = field(default_factory=dict, hash=False)


def band(able: int) -> int:
    """The band of an order that so many could take."""
    return sum(able >= least for least in BANDS)


def expected_s(opens_s: Floats, behaviour: Behaviour) -> float:
    """When somebody will have tapped as likely as not: `opens_s` are the seconds at which the card opens to each."""
    at = np.arange(0, TABLE_S, 5.0)
    moments, heads = np.unique(opens_s, return_counts=True)
    nobody = np.prod((1 - tapped(behaviour, at[None, :] - moments[:, None])) ** heads[:, None], axis=0)
    there = np.flatnonzero(nobody <= 0.5)
    return float(at[there[0]]) if len(there) else float(TABLE_S)


def scale(expected: float) -> float:
    return float(max(expected, 1.0) ** DAMPED)


def calibrate(past: Sequence[tuple[int, float, float]]) -> Calibration:
    """Out of past orders: how many could take it, what was expected, how long it truly took, in seconds."""
    ratios: dict[int, list[float]] = {}
    for able, expected, took in past:
        ratios.setdefault(band(able), []).append(took / scale(expected))
    everybody = [ratio for some in ratios.values() for ratio in some]
    enough = {number: some if len(some) >= ENOUGH else everybody for number, some in ratios.items()}
    return Calibration({number: eight_of_ten(some) for number, some in enough.items()})


def eight_of_ten(seen: Sequence[float]) -> tuple[float, float, float]:
    """Ends between which one more lies in at least eight of ten cases, and the middle.

    Conformal prediction: the ends are ranks of what was seen plus one (Vovk, Gammerman and Shafer, 2005).
    """
    ranked, n = sorted(seen), len(seen)
    low, high = math.floor(0.1 * (n + 1)) - 1, math.ceil(0.9 * (n + 1)) - 1
    return ranked[max(low, 0)], float(np.median(ranked)), ranked[min(high, n - 1)]


def of_that_hour(past: Sequence[T], hours: Sequence[float], hour: float) -> Sequence[T]:
    """What came at about this hour of the day, if that is enough; `hours` are those of the past, 0 to 24."""
    apart = (abs(one - hour) for one in hours)
    near = [one for one, hours_apart in zip(past, apart, strict=True) if min(hours_apart, 24 - hours_apart) <= NEAR_H]
    return near if len(near) >= ENOUGH else past


def eta(opens_s: Floats, behaviour: Behaviour, calibration: Calibration) -> Eta | None:
    """The interval, or None where nobody could take the order or nothing comparable has come before."""
    factors = calibration.factors.get(band(len(opens_s)))
    if not len(opens_s) or factors is None:
        return None
    expected = scale(expected_s(opens_s, behaviour))
    low, middle, high = (expected * factor for factor in factors)
    return Eta(low, middle, high)


def still(past: Sequence[tuple[int, float, float]], expected: float, waited_s: float) -> list[tuple[int, float, float]]:
    """The past as it looks to an order that has waited: of those that, for what was expected, had waited as long, what
    came on top. Raises ValueError where the wait is negative.
    """
    if waited_s < 0:
        raise ValueError("nobody waits less than no time")
    share = waited_s / scale(expected)
    so_far = ((able, before, took - share * scale(before)) for able, before, took in past)
    return [(able, before, more) for able, before, more in so_far if more > 0]


def more_to_wait(
    opens_s: Floats, behaviour: Behaviour, past: Sequence[tuple[int, float, float]], waited_s: float = 0.0
) -> Eta | None:
    """The interval for what is left of the wait; None where fewer than `FEWEST` past orders can be compared with."""
    comparable = still(past, expected_s(opens_s, behaviour), waited_s) if len(opens_s) else []
    return eta(opens_s, behaviour, calibrate(comparable)) if len(comparable) >= FEWEST else None
