"""Removing a talk from both phones: at the wish of one side, or by the shop's rule a while after the end."""

from collections.abc import Sequence
from datetime import timedelta

from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.work import Delete, Erase, TakeBack, Work
from bot.rules.relay import deletable
from bot.rules.vanish import Tally, portions
from models import held, kernel
from models import order as orders
from models import vanishing as vanishings
from models.kinds import ErasureState, TimerKind
from models.link import Link
from models.order import Order
from models.vanishing import NewErasure, Vanishing

AFTER_THE_END = timedelta(minutes=5)
"""So long the last words can be read where the shop removes every talk."""

TRIED = frozenset({ErasureState.GONE, ErasureState.OLD, ErasureState.REFUSED})
"""States of a message on one phone that nothing will change any more."""


async def ask(work: Work, command: c.AskVanish) -> n.Notice:
    """Whether the latest talk, and all that these two said to each other before it, is meant."""
    link = await vanishings.latest_link(work.session, command.actor.id)
    if link is None:
        return await nothing_left(work, command.actor.id)
    order = await work.session.get_one(Order, link.order_id)
    return n.VanishConfirm(order.code, await vanishings.count_between(work.session, link.sender_id, link.receiver_id))


async def nothing_left(work: Work, person_id: int) -> n.Notice:
    if await vanishings.under_way(work.session, person_id):
        return n.Vanishing()
    raise Refused(Reason.NOTHING_TO_VANISH)


async def keep(_work: Work, _command: c.KeepTalk) -> n.Notice:
    return n.TalkKept()


async def confirm(work: Work, command: c.ConfirmVanish) -> n.Notice:
    """Everything relayed between the two until now goes; what is said from now on stays."""
    actor = command.actor.id
    link = await vanishings.latest_link(work.session, actor)
    if link is None:
        return await nothing_left(work, actor)
    order = await work.session.get_one(Order, link.order_id)
    if order.code != command.code:
        raise Refused(Reason.STALE_BUTTON)
    other = link.receiver_id if link.sender_id == actor else link.sender_id
    rep = other if actor == order.customer_id else actor
    theirs = await orders.between(work.session, order.customer_id, rep)  # nobody can say anything meanwhile
    await begin(work, Vanishing(customer_id=order.customer_id, rep_id=rep, asker_id=actor))
    await forget_held(work, {order.id, *(order.id for order in theirs)}, {actor, other})
    return n.Vanishing()


async def plan(work: Work, order: Order) -> None:
    """At the end of an order on which somebody may have said something."""
    if work.rules.vanish_at_end and order.rep_id is not None:
        await kernel.set_timer(work.session, TimerKind.VANISH, str(order.id), work.now + AFTER_THE_END)


async def at_end(work: Work, order: Order) -> None:
    """What was said on this order goes, with every representative who had it."""
    for rep in sorted(await vanishings.people_of(work.session, order.id) - {order.customer_id}):
        await begin(work, Vanishing(customer_id=order.customer_id, rep_id=rep), order.id)
        await forget_held(work, {order.id}, {order.customer_id, rep})


async def begin(work: Work, row: Vanishing, order_id: int | None = None) -> None:
    """Write down every message on either phone, of one order or of all, and have it deleted, the oldest first."""
    pair = (row.customer_id, row.rep_id)
    # Before the links: what arrives between the two looks has its place in its link, or is known to be on its way.
    moving = await vanishings.on_their_way(work.session, *pair)
    links = await vanishings.links_between(work.session, *pair, order_id)
    if not links:
        return
    row.created_at = work.now
    work.session.add(row)
    await work.session.flush()
    tried = await vanishings.states_of(work.session, [link.id for link in links])
    ends = [end for link in links for end in ends_of(work, link, moving=link.id in moving)]
    ends = [end for end in ends if tried.get((end.link_id, end.person_id)) not in TRIED]
    await vanishings.keep(work.session, row.id, ends, tried)
    delete(work, row, [end for end in ends if end.state is ErasureState.WAITING], links)
    await settled(work, row)


def delete(work: Work, row: Vanishing, waiting: Sequence[NewErasure], links: Sequence[Link]) -> None:
    """What stands goes in portions; of what is on its way, the outbox knows best."""
    order_of = {link.id: link.order_id for link in links}
    for person in (row.customer_id, row.rep_id):
        mine = [end for end in waiting if end.person_id == person]
        unknown = [end.link_id for end in mine if end.message_id is None]
        work.deliveries += [TakeBack(person, link, order_of[link], row.id) for link in unknown]
        known = portions(end.message_id for end in mine if end.message_id is not None)
        work.deliveries += [Erase(person, some, row.id) for some in known]


def ends_of(work: Work, link: Link, *, moving: bool) -> list[NewErasure]:
    """The message on the sender's phone, and on the receiver's if it got there, or is on its way."""
    fresh = ErasureState.WAITING if deletable(link.created_at, work.now) else ErasureState.OLD
    ends = [NewErasure(link.id, link.sender_id, link.sender_message_id, fresh)]
    if moving:
        ends.append(NewErasure(link.id, link.receiver_id, None, ErasureState.WAITING))
    elif link.receiver_message_id is not None:
        ends.append(NewErasure(link.id, link.receiver_id, link.receiver_message_id, fresh))
    return ends


async def forget_held(work: Work, order_ids: set[int], people: set[int]) -> None:
    """What waits for its sender's choice goes too, and from the sender's phone."""
    for row in await held.words_of(work.session, order_ids):
        if row.person_id in people:
            work.deliveries.append(Delete(row.person_id, (row.message_id,)))
            await kernel.clear_timers(work.session, held.timer_subject(row), TimerKind.HELD)
            await work.session.delete(row)


async def erased(work: Work, command: c.Erased) -> None:
    """Note what became of them; several that were refused together are tried one by one."""
    row = await vanishings.held(work.session, command.vanishing_id)
    if row is None:
        return
    ids = command.message_ids
    if command.became is ErasureState.REFUSED and len(ids) > 1:
        work.deliveries += [Erase(command.person_id, (message_id,), row.id) for message_id in ids]
        return
    await vanishings.settle(
        work.session, row.id, command.person_id, command.became, message_ids=ids, link_id=command.link_id
    )
    await settled(work, row)


async def settled(work: Work, row: Vanishing) -> None:
    """When nothing waits any more, the rest is done apart: whoever reports deletions has no time for it."""
    if not await vanishings.waits(work.session, row.id):
        await kernel.set_timer(work.session, TimerKind.VANISHED, subject_of(row), work.now)


def subject_of(row: Vanishing) -> str:
    """Unlike an order's: an order that ends clears all timers of its own subject."""
    return f"vanishing-{row.id}"


async def finish(work: Work, subject: str) -> None:
    """Forget the links, and tell both sides, each once."""
    row = await vanishings.held(work.session, int(subject.rpartition("-")[2]))
    if row is None:
        return
    await orders.between(work.session, row.customer_id, row.rep_id)  # nobody answers a message that goes here
    counted = await vanishings.tallies(work.session, row.id)
    tally = {
        person: Tally(
            **{state.value: counted[person, state] for state in ErasureState if state != ErasureState.WAITING}
        )
        for person in (row.customer_id, row.rep_id)
    }
    await vanishings.forget_links(work.session, row.id)
    row.done_at = work.now
    for me, other in ((row.customer_id, row.rep_id), (row.rep_id, row.customer_id)):
        if me == row.asker_id:
            work.tell(me, n.VanishReceipt(tally[me], tally[other]))
        elif tally[me].gone:
            work.tell(me, n.TalkVanished(tally[me], by_shop=row.asker_id is None))
