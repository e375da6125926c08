"""Taps on Accept: who may, who holds the order while somebody who fits better may still tap, and who gets it.

With a hold of 0 s the first tap wins. Else the router says how long waiting on is worth it; the moment is a timer row.
"""

from datetime import timedelta

from bot.desk import board, deciding, events, facts, head_start, rooms, wishing
from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk.candidates import candidate_of
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules import aliases
from models import claiming, kernel
from models import order as orders
from models import rep as reps
from models import tap as taps
from models.kinds import OPEN_LINE, OrderState, RepStatus, TapState, TimerKind
from models.order import Order
from models.rep import Acquaintance, Rep
from models.tap import Tap
from routing.behaviour import Behaviour
from routing.claim import Held, Hold, Outdone, tap
from routing.decision import admitted, decide, opens_for, without
from routing.eligible import exclusions
from routing.score import UNIT

BEHAVIOUR = Behaviour()


async def accept(work: Work, command: c.Accept) -> n.Notice:
    """One tap in the group. One winner; everybody else hears why not, and when."""
    found = await work.session.get(Rep, command.actor.id)
    rep_id = found.id if found is not None else None
    order = check_button(rep_id, await orders.by_code(work.session, command.code), command.epoch)
    rep = await work.session.get_one(Rep, command.actor.id)
    await check_may_claim(work, order, rep)
    return await tapped(work, order, rep)


def check_button(rep_id: int | None, order: Order | None, epoch: int) -> Order:
    """Whether there is anything to win by this tap: many are refused by no more than this (`desk/burst.py`)."""
    if rep_id is None:
        raise Refused(Reason.NOT_A_REP)
    if order is None:
        raise Refused(Reason.ORDER_GONE)
    check_still_free(order, rep_id, epoch)
    return order


def check_still_free(order: Order, rep_id: int, epoch: int | None = None) -> None:
    if order.rep_id == rep_id and order.state in OPEN_LINE:
        raise Refused(Reason.ORDER_YOURS)
    if order.state in OPEN_LINE or order.state == OrderState.ENDED:
        raise Refused(Reason.ORDER_TAKEN)
    if order.state != OrderState.QUEUED:
        raise Refused(Reason.ORDER_GONE)
    if epoch is not None and epoch != order.epoch:
        raise Refused(Reason.STALE_BUTTON)
    if order.customer_id == rep_id:
        raise Refused(Reason.OWN_ORDER)


async def check_may_claim(work: Work, order: Order, rep: Rep) -> None:
    """Whether the tiers let this representative in now. Who came on duty after the ranking joins with the last tier."""
    await check_eligible(work, order, rep)
    found = await deciding.latest(work, order)
    asked, _ = await wishing.asked(work, order)
    misses = exclusions(asked, await candidate_of(work, order, rep))
    opens_at = opens_for(found[1], rep.id, misses) if found else None
    if opens_at is not None and opens_at > work.now:
        raise Refused(Reason.OPENS_LATER, seconds=max(1, round((opens_at - work.now).total_seconds())))


async def check_eligible(work: Work, order: Order, rep: Rep) -> None:
    if rep.status == RepStatus.SUSPENDED:
        raise Refused(Reason.REP_SUSPENDED)
    if rep.status == RepStatus.SETTING_UP:
        raise Refused(Reason.SETUP_INCOMPLETE)
    _, last = await wishing.asked(work, order)
    reasons = exclusions(last, await candidate_of(work, order, rep))
    if reasons:
        raise Refused(Reason.NOT_ELIGIBLE, reasons=tuple(str(reason) for reason in reasons))
    if await taps.held_by(work.session, rep.id, but=order.id) >= rep.capacity - await orders.open_lines_of_rep(
        work.session, rep.id
    ):
        raise Refused(Reason.REP_BUSY)


async def tapped(work: Work, order: Order, rep: Rep) -> n.Notice:
    """The order is theirs at once, or in a moment if nobody better taps, or somebody better has tapped before."""
    before = await taps.of_offer(work.session, order)
    standing = next((one for one in before if one.became == TapState.HOLDS), None)
    if standing is not None and standing.rep_id == rep.id:
        return first_in_line(work, standing)
    became = await weighed(work, order, rep, standing, before)
    row = Tap(
        order_id=order.id, epoch=order.epoch, rep_id=rep.id, at=work.now, became=TapState.OUTDONE, settles_at=None
    )
    work.session.add(row)
    if isinstance(became, Outdone):
        return n.Outdone(order.code)
    row.became, row.settles_at = TapState.HOLDS, became.settles_at
    row.gain, row.price = round(became.gain * UNIT), round(became.price * UNIT)
    if standing is not None:
        overtaken(work, order, standing)
    await work.session.flush()
    if became.settles_at <= work.now:
        await settle(work, order, rep)
        return n.AcceptWon(order.code)
    await kernel.set_timer(work.session, TimerKind.SETTLE, str(order.id), became.settles_at)
    return first_in_line(work, row)


