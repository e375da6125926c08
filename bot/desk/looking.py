"""Orders that wait, looked at again: somebody came, somebody can take nothing more, a minute has passed."""

from datetime import timedelta

from bot.desk import deciding, dispatch, events, facts, wishing
from bot.desk.candidates import candidate_of, candidates
from bot.desk.dispatch import LOOKED_AT_EVERY
from bot.desk.work import Work
from models import kernel, searching
from models import order as orders
from models.kinds import OrderState, TimerKind
from models.order import DecisionRow, Order
from models.rep import Rep
from routing.course import on_course
from routing.eligible import eligible, exclusions
from routing.gather import pool_of


async def soon(work: Work, rep_id: int) -> None:
    """Something changed about this representative. By a timer, for what is locked for them is not locked for others."""
    await kernel.set_timer(work.session, TimerKind.STAFF, f"r{rep_id}", work.now)


async def after(work: Work, event: events.Claimed | events.Closed) -> None:
    """Somebody began a talk, or has room for one again."""
    order = await work.session.get_one(Order, event.order_id)
    people = {order.rep_id} if isinstance(event, events.Claimed) else set(event.people) - {order.customer_id}
    for rep_id in filter(None, people):
        await soon(work, rep_id)


async def look(work: Work, subject: str) -> None:
    """Orders that nobody could take and this representative can are offered anew, together; where they were among
    those to whom the card is open and are out, it may open to others.
    """
    rep = await work.session.get(Rep, int(subject.removeprefix("r")))
    if rep is None:
        return
    found = await searching.looking(work.session)
    numbers = {order.id: row for order, row in found if not row.able or waits_for(work, row, rep.id)}
    again = []
    for order_id in sorted(numbers):
        order = await orders.by_id(work.session, order_id)
        if order is None or order.state != OrderState.QUEUED or order.booked_for is not None:
            continue
        if numbers[order_id].able:
            await dispatch.widen(work, order)
        elif await fits(work, order, rep):
            again.append(order)
    await dispatch.offer_all(work, again)


def waits_for(work: Work, row: DecisionRow, rep_id: int) -> bool:
    """Whether this representative is among those to whom the card is open before it opens to others."""
    decision = deciding.read(row.body)
    place = decision.place_of(rep_id) if decision is not None else None
    if decision is None or place is None:
        return False
    opens, since_s = on_course(decision, map(float, row.course)).opens_s, (work.now - row.at).total_seconds()
    return bool(opens[place] <= since_s < opens.max())


async def fits(work: Work, order: Order, rep: Rep) -> bool:
    _, last = await wishing.asked(work, order)
    return not exclusions(last, await candidate_of(work, order, rep))


async def a_minute_on(work: Work, order: Order) -> None:
    """Bring the wait that was told up to date; an order that nobody could take is offered to who has come since."""
    if order.state != OrderState.QUEUED or order.booked_for is not None:
        return
    row = await orders.latest_decision(work.session, order.id)
    if row is not None and not row.able and await anybody(work, order):
        await dispatch.offer_all(work, [order])
        return
    await kernel.set_timer(work.session, TimerKind.WAIT, str(order.id), work.now + LOOKED_AT_EVERY)
    told = await facts.wait_minutes(work, order, work.now - timedelta(minutes=1))
    if told != await facts.wait_minutes(work, order, work.now):
        await facts.show_status(work, order)


async def anybody(work: Work, order: Order) -> bool:
    """Whether somebody can take it now: shifts begin without a word."""
    pool, ties = pool_of(await candidates(work, order))
    _, last = await wishing.asked(work, order)
    return len(eligible(last, pool, ties)) > 0
