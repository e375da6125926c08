"""What a representative is worth to the orders that are likely to come while they would be busy. Pure."""

import numpy as np

from routing.behaviour import Behaviour
from routing.pool import Floats, Ids, Small

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
    ranked = np.take_along_axis(fits, order, axis=1)
    behind = ranked @ kernel(n, p)
    chosen = p * (1 - p) ** np.arange(n) * np.ones((topics, 1))
    loss = chosen * (ranked - behind)
    uses, lost = (unranked(one, order) for one in (chosen, loss))
    hours = busy_s / 3600
    expected = rates @ uses * hours
    once = -np.expm1(-expected) / np.maximum(expected, 1e-9)
    value: Floats = rates @ lost * hours * once * (free <= 1)
    return value


def unranked(ranked: Floats, order: Ids) -> Floats:
    """Rows in the order of the representatives again."""
    found = np.zeros_like(ranked)
    np.put_along_axis(found, order, ranked, axis=1)
    return found


def kernel(n: int, p: float) -> Floats:
    """Weights by which those behind each rank are expected to serve: [behind, rank]."""
    steps = np.arange(n)[:, None] - np.arange(n)[None, :]
    weights: Floats = np.where(steps > 0, p * (1 - p) ** np.maximum(steps - 1, 0), 0.0)
    return weights
