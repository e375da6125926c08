"""Who may take an order, and for everyone else the named reasons why not. Pure."""

from collections.abc import Callable, Iterator

import numpy as np

from routing.gather import pool_of
from routing.pool import EVERYBODY, Flags, Ids, Masks, Pool, Rows, Ties
from routing.request import BIT, Candidate, Exclusion, Request, experience_wanted, reasons_of

Check = Callable[[Rows], Flags]


def checks(order: Request, pool: Pool) -> Iterator[tuple[Exclusion, Check]]:
    """What this order asks of everybody: each check tells of which rows it is not met. The sharpest come first."""
    yield Exclusion.LEVEL, lambda rows: pool.level(order.topic)[rows] < order.min_level
    language, gender, wanted = order.language, order.gender, experience_wanted(order)
    if gender is not None:
        yield Exclusion.GENDER, lambda rows: pool.gender[rows] != pool.code(gender)
    if language is not None:
        yield Exclusion.LANGUAGE, lambda rows: pool.speaks_not(language, rows)
    if wanted > 0:
        yield Exclusion.EXPERIENCE, lambda rows: pool.life[rows] < wanted
    if order.session_s:
        yield Exclusion.SHIFT_ENDS, lambda rows: pool.shift_left_s[rows] < order.session_s
    if order.certified:
        yield Exclusion.UNCERTIFIED, lambda rows: ~pool.certified(order.topic)[rows]
    if order.ages:
        yield Exclusion.AGE, lambda rows: ~np.isin(pool.age[rows], [pool.code(age) for age in order.ages])


def eligible(order: Request, pool: Pool, ties: Ties) -> Ids:
    """The rows of those who can take the order."""
    there = pool.standing == 0
    there &= pool.level(order.topic) >= order.min_level  # two columns of few bytes: so fewer rows are looked at singly
    rows = np.flatnonzero(there)
    for reason, fails in checks(order, pool):
        if reason is not Exclusion.LEVEL:
            rows = rows[~fails(rows)]
    barred = [places(pool.positions(ids), rows) for _, ids in tied(order, ties) if ids]
    return np.delete(rows, np.concatenate(barred)) if any(map(len, barred)) else rows


def masks(order: Request, pool: Pool, ties: Ties, rows: Rows = EVERYBODY) -> Masks:
    """For each of these rows every reason why they cannot take the order, as bits; 0 where they can."""
    found = pool.standing[rows].copy()
    for reason, fails in checks(order, pool):
        np.bitwise_or(found, np.left_shift(fails(rows).view(np.uint8), BIT[reason], dtype=np.uint16), out=found)
    for reason, ids in tied(order, ties):
        if ids:
            found[places(pool.positions(ids), rows)] |= np.uint16(1 << BIT[reason])
    return found


def tied(order: Request, ties: Ties) -> tuple[tuple[Exclusion, frozenset[int]], ...]:
    """What excludes single representatives, by their ids."""
    return (
        (Exclusion.SAME_PERSON, frozenset({order.customer_id})),
        (Exclusion.RELEASED, ties.released),
        (Exclusion.DECLINED, ties.declined),
        (Exclusion.BLOCKED, ties.blocked),
    )


def places(positions: Ids, rows: Rows) -> Ids:
    """Where these positions of the pool stand among the rows; those that do not are left out."""
    if isinstance(rows, slice) or not len(positions):
        return positions
    at = np.searchsorted(rows, positions)
    there = at < len(rows)
    there[there] = rows[at[there]] == positions[there]
    found: Ids = at[there]
    return found


def exclusions(order: Request, rep: Candidate) -> tuple[Exclusion, ...]:
    """Every reason why this representative cannot take the order; none if they can."""
    pool, ties = pool_of([rep])
    return reasons_of(int(masks(order, pool, ties)[0]))


def reasons_against(order: Request, pool: Pool, ties: Ties, rep_id: int) -> tuple[Exclusion, ...] | None:
    """Every reason why this one of the pool cannot take the order; None where there is no such representative."""
    row = pool.positions([rep_id])
    return reasons_of(int(masks(order, pool, ties, row)[0])) if len(row) else None
