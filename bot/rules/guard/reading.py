"""A folded text with what was read in it, and the mention of a messenger."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from re import Match

from bot.rules.guard.digits import Run
from bot.rules.guard.harmless import Harmless

LONGEST = 40  # groups of a number that are looked at together
END_OF_SENTENCE = re.compile(r"[.!?;。\n]")


@dataclass(frozen=True)
class Mention:
    """A messenger's name; `sure` if it is no everyday word too."""

    start: int
    end: int
    sure: bool
    what: str  # m, p or e

    @classmethod
    def of(cls, match: Match[str]) -> "Mention":
        strength, what = (match.lastgroup or "").split("_")
        return cls(match.start(), match.end(), strength == "sure", what)


@dataclass(frozen=True)
class Reading:
    """A folded text and what was read in it."""

    text: str
    runs: list[Run]
    figures: Harmless
    starts: dict[int, Run]  # what is left of a run from each of its groups on
    ends: dict[int, Run]

    @classmethod
    def of(cls, text: str, runs: list[Run]) -> "Reading":
        rest = {group.start: Run(run.groups[i : i + LONGEST]) for run in runs for i, group in enumerate(run.groups)}
        return cls(text, runs, Harmless(text), rest, {run.end: run for run in runs})


class Sentences:
    """Where the sentences of a folded text begin and end."""

    def __init__(self, text: str) -> None:
        self._marks = [mark.start() for mark in END_OF_SENTENCE.finditer(text)]
        self._end = len(text)

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The stretch without its mark that holds [start, end)."""
        before, behind = bisect_left(self._marks, start), bisect_left(self._marks, end)
        return (
            self._marks[before - 1] + 1 if before else 0,
            self._marks[behind] if behind < len(self._marks) else self._end,
        )