async def weighed(work: Work, order: Order, rep: Rep, standing: Tap | None, before: list[Tap]) -> Held | Outdone:
    """What the router makes of the tap. Without a decision, and for whom the order is alone, nothing is waited for."""
    found = await deciding.latest(work, order)
    if found is None or (rep.id == found[1].terms.known and head_start.is_on(work, order, found[1])):
        return Held(work.now, 0.0, 0.0, standing.rep_id if standing is not None else None)
    decision = without(found[1], {int(one) for one in order.declined} - {standing.rep_id if standing else rep.id})
    if decision.place_of(rep.id) is None:
        _, last = await wishing.asked(work, order)
        now = decide(last, [await candidate_of(work, order, rep)], work.now, decision.policy)
        decision = admitted(decision, now, rep.id)
    hold = Hold(before[0].at, standing.rep_id) if standing is not None else None
    return tap(decision, rep.id, work.now, BEHAVIOUR, came_at=order.queued_at or work.now, standing=hold)


def first_in_line(work: Work, row: Tap) -> n.Notice:
    left = (row.settles_at - work.now).total_seconds() if row.settles_at else 0
    return n.FirstInLine(max(1, round(left)))


def overtaken(work: Work, order: Order, row: Tap) -> None:
    row.became = TapState.OVERTAKEN
    work.tell(row.rep_id, n.Overtaken(order.code), order_id=order.id)


async def settle_held(work: Work, order: Order) -> None:
    """The moment has come. Who holds the order has it, if they can still take it; else it goes on looking."""
    row = await taps.holding(work.session, order)
    if order.state != OrderState.QUEUED or row is None:
        return
    rep = await work.session.get_one(Rep, row.rep_id)
    try:
        await check_eligible(work, order, rep)
        await settle(work, order, rep)
    except Refused as refused:
        row.became = TapState.OUTDONE
        work.tell(rep.id, refused.notice, order_id=order.id)
        await kernel.set_timer(work.session, TimerKind.WIDEN, str(order.id), work.now)  # it looks on


async def let_go(work: Work, event: events.Closed) -> None:
    """The order is no longer wanted: whoever held it hears so."""
    order = await work.session.get_one(Order, event.order_id)
    row = await taps.holding(work.session, order)
    if row is not None and order.rep_id is None:
        row.became = TapState.OUTDONE
        work.tell(row.rep_id, n.LineReleased(order.code, "cancelled"), order_id=order.id)


async def settle(work: Work, order: Order, rep: Rep) -> None:
    """Give the order away, once; connect both sides under names of their own."""
    holder = await taps.holding(work.session, order)
    order.booked_for = None
    if not await claiming.claim(work.session, order, rep.id, rep.capacity, work.now):
        raise Refused(Reason.ORDER_TAKEN if order.state in OPEN_LINE else Reason.REP_BUSY)
    if holder is not None and holder.rep_id == rep.id:
        holder.became = TapState.WON
    elif holder is not None:
        overtaken(work, order, holder)
    known = await acquaint(work, order, rep)
    await rooms.open_topics(work, order, rep.id)
    subject, terms = str(order.id), facts.terms_of(order)
    await kernel.clear_timers(work.session, subject)
    await kernel.set_timer(work.session, TimerKind.GREET, subject, work.now + timedelta(seconds=terms.greet_s))
    await kernel.set_timer(work.session, TimerKind.ABSENT, subject, work.now + timedelta(seconds=terms.absent_s))
    await board.show_in_group(work, order)
    await facts.show_both(work, order)
    work.tell(order.customer_id, n.RepFound(known.rep_alias, order.minutes), order_id=order.id)
    work.events.append(events.Claimed(order.id))


async def acquaint(work: Work, order: Order, rep: Rep) -> Acquaintance:
    known = await work.session.get(Acquaintance, (order.customer_id, rep.id))
    if known is None:
        taken = await reps.aliases_known_to(work.session, order.customer_id)
        taken |= await reps.aliases_known_to(work.session, rep.id)
        pair = aliases.pick(work.rng, taken)
        known = Acquaintance(
            customer_id=order.customer_id, rep_id=rep.id, customer_alias=pair.customer, rep_alias=pair.rep
        )
        work.session.add(known)
        await work.session.flush()
    return known
