"""Words that people send: a note, a voucher, working hours, or something for the other side of the line."""

from datetime import datetime

from bot.desk import commands as c
from bot.desk import contacts, facts, payment, profile, session, wizard
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import RelayEdit, RelaySend, Work
from bot.rules.parcel import ParcelKind
from bot.rules.relay import Line, Refusal, Refuse, edit_refusal, plan
from models import link as links
from models import order as orders
from models.kinds import OPEN_LINE, OrderState, Side
from models.link import NewLink
from models.order import Draft, Order

REFUSALS = {
    Refusal.NOT_YET: Reason.STILL_SEARCHING,
    Refusal.ENDED: Reason.TALK_ENDED,
    Refusal.KIND: Reason.KIND_NOT_CARRIED,
}


async def message(work: Work, command: c.Message) -> n.Notice | None:
    """Give the message to whoever waits for it: the other side, the wizard, the cashier, the profile."""
    if await links.sent_by(work.session, command.actor.id, command.message_id):
        return None  # a repeat of what is relayed already
    line = await orders.open_line_of(work.session, command.actor.id)
    if line is not None:
        return await relay(work, line, command)
    draft = await work.session.get(Draft, command.actor.id)
    if draft is not None:
        return await answer_draft(work, draft, command)
    order = await orders.unfinished_of(work.session, command.actor.id)
    if order is not None and order.state == OrderState.AWAITING_PAYMENT:
        await payment.redeem(work, order, text_of(command, Reason.VOUCHER_TEXT_ONLY))
        return None
    raise Refused(await nobody_listens(work, command, order))


async def answer_draft(work: Work, draft: Draft, command: c.Message) -> n.Notice:
    if draft.step == "note":
        return await wizard.write_note(work, draft, text_of(command, Reason.NOTE_TEXT_ONLY))
    if draft.step in profile.TEXT_PAGES:
        return await profile.take_text(work, draft, command)
    raise Refused(Reason.USE_BUTTONS)


async def nobody_listens(work: Work, command: c.Message, order: Order | None) -> Reason:
    if order is not None and order.state == OrderState.QUEUED:
        return Reason.STILL_SEARCHING
    last = await orders.last_of(work.session, command.actor.id)
    served = await orders.last_served_by(work.session, command.actor.id)
    ended = any(o is not None and o.state == OrderState.ENDED for o in (last, served))
    return Reason.TALK_ENDED if ended else Reason.NOTHING_OPEN


def text_of(command: c.Message, otherwise: Reason) -> str:
    if command.parcel.kind is not ParcelKind.TEXT:
        raise Refused(otherwise)
    return command.parcel.text


async def relay(work: Work, order: Order, command: c.Message) -> n.Notice | None:
    """One message to the other side; one that tells a contact waits for its sender, who hears so."""
    side = session.side_of(order, command.actor.id)
    decided = plan(await line_now(work, order, command.sent_at), side, command.parcel)
    if not isinstance(decided, Refuse):
        notice = await contacts.held_back(work, order, side, command)
        if notice is not None:
            return notice
    await carry(work, order, command)
    return None


async def carry(work: Work, order: Order, command: c.Message) -> None:
    """To the other side, by the link table; the clock hears that this side spoke."""
    side = session.side_of(order, command.actor.id)
    decided = plan(await line_now(work, order, command.sent_at), side, command.parcel)
    if isinstance(decided, Refuse):
        raise Refused(REFUSALS[decided.reason], **({"kind": decided.kind} if decided.kind else {}))
    receiver = session.person_at(order, side.other)
    kind = command.parcel.kind.value
    new = NewLink(order.id, command.actor.id, command.message_id, receiver, kind, work.now)
    reply_to = await replied(work, order, command)
    (link_id,) = await links.add_all(work.session, [new])
    work.deliveries.append(RelaySend(receiver, command.parcel, link_id, order.id, reply_to))
    if decided.resumes:
        await session.count_again(work, order, by=side)
    await session.spoke(work, order, side)


async def line_now(work: Work, order: Order, sent_at: datetime) -> Line:
    """The line as the plan sees it. What was sent before the paid time ran out counts, however late it is handled."""
    spoke = {Side.CUSTOMER: order.customer_spoke, Side.REP: order.rep_spoke}
    ends = (await facts.meter_of(work, order)).runs_out_at()
    return Line(
        state=OrderState(order.state),
        spoke=frozenset(side for side, did in spoke.items() if did),
        paused_by=Side(order.paused_by) if order.paused_by else None,
        overdue=ends is not None and ends <= min(sent_at, work.now),
    )


async def replied(work: Work, order: Order, command: c.Message) -> int | None:
    """The link of the message that this one answers, whoever wrote that; only within the same order."""
    if command.parcel.reply_to is None:
        return None
    theirs = await links.received_by(work.session, command.actor.id, command.parcel.reply_to)
    own = await links.sent_by(work.session, command.actor.id, command.parcel.reply_to)
    found = theirs or own
    fits = found is not None and found.order_id == order.id and is_between(order, found)
    return found.id if found is not None and fits else None


def is_between(order: Order, row: links.Link) -> bool:
    """Whether both ends of the message are the order's now: a representative who said nothing is replaced."""
    return {row.sender_id, row.receiver_id} == {order.customer_id, order.rep_id}


async def edited(work: Work, command: c.Edited) -> n.Notice | None:
    """Carry an edit over while the line is open; the edit of a note, a voucher or an old talk changes nothing."""
    row = await links.sent_by(work.session, command.actor.id, command.message_id)
    if row is None:
        return None
    order = await orders.by_id(work.session, row.order_id)
    if order is None or order.state not in OPEN_LINE or not is_between(order, row):
        raise Refused(Reason.TALK_ENDED)
    if edit_refusal(row.kind, command.parcel) is not None:
        raise Refused(Reason.EDIT_NOT_CARRIED)
    side = session.side_of(order, command.actor.id)
    notice = await contacts.edit_held_back(work, order, side, command.parcel)
    if notice is None:
        row.kind = command.parcel.kind.value
        work.deliveries.append(RelayEdit(row.receiver_id, command.parcel, row.id, order.id))
    return notice


async def delivery_failed(work: Work, command: c.DeliveryFailed) -> None:
    row = await work.session.get(links.Link, command.link_id)
    if row is None:
        return
    order = await work.session.get_one(Order, row.order_id)
    notice = n.NotDelivered(command.why, session.side_of(order, row.sender_id), command.detail)
    work.tell(row.sender_id, notice, order_id=order.id, reply_link_id=row.id)
