"""Orders that nobody there could have taken, by hour, topic and wish: what the owner should find people for. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from routing.decision import Decision
from routing.request import BIT, Exclusion

FOR_NOW = (Exclusion.OFF_DUTY, Exclusion.OFF_SHIFT, Exclusion.BUSY, Exclusion.RESTING, Exclusion.SHIFT_ENDS)
"""Reasons of the hour: at another one, the same person could."""


@dataclass(frozen=True)
class Asked:
    """One order: the shop's hour when it came, its topic, what it asked for beyond it, and how many could take it.

    `meets`: how many of these met what it asked for; the others come in when that gives way.
    """

    hour: int
    topic: str
    wish: str
    able: int
    meets: int


@dataclass(frozen=True)
class Gap:
    """How many orders of this kind came, how many of them nobody could take, and how many only who met no wish."""

    hour: int
    topic: str
    wish: str
    orders: int
    unserveable: int
    unmet: int = 0


def gaps(orders: Iterable[Asked]) -> list[Gap]:
    """Every kind of order that at least once nobody met who could take it, the most missed first."""
    came: Counter[tuple[int, str, str]] = Counter()
    missed: Counter[tuple[int, str, str]] = Counter()
    unmet: Counter[tuple[int, str, str]] = Counter()
    for order in orders:
        kind = (order.hour, order.topic, order.wish)
        came[kind] += 1
        missed[kind] += order.able == 0
        unmet[kind] += order.able > 0 and order.meets == 0
    found = [Gap(*kind, came[kind], missed[kind], unmet[kind]) for kind in came if missed[kind] or unmet[kind]]
    return sorted(found, key=lambda gap: (-gap.unserveable, -gap.unmet, gap.hour, gap.topic, gap.wish))


def away(decision: Decision) -> int:
    """How many could not take the order for reasons of the hour alone."""
    for_now = np.uint16(sum(1 << BIT[reason] for reason in FOR_NOW))
    return int(np.count_nonzero((decision.masks != 0) & (decision.masks & ~for_now == 0)))
