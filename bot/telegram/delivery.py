"""What became of a row that was sent, and of each part of an album. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.files.kinds import FileRefused
from bot.telegram.address import REPEATABLE
from bot.telegram.api import Broken, Refused
from bot.telegram.errors import FILE, Outcome, Verdict, classify, of_an_album
from models.outbox import Ready

LATER = (Outcome.RETRY, Outcome.WAIT)


@dataclass(frozen=True, slots=True, eq=False)
class Delivery:
    """What became of one row, and when it was sent."""

    row: Ready
    verdict: Verdict
    result: Any = None
    at: datetime | None = None


def repeatable(method: str, verdict: Verdict) -> Verdict:
    """An unknown outcome does not matter where a second time changes nothing."""
    again = verdict.outcome is Outcome.UNKNOWN and method in REPEATABLE
    return Verdict(Outcome.RETRY, verdict.reason) if again else verdict


def later_of(returned: Iterable[Delivery]) -> dict[str, Verdict]:
    """The lanes that must wait, each with why; of an album, some parts may be settled all the same."""
    return {d.row.lane: d.verdict for d in returned if d.verdict.outcome in LATER}


def verdict_of(error: FileRefused | Refused | Broken) -> Verdict:
    if isinstance(error, FileRefused):
        return Verdict(Outcome.REFUSED, f"{FILE}{error.reason}")
    return classify(error)


def of_a_part(row: Ready, result: Any, at: datetime) -> Delivery:
    """What became of a part of an album that was sent."""
    if isinstance(result, FileRefused):
        return Delivery(row, verdict_of(result))
    if isinstance(result, Refused | Broken):
        return Delivery(row, of_an_album(verdict_of(result)))
    return Delivery(row, Verdict(Outcome.SENT), result, at)
