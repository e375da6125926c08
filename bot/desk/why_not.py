"""Why not this one: where a representative stood in each decision about an order, and what would have changed it."""

from dataclasses import replace
from datetime import timedelta

from bot.desk import commands as c
from bot.desk import deciding
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.owner import order_named, owner_only, rep_named
from bot.desk.work import Work
from models import decision as decisions
from models.decision import Kept
from models.kinds import AgeBand, Gender, Language
from models.order import Order
from models.rep import Rep
from routing import whynot
from routing.course import on_course
from routing.decision import Decision
from routing.request import Exclusion, reasons_of


@owner_only
async def why_not(work: Work, command: c.WhyNot) -> n.Notice:
    """Every decision about the order as this representative met it, the latest first."""
    order, rep = await order_named(work, command.code), await rep_named(work, command.rep_code)
    kept = await decisions.of_order(work.session, order.id)
    if not kept:
        raise Refused(Reason.NOT_DECIDED_YET)
    taker = await work.session.get(Rep, order.rep_id) if order.rep_id else None
    offers = tuple(offer(one, order, rep) for one in reversed(kept))
    return n.WhyNotPage(order.code, rep.code, taker.code if taker else "", offers)


def offer(kept: Kept, order: Order, rep: Rep) -> n.WhyOffer:
    decision = deciding.read(kept.body)
    if decision is None:
        return n.WhyOffer(kept.epoch, kept.at, unreadable=True)
    reasons = decision.why_not(rep.id)
    if reasons is None:
        return n.WhyOffer(kept.epoch, kept.at, joined_later=rep.created_at > kept.at)
    made_of = deciding.made_of(kept, decision)
    found = whynot.instead(made_of, rep.id) if made_of else None
    decision = on_course(decision, map(float, kept.course))
    told = stood(kept, decision, rep.id, reasons, tried=made_of is not None, instead=worded(found, order))
    return replace(
        told,
        wish_gender=Gender(order.wish_gender) if order.wish_gender else None,
        wish_age=AgeBand(order.wish_age) if order.wish_age else None,
    )


def stood(
    kept: Kept,
    decision: Decision,
    rep_id: int,
    reasons: tuple[Exclusion, ...],
    *,
    tried: bool,
    instead: n.WhyInstead | None,
) -> n.WhyOffer:
    place = decision.place_of(rep_id)
    if place is None:
        against = tuple(reason.value for reason in reasons)
        return n.WhyOffer(kept.epoch, kept.at, reasons=against, tried=tried, instead=instead)
    score, after_s = decision.ranked[place].score, float(decision.opens_s[place])
    return n.WhyOffer(
        kept.epoch,
        kept.at,
        place=place + 1,
        of=len(decision.rows),
        total=score.total,
        parts=dict(score.parts),
        opens_at=decision.at + timedelta(seconds=after_s),
        opens_after_s=round(after_s),
        misses=tuple(reason.value for reason in reasons_of(int(decision.missed[place]))),
        first_known=bool(decision.terms.head_start_s) and decision.terms.known == rep_id,
        tried=tried,
        instead=instead,
    )


def worded(found: whynot.Instead | None, order: Order) -> n.WhyInstead | None:
    if found is None:
        return None
    language = Language(order.wish_language) if order.wish_language else None
    changes = tuple(
        n.WhyChange(
            one.reason.value, one.had, one.needed, language=language if one.reason is Exclusion.LANGUAGE else None
        )
        for one in found.changes
    )
    return n.WhyInstead(changes, found.place + 1, round(found.opens_s))
