"""When nobody takes an order: those on call are asked, the owner hears, and the customer chooses what is next."""

from dataclasses import replace
from datetime import timedelta

from bot.desk import board, contacts, deciding, dispatch, facts, wishing
from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk.candidates import candidates
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from models import kernel, searching
from models import order as orders
from models import rep as reps
from models.kinds import OrderState, TimerKind
from models.order import Order
from models.rep import Rep
from routing.decision import decide
from routing.engine import Policy

CALLED_AT_ONCE = 5
"""So many of those on call are asked, the best first: each is somebody at their supper."""

HOURS = (1, 3, 12)
"""In how many hours a customer may ask to be called."""


async def unfilled(work: Work, order: Order) -> None:
    """Nobody took it so far."""
    if order.state != OrderState.QUEUED or order.queued_at is None:
        return
    waited = int((work.now - order.queued_at).total_seconds()) // 60
    called = await call_those_on_call(work, order)
    await contacts.tell_owners(work, n.OrderWaits(order.code, waited, await able(work, order), called))
    await facts.show_status(work, order)
    work.tell(order.customer_id, await choice(work, order, waited), order_id=order.id)


async def choice(work: Work, order: Order, waited: int) -> n.Notice:
    """What a customer may choose whom nobody has come for; what they insist on is named where it is in the way."""
    wishes = tuple(wish.value for wish in wishing.wished(order) if wish not in wishing.given_way(work, order))
    insists = await wishing.musts_are_in_the_way(work, order) and not await able(work, order)
    musts = tuple(wish.value for wish in wishing.musts(order)) if insists else ()
    return n.UnfilledChoice(await facts.order_facts(work, order), waited, wishes, musts)


async def able(work: Work, order: Order) -> int:
    """How many could have taken it when it was offered."""
    found = await deciding.latest(work, order)
    return len(found[1].rows) if found else 0


async def call_those_on_call(work: Work, order: Order) -> int:
    """Ask the best fitting of them in their own chats, on duty or not; returns how many were asked."""
    ready = await reps.on_call(work.session)
    there = [replace(one, on_duty=True, on_shift=True) for one in await candidates(work, order) if one.rep_id in ready]
    _, last = await wishing.asked(work, order)
    ranked = decide(last, there, work.now, Policy()).ranked
    called = [one.rep_id for one in ranked[:CALLED_AT_ONCE] if str(one.rep_id) not in order.called]
    order.called = [*order.called, *map(str, called)]
    for rep_id in called:
        work.tell(rep_id, n.Called(await facts.order_facts(work, order), order.epoch), order_id=order.id)
    return len(called)


async def keep_waiting(work: Work, command: c.KeepWaiting) -> n.Notice:
    order = await own_queued(work, command)
    due = work.now + timedelta(seconds=work.rules.unfilled_s)
    await kernel.set_timer(work.session, TimerKind.UNFILLED, str(order.id), due)
    return n.StillLooking()


async def drop_wishes(work: Work, command: c.DropWishes) -> n.Notice:
    """Whoever is there will do who speaks the language: the order is offered anew, and keeps its place in time."""
    order = await own_queued(work, command)
    wishing.go_without(order)
    await dispatch.offer(work, order)
    return n.StillLooking()


async def call_later(work: Work, command: c.CallLater) -> n.Notice:
    """Paid and at rest; at that hour it is offered as if it had just been paid."""
    order = await own_queued(work, command)
    if command.hours not in HOURS:
        raise Refused(Reason.STALE_BUTTON)
    order.epoch += 1  # no button shown so far is good for it
    order.booked_for = work.now + timedelta(hours=command.hours)
    subject = str(order.id)
    await kernel.clear_timers(work.session, subject)
    await kernel.set_timer(work.session, TimerKind.BOOKED, subject, order.booked_for)
    await board.show_in_group(work, order)
    await facts.show_status(work, order)
    return n.BookedFor(order.booked_for)


async def its_hour(work: Work, order: Order) -> None:
    """Offered together with all others whose hour has come by now, as after a while without power."""
    if order.state != OrderState.QUEUED or order.booked_for is None:
        return
    come = [order, *(one for one in await searching.booked_until(work.session, work.now) if one is not order)]
    for one in come:
        one.queued_at, one.booked_for = work.now, None
    await dispatch.offer_all(work, come, fresh=True)
    due = work.now + timedelta(seconds=work.rules.expire_s)
    for one in come:
        await dispatch.ask_if_unfilled(work, one)
        await kernel.clear_timers(work.session, str(one.id), TimerKind.BOOKED)
        await kernel.set_timer(work.session, TimerKind.EXPIRE, str(one.id), due)
        work.tell(one.customer_id, n.HourCame(), order_id=one.id)


async def own_queued(work: Work, command: c.KeepWaiting | c.DropWishes | c.OtherWishes | c.CallLater) -> Order:
    order = await orders.by_code(work.session, command.code)
    if order is None or order.customer_id != command.actor.id:
        raise Refused(Reason.NOT_YOURS)
    if order.state != OrderState.QUEUED or order.booked_for is not None:
        raise Refused(Reason.STALE_BUTTON)
    return order


async def on_call(work: Work, command: c.GoOnCall) -> n.Notice:
    """/oncall: asked in private when nobody else is there; said again, no more."""
    rep = await work.session.get(Rep, command.actor.id)
    if rep is None:
        raise Refused(Reason.NOT_A_REP)
    rep.on_call = not rep.on_call
    await work.session.flush()
    return n.OnCall(rep.on_call)
