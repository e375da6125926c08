"""How an order comes to its end: the meter stops, money settles, both get a receipt; or it is called off unused."""

from bot.desk import board, claims, events, facts, ledger, pulse, settling, time_credit, tips, vanish, way_back
from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.wishing import OTHER
from bot.desk.work import Work
from bot.rules.meter import Meter
from bot.rules.orders import Event, move
from bot.rules.settlement import Settlement, billed_until, settle
from models import held, kernel
from models import order as orders
from models.kinds import EndReason, Fault, OrderState, Side
from models.order import Draft, Order
from models.rep import Acquaintance, Rep

FAULTS = {
    EndReason.TIME_UP: Fault.DONE,
    EndReason.CUSTOMER_END: Fault.CUSTOMER_ENDED,
    EndReason.REP_END: Fault.REP_LEFT,
    EndReason.REP_MUST_GO: Fault.REP_LEFT,
    EndReason.REP_UNWELL: Fault.REP_EXCUSED,
    EndReason.REP_LINE: Fault.REP_EXCUSED,
    EndReason.REP_DONE: Fault.AGREED,
    EndReason.OWNER_END: Fault.OWNER_ENDED,
    EndReason.CUSTOMER_ABSENT: Fault.ABSENT,
    EndReason.UNFILLED: Fault.UNFILLED,
    EndReason.REP_LEFT: Fault.REP_LEFT,
    EndReason.PAUSED_OUT: Fault.CUSTOMER_ENDED,
    EndReason.CUSTOMER_LOST: Fault.CUSTOMER_ENDED,
    EndReason.TECHNICAL: Fault.TECHNICAL,
}
"""What an end comes to, where nothing more is known."""


async def finish(work: Work, order: Order, reason: EndReason, fault: Fault | None = None) -> None:
    """End a connected order: count, charge, settle, and say so to both. `fault` where more is known than the reason."""
    meter = (await pulse.catch_up(work, order)).stop(work.now)
    await facts.keep_meter(work, order, meter)
    runs_out = meter.spans[-1].end if meter.began else None
    order.ended_at = min(work.now, runs_out) if runs_out else work.now
    order.state, order.end_reason = move(order.state, Event.END), reason
    free_s = meter.billed_s(work.now) - billed_until(meter, order.crisis_at) if order.crisis_at else 0
    came_to = Fault.CRISIS if order.crisis_at else fault or FAULTS[reason]
    settlement = await settling.end(work, order, came_to, meter, free_s=free_s)
    await kernel.clear_timers(work.session, str(order.id))
    await vanish.plan(work, order)
    await forget_words(work, order)
    known = await facts.acquaintance_of(work, order)
    if known is not None and meter.began:
        known.orders += 1
    await work.session.flush()
    await facts.show_both(work, order)
    await board.show_in_group(work, order)
    if known is not None:
        await send_receipts(work, order, meter, known, settlement)
        if settlement.banked_s:
            await time_credit.bank(work, order, settlement.banked_s, settlement.banked)
        work.events.append(events.Closed(order.id, (order.customer_id, known.rep_id)))


async def forget_words(work: Work, order: Order) -> None:
    """The note has served, and so have the traces of what was said. What is held goes by its own timer."""
    order.note = ""
    await held.forget_traces(work.session, order.id)


async def send_receipts(work: Work, order: Order, meter: Meter, known: Acquaintance, settlement: Settlement) -> None:
    wallet = await ledger.wallet(work, order.customer_id)
    order_facts = await facts.order_facts(work, order)
    for side in Side:
        receipt = n.Receipt(
            facts=order_facts,
            side=side,
            other=known.rep_alias if side is Side.CUSTOMER else known.customer_alias,
            reason=order.end_reason or EndReason.OWNER_END,
            started_at=meter.began,
            ended_at=order.ended_at or work.now,
            billed_s=meter.billed_s(work.now),
            paused_s=meter.paused_s(work.now),
            charged=settlement.charged,
            returned=settlement.refunded,
            apology=settlement.credit if side is Side.CUSTOMER else 0,
            wallet=wallet if side is Side.CUSTOMER else 0,
            pay=settlement.rep_pay if side is Side.REP else 0,
            back=await way_back.offered(work, order) if side is Side.CUSTOMER and settlement.refunded else None,
        )
        to = order.customer_id if side is Side.CUSTOMER else known.rep_id
        work.tell(to, receipt, order_id=order.id)
    if meter.began:
        work.tell(order.customer_id, n.RatePrompt(order.code, known.rep_alias), order_id=order.id)


async def call_off(work: Work, order: Order, reason: EndReason, fault: Fault | None = None) -> None:
    """End an order on which nobody talked: the money goes back as the table says, everybody concerned hears of it."""
    paid = order.state != OrderState.AWAITING_PAYMENT
    event = Event.EXPIRE if reason in (EndReason.UNFILLED, EndReason.UNPAID) else Event.CANCEL
    rep_id = order.rep_id
    order.state, order.end_reason, order.ended_at = move(order.state, event), reason, work.now
    settlement = Settlement(0)
    if paid:
        settlement = await settling.end(work, order, fault or FAULTS[reason], await facts.meter_of(work, order))
    await kernel.clear_timers(work.session, str(order.id))
    await vanish.plan(work, order)
    await forget_words(work, order)
    await work.session.flush()
    if paid:
        await facts.show_status(work, order)
        await board.show_in_group(work, order)
    if rep_id is not None:
        await facts.show_panel(work, order)
        released = n.LineReleased(order.code, "cancelled", settlement.rep_pay, order.currency)
        work.tell(rep_id, released, order_id=order.id)
    wallet = await ledger.wallet(work, order.customer_id)
    back = await way_back.offered(work, order) if settlement.refunded else None
    closed = n.OrderClosed(
        order.code, reason, settlement.refunded, order.currency, wallet, settlement.credit, settlement.charged, back
    )
    work.tell(order.customer_id, closed, order_id=order.id)
    work.events.append(events.Closed(order.id, tuple(filter(None, (order.customer_id, rep_id)))))


async def cancel(work: Work, command: c.Cancel) -> n.Notice | None:
    """/cancel: the half-made order, or the one nobody talks on yet."""
    draft = await work.session.get(Draft, command.actor.id)
    if draft is not None and draft.step != OTHER and not command.code:
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
    fee = await standby_fee(work, order)
    if fee:
        return n.EndConfirm(order.code, order.minutes * 60, False, Side.CUSTOMER, 0, fee, order.currency)
    await call_off(work, order, EndReason.CANCELLED, cancelled_fault(order))
    return None


async def standby_fee(work: Work, order: Order) -> int:
    """What calling it off now would cost the customer."""
    if order.state != OrderState.CLAIMED:
        return 0
    told = await settling.facts_of(work, order, Fault.CANCELLED_LATE, 0, 0)
    return settle(told, settling.rules_of(order)).charged


def cancelled_fault(order: Order) -> Fault:
    """What it comes to that the customer calls an order off now."""
    if order.state == OrderState.CLAIMED:
        return Fault.CANCELLED_LATE
    return Fault.NO_GREET if order.released else Fault.CANCELLED_EARLY


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
    return n.Rated(command.stars, known.rep_alias, order.code, await tips.offered(work, order), order.currency)
