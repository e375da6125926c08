"""The session: it starts when both have spoken, pauses, and stops some moments after the paid time."""

from datetime import datetime

from bot.desk import closing, events, extending, facts, pulse, rooms, settling
from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.pulse import side_of, tell
from bot.desk.work import Work
from bot.rules.meter import EXTRA, Meter
from bot.rules.orders import Event, move
from bot.rules.settlement import settle
from models import clockwork, kernel, outage
from models import order as orders
from models.kinds import WHY_REP_ENDS, EndReason, Fault, OrderState, Side, SpanKind, TimerKind
from models.order import Order


async def heard(work: Work, order: Order, side: Side, sent_at: datetime) -> None:
    """A word was carried: it may be the first of its side, an answer, or the end of a silence."""
    if order.state == OrderState.CLAIMED:
        await spoke(work, order, side, sent_at)
        return
    kind = (await facts.meter_of(work, order)).open
    if order.state == OrderState.PAUSED and kind is SpanKind.OUTAGE:
        await came_back(work, order, side)
    elif order.state == OrderState.PAUSED and kind is SpanKind.SILENT and side is Side.CUSTOMER:
        await count_again(work, order, by=side, at=sent_at)
    elif order.state == OrderState.LIVE:
        await pulse.listened(work, order)


async def spoke(work: Work, order: Order, side: Side, sent_at: datetime) -> None:
    """Note that this side spoke; with the second side's first word the clock starts."""
    row, at = await clockwork.of(work.session, order.id), await pulse.moment(work, sent_at)
    first = not (order.customer_spoke if side is Side.CUSTOMER else order.rep_spoke)
    if side is Side.CUSTOMER:
        order.customer_spoke = True
        row.customer_at = at if first else row.customer_at
    else:
        order.rep_spoke = True
        row.rep_at = at if first else row.rep_at
        await kernel.clear_timers(work.session, str(order.id), TimerKind.GREET)
    if order.customer_spoke and order.rep_spoke:
        await start(work, order, max(row.customer_at or at, row.rep_at or at, order.claimed_at or at))
    elif first:
        await facts.show_both(work, order)


async def start(work: Work, order: Order, at: datetime) -> None:
    """From the later of the two first words on; but for what the shop was away since."""
    order.state = move(order.state, Event.START)
    meter = (await facts.meter_of(work, order)).start(at)
    for away in await outage.since(work.session, at):
        meter = meter.carve(away.start, away.end, SpanKind.OUTAGE, away.reason)
    await facts.keep_meter(work, order, meter)
    await kernel.clear_timers(work.session, str(order.id))
    meter = await pulse.catch_up(work, order)
    await pulse.arm(work, order, meter)
    for side in Side:
        await tell(work, order, side, n.ClockStarted(side, order.minutes))
    await facts.show_both(work, order)
    facts.pin(work, order, on=True)


async def time_up(work: Work, order: Order) -> None:
    """Something has lasted its time: what follows it begins, or the talk is over."""
    if order.state != OrderState.LIVE:
        return
    before = (await facts.meter_of(work, order)).open
    meter = await pulse.catch_up(work, order)
    if meter.open is None:
        await closing.finish(work, order, EndReason.TIME_UP)
        return
    if await extending.went_on(work, order, meter):
        return
    meter = await facts.meter_of(work, order)
    await pulse.arm(work, order, meter)
    await pulse.show_change(work, order, before, meter)


async def pause(work: Work, command: c.Pause) -> None:
    order = await rooms.line_for(work, command.actor, command.code, command.thread)
    side = side_of(order, command.actor.id)
    if order.state == OrderState.CLAIMED:
        raise Refused(Reason.NOT_STARTED)
    if order.state == OrderState.PAUSED:
        raise Refused(Reason.ALREADY_PAUSED)
    meter = await pulse.catch_up(work, order)
    if not meter.running and meter.open is not SpanKind.WAITING:
        raise Refused(Reason.TIME_IS_UP if meter.open in EXTRA else Reason.TALK_ENDED)
    terms = facts.terms_of(order)
    limit = terms.pauses_of_customer(order.minutes) if side is Side.CUSTOMER else terms.rep_pauses
    used = order.pauses_customer if side is Side.CUSTOMER else order.pauses_rep
    if used >= limit:
        raise Refused(Reason.NO_PAUSES_LEFT)
    await stop_counting(work, order, meter, side, await pulse.moment(work, command.at))


