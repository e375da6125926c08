"""How long a customer will wait for somebody: an interval out of who is there, set right by what came before. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from routing.behaviour import TABLE_S, Behaviour, tapped
from routing.pool import Floats

BANDS = (1, 3, 6, 12)
"""Orders with fewer than so many who could take them are compared with each other."""

FEWEST = 20
"""A band with fewer past orders than this is taken together with all others."""


@dataclass(frozen=True)
class Eta:
    """Between `low_s` and `high_s` seconds in eight of ten cases, half of them within `median_s`."""

    low_s: float
    median_s: float
    high_s: float


@dataclass(frozen=True)
class Calibration:
    """By band: true waits over expected ones, at the 10th, 50th and 90th percent of what came before."""

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


def calibrate(past: Sequence[tuple[int, float, float]]) -> Calibration:
    """Out of past orders: how many could take it, what was expected, how long it truly took, in seconds."""
    ratios: dict[int, list[float]] = {}
    for able, expected, took in past:
        ratios.setdefault(band(able), []).append(took / max(expected, 1.0))
    everybody = [ratio for some in ratios.values() for ratio in some]
    enough = {number: some if len(some) >= FEWEST else everybody for number, some in ratios.items()}
    quantiles = {number: np.quantile(some, (0.1, 0.5, 0.9)).tolist() for number, some in enough.items()}
    return Calibration({number: (low, middle, high) for number, (low, middle, high) in quantiles.items()})


def eta(opens_s: Floats, behaviour: Behaviour, calibration: Calibration) -> Eta | None:
    """The interval, or None where nobody could take the order or nothing comparable has come before."""
    factors = calibration.factors.get(band(len(opens_s)))
    if not len(opens_s) or factors is None:
        return None
    expected = max(expected_s(opens_s, behaviour), 1.0)
    low, middle, high = (expected * factor for factor in factors)
    return Eta(low, middle, high)


def still(past: Sequence[tuple[int, float, float]], expected: float, waited_s: float) -> list[tuple[int, float, float]]:
    """The past as it looks to an order that has waited: of those that, for what was expected, had waited as long, what
    came on top. Raises ValueError where the wait is negative.
    """
    if waited_s < 0:
        raise ValueError("nobody waits less than no time")
    share = waited_s / max(expected, 1.0)
    so_far = ((able, before, took - share * max(before, 1.0)) for able, before, took in past)
    return [(able, before, more) for able, before, more in so_far if more > 0]


def more_to_wait(
    opens_s: Floats, behaviour: Behaviour, past: Sequence[tuple[int, float, float]], waited_s: float = 0.0
) -> Eta | None:
    """The interval for what is left of the wait; None where fewer than `FEWEST` past orders can be compared with."""
    comparable = still(past, expected_s(opens_s, behaviour), waited_s) if len(opens_s) else []
    return eta(opens_s, behaviour, calibrate(comparable)) if len(comparable) >= FEWEST else None
