"""What the shop does when somebody is about to tell a contact: kindly first, and stricter with representatives."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.rules.guard.finding import Finding, Kind
from models.kinds import Side


class Step(StrEnum):
    """What becomes of the message."""

    PASS = "pass"  # noqa: S105 (it goes through; no password)
    ASK = "ask"  # it waits for its sender's choice
    REFUSE = "refuse"  # it does not go, and the sender is told why


class Choice(StrEnum):
    """What a sender who is asked may choose."""

    DROP = "drop"  # do not send it
    MASK = "mask"  # send it with the contact blotted out
    SHOP = "shop"  # let the shop decide


@dataclass(frozen=True)
class Flag:
    """What the owner hears: which order, what kinds, how often by now. Never the words."""

    order: str
    side: Side
    kinds: tuple[Kind, ...]
    hits: int


@dataclass(frozen=True)
class Verdict:
    """The step, the choices if the sender is asked, and the flag if the owner is to know."""

    step: Step
    choices: tuple[Choice, ...] = ()
    flag: Flag | None = None


@dataclass(frozen=True)
class Patience:
    """From which hit in one order on, counted from 1, the owner is told and the message refused outright."""

    flagged: int
    refused: int


PATIENCE = {Side.CUSTOMER: Patience(flagged=2, refused=4), Side.REP: Patience(flagged=1, refused=2)}
CHOICES = {Side.CUSTOMER: (Choice.DROP, Choice.MASK, Choice.SHOP), Side.REP: (Choice.DROP, Choice.SHOP)}


def decide(side: Side, before: int, findings: Iterable[Finding], order: str) -> Verdict:
    """What to do with a message of `side` in the order of this code, after `before` hits of that side in it.

    A customer is asked, from the second hit on the owner hears of it, from the fourth on nothing goes. A
    representative knows the rules and cannot have it masked; the owner hears of the first, the second does not go.
    """
    kinds = tuple(kind for kind in Kind if kind in {finding.kind for finding in findings})
    if not kinds:
        return Verdict(Step.PASS)
    hits, patience = before + 1, PATIENCE[side]
    flag = Flag(order, side, kinds, hits) if hits >= patience.flagged else None
    if hits >= patience.refused:
        return Verdict(Step.REFUSE, flag=flag)
    return Verdict(Step.ASK, CHOICES[side], flag)
