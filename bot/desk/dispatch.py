"""Finding the representative: rank, open the card in tiers, settle the claim, and let nobody wait unheard."""

from datetime import datetime, timedelta

from bot.desk import board, events, facts, rooms
from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk.candidates import candidate_of, candidates, request_of
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules import aliases
from bot.rules.orders import Event, move
from models import kernel
from models import order as orders
from models import rep as reps
from models.kinds import OPEN_LINE, OrderState, RepStatus, TimerKind
from models.order import DecisionRow, Order
from models.rep import Acquaintance, Rep
from routing.decision import Decision, decide, opens_for
from routing.decision_text import from_json, to_json
from routing.eligible import exclusions
from routing.engine import Policy


async def queue(work: Work, order: Order) -> None:
    """The order is paid: offer it, and set the times by which somebody must have answered."""
    order.state, order.paid_at = move(order.state, Event.PAY), work.now
    subject = str(order.id)
    await kernel.clear_timers(work.session, subject, TimerKind.UNPAID)
    await offer(work, order)
    await kernel.set_timer(work.session, TimerKind.EXPIRE, subject, later(work, work.rules.expire_s))


async def offer(work: Work, order: Order) -> None:
    """Decide who may take it and when, store why, and show the card to the group."""
    order.epoch += 1
    await board.place(work, order)
    request = await request_of(work, order)
    policy = Policy(sizes=work.rules.tier_sizes, windows_s=work.rules.tier_windows_s)
    decision = decide(request, await candidates(work, order), work.now, policy)
    row = DecisionRow(order_id=order.id, epoch=order.epoch, at=work.now, body=to_json(decision))
    work.session.add(row)
    await work.session.flush()
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


async def accept(work: Work, command: c.Accept) -> n.Notice:
    """One tap in the group. One winner; everybody else hears why not, and when."""
    rep = await work.session.get(Rep, command.actor.id)
    if rep is None:
        raise Refused(Reason.NOT_A_REP)
    order = await orders.by_code(work.session, command.code)
    if order is None:
        raise Refused(Reason.ORDER_GONE)
    check_still_free(order, rep, command.epoch)
    await check_may_claim(work, order, rep)
    await settle_claim(work, order, rep)
    return n.AcceptWon(order.code)


def check_still_free(order: Order, rep: Rep, epoch: int | None = None) -> None:
    if order.rep_id == rep.id and order.state in OPEN_LINE:
        raise Refused(Reason.ORDER_YOURS)
    if order.state in OPEN_LINE or order.state == OrderState.ENDED:
        raise Refused(Reason.ORDER_TAKEN)
    if order.state != OrderState.QUEUED:
        raise Refused(Reason.ORDER_GONE)
    if epoch is not None and epoch != order.epoch:
        raise Refused(Reason.STALE_BUTTON)
    if order.customer_id == rep.id:
        raise Refused(Reason.OWN_ORDER)


async def check_may_claim(work: Work, order: Order, rep: Rep) -> None:
    """Whether the tiers let this representative in now. Who came on duty after the ranking joins with the last tier."""
    if rep.status == RepStatus.SUSPENDED:
        raise Refused(Reason.REP_SUSPENDED)
    if rep.status == RepStatus.SETTING_UP:
        raise Refused(Reason.SETUP_INCOMPLETE)
    candidate = await candidate_of(work, order, rep)
    reasons = exclusions(await request_of(work, order), candidate)
    if reasons:
        raise Refused(Reason.NOT_ELIGIBLE, reasons=tuple(str(reason) for reason in reasons))
    row = await orders.latest_decision(work.session, order.id)
    opens_at = opens_for(from_json(row.body), rep.id) if row else None
    if opens_at is not None and opens_at > work.now:
        raise Refused(Reason.OPENS_LATER, seconds=max(1, round((opens_at - work.now).total_seconds())))


async def settle_claim(work: Work, order: Order, rep: Rep) -> None:
    """Give the order away, once; connect both sides under names of their own."""
    if not await orders.claim(work.session, order, rep.id, rep.capacity, work.now):
        raise Refused(Reason.ORDER_TAKEN if order.state in OPEN_LINE else Reason.REP_BUSY)
    known = await acquaint(work, order, rep)
    await rooms.open_topics(work, order, rep.id)
    subject = str(order.id)
    await kernel.clear_timers(work.session, subject)
    await kernel.set_timer(work.session, TimerKind.GREET, subject, later(work, work.rules.greet_s))
    await kernel.set_timer(work.session, TimerKind.ABSENT, subject, later(work, work.rules.absent_s))
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


async def release(work: Work, order: Order) -> None:
    """The representative never greeted: offer the order again, without them."""
    if order.state != OrderState.CLAIMED or order.rep_spoke or order.rep_id is None:
        return
    rep_id = order.rep_id
    work.tell(rep_id, n.LineReleased(order.code, "no_greet"), order_id=order.id)
    work.tell(order.customer_id, n.RepLeft(), order_id=order.id)
    order.released = [*order.released, str(rep_id)]
    order.state, order.rep_id, order.claimed_at = move(order.state, Event.RELEASE), None, None
    order.customer_spoke = False
    await work.session.flush()
    subject = str(order.id)
    await kernel.clear_timers(work.session, subject)
    work.events.append(events.Closed(order.id, (order.customer_id, rep_id), over=False))
    await offer(work, order)
    paid_at = order.paid_at or work.now
    expires = max(paid_at + timedelta(seconds=work.rules.expire_s), later(work, work.rules.unfilled_s))
    await kernel.set_timer(work.session, TimerKind.EXPIRE, subject, expires)


async def unfilled(work: Work, order: Order) -> None:
    if order.state == OrderState.QUEUED and order.paid_at is not None:
        waited = int((work.now - order.paid_at).total_seconds()) // 60
        work.tell(order.customer_id, n.UnfilledChoice(order.code, waited), order_id=order.id)


async def keep_waiting(work: Work, command: c.KeepWaiting) -> n.Notice:
    order = await orders.by_code(work.session, command.code)
    if order is None or order.customer_id != command.actor.id:
        raise Refused(Reason.NOT_YOURS)
    if order.state != OrderState.QUEUED:
        raise Refused(Reason.STALE_BUTTON)
    due = later(work, work.rules.unfilled_s)
    await kernel.set_timer(work.session, TimerKind.UNFILLED, str(order.id), due)
    return n.StillLooking()


def later(work: Work, seconds: int) -> datetime:
    return work.now + timedelta(seconds=seconds)
