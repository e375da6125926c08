"""All that a decision was made of, as text, so that it can be made again to the byte. Pure."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

import numpy as np

from routing.behaviour import Behaviour
from routing.decision import Decision, decide_among
from routing.decision_text import pack, policy_of, terms_of, terms_out, unpack
from routing.engine import Outlook, Policy
from routing.pool import Known, Pool, Ties
from routing.request import Request
from routing.terms import PLAIN, Terms

KINDS = {
    "ids": "<i8",
    "standing": "<u2",
    "gender": "<i1",
    "age": "<i1",
    "life": "<f4",
    "rating": "<f4",
    "deficit": "<f4",
    "languages": "<u4",
    "styles": "<u4",
    "shift_left_s": "<i4",
    "free": "<i1",
}


def snapshot(
    order: Request,
    pool: Pool,
    ties: Ties,
    now: datetime,
    policy: Policy,
    *,
    outlook: Outlook | None = None,
    terms: Terms = PLAIN,
) -> str:
    """What `decide_among` was given."""
    body: dict[str, Any] = {} if terms == PLAIN else {"terms": terms_out(terms)}
    body |= {
        "now": now.isoformat(),
        "order": asdict(order) | {"ages": sorted(order.ages)},
        "ties": {name: sorted(getattr(ties, name)) for name in ("released", "declined", "blocked")},
        "known": {str(rep_id): asdict(known) for rep_id, known in sorted(ties.known.items())},
        "policy": asdict(policy),
        "codes": pool.codes,
        "pool": {name: pack(getattr(pool, name), kind) for name, kind in KINDS.items()},
        "levels": {topic: pack(column, "<i1") for topic, column in pool.levels.items()},
        "certificates": {topic: pack(column, "|b1") for topic, column in pool.certificates.items()},
        "outlook": None if outlook is None else outlook_out(outlook),
    }
    return json.dumps(body, separators=(",", ":"), sort_keys=True)


@dataclass(frozen=True)
class Given:
    """What a decision was made of."""

    order: Request
    pool: Pool
    ties: Ties
    now: datetime
    policy: Policy
    outlook: Outlook | None
    terms: Terms = PLAIN

    def decide(self) -> Decision:
        """The decision that follows from it."""
        return decide_among(
            self.order, self.pool, self.ties, self.now, self.policy, outlook=self.outlook, terms=self.terms
        )


def replay(text: str) -> Decision:
    """The decision, made again out of what `snapshot` kept."""
    return given(text).decide()


def given(text: str) -> Given:
    """What `snapshot` kept. Raises ValueError, KeyError or TypeError where the text is none of its."""
    body: dict[str, Any] = json.loads(text)
    ties = Ties(
        known={int(rep_id): Known(**known) for rep_id, known in body["known"].items()},
        **{name: frozenset(ids) for name, ids in body["ties"].items()},
    )
    order = Request(**(body["order"] | {"ages": frozenset(body["order"]["ages"])}))
    outlook = None if body["outlook"] is None else outlook_in(body["outlook"])
    now, terms = datetime.fromisoformat(body["now"]), terms_of(body)
    return Given(order, pool_in(body), ties, now, policy_of(body), outlook, terms)


def pool_in(body: dict[str, Any]) -> Pool:
    return Pool(
        codes=body["codes"],
        levels={topic: unpack(column, "<i1") for topic, column in body["levels"].items()},
        certificates={topic: unpack(column, "|b1") for topic, column in body["certificates"].items()},
        **{name: unpack(body["pool"][name], kind) for name, kind in KINDS.items()},
    )


def outlook_out(outlook: Outlook) -> dict[str, Any]:
    return {
        "fits": pack(outlook.fits, "<f8"),
        "topics": len(outlook.fits),
        "rates": pack(outlook.rates, "<f8"),
        "busy_s": outlook.busy_s,
        "behaviour": asdict(outlook.behaviour),
    }


def outlook_in(told: dict[str, Any]) -> Outlook:
    behaviour = {field.name: told["behaviour"][field.name] for field in fields(Behaviour)}
    behaviour["rates"] = {topic: tuple(rates) for topic, rates in behaviour["rates"].items()}
    fits = unpack(told["fits"], "<f8").reshape(told["topics"], -1)
    return Outlook(np.asarray(fits), unpack(told["rates"], "<f8"), told["busy_s"], Behaviour(**behaviour))
