"""What a representative is worth to the orders that are likely to come while they would be busy. Pure."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from routing.behaviour import Behaviour
from routing.pool import Floats, Small

PRIOR_DAYS = 3.0
"""A topic is taken to have come evenly over the day for so many days before the shop has seen any."""

NEAR = (0.25, 0.5, 0.25)
"""An hour is like the one before and the one after: few orders an hour say little of a single one."""

CROWD = 256
"""Among more than so many free representatives there is always another: nobody is scarce."""


def scarcity(fits: Floats, free: Small, rates: Floats, behaviour: Behaviour, busy_s: Floats) -> Floats:
    """For each free representative, the quality that the coming orders would lose without them.

    `fits` are [topic, representative], what each would be worth to an order of the topic; `rates` orders an hour by
    topic; `free` how many talks they could take; `busy_s` how long this order would keep each busy, at most to the end
    of their shift. Whoever fits best of those who would say yes gets the order; without the one in question it falls to
    the next, so that the loss is p (1 - p)^rank (own fit - what those behind would bring).
    """
    topics, n = fits.shape
    if n == 0 or n > CROWD:
        return np.zeros(n)
    p = behaviour.accept
    order = (-fits).argsort(axis=1)
    across = np.arange(topics)[:, None]
    ranked = fits[across, order]
    chosen, behind = kernel(n, p)
    uses, lost = np.empty_like(fits), np.empty_like(fits)
    uses[across, order] = chosen
    lost[across, order] = chosen * (ranked - ranked @ behind)
    hours = busy_s / 3600
    expected = rates @ uses * hours
    once = -np.expm1(-expected) / np.maximum(expected, 1e-9)
    value: Floats = rates @ lost * hours * once * (free <= 1)
    return value


@lru_cache(maxsize=2 * CROWD)
def kernel(n: int, p: float) -> tuple[Floats, Floats]:
    """How likely each rank is the first of n to say yes, and the weights of those behind each: [behind, rank]."""
    steps = np.arange(n)[:, None] - np.arange(n)[None, :]
    weights = np.where(steps > 0, p * (1 - p) ** np.maximum(steps - 1, 0), 0.0)
    first = np.asarray(p * (1 - p) ** np.arange(n), dtype=np.float64)
    return first, np.asarray(weights, dtype=np.float64)


def hourly_rates(counts: Mapping[str, Sequence[int]], days: float) -> dict[str, tuple[float, ...]]:
    """Orders an hour by topic for each of the 24 hours of a day, out of the counts of so many days; smoothed.

    Raises ValueError where the days are none.
    """
    if not days > 0:
        raise ValueError("rates need a time in which to count")
    found = {}
    for topic, by_hour in counts.items():
        seen = np.asarray(by_hour, dtype=np.float64)
        smooth = NEAR[0] * np.roll(seen, 1) + NEAR[1] * seen + NEAR[2] * np.roll(seen, -1)
        rates = (smooth + PRIOR_DAYS * seen.mean() / days) / (days + PRIOR_DAYS)
        found[topic] = tuple(round(float(rate), 6) for rate in rates)
    return found
