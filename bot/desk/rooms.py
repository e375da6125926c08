"""Several talks at once: each a room of its own, and no word ever in another."""

from bot.desk import commands as c
from bot.desk import events, facts
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused, TalkChoice
from bot.desk.work import Actor, OpenTopic, Work
from bot.rules.rooms import Nowhere, OpenTalk, Said, place
from models import link as links
from models import order as orders
from models import outbox
from models import room as rooms
from models import thread as threads
from models.kinds import OPEN_LINE
from models.order import Order
from models.outbox import person_lane
from models.room import Room
from models.thread import Thread


async def place_of(work: Work, talks: list[Order], command: c.Message) -> Order | Nowhere:
    """The talk to which the message belongs, of those that its sender is in: at least one."""
    me = command.actor.id
    room = await rooms.of(work.session, me)
    topic = await told_by_topic(work, talks, me, command.thread)
    reply = await answered(work, talks, me, command.parcel.reply_to)
    if topic is not None and reply is not None and topic != reply:
        return Nowhere.WHICH
    said = Said(command.sent_at, reply if topic is None else topic)
    only = talks[0]
    late = len(talks) == 1 and only.claimed_at is not None and said.at < only.claimed_at
    former = await orders.ended_latest(work.session, me) if late else None
    chosen = place(
        [OpenTalk(talk.id, talk.claimed_at or work.now) for talk in talks],
        said,
        chosen=room.order_id if room else None,
        before=former.ended_at if former else None,
    )
    return chosen if isinstance(chosen, Nowhere) else next(talk for talk in talks if talk.id == chosen)


async def answered(work: Work, talks: list[Order], me: int, message_id: int | None) -> int | None:
    """The order of the message that is answered: a relayed one, or the card of a talk.

    What the same two said on a former order belongs to the present one.
    """
    if message_id is None:
        return None
    row = await link_at(work, me, message_id)
    if row is None:
        card = await outbox.card_at(work.session, person_lane(me), message_id)
        return next((talk.id for talk in talks if card and f":{talk.code}:" in card.ref), None)
    ends = {row.sender_id, row.receiver_id}
    again = (talk.id for talk in talks if {talk.customer_id, talk.rep_id} == ends)
    return row.order_id if row.order_id in {talk.id for talk in talks} else next(again, row.order_id)


async def link_at(work: Work, me: int, message_id: int) -> links.Link | None:
    theirs = await links.received_by(work.session, me, message_id)
    return theirs or await links.sent_by(work.session, me, message_id)


async def order_answered(work: Work, command: c.Message) -> Order | None:
    """The order in which the answered message was said, or in whose topic this one stands."""
    row = await link_at(work, command.actor.id, command.parcel.reply_to) if command.parcel.reply_to else None
    order_id = row.order_id if row is not None else None
    if order_id is None and command.thread is not None:
        order_id = await threads.order_at(work.session, command.actor.id, command.thread)
    return await work.session.get_one(Order, order_id) if order_id is not None else None


async def told_by_topic(work: Work, talks: list[Order], me: int, thread: int | None) -> int | None:
    """The order in whose topic something stands; a former topic of the same two is as good as the present one."""
    order_id = await threads.order_at(work.session, me, thread) if thread is not None else None
    if order_id is None or order_id in {talk.id for talk in talks}:
        return order_id
    former = await work.session.get_one(Order, order_id)
    ends = {former.customer_id, former.rep_id}
    return next((talk.id for talk in talks if {talk.customer_id, talk.rep_id} == ends), order_id)


async def line_for(work: Work, actor: Actor, code: str = "", thread: int | None = None) -> Order:
    """The talk that a command or a button means. Raises Refused where there is none, or one of several."""
    talks = await orders.open_lines_of(work.session, actor.id, lock=True)
    if code:
        talks = [talk for talk in talks if talk.code == code]
    elif (topic := await told_by_topic(work, talks, actor.id, thread)) is not None:
        talks = [talk for talk in talks if talk.id == topic]
        code = talks[0].code if talks else ""
    if not talks:
        raise Refused(Reason.TALK_ENDED if code else Reason.NOT_TALKING)
    room = await rooms.of(work.session, actor.id)
    if room is not None and not code:
        talks = [talk for talk in talks if talk.id == room.order_id]
    if len(talks) != 1:
        raise Refused(Reason.WHICH_TALK)
    return talks[0]


