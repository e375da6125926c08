"""What the sender of held words chose: not to send them, to have the contact blotted out, or to ask the shop."""

from bot.desk import commands as c
from bot.desk import contacts, session, talk
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules.guard.finding import Finding, Kind, mask
from bot.rules.guard.policy import CHOICES, Choice
from bot.rules.parcel import Parcel, from_json, with_text
from models import kernel
from models.held import HeldRow
from models.kinds import TimerKind
from models.order import Order


async def choose(work: Work, command: c.ChooseHeld) -> n.Notice:
    """One tap decides; the content goes with it."""
    row = await work.session.get(HeldRow, command.held_id, with_for_update=True)
    if row is None or row.person_id != command.actor.id:
        raise Refused(Reason.STALE_BUTTON)
    order = await work.session.get_one(Order, row.order_id)
    side = session.side_of(order, command.actor.id)
    choice = Choice(command.choice)
    if choice not in CHOICES[side]:
        raise Refused(Reason.STALE_BUTTON)
    if choice is Choice.MASK:
        await talk.carry(work, order, c.Message(command.actor, row.message_id, masked(row), row.created_at))
    elif choice is Choice.SHOP:
        await contacts.tell_owners(work, n.ContactAsked(order.code, side, tuple(row.kinds)))
    await work.session.delete(row)
    await kernel.clear_timers(work.session, str(row.id), TimerKind.HELD)
    return n.ContactSettled(choice.value)


async def forget(work: Work, held_id: int) -> None:
    """Nobody chose in time."""
    row = await work.session.get(HeldRow, held_id)
    if row is not None:
        await work.session.delete(row)


def masked(row: HeldRow) -> Parcel:
    parcel = from_json(row.parcel)
    spans = [tuple(map(int, span.split(":"))) for span in row.spans]
    return with_text(parcel, mask(parcel.text, [Finding(start, end, Kind.HANDLE) for start, end in spans]))
