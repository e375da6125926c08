"""Whether a representative may accept an order now. Pure; who wins among those who may is settled by the tables."""

from dataclasses import dataclass
from datetime import datetime

from routing.decision import Decision, opens_for
from routing.eligible import exclusions
from routing.request import Candidate, Exclusion, Request


@dataclass(frozen=True)
class Yes:
    """They may."""


@dataclass(frozen=True)
class NotYet:
    """They may from `opens_at` on, if nobody else has accepted by then."""

    opens_at: datetime


@dataclass(frozen=True)
class No:
    """They may not, for every one of these reasons."""

    reasons: tuple[Exclusion, ...]


def may_claim(decision: Decision | None, order: Request, rep: Candidate, now: datetime) -> Yes | NotYet | No:
    """Judge by the facts of this moment, and by the tiers as they were laid out when the order was offered.

    Who could not take it then and can now joins with the last tier. Without a decision there is nothing to wait for.
    """
    reasons = exclusions(order, rep)
    if reasons:
        return No(reasons)
    opens_at = opens_for(decision, rep.rep_id) if decision else None
    return NotYet(opens_at) if opens_at is not None and opens_at > now else Yes()
