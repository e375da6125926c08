"""What the router is told: an order as a request, representatives as candidates."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.desk.work import Work
from bot.rules import hours
from models import order as orders
from models import rep as reps
from models import tap as taps
from models.kinds import RepStatus
from models.order import Order
from models.rep import Acquaintance, Rep
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
    )


async def candidates(work: Work, order: Order) -> list[Candidate]:
    """Every representative of the shop, as this order sees them."""
    levels = await reps.specialties(work.session)
    known = await reps.acquaintances_of(work.session, order.customer_id)
    busy = await orders.open_lines_by_rep(work.session)
    lost = await taps.lost_since(work.session, work.now - REMEMBERED)
    return [
        describe(
            work,
            order,
            rep,
            levels=levels.get(rep.id, {}),
            known=known.get(rep.id),
            busy=busy.get(rep.id, 0),
            lost=lost.get(rep.id, 0),
        )
        for rep in await reps.everyone(work.session)
    ]


async def candidate_of(work: Work, order: Order, rep: Rep) -> Candidate:
    levels = await reps.specialties_of(work.session, rep.id)
    known = await work.session.get(Acquaintance, (order.customer_id, rep.id))
    busy = await orders.open_lines_of_rep(work.session, rep.id)
    return describe(work, order, rep, levels=levels, known=known, busy=busy)


def describe(
    work: Work, order: Order, rep: Rep, *, levels: dict[str, int], known: Acquaintance | None, busy: int, lost: int = 0
) -> Candidate:
    called = str(rep.id) in order.called  # they said that they may be, whatever their hours
    return Candidate(
        rep_id=rep.id,
        active=rep.status == RepStatus.ACTIVE,
        on_duty=rep.on_duty or called,
        on_shift=called or on_shift(work, rep),
        levels=levels,
        life_experience=rep.life_experience or 0,
        gender=rep.gender,
        languages=frozenset(rep.languages),
        open_lines=busy,
        capacity=rep.capacity,
        rating_sum=rep.rating_sum,
        rating_count=rep.rating_count,
        past_orders=known.orders if known else 0,
        released=str(rep.id) in order.released,
        deficit=min(lost, LOST_AT_MOST) / LOST_AT_MOST,
    )


def on_shift(work: Work, rep: Rep) -> bool:
    """Within their weekly hours, in their own zone; without hours, whenever they are on duty."""
    return not rep.hours or hours.on_shift(hours.parse(rep.hours), ZoneInfo(rep.time_zone), work.now)
