"""The drawn receipt, and whether every number of an order agrees with what its stretches of time say."""

from datetime import datetime

from bot.desk import clock_commands as cc
from bot.desk import clock_notices as cn
from bot.desk import events, facts, settling
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules.settlement import settle
from bot.rules.verify import Check, of_spans
from models import clockwork, money, pay
from models import order as orders
from models import settlement as settlements
from models.kinds import EarningKind, OrderState, Side
from models.order import Order


async def show_strip(work: Work, event: events.Closed) -> None:
    """Both see the same picture of their talk."""
    order = await work.session.get_one(Order, event.order_id)
    meter = await facts.meter_of(work, order)
    if not event.over or order.state != OrderState.ENDED or meter.began is None or order.rep_id is None:
        return
    facts.pin(work, order, on=False)
    spans = tuple((span.kind.value, span.start, span.end or work.now) for span in meter.spans if span.kind != "tried")
    strip = cn.StripShown(order.code, spans, meter.billed_s(work.now), meter.bought_s)
    for person_id in (order.customer_id, order.rep_id):
        work.tell(person_id, strip, order_id=order.id)


async def verify(work: Work, command: cc.Verify) -> n.Notice:
    """Anew from the stored stretches; each of those whom it concerns sees their own numbers, the owner all."""
    order = await orders.by_code(work.session, command.code)
    actor = command.actor
    if order is None or not (actor.is_owner or actor.id in (order.customer_id, order.rep_id)):
        raise Refused(Reason.NO_SUCH_ORDER)
    if order.state not in (OrderState.ENDED, OrderState.EXPIRED, OrderState.CANCELLED):
        raise Refused(Reason.NOT_OVER_YET)
    checks = [*await time_checks(work, order), *await money_checks(work, order)]
    mine = {Side.CUSTOMER: "pay", Side.REP: "charge"}
    hidden = "" if actor.is_owner else mine[Side.CUSTOMER if actor.id == order.customer_id else Side.REP]
    return cn.Verified(order.code, tuple(check for check in checks if check.name != hidden), order.currency)


async def time_checks(work: Work, order: Order) -> list[Check]:
    rows = await orders.spans_of(work.session, order.id)
    row = await clockwork.of(work.session, order.id)
    meter = await facts.meter_of(work, order)
    both: datetime | None = max(row.customer_at, row.rep_at) if row.customer_at and row.rep_at else None
    last = await settlements.last_of(work.session, order.id)
    told = last.billed_s if last is not None else 0
    flags = all(one.billable == facts.span_of(one).billable for one in rows)
    return of_spans(meter, both, told, flags_agree=flags)


async def money_checks(work: Work, order: Order) -> list[Check]:
    rows = await settlements.all_of(work.session, order.id)
    if not rows:
        return []
    first, last = rows[0], rows[-1]
    again = settle(settling.told_by(order, first), settling.rules_of(order))
    earned = await pay.earned_on(work.session, order.id, EarningKind.SESSION, EarningKind.STANDBY)
    checks = [Check("charge", first.charged, again.charged), Check("pay", first.rep_pay, again.rep_pay)]
    checks.append(Check("sum", 0, await money.sum_of_order(work.session, order.id)))
    if first is last:
        checks.append(Check("charge", order.charged or 0, first.charged))
        checks.append(Check("pay", earned, first.rep_pay))
    return checks
