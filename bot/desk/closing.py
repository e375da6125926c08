"""How an order comes to its end: the meter stops, money settles, both get a receipt; or it is called off unused."""

from bot.desk import board, claims, events, facts, ledger, vanish
from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules import postings, tariff
from bot.rules.meter import Meter
from bot.rules.orders import Event, move
from models import held, kernel
from models import order as orders
from models.kinds import EndReason, OrderState, Side
from models.order import Draft, Order
from models.rep import Acquaintance, Rep


async def finish(work: Work, order: Order, reason: EndReason) -> None:
    """End a connected order: count, charge, settle, and say so to both."""
    meter = (await facts.meter_of(work, order)).stop(work.now)
    await facts.keep_meter(work, order, meter)
    runs_out = meter.spans[-1].end if meter.spans else None
    order.ended_at = min(work.now, runs_out) if runs_out else work.now
    order.state, order.end_reason = move(order.state, Event.END), reason
    await settle(work, order, meter)
    await kernel.clear_timers(work.session, str(order.id))
    await vanish.plan(work, order)
    await forget_words(work, order)
    known = await facts.acquaintance_of(work, order)
    if known is not None and meter.spans:
        known.orders += 1
    await work.session.flush()
    await facts.show_both(work, order)
    await board.show_in_group(work, order)
    if known is not None:
        await send_receipts(work, order, meter, known)
        work.events.append(events.Closed(order.id, (order.customer_id, known.rep_id)))


async def forget_words(work: Work, order: Order) -> None:
    """The note has served, and so have the traces of what was said. What is held goes by its own timer."""
    order.note = ""
    await held.forget_traces(work.session, order.id)


async def settle(work: Work, order: Order, meter: Meter) -> None:
    """Charge by the tariff; the remainder goes back to the customer's wallet."""
    charge = tariff.charge(
        order.price,
        order.minutes * 60,
        meter.billed_s(work.now),
        order.end_reason or EndReason.OWNER_END,
        minimum_s=facts.terms_of(order).minimum_charge_s,
    )
    order.charged = charge
    order.rep_pay, _shop = tariff.split(charge, order.rep_share)
    if order.rep_id is not None:
        posting = postings.settled(
            order.code, order.price, charge, order.rep_pay, rep_id=order.rep_id, customer_id=order.customer_id
        )
        await ledger.post(work, posting, order)


async def send_receipts(work: Work, order: Order, meter: Meter, known: Acquaintance) -> None:
    wallet = await ledger.wallet(work, order.customer_id)
    order_facts = await facts.order_facts(work, order)
    for side in Side:
        receipt = n.Receipt(
            facts=order_facts,
            side=side,
            other=known.rep_alias if side is Side.CUSTOMER else known.customer_alias,
            reason=order.end_reason or EndReason.OWNER_END,
            started_at=meter.spans[0].start if meter.spans else None,
            ended_at=order.ended_at or work.now,
            billed_s=meter.billed_s(work.now),
            paused_s=meter.paused_s(work.now),
            charged=order.charged or 0,
            returned=order.price - (order.charged or 0),
            wallet=wallet if side is Side.CUSTOMER else 0,
            pay=(order.rep_pay or 0) if side is Side.REP else 0,
        )
        to = order.customer_id if side is Side.CUSTOMER else known.rep_id
        work.tell(to, receipt, order_id=order.id)
    if meter.spans:
        work.tell(order.customer_id, n.RatePrompt(order.code, known.rep_alias), order_id=order.id)


