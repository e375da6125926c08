"""Words that people send: a note, a voucher, working hours, or something for the other side of the line."""

from bot.desk import commands as c
from bot.desk import contacts, late, profile, pulse, relay, rooms, transfer, vouchers, waiting, wizard
from bot.desk import held as choices
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.wishing import OTHER
from bot.desk.work import RelayEdit, Work
from bot.rules.parcel import ParcelKind
from bot.rules.relay import edit_refusal
from bot.rules.rooms import Nowhere
from models import held
from models import link as links
from models import order as orders
from models import payment as payments
from models.kinds import OPEN_LINE, HeldFor, OrderState
from models.order import Draft, Order


async def message(work: Work, command: c.Message) -> n.Notice | None:
    """Give the message to whoever waits for it: the other side, the wizard, the cashier, the profile."""
    me = command.actor.id
    if await known(work, command):
        return None
    talks = await orders.open_lines_of(work.session, me, lock=True)
    if talks:
        return await in_talks(work, talks, command)
    draft = await work.session.get(Draft, me)
    if draft is not None and draft.step != OTHER:
        return await answer_draft(work, draft, command)
    return await without_a_talk(work, command)


async def without_a_talk(work: Work, command: c.Message) -> n.Notice | None:
    """A picture of a payment, a voucher, or a word into the void."""
    me = command.actor.id
    if command.parcel.kind is ParcelKind.PHOTO:
        asked = await payments.transfer_of(work.session, me)
        if asked is not None:
            return await transfer.proof(work, asked, command)
    order = await orders.unfinished_of(work.session, me)
    if order is not None and order.state == OrderState.AWAITING_PAYMENT:
        return await vouchers.redeem(work, me, text_of(command, Reason.VOUCHER_TEXT_ONLY), order)
    if vouchers.is_code(command.parcel):
        if order is None:
            return await vouchers.redeem(work, me, command.parcel.text, None)
        taken, answer = await vouchers.in_a_talk(work, me, command.parcel.text)
        if taken:
            return answer
    return await late.nobody_there(work, command)


async def in_talks(work: Work, talks: list[Order], command: c.Message) -> n.Notice | None:
    """Something for the other side of one of the talks that its sender is in; no guess is made which.

    A voucher is the customer's own money, and nobody else's to read.
    """
    if any(talk.customer_id == command.actor.id for talk in talks) and vouchers.is_code(command.parcel):
        taken, answer = await vouchers.in_a_talk(work, command.actor.id, command.parcel.text)
        if taken:
            return answer
    where = await rooms.place_of(work, talks, command)
    if where is Nowhere.OVER:
        return await late.too_late(work, command)
    if where is Nowhere.WHICH:
        return await waiting.hold(work, talks[-1], command, HeldFor.WHOM)
    return await relay.relay(work, where, command)


async def known(work: Work, command: c.Message) -> bool:
    """Whether it is a repeat of what is relayed already, or waits."""
    place = (command.actor.id, command.message_id)
    return bool(await links.sent_by(work.session, *place) or await held.of_message(work.session, *place))


async def answer_draft(work: Work, draft: Draft, command: c.Message) -> n.Notice:
    if draft.step == "note":
        return await wizard.write_note(work, draft, text_of(command, Reason.NOTE_TEXT_ONLY))
    if draft.step == "coupon":
        return await wizard.take_coupon(work, draft, text_of(command, Reason.COUPON_UNKNOWN))
    if draft.step in profile.TEXT_PAGES:
        return await profile.take_text(work, draft, command)
    raise Refused(Reason.USE_BUTTONS)


def text_of(command: c.Message, otherwise: Reason) -> str:
    if command.parcel.kind is not ParcelKind.TEXT:
        raise Refused(otherwise)
    return command.parcel.text


async def edited(work: Work, command: c.Edited) -> n.Notice | None:
    """Carry an edit over while the line is open; the edit of a note, a voucher or an old talk changes nothing."""
    row = await links.sent_by(work.session, command.actor.id, command.message_id)
    if row is None:
        waits = await held.of_message(work.session, command.actor.id, command.message_id)
        return await choices.changed(work, waits, command) if waits is not None else None
    order = await orders.by_id(work.session, row.order_id)
    if order is None or order.state not in OPEN_LINE or not relay.is_between(order, row):
        raise Refused(Reason.TALK_ENDED)
    if edit_refusal(row.kind, command.parcel) is not None:
        raise Refused(Reason.EDIT_NOT_CARRIED)
    side = pulse.side_of(order, command.actor.id)
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
    notice = n.NotDelivered(command.why, pulse.side_of(order, row.sender_id), command.detail, row.kind)
    work.tell(row.sender_id, notice, order_id=order.id, reply_link_id=row.id)
