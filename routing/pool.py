"""Everybody who works, as columns: one row for each representative, in order of their ids. Pure."""

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass, field

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

KEPT_FROM = 2000
"""Of fewer people it costs less to look for who is ready anew than to bring the list up to date."""


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

    As time goes by, `stands` changes who is ready, and `deficit` and `free` are written in place; a change to any other
    makes a new column. So a record of the moment shares the columns that reasons hang on, and copies none.
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
    shared: bool = field(init=False, repr=False)  # whether a record holds `standing` too
    listed: Ids | None = field(default=None, init=False, repr=False)  # who was ready before `moved` changed
    moved: set[int] = field(default_factory=set, init=False, repr=False)

    def __post_init__(self) -> None:
        """Whoever writes in place what records share is told so by numpy."""
        self.shared = not self.standing.flags.writeable
        self.standing.flags.writeable = self.shift_left_s.flags.writeable = False

    def stands(self, row: int, reasons: int) -> None:
        """From now on these bits, and no others, hold against whoever is in this row."""
        column = self.standing.copy() if self.shared else self.standing
        column.flags.writeable = True
        column[row] = reasons
        column.flags.writeable = False
        self.standing, self.shared = column, False
        self.moved.add(row)

    def ready(self) -> Ids:
        """The rows of those against whom nothing stands, in order."""
        if self.listed is None or (self.moved and len(self.ids) < KEPT_FROM):
            self.listed = np.flatnonzero(self.standing == 0)
        elif self.moved:
            moved = np.array(sorted(self.moved), dtype=np.int64)
            here = moved[self.standing[moved] == 0]
            others = np.delete(self.listed, places(moved, self.listed))
            self.listed = np.insert(others, np.searchsorted(others, here), here)
        self.moved.clear()
        return self.listed

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
        """The pool of this moment, for a record. What reasons hang on is shared, until it changes."""
        self.shared = True
        then = copy(self)
        then.moved = set(self.moved)
        return then

    def level(self, topic: str) -> Small:
        """Levels in this topic, 0 where somebody has none."""
        found = self.levels.get(topic)
        return found if found is not None else np.zeros(len(self.ids), dtype=np.int8)

    def certified(self, topic: str) -> Flags:
        found = self.certificates.get(topic)
        return found if found is not None else np.zeros(len(self.ids), dtype=np.bool_)

    def positions(self, ids: Collection[int]) -> Ids:
        """The rows of these ids, in order; who is not in the pool is left out."""
        wanted = np.array(sorted(ids), dtype=np.int64)
        at = self.ids.searchsorted(wanted)
        there = at < len(self.ids)
        there[there] = self.ids[at[there]] == wanted[there]
        found: Ids = at[there]
        return found

    def row_of(self, rep_id: int) -> int | None:
        """The row of one; None where there is no such representative."""
        at = int(self.ids.searchsorted(rep_id))
        return at if at < len(self.ids) and self.ids[at] == rep_id else None


def places(positions: Ids, rows: Rows) -> Ids:
    """Where these positions of the pool stand among the rows; those that do not are left out."""
    if isinstance(rows, slice) or not len(positions):
        return positions
    at = np.searchsorted(rows, positions)
    there = at < len(rows)
    there[there] = rows[at[there]] == positions[there]
    found: Ids = at[there]
    return found
