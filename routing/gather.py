"""Columns out of single candidates, as the desk has them for one order. Pure."""

from collections.abc import Sequence

import numpy as np

from routing.pool import ENDLESS_S, Known, Pool, Ties
from routing.ratings import rating_of
from routing.request import BIT, Candidate, Exclusion


def pool_of(candidates: Sequence[Candidate]) -> tuple[Pool, Ties]:
    """The candidates as a pool, in order of their ids, and what ties single ones to the order's customer."""
    reps = sorted(candidates, key=lambda rep: rep.rep_id)
    n = len(reps)
    codes = codes_of(reps)
    pool = Pool(
        ids=np.fromiter((rep.rep_id for rep in reps), np.int64, n),
        codes=codes,
        standing=np.fromiter((standing(rep) for rep in reps), np.uint16, n),
        gender=np.fromiter((codes.get(rep.gender or "", -2) for rep in reps), np.int8, n),
        age=np.fromiter((codes.get(rep.age or "", -2) for rep in reps), np.int8, n),
        life=np.fromiter((rep.life_experience for rep in reps), np.float32, n),
        rating=np.fromiter((rating_of(rep.rating_sum, rep.rating_count) for rep in reps), np.float32, n),
        deficit=np.fromiter((rep.deficit for rep in reps), np.float32, n),
        languages=np.fromiter((bits(rep.languages, codes) for rep in reps), np.uint32, n),
        styles=np.fromiter((bits(rep.styles, codes) for rep in reps), np.uint32, n),
        shift_left_s=np.fromiter((left_s(rep) for rep in reps), np.int32, n),
        free=np.fromiter((min(rep.capacity - rep.open_lines, 127) for rep in reps), np.int8, n),
        levels={
            topic: np.fromiter((rep.levels.get(topic, 0) for rep in reps), np.int8, n)
            for topic in sorted({topic for rep in reps for topic in rep.levels})
        },
        certificates={
            topic: np.fromiter((topic in rep.certificates for rep in reps), np.bool_, n)
            for topic in sorted({topic for rep in reps for topic in rep.certificates})
        },
    )
    return pool, ties_of(reps)


def codes_of(reps: Sequence[Candidate]) -> dict[str, int]:
    """Numbers for every word that somebody bears; languages and styles first, because theirs are bits of 32."""
    bits_first = sorted({word for rep in reps for word in rep.languages | rep.styles})
    words = sorted({word for rep in reps for word in (rep.gender, rep.age) if word} - set(bits_first))
    return {word: number for number, word in enumerate(bits_first + words)}


def ties_of(reps: Sequence[Candidate]) -> Ties:
    return Ties(
        known={
            rep.rep_id: Known(rep.past_orders, rep.own_stars_sum, rep.own_stars_count)
            for rep in reps
            if rep.past_orders
        },
        released=frozenset(rep.rep_id for rep in reps if rep.released),
        declined=frozenset(rep.rep_id for rep in reps if rep.declined),
        blocked=frozenset(rep.rep_id for rep in reps if rep.blocked),
    )


def bits(words: frozenset[str], codes: dict[str, int]) -> int:
    return sum(1 << codes[word] for word in words)


def left_s(rep: Candidate) -> int:
    return ENDLESS_S if rep.shift_left_s is None else rep.shift_left_s


def standing(rep: Candidate) -> int:
    """The reasons that hold against every order, as bits."""
    facts = (
        (Exclusion.NOT_ACTIVE, not rep.active),
        (Exclusion.OFF_DUTY, not rep.on_duty),
        (Exclusion.OFF_SHIFT, not rep.on_shift),
        (Exclusion.BUSY, rep.open_lines >= rep.capacity),
        (Exclusion.RESTING, rep.resting),
    )
    return sum(1 << BIT[reason] for reason, applies in facts if applies)
