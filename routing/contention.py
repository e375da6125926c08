"""Several orders at once: whose first tier holds whom, by one assignment over all that wait. Pure."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from routing.engine import Policy, Ranking
from routing.pool import Ids, Small
from routing.tiers import openings

AGEING = 1 / 600
"""What an order gains for each second that it has waited, in points of fit and in what fit counts for it.

After ten minutes it goes before any other where there are too few people for all, and the better one goes to it.
"""

CANNOT = -1e6


def leads(rankings: Sequence[Ranking], waited_s: Sequence[float], free: Small, size: int) -> list[Ids]:
    """The rows to whom each order's card opens first, at most `size`, so that nobody stands in more tiers than they
    have room for talks.

    Round by round everybody left is assigned so that the sum of scores, and of what orders gain by their age, is the
    greatest (linear sum assignment); whoever gets nobody in a round has none left who can.
    """
    room = {int(row): int(free[row]) for ranking in rankings for row in ranking.rows}
    found: list[list[int]] = [[] for _ in rankings]
    for _ in range(size):
        slots = [row for row, count in sorted(room.items()) for _ in range(count)]
        for order, row in assigned(rankings, waited_s, slots, found):
            found[order].append(row)
            room[row] -= 1
    return [np.array(rows, dtype=np.int64) for rows in found]


def assigned(
    rankings: Sequence[Ranking], waited_s: Sequence[float], slots: list[int], taken: Sequence[Sequence[int]]
) -> list[tuple[int, int]]:
    """One round: pairs of order and row."""
    worth = np.full((len(rankings), len(slots)), CANNOT)
    for number, ranking in enumerate(rankings):
        totals = dict(zip(ranking.rows.tolist(), ranking.totals.tolist(), strict=True))
        for place, row in enumerate(slots):
            if row in totals and row not in taken[number]:
                worth[number, place] = totals[row] + AGEING * waited_s[number] * (1 + totals[row])
    orders, places = linear_sum_assignment(worth, maximize=True)
    pairs = zip(orders.tolist(), places.tolist(), strict=True)
    return [(order, slots[place]) for order, place in pairs if worth[order, place] > CANNOT]


def led(ranking: Ranking, first: Ids, policy: Policy) -> Ranking:
    """The same ranking with this first tier; the rest follow in their order, in the tiers after it."""
    if not len(first) or not policy.sizes:
        return ranking
    rest = ~np.isin(ranking.rows, first)
    opens = np.zeros(len(ranking.rows))
    opens[rest] = policy.windows_s[0] + openings(int(rest.sum()), policy.sizes[1:], policy.windows_s[1:])
    return Ranking(ranking.rows, ranking.points, opens)