async def open_topics(work: Work, order: Order, rep_id: int) -> None:
    """Where private chats have topics, the talk gets one on either side, before anything is said in it."""
    if work.rules.topics:
        for person_id in (order.customer_id, rep_id):
            title = n.TopicTitle(await choice(work, order, person_id))
            work.deliveries.append(OpenTopic(person_id, title, order.id))


async def claimed(work: Work, event: events.Claimed) -> None:
    """Who has a second talk now goes on in the first, until they switch."""
    order = await work.session.get_one(Order, event.order_id)
    for person_id in (order.customer_id, order.rep_id):
        if person_id is None:
            continue
        others = [talk for talk in await open_talks(work, person_id) if talk.id != order.id]
        room = await rooms.of(work.session, person_id)
        if not others:
            if room is not None:
                await work.session.delete(room)
            continue
        if room is None:
            room = Room(person_id=person_id, order_id=others[-1].id, heard_id=None)
            work.session.add(room)
            await work.session.flush()
        now = next((talk for talk in others if talk.id == room.order_id), None)
        notice = n.AnotherTalk(
            await choice(work, order, person_id), await choice(work, now, person_id) if now is not None else None
        )
        work.tell(person_id, notice, order_id=order.id)


async def closed(work: Work, event: events.Closed) -> None:
    """Whose chosen talk is over says who is next; with the last one the choice goes."""
    for person_id in event.people:
        room = await rooms.of(work.session, person_id)
        talks = await open_talks(work, person_id)
        if not talks and not event.over:
            await work.session.merge(Room(person_id=person_id, order_id=event.order_id, heard_id=None))
        elif room is None:
            continue
        elif not talks or [talk.id for talk in talks] == [room.order_id]:
            await work.session.delete(room)
        elif room.order_id == event.order_id:
            work.tell(person_id, n.TalkList(await choices(work, talks, person_id), over=True))
    await work.session.flush()


async def lost_one(work: Work, person_id: int) -> bool:
    """Whether an order was taken from them, and nothing came since."""
    return await rooms.of(work.session, person_id) is not None


async def open_talks(work: Work, person_id: int) -> list[Order]:
    return await orders.open_lines_of(work.session, person_id)


async def show(work: Work, command: c.ListTalks) -> n.Notice:
    talks = await orders.open_lines_of(work.session, command.actor.id)
    if not talks:
        raise Refused(Reason.NOT_TALKING)
    room = await rooms.of(work.session, command.actor.id)
    current = room.order_id if room is not None else talks[0].id
    return n.TalkList(await choices(work, talks, command.actor.id, current))


async def choose(work: Work, command: c.ChooseTalk) -> n.Notice:
    """From now on the actor's words go to this talk."""
    order = await orders.by_code(work.session, command.code)
    if order is None or command.actor.id not in (order.customer_id, order.rep_id):
        raise Refused(Reason.NOT_YOURS)
    if order.state not in OPEN_LINE:
        raise Refused(Reason.TALK_ENDED)
    await switch(work, command.actor.id, order)
    return n.NowTalking(await choice(work, order, command.actor.id))


async def switch(work: Work, person_id: int, order: Order) -> None:
    room = await rooms.of(work.session, person_id)
    if room is None:
        return
    room.order_id = room.heard_id = order.id
    if len(await orders.open_lines_of(work.session, person_id)) == 1:
        await work.session.delete(room)
    await work.session.flush()


async def aside(work: Work, person_id: int, order: Order) -> None:
    """Say whose words come next, where that is another than the last."""
    room = await rooms.of(work.session, person_id)
    if room is None or room.heard_id == order.id or order.state not in OPEN_LINE:
        return
    if await work.session.get(Thread, (person_id, order.id)) is not None:
        return  # it stands in a topic of its own
    room.heard_id = order.id
    notice = n.Aside(await choice(work, order, person_id), here=room.order_id == order.id)
    work.tell(person_id, notice, order_id=order.id)


async def choices(work: Work, talks: list[Order], person_id: int, current: int | None = None) -> tuple[TalkChoice, ...]:
    return tuple([await choice(work, talk, person_id, current=talk.id == current) for talk in talks])


async def choice(work: Work, order: Order, person_id: int, *, current: bool = False) -> TalkChoice:
    """The talk as the person may know it: the other's alias, and the order's code."""
    known = await facts.acquaintance_of(work, order)
    if known is None:
        raise LookupError(f"order {order.code} connects nobody")
    return TalkChoice(order.code, known.rep_alias if person_id == order.customer_id else known.customer_alias, current)
