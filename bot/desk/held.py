"""What the sender of words that wait chose: not to send them, to have the contact blotted out, or to ask the shop."""

from bot.desk import commands as c
from bot.desk import contacts, pulse, relay, waiting
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules.guard.finding import Finding, Kind, mask
from bot.rules.guard.policy import CHOICES, Choice
from bot.rules.parcel import Parcel, from_json, to_json, with_text
from bot.rules.relay import Deliver, plan
from models.held import HeldRow
from models.kinds import HeldFor
from models.order import Order


async def choose(work: Work, command: c.ChooseHeld) -> n.Notice:
    """One tap decides; the content goes with it."""
    row = await work.session.get(HeldRow, command.held_id, with_for_update=True)
    if row is None or row.person_id != command.actor.id:
        raise Refused(Reason.STALE_BUTTON)
    choice = Choice(command.choice)
    if row.why == HeldFor.CONTACT:
        await decide(work, row, choice)
    elif choice is not Choice.DROP:
        raise Refused(Reason.STALE_BUTTON)
    await waiting.forget_all(work, row)
    return n.ContactSettled(choice.value)


async def decide(work: Work, row: HeldRow, choice: Choice) -> None:
    """What becomes of a contact."""
    order = await work.session.get_one(Order, row.order_id)
    side = pulse.side_of(order, row.person_id)
    if choice not in CHOICES[side]:
        raise Refused(Reason.STALE_BUTTON)
    if choice is Choice.SHOP:
        await contacts.tell_owners(work, n.ContactAsked(order.code, side, tuple(row.kinds)))
    if choice is not Choice.MASK:
        return
    command = c.Message(waiting.said_again(work, row).actor, row.message_id, masked(row), row.created_at)
    decided = plan(await relay.line_now(work, order, command.sent_at), side, command.parcel)
    if not isinstance(decided, Deliver):
        raise Refused(Reason.OTHER_PAUSED if order.paused_by else Reason.TALK_ENDED)
    await relay.carry(work, order, command, decided)


async def changed(work: Work, row: HeldRow, command: c.Edited) -> n.Notice | None:
    """The edit of words that wait. Those that told a contact are looked at anew, as if they were said now."""
    if row.why != HeldFor.CONTACT:
        row.parcel = to_json(command.parcel)
        return None
    order = await work.session.get_one(Order, row.order_id)
    said = c.Message(command.actor, row.message_id, command.parcel, row.created_at)
    await waiting.forget(work, row)
    return await relay.relay(work, order, said)


def masked(row: HeldRow) -> Parcel:
    parcel = from_json(row.parcel)
    spans = [tuple(map(int, span.split(":"))) for span in row.spans]
    return with_text(parcel, mask(parcel.text, [Finding(start, end, Kind.HANDLE) for start, end in spans]))
