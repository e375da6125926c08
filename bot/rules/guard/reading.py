"""A folded text with what was read in it, and the mention of a messenger."""

from dataclasses import dataclass
from re import Match

from bot.rules.guard.digits import Run
from bot.rules.guard.harmless import Harmless

LONGEST = 40  # groups of a number that are looked at together


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
