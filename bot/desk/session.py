"""The session's clock: it starts when both have spoken, pauses, warns, and stops at the paid time."""

from datetime import timedelta

from bot.desk import closing, events, facts, rooms
from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules.meter import Meter
from bot.rules.orders import Event, move
from models import kernel
from models import order as orders
from models.kinds import EndReason, OrderState, Side, TimerKind
from models.order import Order

WARNINGS = {TimerKind.WARN_5: 5, TimerKind.WARN_1: 1}
REFRESH_S = 60


def side_of(order: Order, person_id: int) -> Side:
    return Side.CUSTOMER if order.customer_id == person_id else Side.REP


def person_at(order: Order, side: Side) -> int:
    if side is Side.CUSTOMER:
        return order.customer_id
    if order.rep_id is None:
        raise LookupError(f"order {order.code} has no representative")
    return order.rep_id


async def tell(work: Work, order: Order, side: Side, notice: n.Notice) -> None:
    """Where the side has several talks, it is said first which one it is about."""
    person_id = person_at(order, side)
    await rooms.aside(work, person_id, order)
    work.tell(person_id, notice, order_id=order.id)


async def spoke(work: Work, order: Order, side: Side) -> None:
    """Note that this side spoke; with the second side's first word the clock starts."""
    if order.state != OrderState.CLAIMED:
        return
    first = not (order.customer_spoke if side is Side.CUSTOMER else order.rep_spoke)
    if side is Side.CUSTOMER:
        order.customer_spoke = True
    else:
        order.rep_spoke = True
        await kernel.clear_timers(work.session, str(order.id), TimerKind.GREET)
    if order.customer_spoke and order.rep_spoke:
        await start(work, order)
    elif first:
        await facts.show_both(work, order)


async def start(work: Work, order: Order) -> None:
    order.state = move(order.state, Event.START)
    meter = (await facts.meter_of(work, order)).start(work.now)
    await facts.keep_meter(work, order, meter)
    await kernel.clear_timers(work.session, str(order.id))
    await set_clock_timers(work, order, meter)
    for side in Side:
        await tell(work, order, side, n.ClockStarted(side, order.minutes))
    await facts.show_both(work, order)


async def set_clock_timers(work: Work, order: Order, meter: Meter) -> None:
    """Timer rows for the warnings, the end, and the next look at the cards, counted from the meter."""
    runs_out = meter.runs_out_at()
    if runs_out is None:
        return
    subject = str(order.id)
    await kernel.set_timer(work.session, TimerKind.TIME_UP, subject, runs_out)
    await kernel.set_timer(work.session, TimerKind.REFRESH, subject, work.now + timedelta(seconds=REFRESH_S))
    for kind, minutes in WARNINGS.items():
        due = runs_out - timedelta(minutes=minutes)
        if due > work.now and minutes < order.minutes:
            await kernel.set_timer(work.session, kind, subject, due)


async def warn(work: Work, order: Order, minutes: int) -> None:
    if order.state != OrderState.LIVE:
        return
    for side in Side:
        await tell(work, order, side, n.TimeWarning(minutes, side))
    await facts.show_both(work, order)


async def refresh(work: Work, order: Order) -> None:
    """Keep the minutes on both cards true."""
    if order.state == OrderState.LIVE:
        due = work.now + timedelta(seconds=REFRESH_S)
        await kernel.set_timer(work.session, TimerKind.REFRESH, str(order.id), due)
        await facts.show_both(work, order)


async def time_up(work: Work, order: Order) -> None:
    if order.state == OrderState.LIVE:
        await closing.finish(work, order, EndReason.TIME_UP)


async def pause(work: Work, command: c.Pause) -> None:
    order = await rooms.line_for(work, command.actor, command.code, command.thread)
    side = side_of(order, command.actor.id)
    if order.state == OrderState.CLAIMED:
        raise Refused(Reason.NOT_STARTED)
    if order.state == OrderState.PAUSED:
        raise Refused(Reason.ALREADY_PAUSED)
    await settle_overdue(work, order)
    terms = facts.terms_of(order)
    limit = terms.pauses_of_customer(order.minutes) if side is Side.CUSTOMER else terms.rep_pauses
    used = order.pauses_customer if side is Side.CUSTOMER else order.pauses_rep
    if used >= limit:
        raise Refused(Reason.NO_PAUSES_LEFT)
    await stop_counting(work, order, side)


