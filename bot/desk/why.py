"""Why: the latest decision about an order, in the shop's own names, and what became of its tiers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.desk import commands as c
from bot.desk import deciding
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.owner import order_named, owner_only
from bot.desk.work import Work
from models import order as orders
from models import rep as reps
from models.kinds import AgeBand, Gender
from models.order import Order
from routing.course import on_course
from routing.decision import Decision, opens_for
from routing.request import reasons_of


@owner_only
async def why(work: Work, command: c.Why) -> n.Notice:
    order = await order_named(work, command.code)
    row = await orders.latest_decision(work.session, order.id)
    if row is None:
        raise Refused(Reason.NOT_DECIDED_YET)
    decision = deciding.read(row.body)
    if decision is None:
        raise Refused(Reason.DECISION_UNREADABLE, code=order.code)
    decision = on_course(decision, map(float, row.course))
    codes = {rep.id: rep.code for rep in await reps.everyone(work.session)}
    return n.WhyPage(
        code=order.code,
        decided_at=row.at,
        version=decision.version,
        ranked=ranked(decision, codes),
        excluded=tuple(
            n.WhyCandidate(codes.get(x.rep_id, "?"), 0.0, {}, None, tuple(str(reason) for reason in x.reasons))
            for x in decision.excluded
        ),
        taken_by=codes.get(order.rep_id or 0, ""),
        course=course_of(order, decision, row.course, codes),
    )


def ranked(decision: Decision, codes: Mapping[int, str]) -> tuple[n.WhyCandidate, ...]:
    return tuple(
        n.WhyCandidate(
            codes.get(one.rep_id, "?"),
            one.score.total,
            dict(one.score.parts),
            opens_for(decision, one.rep_id),
            misses=tuple(reason.value for reason in reasons_of(missed)),
        )
        for one, missed in zip(decision.ranked, decision.missed.tolist(), strict=True)
    )


def course_of(order: Order, decision: Decision, hurries: Sequence[str], codes: Mapping[int, str]) -> n.WhyCourse:
    """What was settled beside the ranking, and when tiers opened early."""
    terms, at = decision.terms, decision.at
    return n.WhyCourse(
        wish_gender=Gender(order.wish_gender) if order.wish_gender else None,
        wish_age=AgeBand(order.wish_age) if order.wish_age else None,
        gives_way=tuple((wish.value, at + timedelta(seconds=after_s)) for after_s, wish in terms.gives_way),
        known=codes.get(terms.known, "?") if terms.known is not None else "",
        head_start_until=at + timedelta(seconds=terms.head_start_s) if terms.head_start_s else None,
        lead=tuple(codes.get(rep_id, "?") for rep_id in terms.lead),
        hurried=tuple(at + timedelta(seconds=float(since_s)) for since_s in hurries),
    )
