"""Whether the two are well together: quiet that is fine, and a beginning that was none."""

from datetime import timedelta

from bot.desk import commands as c
from bot.desk import dispatch, events, facts, pulse, session, settling
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules.orders import Event, move
from models import clockwork, kernel
from models import order as orders
from models.kinds import OrderState, Side, SpanKind
from models.order import Order

MONTH = timedelta(days=30)


async def talk_of(work: Work, command: c.QuietIsFine | c.NotAFit) -> Order:
    """The running talk of a button. Raises Refused."""
    order = await orders.by_code(work.session, command.code)
    if order is None or command.actor.id not in (order.customer_id, order.rep_id):
        raise Refused(Reason.NOT_YOURS)
    if order.state not in (OrderState.LIVE, OrderState.PAUSED):
        raise Refused(Reason.TALK_ENDED)
    return order


async def quiet_is_fine(work: Work, command: c.QuietIsFine) -> n.Notice:
    """They are there, and nobody asks again until somebody has written."""
    order = await talk_of(work, command)
    if order.customer_id != command.actor.id:
        raise Refused(Reason.NOT_YOURS)
    meter = await pulse.catch_up(work, order)
    if meter.open is SpanKind.SILENT:  # a moment too late is not too late
        await session.count_again(work, order, by=Side.CUSTOMER, at=None)
    elif order.state == OrderState.PAUSED:
        raise Refused(Reason.STALE_BUTTON)
    row = await clockwork.of(work.session, order.id)
    row.quiet = True
    return n.QuietKept()


async def not_a_fit(work: Work, command: c.NotAFit) -> n.Notice | None:
    """Right at the beginning, once in an order: nothing is charged, and somebody else is asked."""
    order = await talk_of(work, command)
    side = pulse.side_of(order, command.actor.id)
    meter, terms = await pulse.catch_up(work, order), facts.terms_of(order)
    row = await clockwork.of(work.session, order.id)
    if row.mismatch_at is not None:
        raise Refused(Reason.NO_FIT_ALREADY)
    if meter.billed_s(work.now) >= terms.mismatch_free_s:
        raise Refused(Reason.TOO_LATE_FOR_NO_FIT)
    if side is Side.CUSTOMER:
        said = await clockwork.mismatches_of(work.session, order.customer_id, work.now - MONTH)
        if said >= terms.mismatch_per_month:
            raise Refused(Reason.NO_FIT_TOO_OFTEN, limit=terms.mismatch_per_month)
    if not command.sure:
        return n.FitAsk(order.code, side)
    row.mismatch_at, row.mismatch_by = work.now, side
    await facts.keep_meter(work, order, meter.undone(work.now))
    await work.session.flush()
    fee = await settling.stood_by(work, order) if side is Side.CUSTOMER else 0
    await part(work, order, fee=fee)
    return None


async def part(work: Work, order: Order, *, fee: int) -> None:
    """The representative is free; the order waits again, first in line, and can be called off for all its money."""
    rep_id, row = pulse.person_at(order, Side.REP), await clockwork.of(work.session, order.id)
    for side in Side:
        await pulse.tell(work, order, side, n.NoFit(side, order.code, fee, order.currency))
    facts.pin(work, order, on=False)
    order.declined = [*order.declined, str(rep_id)]
    order.state, order.paused_by = move(order.state, Event.MISMATCH), None
    order.rep_id, order.claimed_at = None, None
    order.customer_spoke = order.rep_spoke = False
    order.pauses_customer = order.pauses_rep = 0
    row.customer_at = row.rep_at = row.unanswered_at = row.spoken_at = row.asked_at = None
    row.quiet, row.back, row.short_minutes = False, "", 0
    row.gift_s = row.asked_minutes = row.auto_left = 0
    pulse.time_was_added(row)
    await work.session.flush()
    await kernel.clear_timers(work.session, str(order.id))
    work.events.append(events.Closed(order.id, (order.customer_id, rep_id), over=False))
    await dispatch.look_again(work, order)
