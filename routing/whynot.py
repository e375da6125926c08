"""What would have changed a decision for one representative: found by deciding again with the facts otherwise. Pure.

Only what the representative or the shop could change is tried: what a customer asked for, or what lies between two
people, is nobody's to change.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from routing.decision import Decision
from routing.pool import Pool
from routing.replay import Given
from routing.request import BIT, Exclusion, Request, experience_wanted

HIGHEST = 5
"""Of levels and of life experience."""

WORDS_AT_MOST = 32
"""So many languages and styles have a bit of their own."""


@dataclass(frozen=True)
class Change:
    """One fact otherwise, named by the reason that it would have met; with its numbers where it has some.

    `had` and `needed` are levels, or points of life experience; for SHIFT_ENDS `needed` are the seconds that a shift
    must have left. LANGUAGE has no numbers: the order says which.
    """

    reason: Exclusion
    had: int | None = None
    needed: int | None = None


@dataclass(frozen=True)
class Instead:
    """How it would have gone with all of these changes: the place, 0 for the best, and after how many seconds the card
    would have opened.
    """

    changes: tuple[Change, ...]
    place: int
    opens_s: float


def instead(given: Given, rep_id: int) -> Instead | None:
    """What would have let in somebody who was shut out: every change is needed, and together they are enough.

    What would have opened the card at once to somebody who had to wait: the least level, or else the least life
    experience, that does. None where nothing of the kind would have, where the card opened to them as soon as to
    anybody whom the customer does not know, or where they waited for a wish to give way.
    Raises ValueError if they were not there.
    """
    row = int(np.searchsorted(given.pool.ids, rep_id))
    if row == len(given.pool.ids) or int(given.pool.ids[row]) != rep_id:
        raise ValueError(f"representative {rep_id} was not there")
    decision = given.decide()
    reasons = decision.why_not(rep_id)
    return let_in(given, row, reasons) if reasons else let_in_sooner(given, row, decision)


def let_in(given: Given, row: int, reasons: tuple[Exclusion, ...]) -> Instead | None:
    if any(reason not in REMEDIES for reason in reasons):
        return None
    pool, changes = given.pool, []
    for reason in reasons:
        remedied = REMEDIES[reason](given.order, pool, row)
        if remedied is None:
            return None
        pool = remedied[0]
        changes.append(remedied[1])
    return outcome(given, pool, row, tuple(changes))


def let_in_sooner(given: Given, row: int, decision: Decision) -> Instead | None:
    place, first_s = decision.place_of(int(given.pool.ids[row])), given.terms.head_start_s
    if place is None or decision.opens_s[place] <= first_s or decision.missed[place]:
        return None
    for pool, change in steps_up(given.order, given.pool, row):
        found = outcome(given, pool, row, (change,))
        if found is not None and found.opens_s <= first_s:
            return found
    return None


def steps_up(order: Request, pool: Pool, row: int) -> Iterator[tuple[Pool, Change]]:
    """The pool with one level more, two more and so on; then the same with life experience."""
    level, life = int(pool.level(order.topic)[row]), int(pool.life[row])
    yield from (leveled(order, pool, row, more) for more in range(level + 1, HIGHEST + 1))
    yield from (lived(pool, row, more) for more in range(life + 1, HIGHEST + 1))


def outcome(given: Given, pool: Pool, row: int, changes: tuple[Change, ...]) -> Instead | None:
    decision = replace(given, pool=pool).decide()
    place = decision.place_of(int(pool.ids[row]))
    return None if place is None else Instead(changes, place, float(decision.opens_s[place]))


def leveled(order: Request, pool: Pool, row: int, level: int) -> tuple[Pool, Change]:
    had = pool.level(order.topic)
    levels = pool.levels | {order.topic: with_cell(had, row, level)}
    return replace(pool, levels=levels), Change(Exclusion.LEVEL, int(had[row]), level)


def lived(pool: Pool, row: int, life: int) -> tuple[Pool, Change]:
    return replace(pool, life=with_cell(pool.life, row, life)), Change(Exclusion.EXPERIENCE, int(pool.life[row]), life)


def speaking(order: Request, pool: Pool, row: int) -> tuple[Pool, Change] | None:
    """None where there is no bit left for a language that nobody speaks."""
    language = order.language or ""
    codes = pool.codes | {language: pool.codes.get(language, len(pool.codes))}
    if codes[language] >= WORDS_AT_MOST:
        return None
    spoken = int(pool.languages[row]) | 1 << codes[language]
    return replace(pool, codes=codes, languages=with_cell(pool.languages, row, spoken)), Change(Exclusion.LANGUAGE)


def certified(order: Request, pool: Pool, row: int) -> tuple[Pool, Change]:
    certificates = pool.certificates | {order.topic: with_cell(pool.certified(order.topic), row, True)}
    return replace(pool, certificates=certificates), Change(Exclusion.UNCERTIFIED)


def standing(reason: Exclusion) -> "Remedy":
    def lifted(_order: Request, pool: Pool, row: int) -> tuple[Pool, Change]:
        left = int(pool.standing[row]) & ~(1 << BIT[reason])
        return replace(pool, standing=with_cell(pool.standing, row, left)), Change(reason)

    return lifted


def longer(order: Request, pool: Pool, row: int) -> tuple[Pool, Change]:
    left = with_cell(pool.shift_left_s, row, order.session_s)
    return replace(pool, shift_left_s=left), Change(Exclusion.SHIFT_ENDS, needed=order.session_s)


def with_cell(column: npt.NDArray[Any], row: int, value: Any) -> npt.NDArray[Any]:
    """The column with one cell otherwise; the column itself stays."""
    changed = column.copy()
    changed[row] = value
    return changed


Remedy = Callable[[Request, Pool, int], tuple[Pool, Change] | None]

REMEDIES: dict[Exclusion, Remedy] = {
    **{
        reason: standing(reason)
        for reason in (
            Exclusion.NOT_ACTIVE,
            Exclusion.OFF_DUTY,
            Exclusion.OFF_SHIFT,
            Exclusion.BUSY,
            Exclusion.RESTING,
        )
    },
    Exclusion.LEVEL: lambda order, pool, row: leveled(order, pool, row, order.min_level),
    Exclusion.EXPERIENCE: lambda order, pool, row: lived(pool, row, experience_wanted(order)),
    Exclusion.LANGUAGE: speaking,
    Exclusion.SHIFT_ENDS: longer,
    Exclusion.UNCERTIFIED: certified,
}
"""How each reason is met. The others are not anybody's to change."""
