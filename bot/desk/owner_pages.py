"""What the owner reads: the day, orders, representatives, and why an order went where it went."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.desk import commands as c
from bot.desk import doubts, facts, ledger, profile, settling
from bot.desk import notices as n
from bot.desk.facts import words
from bot.desk.owner import order_named, owner_only, rep_named
from bot.desk.work import Work
from models import order as orders
from models import rep as reps
from models import settlement as settlements
from models import shop
from models.kinds import OPEN_LINE, EndReason, OrderState, RepStatus
from models.order import Order
from models.shop import Topic


@owner_only
async def today(work: Work, _command: c.Today) -> n.Notice:
    """The shop's day so far, in the shop's own zone."""
    zone = ZoneInfo(work.rules.time_zone)
    day = datetime.combine(work.now.astimezone(zone).date(), time(), zone)
    made = await orders.made_between(work.session, day.astimezone(UTC), (day + timedelta(days=1)).astimezone(UTC))
    everyone = [rep for rep in await reps.everyone(work.session) if rep.status != RepStatus.SUSPENDED]
    by_state: dict[str, int] = {}
    for order in made:
        by_state[order.state] = by_state.get(order.state, 0) + 1
    stars = [order.stars for order in made if order.stars]
    return n.TodayPage(
        day=day,
        orders=len(made),
        by_state=by_state,
        sold=sum(order.price for order in made if order.paid_at is not None),
        charged=sum((order.charged or 0) - order.given_back for order in made),
        rep_pay=sum([await settling.pay_of(work, order) for order in made]),
        currency=work.rules.currency,
        on_duty=sum(rep.on_duty for rep in everyone),
        reps=len(everyone),
        stars_sum=sum(stars),
        stars_count=len(stars),
        shop_paused=await shop.setting(work.session, "paused") == "yes",
        waiting=by_state.get(OrderState.QUEUED, 0),
        live=sum(by_state.get(state, 0) for state in OPEN_LINE),
        doubts=await doubts.doubts(work),
    )


@owner_only
async def list_orders(work: Work, _command: c.ListOrders) -> n.Notice:
    codes = {rep.id: rep.code for rep in await reps.everyone(work.session)}
    return n.OrderPage(tuple([await order_line(work, o, codes) for o in await orders.recent(work.session, 15)]))


async def order_line(work: Work, order: Order, codes: dict[int, str]) -> n.OrderLine:
    topic = await work.session.get_one(Topic, order.topic)
    return n.OrderLine(
        code=order.code,
        state=order.state,
        emoji=topic.emoji,
        topic=words(topic),
        minutes=order.minutes,
        price=order.price,
        currency=order.currency,
        created_at=order.created_at,
        rep_code=codes.get(order.rep_id or 0, ""),
    )


@owner_only
async def show_order(work: Work, command: c.ShowOrder) -> n.Notice:
    order = await order_named(work, command.code)
    codes = {rep.id: rep.code for rep in await reps.everyone(work.session)}
    meter = await facts.meter_of(work, order)
    return n.OrderDetail(
        facts=await facts.order_facts(work, order),
        state=order.state,
        rep_code=codes.get(order.rep_id or 0, ""),
        created_at=order.created_at,
        paid_at=order.paid_at,
        claimed_at=order.claimed_at,
        started_at=meter.spans[0].start if meter.spans else None,
        ended_at=order.ended_at,
        end_reason=EndReason(order.end_reason) if order.end_reason else None,
        billed_s=meter.billed_s(work.now),
        paused_s=meter.paused_s(work.now),
        charged=order.charged,
        rep_pay=order.rep_pay,
        refunded=order.refunded_at is not None,
        stars=order.stars,
    )


@owner_only
async def list_reps(work: Work, _command: c.ListReps) -> n.Notice:
    busy = await orders.open_lines_by_rep(work.session)
    return n.RepPage(
        tuple(
            n.RepLineItem(rep.code, rep.status, rep.on_duty, rep.id in busy, rep.rating_sum, rep.rating_count)
            for rep in await reps.everyone(work.session)
        )
    )


@owner_only
async def show_rep(work: Work, command: c.ShowRep) -> n.Notice:
    rep = await rep_named(work, command.code)
    return n.RepDetail(
        profile=await profile.page(work, rep, ""),
        rating_sum=rep.rating_sum,
        rating_count=rep.rating_count,
        finished=await orders.finished_by(work.session, rep.id),
        strikes=await settlements.strikes_of(work.session, rep.id, work.now - n.STRIKES_SINCE),
        capacity=rep.capacity,
        pending_pay=await ledger.pending_pay(work, rep.id),
        currency=work.rules.currency,
    )
