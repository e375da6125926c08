"""Whether a representative may accept an order now, and what their tap does. Pure; the tables give the order away."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from routing.behaviour import Behaviour
from routing.decision import Decision, opens_for, ranking_of
from routing.eligible import exclusions
from routing.engine import better, hold
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


@dataclass(frozen=True)
class Hold:
    """An order's hold as it stands: who tapped first and who is the best so far."""

    first_tap: datetime
    holder: int


@dataclass(frozen=True)
class Held:
    """They are the best so far, and have the order at `settles_at` if nobody better taps: at once where it is now.

    `gain` is what was still to be hoped for at that moment and `price` what waiting on would have cost, in points of
    fit; `beats` who held the order before.
    """

    settles_at: datetime
    gain: float
    price: float
    beats: int | None


@dataclass(frozen=True)
class Outdone:
    """Somebody who suits better has tapped before."""

    by: int


def tap(
    decision: Decision,
    rep_id: int,
    now: datetime,
    behaviour: Behaviour,
    *,
    came_at: datetime,
    standing: Hold | None = None,
) -> Held | Outdone:
    """What a tap does that is in time. `came_at` is when the order came, `standing` the hold that is under way.

    Raises ValueError if the representative is not in the decision: `decision.admitted` lets them in.
    """
    place, ranking = decision.place_of(rep_id), ranking_of(decision)
    if place is None:
        raise ValueError(f"representative {rep_id} is not in the decision")
    held_by = None if standing is None else decision.place_of(standing.holder)
    if standing is not None and held_by is not None and place not in better(ranking, held_by, decision.policy.hold):
        return Outdone(standing.holder)
    first_tap = now if standing is None else standing.first_tap
    since = {"since_offer_s": decision.at, "waited_s": came_at, "held_s": first_tap}
    seconds = {name: (now - then).total_seconds() for name, then in since.items()}
    verdict = hold(ranking, place, decision.policy, behaviour, **seconds)
    settles_at = now + timedelta(seconds=verdict.settle_in_s)
    return Held(settles_at, verdict.gain, verdict.price, standing.holder if standing else None)
