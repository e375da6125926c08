"""One decision: who is ranked where and why, who is out and why, and when the card opens to whom. Pure.

Stored as JSON that reads back to the same bytes, so that the owner's /why can be answered for ever.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from routing.eligible import Candidate, Exclusion, Request, exclusions
from routing.score import Score, Weights, score


@dataclass(frozen=True)
class Policy:
    """The card opens to the first `sizes[0]` at once, to the next after `windows_s[0]` seconds, at last to all."""

    sizes: tuple[int, ...] = (3, 6)
    windows_s: tuple[int, ...] = (45, 45)
    weights: Weights = field(default_factory=Weights)


@dataclass(frozen=True)
class Ranked:
    rep_id: int
    score: Score


@dataclass(frozen=True)
class Excluded:
    rep_id: int
    reasons: tuple[Exclusion, ...]


@dataclass(frozen=True)
class Tier:
    """From `opens_at` on, these representatives may accept too."""

    opens_at: datetime
    rep_ids: tuple[int, ...]


@dataclass(frozen=True)
class Decision:
    at: datetime
    version: str
    ranked: tuple[Ranked, ...]
    excluded: tuple[Excluded, ...]
    tiers: tuple[Tier, ...]


def decide(order: Request, candidates: Sequence[Candidate], now: datetime, policy: Policy) -> Decision:
    """Rank everyone eligible, best first (ties by id), and lay them out in tiers."""
    ranked: list[Ranked] = []
    excluded: list[Excluded] = []
    for rep in candidates:
        reasons = exclusions(order, rep)
        if reasons:
            excluded.append(Excluded(rep.rep_id, reasons))
        else:
            ranked.append(Ranked(rep.rep_id, score(order, rep, policy.weights)))
    ranked.sort(key=lambda one: (-one.score.total, one.rep_id))
    tiers = lay_out([one.rep_id for one in ranked], now, policy)
    return Decision(now, policy.weights.version, tuple(ranked), tuple(excluded), tiers)


def lay_out(rep_ids: Sequence[int], now: datetime, policy: Policy) -> tuple[Tier, ...]:
    """Tiers of the policy's sizes, the last holding all who are left; a tier of nobody is left out."""
    tiers: list[Tier] = []
    start, opens = 0, now
    for size, window_s in zip(policy.sizes, policy.windows_s, strict=True):
        if start >= len(rep_ids):
            break
        tiers.append(Tier(opens, tuple(rep_ids[start : start + size])))
        start, opens = start + size, opens + timedelta(seconds=window_s)
    if start < len(rep_ids):
        tiers.append(Tier(opens, tuple(rep_ids[start:])))
    return tuple(tiers)


def opens_for(decision: Decision, rep_id: int) -> datetime | None:
    """When the card opens to this representative; who was not ranked joins the last tier. None: there are no tiers."""
    for tier in decision.tiers:
        if rep_id in tier.rep_ids:
            return tier.opens_at
    return decision.tiers[-1].opens_at if decision.tiers else None


def to_json(decision: Decision) -> str:
    body = {
        "at": decision.at.isoformat(),
        "version": decision.version,
        "ranked": [{"rep": r.rep_id, "total": r.score.total, "parts": r.score.parts} for r in decision.ranked],
        "excluded": [{"rep": x.rep_id, "reasons": [reason.value for reason in x.reasons]} for x in decision.excluded],
        "tiers": [{"opens_at": t.opens_at.isoformat(), "reps": list(t.rep_ids)} for t in decision.tiers],
    }
    return json.dumps(body, separators=(",", ":"), sort_keys=True)


def from_json(text: str) -> Decision:
    body: dict[str, Any] = json.loads(text)
    return Decision(
        at=datetime.fromisoformat(body["at"]),
        version=body["version"],
        ranked=tuple(Ranked(r["rep"], Score(r["total"], r["parts"])) for r in body["ranked"]),
        excluded=tuple(Excluded(x["rep"], tuple(Exclusion(one) for one in x["reasons"])) for x in body["excluded"]),
        tiers=tuple(Tier(datetime.fromisoformat(t["opens_at"]), tuple(t["reps"])) for t in body["tiers"]),
    )
