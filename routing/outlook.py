"""What everybody who is free would bring to the orders that are likely to come. Pure."""

from collections.abc import Sequence

import numpy as np

from routing.behaviour import Behaviour
from routing.eligible import eligible
from routing.engine import Outlook
from routing.pool import NO_TIES, Pool
from routing.request import Request
from routing.scarcity import CROWD
from routing.score import FIT, UNIT, Weights, points


def outlook(
    coming: Sequence[tuple[Request, float]], pool: Pool, weights: Weights, *, busy_s: float, behaviour: Behaviour
) -> Outlook | None:
    """Of each kind of order that comes, so many an hour. None where nobody can be scarce.

    Whoever could not take an order of a kind brings nothing to it.
    """
    free = int(np.count_nonzero(pool.standing == 0))
    if not coming or not 0 < free <= CROWD:
        return None
    fits = np.zeros((len(coming), len(pool.ids)))
    for kind, (request, _) in enumerate(coming):
        rows = eligible(request, pool, NO_TIES)
        fits[kind, rows] = points(request, pool, NO_TIES, rows, weights)[: len(FIT)].sum(axis=0) / UNIT
    return Outlook(fits, np.array([rate for _, rate in coming]), busy_s, behaviour)
