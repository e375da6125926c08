"""One decision: who is ranked where and why, who is out and why, and when the card opens to whom. Pure.

Stored as JSON that reads back to the same bytes, so that the owner's /why can be answered for ever.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from routing.eligible import Candidate, Exclusion, Request, exclusions
from routing.score import Score, Weights, score
from routing.tiers import Tier, lay_out


@dataclass(frozen=True)
class Policy:
    """The card opens to the first `sizes[0]` at once, to the next after `windows_s[0]` seconds, at last to all."""

    sizes: tuple[int, ...] = (3, 6)
    windows_s: tuple[int, ...] = (45, 45)
    weights: Weights = field(default_factory=Weights)


@dataclass(frozen=True)
class Ranked:
    """Somebody who can take the order, and how well they fit."""

    rep_id: int
    score: Score


@dataclass(frozen=True)
class Excluded:
    """Somebody who cannot, and every reason why not."""

    rep_id: int
    reasons: tuple[Exclusion, ...]


@dataclass(frozen=True)
class Decision:
    """Who may take an order from when, as it was decided `at` that moment under that version of the weights."""

    at: datetime
    version: str
    ranked: tuple[Ranked, ...]
    excluded: tuple[Excluded, ...]
    tiers: tuple[Tier, ...]


def decide(order: Request, candidates: Sequence[Candidate], now: datetime, policy: Policy) -> Decision:
    """Rank everyone eligible, best first, equals by lot (not by seniority), and lay them out in tiers."""
    ranked: list[Ranked] = []
    excluded: list[Excluded] = []
    for rep in candidates:
        reasons = exclusions(order, rep)
        if reasons:
            excluded.append(Excluded(rep.rep_id, reasons))
        else:
            ranked.append(Ranked(rep.rep_id, score(order, rep, policy.weights)))
    ranked.sort(key=lambda one: (-one.score.total, lot(order, one.rep_id, now)))
    tiers = lay_out([one.rep_id for one in ranked], now, policy.sizes, policy.windows_s)
    return Decision(now, policy.weights.version, tuple(ranked), tuple(excluded), tiers)


def lot(order: Request, rep_id: int, now: datetime) -> bytes:
    """Which of two equals comes first: as good as a draw, yet the same whenever the decision is made again."""
    drawn = f"{now.astimezone(UTC).isoformat()} {order.customer_id} {order.topic} {rep_id}"
    return hashlib.blake2b(drawn.encode(), digest_size=8).digest()


def opens_for(decision: Decision, rep_id: int) -> datetime | None:
    """When the card opens to this representative; who was not ranked joins the last tier. None: there are no tiers."""
    for tier in decision.tiers:
        if rep_id in tier.rep_ids:
            return tier.opens_at
    return decision.tiers[-1].opens_at if decision.tiers else None


def to_json(decision: Decision) -> str:
    """The decision as text; `to_json(from_json(text)) == text`, byte for byte."""
    body = {
        "at": decision.at.isoformat(),
        "version": decision.version,
        "ranked": [{"rep": r.rep_id, "total": r.score.total, "parts": r.score.parts} for r in decision.ranked],
        "excluded": [{"rep": x.rep_id, "reasons": [reason.value for reason in x.reasons]} for x in decision.excluded],
        "tiers": [{"opens_at": t.opens_at.isoformat(), "reps": list(t.rep_ids)} for t in decision.tiers],
    }
    return json.dumps(body, separators=(",", ":"), sort_keys=True)


def from_json(text: str) -> Decision:
    """The decision that `to_json` wrote."""
    body: dict[str, Any] = json.loads(text)
    return Decision(
        at=datetime.fromisoformat(body["at"]),
        version=body["version"],
        ranked=tuple(Ranked(r["rep"], Score(r["total"], r["parts"])) for r in body["ranked"]),
        excluded=tuple(Excluded(x["rep"], tuple(Exclusion(one) for one in x["reasons"])) for x in body["excluded"]),
        tiers=tuple(Tier(datetime.fromisoformat(t["opens_at"]), tuple(t["reps"])) for t in body["tiers"]),
    )
