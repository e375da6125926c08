"""Finding the representative: rank, open the card in tiers, settle the claim, and let nobody wait unheard."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.desk import board, deciding, events, facts, head_start, wishing
from bot.desk import notices as n
from bot.desk.candidates import candidates
from bot.desk.deciding import BEHAVIOUR
from bot.desk.work import Work
from bot.rules.orders import Event, move
from models import kernel
from models import order as orders
from models import tap as taps
from models.kinds import OrderState, TimerKind
from models.order import DecisionRow, Order
from routing.course import hurried, next_change_s
from routing.decision import Decision
from routing.eligible import masks
from routing.gather import pool_of

LOOKED_AT_EVERY = timedelta(minutes=1)
"""How long a wait may be yet is told anew so often, and whether anybody is there by now is looked at."""


async def queue(work: Work, order: Order) -> None:
    """The order is paid: offer it, and set the times by which somebody must have answered."""
    order.state, order.paid_at = move(order.state, Event.PAY), work.now
    order.queued_at = work.now
    subject = str(order.id)
    await kernel.clear_timers(work.session, subject, TimerKind.UNPAID)
    await offer(work, order, fresh=True)
    await kernel.set_timer(work.session, TimerKind.EXPIRE, subject, later(work, work.rules.expire_s))


async def offer(work: Work, order: Order, *, fresh: bool = False) -> None:
    await offer_all(work, [order], fresh=fresh)
    await ask_if_unfilled(work, order)


async def offer_all(work: Work, waiting: Sequence[Order], *, fresh: bool = False) -> None:
    """Decide who may take each and when, together; store why, and show the cards to the group.

    `fresh`: for the first time, so that whom the customer knows may have it first.
    """
    for order in waiting:
        order.epoch += 1
        await board.place(work, order)
    for order, decision in zip(waiting, await deciding.decided(work, waiting, fresh=fresh), strict=True):
        await kernel.set_timer(work.session, TimerKind.WAIT, str(order.id), work.now + LOOKED_AT_EVERY)
        await head_start.ask(work, order, decision)
        await show_offer(work, order, decision, frozenset())
        await facts.show_status(work, order)


async def ask_if_unfilled(work: Work, order: Order) -> None:
    """When the customer is asked how to go on: at once where only what they insist on is in the way."""
    row = await orders.latest_decision(work.session, order.id)
    stuck = row is not None and not row.able and await wishing.musts_are_in_the_way(work, order)
    due = work.now if stuck else later(work, work.rules.unfilled_s)
    await kernel.set_timer(work.session, TimerKind.UNFILLED, str(order.id), due)


async def show_offer(work: Work, order: Order, decision: Decision, out: frozenset[int] | None) -> None:
    """The card as it stands in this tier, and a timer for when it opens to somebody else or a wish gives way.

    `out` are those to whom it is open and who cannot take it any more; None: somebody has tapped.
    """
    since_s = (work.now - decision.at).total_seconds()
    change_s = next_change_s(decision, since_s, out, BEHAVIOUR)
    coming = [at for _, at in wishing.clocks(work, order) if at > work.now]
    if change_s is not None:
        coming.append(decision.at + timedelta(seconds=change_s))
    if coming:
        await kernel.set_timer(work.session, TimerKind.WIDEN, str(order.id), min(coming))
    await board.show_in_group(work, order, offered=True)


async def who_is_out(work: Work, order: Order, decision: Decision, since_s: float) -> frozenset[int]:
    """Those to whom the card is open and who cannot take it any more, where it may open to others instead."""
    opened = decision.ids[decision.rows[decision.opens_s <= since_s]]
    if not len(opened) or len(opened) == len(decision.rows):
        return frozenset()
    pool, ties = pool_of(await candidates(work, order))
    _, last = await wishing.asked(work, order)
    barred = pool.ids[masks(last, pool, ties) != 0]
    gone = set(opened.tolist()) - set(pool.ids.tolist())
    return frozenset(gone | set(opened.tolist()) & set(barred.tolist()))


async def widen(work: Work, order: Order) -> None:
    """Its moment has come, or somebody dropped out: the card opens to whom it may open to now."""
    found = await deciding.latest(work, order)
    if order.state != OrderState.QUEUED or order.booked_for is not None or found is None:
        return
    row, decision = found
    decision, out = await hurry(work, order, row, decision)
    await head_start.end(work, order, decision)
    await show_offer(work, order, decision, out)
    await facts.show_status(work, order)


async def hurry(
    work: Work, order: Order, row: DecisionRow, decision: Decision
) -> tuple[Decision, frozenset[int] | None]:
    """Open the next tier early, and the one after it, while nobody is likely to tap; and say who is out.

    None: somebody has tapped, and nothing opens but what was laid out.
    """
    if await taps.holding(work.session, order) is not None:
        return decision, None
    since_s = round((work.now - decision.at).total_seconds(), 3)
    out = await who_is_out(work, order, decision, since_s)
    while next_change_s(decision, since_s, out, BEHAVIOUR) == since_s:
        decision = hurried(decision, since_s)
        row.course = [*row.course, str(since_s)]
        out = await who_is_out(work, order, decision, since_s)
    return decision, out


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
    work.tell(rep_id, n.PanelGone(order.code), ref=facts.panel_ref(order), order_id=order.id)
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
