"""What a representative is worth to the orders that are likely to come while they would be busy. Pure."""

from functools import lru_cache

import numpy as np

from routing.behaviour import Behaviour
from routing.pool import Floats, Small

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
    order = np.argsort(-fits, axis=1)
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
