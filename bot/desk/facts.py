"""What may be said of an order, and the cards that say it: one for the customer, one for the group, one for the rep."""

from datetime import datetime

from bot.desk import deciding
from bot.desk.notices import ClockFace, GroupCard, OrderFacts, RepPanel, StatusCard, Words
from bot.desk.work import GROUP, Work
from bot.rules.meter import Meter, Span
from bot.rules.terms import Terms, from_json
from bot.rules.waits import in_minutes
from models import clockwork
from models import order as orders
from models.kinds import OPEN_LINE, Gender, Language, OrderState, Side, SpanKind
from models.order import Order, SpanRow
from models.rep import Acquaintance
from models.shop import Service, Topic


def words(row: Topic | Service) -> Words:
    return Words(row.name_en, row.name_zh)


async def order_facts(work: Work, order: Order) -> OrderFacts:
    topic = await work.session.get_one(Topic, order.topic)
    service = await work.session.get_one(Service, order.service)
    return OrderFacts(
        code=order.code,
        topic=words(topic),
        emoji=topic.emoji,
        service=words(service),
        minutes=order.minutes,
        price=order.price,
        currency=order.currency,
        wish_gender=Gender(order.wish_gender) if order.wish_gender else None,
        wish_experienced=order.wish_experienced,
        wish_language=Language(order.wish_language) if order.wish_language else None,
        wish_style=order.wish_style,
    )


def terms_of(order: Order) -> Terms:
    """What was promised when the order was made."""
    return from_json(order.terms)


async def meter_of(work: Work, order: Order) -> Meter:
    rows = await orders.spans_of(work.session, order.id)
    return Meter(order.minutes * 60, tuple(span_of(row) for row in rows))


async def keep_meter(work: Work, order: Order, meter: Meter) -> None:
    """Write what the meter changed: mostly an end filled in and a span added; now and then a stretch cut out."""
    rows = await orders.spans_of(work.session, order.id)
    for row, span in zip(rows, meter.spans, strict=False):
        row.kind, row.start, row.end, row.billable, row.reason = of_span(span)
    for row in rows[len(meter.spans) :]:
        await work.session.delete(row)
    for position, span in enumerate(meter.spans[len(rows) :], len(rows)):
        kind, start, end, billable, reason = of_span(span)
        row = SpanRow(order_id=order.id, position=position, kind=kind, start=start, end=end)
        row.billable, row.reason = billable, reason
        work.session.add(row)
    await work.session.flush()


def of_span(span: Span) -> tuple[SpanKind, datetime, datetime | None, bool, str]:
    return SpanKind(span.kind), span.start, span.end, span.billable, span.reason


def span_of(row: SpanRow) -> Span:
    return Span(SpanKind(row.kind), row.start, row.end, row.reason)


async def acquaintance_of(work: Work, order: Order) -> Acquaintance | None:
    if order.rep_id is None:
        return None
    return await work.session.get(Acquaintance, (order.customer_id, order.rep_id))


async def show_status(work: Work, order: Order) -> None:
    known = await acquaintance_of(work, order)
    card = StatusCard(
        facts=await order_facts(work, order),
        state=order.state,
        rep_alias=known.rep_alias if known and order.state in OPEN_LINE | {OrderState.ENDED} else "",
        remaining_s=(await meter_of(work, order)).remaining_s(work.now),
        customer_spoke=order.customer_spoke,
        rep_spoke=order.rep_spoke,
        end_reason=order.end_reason,
        booked_for=order.booked_for,
        wait_minutes=await wait_minutes(work, order),
        clock=await clock_face(work, order, Side.CUSTOMER),
    )
    work.tell(order.customer_id, card, ref=f"order:{order.code}:status", order_id=order.id)


async def wait_minutes(work: Work, order: Order) -> tuple[int, int] | None:
    """Between how many minutes a customer who waits will most likely have somebody, where the shop's past says so."""
    waits = order.state == OrderState.QUEUED and order.booked_for is None
    likely = await deciding.likely_wait(work, order) if waits else None
    return in_minutes(*likely) if likely else None


async def show_card(work: Work, order: Order, *, opened_to_all: bool = False) -> None:
    card = GroupCard(await order_facts(work, order), order.state, order.epoch, opened_to_all, order.booked_for)
    work.tell(GROUP, card, ref=f"order:{order.code}:card", order_id=order.id)


async def show_panel(work: Work, order: Order) -> None:
    known = await acquaintance_of(work, order)
    if known is None or order.rep_id is None:
        return
    card = RepPanel(
        facts=await order_facts(work, order),
        state=order.state,
        customer_alias=known.customer_alias,
        note=order.note,
        remaining_s=(await meter_of(work, order)).remaining_s(work.now),
        greet_minutes=terms_of(order).greet_s // 60,
        customer_spoke=order.customer_spoke,
        rep_spoke=order.rep_spoke,
        end_reason=order.end_reason,
        clock=await clock_face(work, order, Side.REP),
    )
    ref = f"order:{order.code}:panel:{order.epoch}"
    work.tell(order.rep_id, card, ref=ref, order_id=order.id)


async def clock_face(work: Work, order: Order, side: Side) -> ClockFace:
    if order.state not in (OrderState.LIVE, OrderState.PAUSED):
        return ClockFace()
    meter, terms = await meter_of(work, order), terms_of(order)
    row = await clockwork.of(work.session, order.id)
    fit = meter.billed_s(work.now) < terms.mismatch_free_s and row.mismatch_at is None
    return ClockFace(meter.open, meter.paused_s(work.now), fit, row.back == side.value)


async def show_both(work: Work, order: Order) -> None:
    """Bring the customer's and the representative's card up to date."""
    await show_status(work, order)
    await show_panel(work, order)
