"""Who may take an order, and for everyone else the named reasons why not. Pure."""

import numpy as np
import numpy.typing as npt

from routing.gather import pool_of
from routing.pool import Masks, Pool, Ties
from routing.request import BIT, Candidate, Exclusion, Request, experience_wanted, reasons_of


def masks(order: Request, pool: Pool, ties: Ties) -> Masks:
    """For each of the pool every reason why they cannot take the order, as bits; 0 where they can."""
    found = pool.standing.copy()

    def add(reason: Exclusion, applies: npt.NDArray[np.bool_]) -> None:
        np.bitwise_or(found, np.left_shift(applies.view(np.uint8), BIT[reason], dtype=np.uint16), out=found)

    if order.language is not None:
        add(Exclusion.LANGUAGE, pool.speaks_not(order.language))
    if order.gender is not None:
        add(Exclusion.GENDER, pool.gender != pool.code(order.gender))
    add(Exclusion.LEVEL, pool.level(order.topic) < order.min_level)
    if (wanted := experience_wanted(order)) > 0:
        add(Exclusion.EXPERIENCE, pool.life < wanted)
    if order.session_s:
        add(Exclusion.SHIFT_ENDS, pool.shift_left_s < order.session_s)
    if order.certified:
        add(Exclusion.UNCERTIFIED, ~pool.certified(order.topic))
    if order.ages:
        add(Exclusion.AGE, ~np.isin(pool.age, [pool.code(age) for age in order.ages]))
    tied = ((Exclusion.SAME_PERSON, (order.customer_id,)), (Exclusion.RELEASED, ties.released))
    for reason, ids in (*tied, (Exclusion.DECLINED, ties.declined), (Exclusion.BLOCKED, ties.blocked)):
        found[pool.positions(ids)] |= np.uint16(1 << BIT[reason])
    return found


def exclusions(order: Request, rep: Candidate) -> tuple[Exclusion, ...]:
    """Every reason why this representative cannot take the order; none if they can."""
    pool, ties = pool_of([rep])
    return reasons_of(int(masks(order, pool, ties)[0]))
