"""Who works for a shop, and when, as far as its decisions of the past tell. Arrays, by row of the pool."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from routing.gather import pool_of
from routing.pool import ENDLESS_S, Floats, Ids, Pool
from routing.request import BIT, Candidate, Exclusion
from routing.simulation.settings import TOPICS
from routing.simulation.world import Reps, Shifts

WHILE_AWAY = (Exclusion.NOT_ACTIVE, Exclusion.OFF_DUTY, Exclusion.OFF_SHIFT, Exclusion.RESTING)
AWAY = np.uint16(sum(1 << BIT[reason] for reason in WHILE_AWAY))
SEEN_FOR_S = 3600.0
"""Who was there at a decision is taken to have been there until the next one, but no longer than this."""


@dataclass(frozen=True)
class Seen:
    """Who was there at one decision, of an order's first offer or of a later one."""

    at: datetime
    pool: Pool


def everybody(pools: Iterable[Pool], capacity: dict[int, int]) -> Pool:
    """Everybody as they were last seen, ready for any order."""
    last: dict[int, tuple[Pool, int]] = {}
    for pool in pools:
        for row, rep_id in enumerate(pool.ids.tolist()):
            last[rep_id] = (pool, row)
    people = [candidate(rep_id, *last[rep_id], capacity.get(rep_id, 1)) for rep_id in sorted(last)]
    found, _ = pool_of(people)
    rating = np.array([last[rep_id][0].rating[last[rep_id][1]] for rep_id in sorted(last)], dtype=np.float32)
    return replace(found, rating=rating, shift_left_s=np.full(len(people), ENDLESS_S, dtype=np.int32))


def candidate(rep_id: int, pool: Pool, row: int, capacity: int) -> Candidate:
    words = {number: word for word, number in pool.codes.items()}

    def of(bits: int) -> frozenset[str]:
        return frozenset(word for number, word in words.items() if number < 32 and bits >> number & 1)

    return Candidate(
        rep_id,
        levels={topic: int(column[row]) for topic, column in pool.levels.items() if column[row]},
        life_experience=int(pool.life[row]),
        gender=words.get(int(pool.gender[row])),
        age=words.get(int(pool.age[row])),
        languages=of(int(pool.languages[row])),
        styles=of(int(pool.styles[row])),
        capacity=capacity,
        certificates=frozenset(topic for topic, column in pool.certificates.items() if column[row]),
    )


def shifts_of(seen: Sequence[Seen], pool: Pool, began: datetime) -> Shifts:
    """From the first decision at which somebody was there to the first at which they were not."""
    until = [*(one.at for one in seen[1:]), seen[-1].at + timedelta(seconds=SEEN_FOR_S)]
    spans: dict[int, list[list[float]]] = {}
    for one, following in zip(seen, until, strict=True):
        start, end = ((moment - began).total_seconds() for moment in (one.at, following))
        here = one.pool.standing & AWAY == 0
        left = np.minimum(one.pool.shift_left_s[here], SEEN_FOR_S)
        for rep_id, left_s in zip(one.pool.ids[here].tolist(), left.tolist(), strict=True):
            mine = spans.setdefault(rep_id, [])
            ends = min(end, start + left_s)
            if mine and mine[-1][1] >= start:
                mine[-1][1] = max(mine[-1][1], ends)
            else:
                mine.append([start, ends])
    flat = sorted((start, end, rep) for rep, mine in spans.items() for start, end in mine if end > start)
    rows = np.searchsorted(pool.ids, np.array([rep for _, _, rep in flat], dtype=np.int64))
    return Shifts(rows, np.array([start for start, _, _ in flat]), np.array([end for _, end, _ in flat]))


def ends_of(shifts: Shifts, rep: Ids, from_s: Floats) -> Floats:
    """Until when somebody works who is there at that moment."""
    mine: dict[int, list[tuple[float, float]]] = {}
    for one, start, end in zip(shifts.rep.tolist(), shifts.start.tolist(), shifts.end.tolist(), strict=True):
        mine.setdefault(one, []).append((start, end))
    pairs = zip(rep.tolist(), from_s.tolist(), strict=True)
    return np.array(
        [max((end for start, end in mine.get(one, ()) if start <= at + 1e-6), default=at) for one, at in pairs]
    )


def plain_reps(pool: Pool) -> Reps:
    """The columns of people of a made-up world; the router is told by the pool instead."""
    n = len(pool.ids)
    none, zeros = np.zeros(n, dtype=np.int64), np.zeros(n)
    return Reps(
        kind=none,
        age=zeros,
        life=zeros,
        gender=none,
        languages=none,
        levels=np.zeros((n, len(TOPICS)), dtype=np.int64),
        rating=zeros,
        capacity=pool.free.astype(np.int64),
        willing=zeros,
        log_reaction=zeros,
    )
