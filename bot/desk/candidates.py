"""What the router is told: an order as a request, representatives as candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.desk import roster
from bot.desk.work import Work
from models import block
from models import order as orders
from models import rep as reps
from models import tap as taps
from models.kinds import RepStatus
from models.order import Order
from models.rep import Acquaintance, DayOff, Rep
from models.shop import Topic
from routing.request import Candidate, Request

REMEMBERED = timedelta(days=7)
"""So long it counts for a representative that somebody who fits better took an order that they tapped."""

LOST_AT_MOST = 5


async def request_of(work: Work, order: Order) -> Request:
    topic = await work.session.get_one(Topic, order.topic)
    return Request(
        customer_id=order.customer_id,
        topic=topic.slug,
        min_level=topic.min_level,
        min_experience=topic.min_experience,
        experience_weight=topic.experience_weight,
        gender=order.wish_gender,
        experienced=order.wish_experienced,
        language=order.wish_language,
        style=order.wish_style,
        certified=topic.certified,
        ages=frozenset(topic.ages),
        session_s=order.minutes * 60 if work.rules.routing.finish_in_shift else 0,
        age=order.wish_age,
    )


@dataclass(frozen=True)
class Record:
    """What other tables say of a representative and of the order's customer."""

    levels: dict[str, int]
    certificates: frozenset[str]
    off: Sequence[DayOff]
    busy: int
    known: Acquaintance | None
    apart: bool  # one of the two would rather not meet the other again
    lost: int = 0  # taps of the last days that somebody who fits better won


async def candidates(work: Work, order: Order) -> list[Candidate]:
    """Every representative of the shop, as this order sees them."""
    levels = await reps.specialties(work.session)
    certificates = await reps.certificates(work.session)
    off = await reps.days_off(work.session, *roster.near(work.now))
    busy = await orders.open_lines_by_rep(work.session)
    lost = await taps.lost_since(work.session, work.now - REMEMBERED)
    known = await reps.acquaintances_of(work.session, order.customer_id)
    apart = await block.reps_apart_from(work.session, order.customer_id)
    return [
        describe(
            work,
            order,
            rep,
            Record(
                levels=levels.get(rep.id, {}),
                certificates=frozenset(certificates.get(rep.id, ())),
                off=off.get(rep.id, ()),
                busy=busy.get(rep.id, 0),
                known=known.get(rep.id),
                apart=rep.id in apart,
                lost=lost.get(rep.id, 0),
            ),
        )
        for rep in await reps.everyone(work.session)
    ]


async def candidate_of(work: Work, order: Order, rep: Rep) -> Candidate:
    record = Record(
        levels=await reps.specialties_of(work.session, rep.id),
        certificates=frozenset(await reps.certificates_of(work.session, rep.id)),
        off=await reps.days_off_of(work.session, rep.id, *roster.near(work.now)),
        busy=await orders.open_lines_of_rep(work.session, rep.id),
        lost=(await taps.lost_since(work.session, work.now - REMEMBERED, rep.id)).get(rep.id, 0),
        known=await work.session.get(Acquaintance, (order.customer_id, rep.id)),
        apart=await block.are_apart(work.session, order.customer_id, rep.id),
    )
    return describe(work, order, rep, record)


def describe(work: Work, order: Order, rep: Rep, record: Record) -> Candidate:
    on_shift, left_s = roster.shift_of(rep, record.off, work.now)
    called = str(rep.id) in order.called  # they said that they may be, whatever their hours
    return Candidate(
        rep_id=rep.id,
        active=rep.status == RepStatus.ACTIVE,
        on_duty=rep.on_duty or called,
        on_shift=called or on_shift,
        levels=record.levels,
        life_experience=rep.life_experience or 0,
        gender=rep.gender,
        languages=frozenset(rep.languages),
        open_lines=record.busy,
        capacity=rep.capacity,
        rating_sum=rep.rating_sum,
        rating_count=rep.rating_count,
        past_orders=record.known.orders if record.known else 0,
        own_stars_sum=record.known.stars_sum if record.known else 0,
        own_stars_count=record.known.stars_count if record.known else 0,
        released=str(rep.id) in order.released,
        deficit=deficit(rep, record.lost),
        resting=roster.on_break(rep, work.now),
        declined=str(rep.id) in order.declined,
        blocked=record.apart,
        certificates=record.certificates,
        age=rep.age_band,
        styles=frozenset(rep.styles),
        shift_left_s=left_s if on_shift else None,  # off shift is said by itself
    )


def deficit(rep: Rep, lost: int) -> float:
    """What they are behind in earnings for an hour on shift, and the work on top that they were ready for and lost."""
    return min(rep.behind / 100 + min(lost, LOST_AT_MOST) / LOST_AT_MOST, 1.0)
