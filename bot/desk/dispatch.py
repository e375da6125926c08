"""Finding the representative: rank, open the card in tiers, settle the claim, and let nobody wait unheard."""

from datetime import datetime, timedelta

from bot.desk import board, deciding, events, facts
from bot.desk import notices as n
from bot.desk.work import Work
from bot.rules.orders import Event, move
from models import kernel
from models import order as orders
from models.kinds import OrderState, TimerKind
from models.order import Order
from routing.decision import Decision
from routing.decision_text import from_json


async def queue(work: Work, order: Order) -> None:
    """The order is paid: offer it, and set the times by which somebody must have answered."""
    order.state, order.paid_at = move(order.state, Event.PAY), work.now
    order.queued_at = work.now
    subject = str(order.id)
    await kernel.clear_timers(work.session, subject, TimerKind.UNPAID)
    await offer(work, order)
    await kernel.set_timer(work.session, TimerKind.EXPIRE, subject, later(work, work.rules.expire_s))


async def offer(work: Work, order: Order) -> None:
    """Decide who may take it and when, store why, and show the card to the group."""
    order.epoch += 1
    await board.place(work, order)
    decision = await deciding.decided(work, order)
    subject = str(order.id)
    await kernel.set_timer(work.session, TimerKind.UNFILLED, subject, later(work, work.rules.unfilled_s))
    await show_offer(work, order, decision)
    await facts.show_status(work, order)


async def show_offer(work: Work, order: Order, decision: Decision) -> None:
    """The card as it stands in this tier, and a timer for the next one."""
    coming = [tier.opens_at for tier in decision.tiers if tier.opens_at > work.now]
    if coming:
        await kernel.set_timer(work.session, TimerKind.WIDEN, str(order.id), min(coming))
    await board.show_in_group(work, order, opened_to_all=not coming, offered=True)


async def widen(work: Work, order: Order) -> None:
    row = await orders.latest_decision(work.session, order.id)
    if order.state == OrderState.QUEUED and row is not None:
        await show_offer(work, order, from_json(row.body))
        await facts.show_status(work, order)


async def release(work: Work, order: Order) -> None:
    """The representative never greeted: offer the order again, without them."""
    if order.state != OrderState.CLAIMED or order.rep_spoke or order.rep_id is None:
        return
    work.tell(order.rep_id, n.LineReleased(order.code, "no_greet"), order_id=order.id)
    order.released = [*order.released, str(order.rep_id)]
    await let_go(work, order, order.rep_id)


async def let_go(work: Work, order: Order, rep_id: int) -> None:
    """Who accepted does not come: the customer is told, and the others are asked."""
    work.tell(order.customer_id, n.RepLeft(), order_id=order.id)
    order.state, order.rep_id, order.claimed_at = move(order.state, Event.RELEASE), None, None
    order.customer_spoke = False
    await work.session.flush()
    subject = str(order.id)
    await kernel.clear_timers(work.session, subject)
    work.events.append(events.Closed(order.id, (order.customer_id, rep_id), over=False))
    await look_again(work, order)


async def look_again(work: Work, order: Order) -> None:
    """For somebody else; the hour by which all money goes back stays where it was, if it is not too near."""
    subject = str(order.id)
    await offer(work, order)
    since = order.queued_at or work.now
    expires = max(since + timedelta(seconds=work.rules.expire_s), later(work, work.rules.unfilled_s))
    await kernel.set_timer(work.session, TimerKind.EXPIRE, subject, expires)


def later(work: Work, seconds: int) -> datetime:
    return work.now + timedelta(seconds=seconds)
