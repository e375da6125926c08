"""The clairvoyant's bound: no policy, knowing all that will be, gets more quality out of a world than this."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from routing.simulation.chance import Floats, Ints
from routing.simulation.settings import DAY_S
from routing.simulation.world import World


@dataclass(frozen=True)
class Bound:
    """`quality` summed over the measured orders, and how many of them the bound serves."""

    quality: float
    served: float
    measured: int


WINDOW_S = 28 * DAY_S
"""Longer worlds are bounded piece by piece, as if nobody were busy with what came before: looser by next to nothing."""


def bound(world: World, *, may_delay: bool = True) -> Bound:
    """The linear programme over everybody who would accept, seen beforehand (HiGHS).

    With `may_delay` a representative is held busy only while they must be whenever the talk begins within the
    customer's patience (compulsory parts): valid against any policy. Without, from the earliest tap on: tighter, and
    valid against policies that never let anybody wait.
    """
    at, first = world.orders.at, world.settings.warm_up_days * DAY_S
    edge_at = at[world.edges.order]
    starts = np.arange(first, world.horizon_s, WINDOW_S)
    pieces = [np.flatnonzero((edge_at >= start) & (edge_at < start + WINDOW_S)) for start in starts]
    solved = [solve(world, piece, may_delay=may_delay) for piece in pieces if len(piece)]
    quality, served = (sum(part) for part in zip(*solved, strict=True)) if solved else (0.0, 0.0)
    return Bound(quality, served, int((at >= first).sum()))


def solve(world: World, keep: Ints, *, may_delay: bool) -> tuple[float, float]:
    """The most quality that these edges hold, and how many orders it serves."""
    edges, orders = world.edges, world.orders
    order, rep, quality = edges.order[keep], edges.rep[keep], edges.quality[keep]
    earliest = (edges.from_s + edges.react_s)[keep]
    begins = np.maximum(orders.at[order] + orders.patience_s[order], earliest) if may_delay else earliest
    rows, columns, limits = cliques(rep, begins, earliest + orders.session_s[order], world.reps.capacity)
    once = np.unique(order, return_inverse=True)[1]
    height = int(once.max()) + 1
    where = (np.concatenate([once, rows + height]), np.concatenate([np.arange(len(order)), columns]))
    matrix = csr_matrix((np.ones(len(where[0])), where), shape=(height + len(limits), len(order)))
    limit = np.concatenate([np.ones(height), limits])
    found: Any = linprog(-quality, A_ub=matrix, b_ub=limit, bounds=(0, 1), method="highs")
    return float(-found.fun), float(found.x.sum())


def cliques(rep: Ints, begins: Floats, ends: Floats, capacity: Ints) -> tuple[Ints, Ints, Floats]:
    """For each representative, the sets of edges that overlap at some one moment: matrix rows, columns and limits.

    A set that is part of another says nothing new: only the last before somebody leaves is kept.
    """
    rows: list[int] = []
    columns: list[int] = []
    limits: list[float] = []
    long = np.flatnonzero(begins < ends)
    for person in np.unique(rep[long]):
        mine = long[rep[long] == person]
        for group in overlapping(mine, begins, ends):
            if len(group) > capacity[person]:
                rows += [len(limits)] * len(group)
                columns += group
                limits.append(float(capacity[person]))
    return np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64), np.array(limits)


def overlapping(mine: Ints, begins: Floats, ends: Floats) -> list[list[int]]:
    """The largest sets of intervals with a common moment."""
    moments = sorted([(ends[one], 0, int(one)) for one in mine] + [(begins[one], 1, int(one)) for one in mine])
    now: set[int] = set()
    found: list[list[int]] = []
    grew = False
    for _, opens, one in moments:
        if opens:
            now.add(one)
            grew = True
        else:
            if grew:
                found.append(sorted(now))
                grew = False
            now.discard(one)
    return found