async def stop_counting(work: Work, order: Order, meter: Meter, side: Side, at: datetime) -> None:
    order.state, order.paused_by = move(order.state, Event.PAUSE), side
    if side is Side.CUSTOMER:
        order.pauses_customer += 1
    else:
        order.pauses_rep += 1
    meter = meter.switch(SpanKind.PAUSED, at, side.value)
    await facts.keep_meter(work, order, meter)
    await pulse.arm(work, order, meter)
    limit_s = pulse.patience_s(meter, facts.terms_of(order), order)
    left = meter.remaining_s(work.now)
    for to in Side:
        await tell(work, order, to, n.ClockPaused(to is side, to, limit_s // 60, left, order.code))
    await facts.show_both(work, order)


async def resume(work: Work, command: c.Resume) -> None:
    order = await rooms.line_for(work, command.actor, command.code, command.thread)
    side = side_of(order, command.actor.id)
    if order.state != OrderState.PAUSED:
        raise Refused(Reason.NOT_PAUSED)
    kind = (await facts.meter_of(work, order)).open
    if kind is SpanKind.OUTAGE:
        await came_back(work, order, side)
        return
    if order.paused_by != side and not (kind is SpanKind.SILENT and side is Side.CUSTOMER):
        raise Refused(Reason.OTHER_PAUSED)
    await count_again(work, order, by=side, at=command.at)


async def came_back(work: Work, order: Order, side: Side) -> None:
    """After a long outage the clock runs again as it began: when both are there."""
    row = await clockwork.of(work.session, order.id)
    if row.back not in ("", side.value):
        row.back = ""
        await count_again(work, order, by=side, at=None)
    elif not row.back:
        row.back = side.value
        await facts.show_both(work, order)


async def pause_over(work: Work, order: Order) -> None:
    """A pause that somebody took ends by itself; of what nobody came back from, the talk ends."""
    if order.state not in (OrderState.PAUSED, OrderState.LIVE):
        return
    meter = await pulse.catch_up(work, order)
    if meter.open is SpanKind.PAUSED:
        await count_again(work, order, by=None, at=None)
    elif meter.open is SpanKind.WAITING:
        await closing.finish(work, order, EndReason.REP_LEFT)
    elif meter.open is SpanKind.SILENT:
        await closing.finish(work, order, EndReason.PAUSED_OUT)
    elif meter.open is SpanKind.OUTAGE:
        await closing.finish(work, order, await why_nobody_came(work, order, meter))


async def why_nobody_came(work: Work, order: Order, meter: Meter) -> EndReason:
    """By the side that was still there, where one was."""
    if meter.spans[-1].reason != "lost":
        return EndReason.TECHNICAL
    there = (await clockwork.of(work.session, order.id)).back
    return EndReason.CUSTOMER_LOST if there == Side.REP else EndReason.REP_LEFT


async def count_again(work: Work, order: Order, *, by: Side | None, at: datetime | None) -> None:
    """The clock runs again: by the one who paused it, or because the pause lasted as long as it may."""
    order.state, order.paused_by = move(order.state, Event.RESUME), None
    moment = await pulse.moment(work, at)
    meter = (await facts.meter_of(work, order)).resume(moment)
    await facts.keep_meter(work, order, meter)
    meter = await pulse.catch_up(work, order, anew=work.now)
    await pulse.arm(work, order, meter)
    left = meter.remaining_s(work.now)
    for to in Side:
        await tell(work, order, to, n.ClockResumed(to is by, by is None, left))
    await facts.show_both(work, order)
    work.events.append(events.Resumed(order.id))


async def ask_end(work: Work, command: c.AskEnd) -> n.Notice:
    order = await rooms.line_for(work, command.actor, command.code, command.thread)
    return await end_page(work, order, side_of(order, command.actor.id))


async def end_page(work: Work, order: Order, side: Side) -> n.Notice:
    """Whether they mean it; whoever is paid for being there says why, too."""
    meter = await facts.meter_of(work, order)
    left = meter.remaining_s(work.now)
    started = order.state != OrderState.CLAIMED
    own = await came_to(work, order, meter, side) is EndReason.CUSTOMER_END
    minimum = facts.terms_of(order).minimum_charge_s // 60 if own or side is Side.REP else 0
    fee = await closing.standby_fee(work, order) if side is Side.CUSTOMER else 0
    days = await kept_days(work, order, meter) if own else 0
    return n.EndConfirm(order.code, left, started, side, minimum, fee, order.currency, days)


async def kept_days(work: Work, order: Order, meter: Meter) -> int:
    """For how long the rest would be kept as time, if the customer ended it now; 0: it is money."""
    told = await settling.facts_of(work, order, Fault.CUSTOMER_ENDED, meter.billed_s(work.now), 0)
    return facts.terms_of(order).bank_days if settle(told, settling.rules_of(order)).banked_s else 0


async def confirm_end(work: Work, command: c.ConfirmEnd) -> n.Notice | None:
    order = await orders.by_code(work.session, command.code)
    if order is None or command.actor.id not in (order.customer_id, order.rep_id):
        raise Refused(Reason.NOT_YOURS)
    if order.state not in (OrderState.CLAIMED, OrderState.LIVE, OrderState.PAUSED):
        raise Refused(Reason.TALK_ENDED)
    side = side_of(order, command.actor.id)
    if order.state == OrderState.CLAIMED and side is Side.CUSTOMER:
        await closing.call_off(work, order, EndReason.CANCELLED, closing.cancelled_fault(order))
        return None
    meter = await pulse.catch_up(work, order)
    if meter.spans and not meter.remaining_s(work.now):
        await closing.finish(work, order, EndReason.TIME_UP)
        return n.TalkIsOver()
    reason = await came_to(work, order, meter, side)
    if reason is EndReason.REP_END and order.state != OrderState.CLAIMED:
        if command.why not in WHY_REP_ENDS:
            return await end_page(work, order, side)
        reason = command.why
    await closing.finish(work, order, reason)
    return n.TalkIsOver()


async def came_to(work: Work, order: Order, meter: Meter, side: Side) -> EndReason:
    """What it is that this side ends it: who waited in vain for the other has not broken it off."""
    if meter.open is SpanKind.OUTAGE:
        return await why_nobody_came(work, order, meter)
    if side is Side.REP:
        return EndReason.REP_END
    long = meter.lasted_now_s(work.now) >= facts.terms_of(order).lost_s
    return EndReason.REP_LEFT if meter.open is SpanKind.WAITING and long else EndReason.CUSTOMER_END


async def keep_talking(_work: Work, _command: c.KeepTalking) -> n.Notice:
    return n.TalkGoesOn()