async def settle_overdue(work: Work, order: Order) -> None:
    """A talk whose paid time has passed is over, even where its timer has not fired yet."""
    runs_out = (await facts.meter_of(work, order)).runs_out_at()
    if runs_out is not None and runs_out <= work.now:
        raise Refused(Reason.TALK_ENDED)


async def stop_counting(work: Work, order: Order, side: Side) -> None:
    order.state, order.paused_by = move(order.state, Event.PAUSE), side
    if side is Side.CUSTOMER:
        order.pauses_customer += 1
        limit_s = facts.terms_of(order).customer_pause_s
    else:
        order.pauses_rep += 1
        limit_s = facts.terms_of(order).rep_pause_s
    meter = (await facts.meter_of(work, order)).pause(work.now)
    await facts.keep_meter(work, order, meter)
    await kernel.clear_timers(work.session, str(order.id))
    due = work.now + timedelta(seconds=limit_s)
    await kernel.set_timer(work.session, TimerKind.PAUSE_OVER, str(order.id), due)
    left = meter.remaining_s(work.now)
    for to in Side:
        await tell(work, order, to, n.ClockPaused(to is side, to, limit_s // 60, left, order.code))
    await facts.show_both(work, order)


async def resume(work: Work, command: c.Resume) -> None:
    order = await rooms.line_for(work, command.actor, command.code, command.thread)
    if order.state != OrderState.PAUSED:
        raise Refused(Reason.NOT_PAUSED)
    if order.paused_by != side_of(order, command.actor.id):
        raise Refused(Reason.OTHER_PAUSED)
    await count_again(work, order, by=side_of(order, command.actor.id))


async def pause_over(work: Work, order: Order) -> None:
    if order.state == OrderState.PAUSED:
        await count_again(work, order, by=None)


async def count_again(work: Work, order: Order, *, by: Side | None) -> None:
    """The clock runs again: by the one who paused it, or because the pause lasted as long as it may."""
    order.state, order.paused_by = move(order.state, Event.RESUME), None
    meter = (await facts.meter_of(work, order)).resume(work.now)
    await facts.keep_meter(work, order, meter)
    await kernel.clear_timers(work.session, str(order.id))
    await set_clock_timers(work, order, meter)
    left = meter.remaining_s(work.now)
    for to in Side:
        await tell(work, order, to, n.ClockResumed(to is by, by is None, left))
    await facts.show_both(work, order)
    work.events.append(events.Resumed(order.id))


async def ask_end(work: Work, command: c.AskEnd) -> n.Notice:
    order = await rooms.line_for(work, command.actor, command.code, command.thread)
    left = (await facts.meter_of(work, order)).remaining_s(work.now)
    started = order.state != OrderState.CLAIMED
    minimum = facts.terms_of(order).minimum_charge_s // 60
    side = side_of(order, command.actor.id)
    fee = await closing.standby_fee(work, order) if side is Side.CUSTOMER else 0
    return n.EndConfirm(order.code, left, started, side, minimum, fee, order.currency)


async def confirm_end(work: Work, command: c.ConfirmEnd) -> None:
    order = await orders.by_code(work.session, command.code)
    if order is None or command.actor.id not in (order.customer_id, order.rep_id):
        raise Refused(Reason.NOT_YOURS)
    if order.state not in (OrderState.CLAIMED, OrderState.LIVE, OrderState.PAUSED):
        raise Refused(Reason.TALK_ENDED)
    side = side_of(order, command.actor.id)
    if order.state == OrderState.CLAIMED and side is Side.CUSTOMER:
        await closing.call_off(work, order, EndReason.CANCELLED, closing.cancelled_fault(order))
        return
    await closing.finish(work, order, EndReason.CUSTOMER_END if side is Side.CUSTOMER else EndReason.REP_END)


async def keep_talking(_work: Work, _command: c.KeepTalking) -> n.Notice:
    return n.TalkGoesOn()
