"""When the moment of words that waited comes, or does not come any more."""

from datetime import timedelta

from bot.desk import commands as c
from bot.desk import events, pulse, relay, rooms, waiting
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from models import held
from models import order as orders
from models.held import HeldRow
from models.kinds import OPEN_LINE, HeldFor, OrderState
from models.order import Order
from models.rep import Rep

STILL_MEANT = timedelta(hours=1)
"""So long after a talk a word into the void is taken to be meant for it."""


async def nobody_there(work: Work, command: c.Message) -> n.Notice | None:
    """A word of somebody who is in no talk: kept for who takes their order, or for those they just talked with."""
    me = command.actor.id
    answered = await rooms.order_answered(work, command)
    order = await orders.unfinished_of(work.session, me)
    if answered is not None and (order is None or answered.id != order.id):
        return await for_the_next_time(work, answered, command)
    if order is not None and order.state in OPEN_LINE:
        return await relay.relay(work, order, command)  # taken this very moment
    if order is not None and order.state == OrderState.QUEUED:
        return await waiting.hold(work, order, command, HeldFor.START)
    over = await orders.ended_since(work.session, me, work.now - STILL_MEANT)
    if not over:
        rep = await work.session.get(Rep, me)
        if rep is not None and rep.on_duty:
            raise Refused(Reason.NO_ORDER_YET)
        raise Refused(Reason.TALK_ENDED if await orders.ended_latest(work.session, me) else Reason.NOTHING_OPEN)
    if side_by_side(over) or await rooms.lost_one(work, me):
        raise Refused(Reason.TALK_ENDED)  # it may be meant for another
    return await for_the_next_time(work, over[0], command)


async def for_the_next_time(work: Work, order: Order, command: c.Message) -> n.Notice | None:
    """Kept for the same two; of an order on which they never talked, nothing is."""
    if order.state != OrderState.ENDED:
        raise Refused(Reason.TALK_ENDED)
    return await waiting.hold(work, order, command, HeldFor.LATE)


def side_by_side(over: list[Order]) -> bool:
    """Whether the last talk, which is the first here, ran while another did."""
    began = over[0].claimed_at
    return any(began is None or talk.ended_at is None or talk.ended_at > began for talk in over[1:])


async def too_late(work: Work, command: c.Message) -> n.Notice | None:
    """A word for a talk that is over, of somebody who is in another: it stays with the one that it was meant for."""
    order = await rooms.order_answered(work, command) or await orders.ended_latest(work.session, command.actor.id)
    if order is None:
        raise Refused(Reason.TALK_ENDED)
    return await for_the_next_time(work, order, command)


async def claimed(work: Work, event: events.Claimed) -> None:
    """What was said while the order waited, and since the last talk of the same two, goes over. It starts no clock."""
    order = await work.session.get_one(Order, event.order_id)
    rows = await held.waiting(work.session, HeldFor.START, order_id=order.id)
    for person_id in (order.customer_id, order.rep_id):
        kept = await held.waiting(work.session, HeldFor.LATE, person_id=person_id)
        rows += [row for row in kept if await between_the_same(work, row, order)]
    await hand_over(work, order, sorted(rows, key=lambda row: row.id), counts=False)


async def between_the_same(work: Work, row: HeldRow, order: Order) -> bool:
    former = await work.session.get_one(Order, row.order_id)
    return (former.customer_id, former.rep_id) == (order.customer_id, order.rep_id)


async def resumed(work: Work, event: events.Resumed) -> None:
    order = await work.session.get_one(Order, event.order_id)
    await hand_over(work, order, await held.waiting(work.session, HeldFor.PAUSE, order_id=order.id), counts=True)


async def closed(work: Work, event: events.Closed) -> None:
    """What waited for the end of a pause is late now; what waited for somebody to come is forgotten."""
    if not event.over:
        return
    order = await work.session.get_one(Order, event.order_id)
    for row in await held.waiting(work.session, HeldFor.START, order_id=order.id):
        await waiting.forget(work, row)
    told: set[int] = set()
    for row in await held.waiting(work.session, HeldFor.PAUSE, order_id=order.id):
        row.why = HeldFor.LATE
        await waiting.forget_after(work, row, waiting.KEPT)
        if row.person_id not in told:
            kept = n.Kept(row.id, HeldFor.LATE, pulse.side_of(order, row.person_id), order.code)
            work.tell(row.person_id, kept, order_id=order.id)
        told.add(row.person_id)


async def hand_over(work: Work, order: Order, rows: list[HeldRow], *, counts: bool) -> None:
    """Through the same door as if they were said now; what is held back or refused there, its sender hears."""
    for row in rows:
        command = waiting.said_again(work, row)
        await waiting.forget(work, row)
        try:
            notice = await relay.relay(work, order, command, counts=counts)
        except Refused as refused:
            notice = refused.notice
        if notice is not None:
            work.tell(command.actor.id, notice, order_id=order.id)


async def send_to(work: Work, command: c.SendHeldTo) -> n.Notice:
    """The sender says to which talk the words go, and goes on there."""
    row = await work.session.get(HeldRow, command.held_id, with_for_update=True)
    if row is None or row.person_id != command.actor.id or row.why != HeldFor.WHOM:
        raise Refused(Reason.STALE_BUTTON)
    order = await orders.by_code(work.session, command.code)
    if order is None or command.actor.id not in (order.customer_id, order.rep_id):
        raise Refused(Reason.NOT_YOURS)
    if order.state not in OPEN_LINE:
        raise Refused(Reason.TALK_ENDED)
    talk = await rooms.choice(work, order, command.actor.id)
    await rooms.switch(work, command.actor.id, order)
    await hand_over(work, order, [row], counts=True)
    return n.NowTalking(talk, sent=True)
