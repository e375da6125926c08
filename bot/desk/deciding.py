"""Decisions of the router, made of what the shop knows now and kept with all that they were made of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk import gathering
from bot.desk.gathering import Gathered
from bot.desk.work import Work
from models import decision as decisions
from models import order as orders
from models.decision import Kept
from models.order import DecisionRow, Order
from routing import decision_text, eta
from routing.behaviour import Behaviour
from routing.course import on_course
from routing.decision import Decision, decide_among
from routing.decision_text import UNREADABLE, to_json
from routing.replay import Given, given, snapshot

BEHAVIOUR = Behaviour()

PAST = 1000
"""So many orders of the past say how long a wait may be: the latest, for a shop changes."""


async def decided(work: Work, waiting: Sequence[Order], *, fresh: bool) -> list[Decision]:
    """Decide who may take each of these orders and when, their first tiers composed together where several wait.

    Each decision is kept, and what `python -m bot replay` makes it again of.
    """
    gathered = [await gathering.gather(work, order, fresh=fresh) for order in waiting]
    leads = await gathering.first_tiers(work, gathered)
    made = [
        decision_on(work, replace(one, terms=replace(one.terms, lead=lead)))
        for one, lead in zip(gathered, leads, strict=True)
    ]
    await work.session.flush()
    return made


def decision_on(work: Work, one: Gathered) -> Decision:
    policy, order = work.rules.routing.policy, one.order
    kept = snapshot(one.request, one.pool, one.ties, work.now, policy, outlook=one.outlook, terms=one.terms)
    decision = decide_among(one.request, one.pool, one.ties, work.now, policy, outlook=one.outlook, terms=one.terms)
    work.session.add(
        DecisionRow(
            order_id=order.id,
            epoch=order.epoch,
            at=work.now,
            body=to_json(decision),
            able=len(decision.rows),
            wish=decisions.wish_key(order.wish_gender, order.wish_experienced, order.wish_language, order.wish_age),
            meets=decision.meeting,
            expected_s=round(eta.expected_s(decision.opens_s, BEHAVIOUR)) if len(decision.rows) else None,
            course=[],
            replay=kept,
        )
    )
    return decision


read = decision_text.read


async def latest(work: Work, order: Order) -> tuple[DecisionRow, Decision] | None:
    """The order's latest decision as its tiers went so far; None where there is none that can be read."""
    row = await orders.latest_decision(work.session, order.id)
    decision = read(row.body) if row is not None else None
    return (row, on_course(decision, map(float, row.course))) if row is not None and decision is not None else None


def made_of(kept: Kept, decision: Decision) -> Given | None:
    """What this stored decision was made of; None where it was not kept, or would give another decision by now."""
    try:
        facts = given(kept.replay) if kept.replay else None
        return facts if facts is not None and facts.decide() == decision else None
    except UNREADABLE:
        return None


async def likely_wait(work: Work, order: Order, now: datetime) -> tuple[float, float] | None:
    """Seconds between which a customer who waits will most likely have somebody, by what came before in this shop.

    None where nobody could take the order, too little has come before, or the order may run out first.
    """
    past = await decisions.waits(work.session, PAST)
    found = await latest(work, order) if len(past) >= eta.FEWEST else None
    if found is None or order.queued_at is None:
        return None
    row, decision = found
    waited_s = max(0.0, (now - row.at).total_seconds())
    zone = ZoneInfo(work.rules.time_zone)
    alike = eta.of_that_hour(past, [hour_of(one.at, zone) for one in past], hour_of(row.at, zone))
    waits = [(one.able, float(one.expected_s), one.took_s) for one in alike]
    told = eta.more_to_wait(decision.opens_s, BEHAVIOUR, waits, waited_s)
    left_s = work.rules.expire_s - (now - order.queued_at).total_seconds()
    return (told.low_s, told.high_s) if told is not None and told.high_s <= left_s else None


def hour_of(moment: datetime, zone: ZoneInfo) -> float:
    """The hour of the shop's day, 0 to 24."""
    there = moment.astimezone(zone)
    return there.hour + there.minute / 60