async def call_off(work: Work, order: Order, reason: EndReason) -> None:
    """End an order on which nobody talked: all money goes back, everybody concerned hears of it."""
    paid = order.state != OrderState.AWAITING_PAYMENT
    event = Event.EXPIRE if reason in (EndReason.UNFILLED, EndReason.UNPAID) else Event.CANCEL
    rep_id = order.rep_id
    order.state, order.end_reason, order.ended_at = move(order.state, event), reason, work.now
    if paid:
        order.charged, order.rep_pay = 0, 0
        await ledger.post(work, postings.returned(order.code, order.price, order.customer_id), order)
    await kernel.clear_timers(work.session, str(order.id))
    await vanish.plan(work, order)
    await forget_words(work, order)
    await work.session.flush()
    if paid:
        await facts.show_status(work, order)
        await board.show_in_group(work, order)
    if rep_id is not None:
        await facts.show_panel(work, order)
        work.tell(rep_id, n.LineReleased(order.code, "cancelled"), order_id=order.id)
    wallet = await ledger.wallet(work, order.customer_id)
    closed = n.OrderClosed(order.code, reason, order.price if paid else 0, order.currency, wallet)
    work.tell(order.customer_id, closed, order_id=order.id)
    work.events.append(events.Closed(order.id, tuple(filter(None, (order.customer_id, rep_id)))))


async def cancel(work: Work, command: c.Cancel) -> n.Notice | None:
    """/cancel: the half-made order, or the one nobody talks on yet."""
    draft = await work.session.get(Draft, command.actor.id)
    if draft is not None and not command.code:
        await work.session.delete(draft)
        return n.DraftDropped()
    order = await orders.unfinished_of(work.session, command.actor.id)
    if command.code:
        order = await orders.by_code(work.session, command.code)
        if order is None or order.customer_id != command.actor.id:
            raise Refused(Reason.NOT_YOURS)
    if order is None:
        raise Refused(Reason.NOTHING_TO_CANCEL)
    if order.state in (OrderState.LIVE, OrderState.PAUSED):
        raise Refused(Reason.TALKING_USE_END)
    if order.state not in (OrderState.AWAITING_PAYMENT, OrderState.QUEUED, OrderState.CLAIMED):
        raise Refused(Reason.ORDER_FINISHED)
    await call_off(work, order, EndReason.CANCELLED)
    return None


async def expire(work: Work, order: Order) -> None:
    """Nobody took it in time. Who has tapped by now has it."""
    await claims.settle_held(work, order)
    if order.state == OrderState.QUEUED:
        await call_off(work, order, EndReason.UNFILLED)


async def unpaid(work: Work, order: Order) -> None:
    if order.state == OrderState.AWAITING_PAYMENT:
        await call_off(work, order, EndReason.UNPAID)


async def absent(work: Work, order: Order) -> None:
    """The customer never said a word."""
    if order.state == OrderState.CLAIMED:
        await call_off(work, order, EndReason.CUSTOMER_ABSENT)


async def rate(work: Work, command: c.Rate) -> n.Notice:
    order = await orders.by_code(work.session, command.code)
    if order is None or order.customer_id != command.actor.id:
        raise Refused(Reason.NOT_YOURS)
    known = await facts.acquaintance_of(work, order)
    if order.state != OrderState.ENDED or known is None or not 1 <= command.stars <= 5:
        raise Refused(Reason.STALE_BUTTON)
    if order.stars is not None:
        raise Refused(Reason.ALREADY_RATED)
    order.stars = command.stars
    rep = await work.session.get_one(Rep, known.rep_id)
    rep.rating_sum += command.stars
    rep.rating_count += 1
    known.stars_sum += command.stars
    known.stars_count += 1
    await work.session.flush()
    return n.Rated(command.stars, known.rep_alias, order.code)


async def refund(work: Work, order: Order) -> int:
    """Give back what was charged, to the wallet; the representative's share and the shop's go back with it."""
    if order.state != OrderState.ENDED or order.refunded_at is not None or not order.charged or order.rep_id is None:
        raise Refused(Reason.NOTHING_TO_REFUND)
    posting = postings.refunded(
        order.code, order.charged, order.rep_pay or 0, rep_id=order.rep_id, customer_id=order.customer_id
    )
    await ledger.post(work, posting, order)
    order.refunded_at = work.now
    await work.session.flush()
    wallet = await ledger.wallet(work, order.customer_id)
    refunded = n.Refunded(order.code, order.charged, order.currency, wallet)
    work.tell(order.customer_id, refunded, order_id=order.id)
    return order.charged
