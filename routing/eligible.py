"""Who may take an order, and for everyone else the named reasons why not. Pure."""

import numpy as np

from routing.gather import pool_of
from routing.pool import EVERYBODY, Flags, Ids, Masks, Pool, Rows, Ties
from routing.request import BIT, Candidate, Exclusion, Request, experience_wanted, reasons_of


def masks(order: Request, pool: Pool, ties: Ties, rows: Rows = EVERYBODY) -> Masks:
    """For each of these rows every reason why they cannot take the order, as bits; 0 where they can."""
    found = pool.standing[rows].copy()

    def add(reason: Exclusion, applies: Flags) -> None:
        np.bitwise_or(found, np.left_shift(applies.view(np.uint8), BIT[reason], dtype=np.uint16), out=found)

    if order.language is not None:
        add(Exclusion.LANGUAGE, pool.speaks_not(order.language, rows))
    if order.gender is not None:
        add(Exclusion.GENDER, pool.gender[rows] != pool.code(order.gender))
    add(Exclusion.LEVEL, pool.level(order.topic)[rows] < order.min_level)
    if (wanted := experience_wanted(order)) > 0:
        add(Exclusion.EXPERIENCE, pool.life[rows] < wanted)
    if order.session_s:
        add(Exclusion.SHIFT_ENDS, pool.shift_left_s[rows] < order.session_s)
    if order.certified:
        add(Exclusion.UNCERTIFIED, ~pool.certified(order.topic)[rows])
    if order.ages:
        add(Exclusion.AGE, ~np.isin(pool.age[rows], [pool.code(age) for age in order.ages]))
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
