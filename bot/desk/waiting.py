"""Messages that cannot be carried now: written down with what they wait for, and let go."""

from collections.abc import Sequence
from datetime import timedelta

from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk import pulse, rooms
from bot.desk.notices import Reason, Refused
from bot.desk.work import Actor, Work
from bot.rules.parcel import from_json, to_json
from bot.rules.relay import send_refusal
from models import held, kernel
from models import order as orders
from models.held import HeldRow
from models.kinds import HeldFor, Language, TimerKind
from models.order import Order

KEPT = timedelta(days=1)
"""Then words that no talk came for are forgotten."""


async def hold(work: Work, order: Order, command: c.Message, why: HeldFor) -> n.Notice | None:
    """Keep the message; of several that wait for the same, its sender hears so with the first.

    Raises Refused for a kind that never passes.
    """
    kind = send_refusal(command.parcel)
    if kind is not None:
        raise Refused(Reason.KIND_NOT_CARRIED, kind=kind)
    me = command.actor.id
    before = await held.waiting(work.session, why, order_id=order.id, person_id=me)
    row = await keep(work, order, command, why)
    if why in (HeldFor.LATE, HeldFor.WHOM):
        await forget_after(work, row, KEPT)
    if why is HeldFor.WHOM:
        talks = await orders.open_lines_of(work.session, me)
        return n.WhichTalk(row.id, await rooms.choices(work, talks, me))
    return None if before else n.Kept(row.id, why, pulse.side_of(order, me), order.code)


async def keep(
    work: Work,
    order: Order,
    command: c.Message,
    why: HeldFor,
    *,
    spans: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> HeldRow:
    row = HeldRow(
        why=why,
        order_id=order.id,
        person_id=command.actor.id,
        message_id=command.message_id,
        parcel=to_json(command.parcel),
        spans=list(spans),
        kinds=list(kinds),
        created_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    return row


async def forget_after(work: Work, row: HeldRow, time: timedelta) -> None:
    await kernel.set_timer(work.session, TimerKind.HELD, held.timer_subject(row), work.now + time)


async def forget(work: Work, row: HeldRow) -> None:
    """The row, its content and its timer."""
    await kernel.clear_timers(work.session, held.timer_subject(row), TimerKind.HELD)
    await work.session.delete(row)
    await work.session.flush()


async def forget_all(work: Work, row: HeldRow) -> None:
    """This and all that its sender has waiting for the same: they were told of it together."""
    alone = row.why in (HeldFor.CONTACT, HeldFor.WHOM)
    same = await held.waiting(work.session, row.why, order_id=row.order_id, person_id=row.person_id)
    for one in [row] if alone else same:
        await forget(work, one)


async def forget_fired(work: Work, name: str) -> None:
    """Nobody chose in time, and no talk came."""
    row = await work.session.get(HeldRow, int(name.removeprefix("h")))
    if row is not None:
        await work.session.delete(row)


def said_again(work: Work, row: HeldRow) -> c.Message:
    """As its sender's message of this moment; who they are beyond their number plays no part in a relay."""
    actor = Actor(row.person_id, Language.EN, adult=True)
    return c.Message(actor, row.message_id, from_json(row.parcel), work.now)
