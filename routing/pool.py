"""Everybody who works, as columns: one row for each representative, in order of their ids. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Masks = npt.NDArray[np.uint16]
Ids = npt.NDArray[np.int64]
Small = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]
Rows = Ids | slice

EVERYBODY = slice(None)

ENDLESS_S = 2**31 - 1
"""How much of a shift is left to somebody who works as long as they like."""


@dataclass(frozen=True)
class Known:
    """How often a customer and a representative have talked, and what stars the customer gave."""

    orders: int
    stars_sum: int = 0
    stars_count: int = 0


@dataclass(frozen=True)
class Ties:
    """What lies between one order's customer and single representatives, by their ids."""

    known: Mapping[int, Known] = field(default_factory=dict)
    released: frozenset[int] = frozenset()
    declined: frozenset[int] = frozenset()
    blocked: frozenset[int] = frozenset()


NO_TIES = Ties()


@dataclass
class Pool:
    """The columns. Words are numbered in `codes`; languages and styles are bits of their number.

    `standing` holds the exclusions that no order changes (bits as in routing.eligible), `life` 0 .. 5, `rating` 0 .. 1,
    `deficit` -1 .. 1 (routing.fairness), `free` how many more talks somebody could lead, `shift_left_s` seconds.

    `standing`, `deficit`, `free` and `shift_left_s` change as time goes by; a change to any other makes a new column.
    """

    ids: Ids
    codes: dict[str, int]
    standing: Masks
    gender: Small
    age: Small
    life: npt.NDArray[np.float32]
    rating: npt.NDArray[np.float32]
    deficit: npt.NDArray[np.float32]
    languages: npt.NDArray[np.uint32]
    styles: npt.NDArray[np.uint32]
    shift_left_s: npt.NDArray[np.int32]
    free: Small
    levels: dict[str, Small]
    certificates: dict[str, Flags] = field(default_factory=dict)

    def code(self, word: str) -> int:
        """The number of a word; one that nobody has is -1, and differs from everybody's."""
        return self.codes.get(word, -1)

    def speaks_not(self, language: str, rows: Rows = EVERYBODY) -> Flags:
        bit = self.codes.get(language)
        lacks: Flags = self.languages[rows] & np.uint32(0 if bit is None else 1 << bit) == 0
        return lacks

    def offers_style(self, style: str, rows: Rows = EVERYBODY) -> Flags:
        bit = self.codes.get(style)
        has: Flags = self.styles[rows] & np.uint32(0 if bit is None else 1 << bit) != 0
        return has

    def as_it_stands(self) -> "Pool":
        """The pool of this moment, for a record; it shares the columns that are never written in place."""
        return replace(self, standing=self.standing.copy(), shift_left_s=self.shift_left_s.copy())

    def level(self, topic: str) -> Small:
        """Levels in this topic, 0 where somebody has none."""
        found = self.levels.get(topic)
        return found if found is not None else np.zeros(len(self.ids), dtype=np.int8)

    def certified(self, topic: str) -> Flags:
        found = self.certificates.get(topic)
        return found if found is not None else np.zeros(len(self.ids), dtype=np.bool_)

    def positions(self, ids: Iterable[int]) -> Ids:
        """The rows of these ids; who is not in the pool is left out."""
        wanted = np.array(sorted(ids), dtype=np.int64)
        if not len(wanted) or not len(self.ids):
            return np.zeros(0, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        found: Ids = at[self.ids[at] == wanted]
        return found
