"""One message to the other side: planned by the rules, carried by the link table, or kept for its moment."""

from datetime import datetime

from bot.desk import commands as c
from bot.desk import contacts, facts, pulse, rooms, session, waiting
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import RelaySend, Work
from bot.rules.parcel import ParcelKind
from bot.rules.pulse import is_real
from bot.rules.relay import Deliver, Line, Refusal, Refuse, plan
from models import clockwork
from models import link as links
from models.kinds import HeldFor, OrderState, Side
from models.link import NewLink
from models.order import Order

WAITS_FOR = {Refusal.ENDED: HeldFor.LATE, Refusal.PAUSED: HeldFor.PAUSE, Refusal.NOT_YET: HeldFor.START}


async def relay(work: Work, order: Order, command: c.Message, *, counts: bool = True) -> n.Notice | None:
    """Carry it, or say what keeps it: it tells a contact, or its moment is not now.

    What does not count as a word starts no clock. Raises Refused for a kind that never passes.
    """
    side = pulse.side_of(order, command.actor.id)
    decided = plan(await line_now(work, order, command.sent_at), side, command.parcel)
    if isinstance(decided, Refuse):
        if decided.reason is Refusal.KIND:
            raise Refused(Reason.KIND_NOT_CARRIED, kind=decided.kind)
        return await waiting.hold(work, order, command, WAITS_FOR[decided.reason])
    notice = await contacts.held_back(work, order, side, command)
    if notice is None:
        await carry(work, order, command, decided, counts=counts)
    return notice


async def carry(work: Work, order: Order, command: c.Message, decided: Deliver, *, counts: bool = True) -> None:
    """As decided; the clock hears that this side spoke."""
    side = pulse.side_of(order, command.actor.id)
    receiver = pulse.person_at(order, side.other)
    await rooms.aside(work, receiver, order)
    parcel, at = command.parcel, await pulse.moment(work, command.sent_at)
    real = is_real(parcel.text, media=parcel.kind is not ParcelKind.TEXT)
    new = NewLink(order.id, command.actor.id, command.message_id, receiver, parcel.kind.value, work.now, at, real)
    reply_to = await replied(work, order, command)
    (link_id,) = await links.add_all(work.session, [new])
    work.deliveries.append(RelaySend(receiver, parcel, link_id, order.id, reply_to))
    if decided.resumes:
        await session.count_again(work, order, by=side, at=command.sent_at)
    if counts or order.state != OrderState.CLAIMED:
        await session.heard(work, order, side, command.sent_at)


async def line_now(work: Work, order: Order, sent_at: datetime) -> Line:
    """The line as the plan sees it. What was sent before it closed counts, however late it is handled."""
    spoke = {Side.CUSTOMER: order.customer_spoke, Side.REP: order.rep_spoke}
    after = pulse.after_of(order, await clockwork.of(work.session, order.id))
    ends = (await facts.meter_of(work, order)).closes_at(after)
    return Line(
        state=OrderState(order.state),
        spoke=frozenset(side for side, did in spoke.items() if did),
        paused_by=Side(order.paused_by) if order.paused_by else None,
        overdue=ends is not None and ends <= min(sent_at, work.now),
    )


async def replied(work: Work, order: Order, command: c.Message) -> int | None:
    """The link of the message that this one answers, whoever wrote that; only between the same two."""
    if command.parcel.reply_to is None:
        return None
    found = await rooms.link_at(work, command.actor.id, command.parcel.reply_to)
    return found.id if found is not None and is_between(order, found) else None


def is_between(order: Order, row: links.Link) -> bool:
    """Whether both ends of the message are the order's now: a representative who said nothing is replaced."""
    return {row.sender_id, row.receiver_id} == {order.customer_id, order.rep_id}
