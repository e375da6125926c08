"""A decision as text and back: `to_json(from_json(text)) == text`, byte for byte. Pure.

Of few people everything is written out. Of more than `WRITTEN_OUT` the columns are packed, and answer all the same.
"""

import base64
import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from routing.decision import Decision
from routing.engine import Policy
from routing.hold import HoldRule
from routing.request import BIT, Exclusion, reasons_of
from routing.score import PARTS, UNIT, Weights
from routing.terms import PLAIN, Terms
from routing.wishes import Wish

WRITTEN_OUT = 2000
COLUMNS = {"ids": "<i8", "masks": "<u2", "rows": "<i8", "points": "<i4", "opens_s": "<f8"}
MISSED = {"missed": "<u2"}
"""Kept where there are terms."""


def to_json(decision: Decision) -> str:
    """The decision as text."""
    body: dict[str, Any] = {
        "at": decision.at.isoformat(),
        "version": decision.version,
        "policy": asdict(decision.policy),
    }
    if decision.terms != PLAIN:
        body["terms"] = terms_out(decision.terms)
    if len(decision.ids) > WRITTEN_OUT:
        columns = COLUMNS if decision.terms == PLAIN else COLUMNS | MISSED
        body["packed"] = {name: pack(getattr(decision, name), kind) for name, kind in columns.items()}
    else:
        body |= written_out(decision)
    return json.dumps(body, separators=(",", ":"), sort_keys=True)


def from_json(text: str) -> Decision:
    """The decision that `to_json` wrote."""
    body: dict[str, Any] = json.loads(text)
    at, policy, terms = datetime.fromisoformat(body["at"]), policy_of(body), terms_of(body)
    if "packed" in body:
        kinds = COLUMNS | MISSED
        columns = {name: unpack(text, kinds[name]) for name, text in body["packed"].items()}
        columns["points"] = columns["points"].reshape(len(PARTS), -1)
        misses = columns.pop("missed", None)
        return Decision(at, policy, facts=columns.pop("masks"), **columns, terms=terms, misses=misses)
    return read_in(body, at, policy, terms)


UNREADABLE = (ValueError, KeyError, IndexError, TypeError, AttributeError, zlib.error)
"""What reading a text raises that is not a decision as this version writes it."""


def read(text: str) -> Decision | None:
    """The decision that was stored; None where another version wrote it in words that this one does not know."""
    try:
        return from_json(text)
    except UNREADABLE:
        return None


def written_out(decision: Decision) -> dict[str, Any]:
    ranked = [{"rep": r.rep_id, "total": r.score.total, "parts": r.score.parts} for r in decision.ranked]
    for one, mask in zip(ranked, decision.missed.tolist(), strict=True):
        if mask:
            one["misses"] = [reason.value for reason in reasons_of(mask)]
    return {
        "ranked": ranked,
        "excluded": [{"rep": x.rep_id, "reasons": [reason.value for reason in x.reasons]} for x in decision.excluded],
        "tiers": [{"opens_at": t.opens_at.isoformat(), "reps": list(t.rep_ids)} for t in decision.tiers],
    }


def read_in(body: dict[str, Any], at: datetime, policy: Policy, terms: Terms) -> Decision:
    out = {x["rep"]: mask_of(x["reasons"]) for x in body["excluded"]}
    ranked = [one["rep"] for one in body["ranked"]]
    ids = np.array(sorted([*out, *ranked]), dtype=np.int64)
    opens = {
        rep: (datetime.fromisoformat(t["opens_at"]) - at).total_seconds() for t in body["tiers"] for rep in t["reps"]
    }
    parts = [[round(one["parts"].get(name, 0.0) * UNIT) for one in body["ranked"]] for name in PARTS]
    return Decision(
        at=at,
        policy=policy,
        ids=ids,
        facts=np.array([out.get(rep, 0) for rep in ids.tolist()], dtype=np.uint16),
        rows=np.searchsorted(ids, np.array(ranked, dtype=np.int64)),
        points=np.array(parts, dtype=np.int32),
        opens_s=np.array([opens[rep] for rep in ranked], dtype=np.float64),
        terms=terms,
        misses=np.array([mask_of(one.get("misses", ())) for one in body["ranked"]], dtype=np.uint16),
    )


def mask_of(reasons: Iterable[str]) -> int:
    return sum(1 << BIT[Exclusion(one)] for one in reasons)


def terms_out(terms: Terms) -> dict[str, Any]:
    return asdict(terms) | {"gives_way": [[after_s, wish.value] for after_s, wish in terms.gives_way]}


def terms_of(body: dict[str, Any]) -> Terms:
    """The terms; there were none before they were written down, and there need not be any."""
    told = body.get("terms")
    if told is None:
        return PLAIN
    gives_way = tuple((float(after_s), Wish(wish)) for after_s, wish in told["gives_way"])
    return Terms(gives_way, tuple(told["lead"]), told["known"], float(told["head_start_s"]))


def policy_of(body: dict[str, Any]) -> Policy:
    """The policy as it stood; a decision of the first version of the weights did not keep it."""
    told = body.get("policy")
    if told is None:
        return Policy(weights=Weights(version=body["version"]))
    hold = told["hold"] | {"ahead": tuple(told["hold"]["ahead"])}
    return Policy(tuple(told["sizes"]), tuple(told["windows_s"]), Weights(**told["weights"]), HoldRule(**hold))


def pack(column: npt.NDArray[Any], kind: str) -> str:
    return base64.b64encode(zlib.compress(np.ascontiguousarray(column, dtype=kind).tobytes(), 1)).decode("ascii")


def unpack(text: str, kind: str) -> npt.NDArray[Any]:
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype=kind)
