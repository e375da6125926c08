"""One decision of the router, made of what the shop knows now and kept with all that it was made of."""

import zlib

from bot.desk.candidates import candidates, request_of
from bot.desk.outlook import outlook_of
from bot.desk.work import Work
from models import decision as decisions
from models import order as orders
from models.decision import Kept
from models.order import DecisionRow, Order
from routing import eta
from routing.behaviour import Behaviour
from routing.decision import Decision, decide_among
from routing.decision_text import from_json, to_json
from routing.gather import pool_of
from routing.replay import Given, given, snapshot

PAST = 500
"""So many orders of the past say how long a wait may be: the latest, for a shop changes."""

UNREADABLE = (ValueError, KeyError, IndexError, TypeError, AttributeError, zlib.error)
"""What reading a text raises that is not a decision as this version writes it."""


async def decided(work: Work, order: Order) -> Decision:
    """Decide who may take the order and when; keep the decision, and what `python -m bot replay` makes it again of."""
    request = await request_of(work, order)
    policy = work.rules.routing.policy
    pool, ties = pool_of(await candidates(work, order))
    outlook = await outlook_of(work, order, pool)
    kept = snapshot(request, pool, ties, work.now, policy, outlook=outlook)
    decision = decide_among(request, pool, ties, work.now, policy, outlook=outlook)
    work.session.add(
        DecisionRow(
            order_id=order.id,
            epoch=order.epoch,
            at=work.now,
            body=to_json(decision),
            able=len(decision.rows),
            expected_s=round(eta.expected_s(decision.opens_s, Behaviour())) if len(decision.rows) else None,
            replay=kept,
        )
    )
    await work.session.flush()
    return decision


def read(body: str) -> Decision | None:
    """The decision that was stored; None where another version wrote it in words that this one does not know."""
    try:
        return from_json(body)
    except UNREADABLE:
        return None


def made_of(kept: Kept, decision: Decision) -> Given | None:
    """What this stored decision was made of; None where it was not kept, or would give another decision by now."""
    try:
        facts = given(kept.replay) if kept.replay else None
        return facts if facts is not None and facts.decide() == decision else None
    except UNREADABLE:
        return None


async def likely_wait(work: Work, order: Order) -> tuple[float, float] | None:
    """Seconds between which a customer who waits now will most likely have somebody, by what came before in this shop.

    None where nobody could take the order, too little has come before, or the order may run out first.
    """
    past = await decisions.waits(work.session, PAST)
    row = await orders.latest_decision(work.session, order.id) if len(past) >= eta.FEWEST else None
    if row is None or order.queued_at is None:
        return None
    waited_s = max(0.0, (work.now - row.at).total_seconds())
    decision = read(row.body)
    if decision is None:
        return None
    told = eta.more_to_wait(decision.opens_s, Behaviour(), past, waited_s)
    left_s = work.rules.expire_s - (work.now - order.queued_at).total_seconds()
    return (told.low_s, told.high_s) if told is not None and told.high_s <= left_s else None
