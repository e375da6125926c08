"""What may be said of an order, and the cards that say it: one for the customer, one for the group, one for the rep."""

from datetime import datetime, timedelta

from bot.desk import deciding, wishing
from bot.desk.notices import ClockFace, GroupCard, OrderFacts, RepPanel, StatusCard, Words
from bot.desk.work import GROUP, Pin, Work
from bot.rules import extending
from bot.rules.meter import Meter, Span
from bot.rules.terms import Terms, from_json
from bot.rules.waits import in_minutes
from models import clockwork
from models import order as orders
from models.kinds import OPEN_LINE, AgeBand, Gender, Language, OrderState, Side, SpanKind
from models.order import Order, SpanRow
from models.rep import Acquaintance
from models.shop import Service, Topic
from routing.course import alone


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
        wish_age=AgeBand(order.wish_age) if order.wish_age else None,
        wish_experienced=order.wish_experienced,
        wish_language=Language(order.wish_language) if order.wish_language else None,
        wish_style=order.wish_style,
        musts=tuple(wish.value for wish in wishing.musts(order)),
        given_way=tuple(wish.value for wish in wishing.given_way(work, order)),
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
        wait_minutes=await wait_minutes(work, order, work.now),
        giving_way=tuple((wish.value, at) for wish, at in wishing.clocks(work, order) if at > work.now),
        acquainted=await acquainted(work, order),
        clock=await clock_face(work, order, Side.CUSTOMER),
    )
    work.tell(order.customer_id, card, ref=status_ref(order), order_id=order.id)


async def acquainted(work: Work, order: Order) -> tuple[str, bool] | None:
    """The name of whom the customer knows, and whether it is for them alone now; None where nobody is to be named."""
    found = await deciding.latest(work, order) if order.state == OrderState.QUEUED and not order.booked_for else None
    terms = found[1].terms if found else None
    if found is None or terms is None or terms.known is None or found[0].epoch != order.epoch:
        return None
    known = await work.session.get(Acquaintance, (order.customer_id, terms.known))
    out = frozenset(int(rep_id) for rep_id in order.declined)
    asked = alone(found[1], (work.now - found[0].at).total_seconds(), out)
    return (known.rep_alias, asked) if known and (asked or not terms.head_start_s) else None


async def wait_minutes(work: Work, order: Order, now: datetime) -> tuple[int, int] | None:
    """Between how many minutes a customer who waits will most likely have somebody, where the shop's past says so."""
    waits = order.state == OrderState.QUEUED and order.booked_for is None
    likely = await deciding.likely_wait(work, order, now) if waits else None
    return in_minutes(*likely) if likely else None


async def show_card(work: Work, order: Order) -> None:
    """To the group: for the moment nobody's, open to the best, or open to all; as the decision's tiers stand."""
    found = await deciding.latest(work, order) if order.state == OrderState.QUEUED else None
    opens = found[1].opens_s if found else None
    since_s = (work.now - found[1].at).total_seconds() if found else 0.0
    to_all = opens is None or bool((opens <= since_s).all())
    opens_at = None
    if found and opens is not None and alone(found[1], since_s, frozenset(map(int, order.declined))):
        later = opens[opens > since_s]
        opens_at = found[1].at + timedelta(seconds=float(later.min(initial=found[1].terms.head_start_s)))
    card = GroupCard(await order_facts(work, order), order.state, order.epoch, to_all, order.booked_for, opens_at)
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
    work.tell(order.rep_id, card, ref=panel_ref(order), order_id=order.id)


async def clock_face(work: Work, order: Order, side: Side) -> ClockFace:
    if order.state not in (OrderState.LIVE, OrderState.PAUSED):
        return ClockFace()
    meter, terms = await meter_of(work, order), terms_of(order)
    row = await clockwork.of(work.session, order.id)
    fit = meter.billed_s(work.now) < terms.mismatch_free_s and row.mismatch_at is None
    offered = extending.offered(meter, meter.remaining_s(work.now), terms)
    mine = side is Side.CUSTOMER
    return ClockFace(
        kind=meter.open,
        uncounted_s=meter.paused_s(work.now),
        fit=fit,
        came=row.back == side.value,
        more=tuple((m, extending.price_of(order.price, order.minutes, m)) for m in offered) if mine else (),
        auto_left=row.auto_left if mine else 0,
        auto_blocks=terms.auto_extend_blocks if mine and offered and not row.auto_left else 0,
        gift=terms.gift_minutes if not mine and offered and not row.gift_s else 0,
    )


def pin(work: Work, order: Order, *, on: bool) -> None:
    """The two cards stay on top of the chats while the clock runs."""
    if order.rep_id is not None:
        for to, ref in ((order.customer_id, status_ref(order)), (order.rep_id, panel_ref(order))):
            work.deliveries.append(Pin(to, ref, order.id, on))


def status_ref(order: Order) -> str:
    return f"order:{order.code}:status"


def panel_ref(order: Order) -> str:
    return f"order:{order.code}:panel:{order.epoch}"


async def show_both(work: Work, order: Order) -> None:
    """Bring the customer's and the representative's card up to date."""
    await show_status(work, order)
    await show_panel(work, order)
