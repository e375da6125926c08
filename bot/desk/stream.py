"""Words said in running talks, many at a time: read once for all, each planned by the rules, written once for all.

Only the plain case is carried here: the talk runs, the sender has one line, and the answered message is known. All
else is left to `talk`, one message at a time, with everything that may follow from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk import contacts, vouchers
from bot.desk.facts import span_of
from bot.desk.pulse import TRUSTED, person_at, side_of
from bot.desk.work import RelaySend, Work
from bot.rules.meter import Meter
from bot.rules.parcel import Parcel, ParcelKind
from bot.rules.pulse import is_real
from bot.rules.relay import Deliver, Line, plan
from models import held
from models import link as links
from models import order as orders
from models import person as persons
from models import room as rooms
from models import thread as threads
from models.kinds import OrderState, Side
from models.link import NewLink
from models.order import Order

BOTH = frozenset(Side)


@dataclass(frozen=True, slots=True)
class Said:
    """One message in a private chat; `at` is Telegram's date of it."""

    telegram_id: int
    message_id: int
    parcel: Parcel
    at: datetime
    thread: int | None = None  # the topic in which it stands


@dataclass(frozen=True, slots=True)
class Found:
    """What the tables say of the people in a group of words."""

    people: dict[int, int]  # Telegram's id -> ours
    lines: dict[int, Order]  # ours -> the running talk; of who has several, any
    ends: dict[int, datetime | None]  # order -> when its bought time runs out; None: the clock stands
    crowded: set[int]  # people with several talks: to and from them each word is looked at by itself
    topics: dict[tuple[int, int], int]  # person and topic -> order
    watched: set[tuple[int, Side]]  # (order, side) with a piece of a contact among their last words
    sent: dict[tuple[int, int], links.Known]
    received: dict[tuple[int, int], links.Known]

    def line_of(self, sender: int | None, said: Said) -> Order | None:
        """The only talk to which the word can belong."""
        order = self.lines.get(sender) if sender is not None else None
        if sender is None or order is None or {order.customer_id, order.rep_id} & self.crowded:
            return None
        if said.thread is not None and self.topics.get((sender, said.thread), order.id) != order.id:
            return None
        return order if order.claimed_at is not None and order.claimed_at <= said.at else None


async def carry(work: Work, rows: Sequence[tuple[int, str, Said | None]]) -> set[int]:
    """Carry what can be carried of these rows (id, lane, word), in order; returns the ids of those that were.

    The first of a lane that cannot be carried holds up the rest of its lane.
    """
    found = await find(work, [said for _, _, said in rows if said is not None])
    held: set[str] = set()
    plans: list[tuple[int, NewLink, Said, int | None]] = []
    new: set[tuple[int, int]] = set()
    for row_id, lane, said in rows:
        planned = planned_link(work, found, said, new) if said is not None and lane not in held else None
        if said is None or planned is None:
            held.add(lane)
            continue
        link, reply_to = planned
        new.add((link.sender_id, link.sender_message_id))
        plans.append((row_id, link, said, reply_to))
    ids = await links.add_all(work.session, [link for _, link, _, _ in plans])
    for link_id, (_, link, said, reply_to) in zip(ids, plans, strict=True):
        work.deliveries.append(RelaySend(link.receiver_id, said.parcel, link_id, link.order_id, reply_to))
    return {row_id for row_id, _, _, _ in plans}


async def find(work: Work, said: Sequence[Said]) -> Found:
    people = await persons.ids_of_reachable(work.session, {word.telegram_id for word in said})
    talks = await orders.running_talks_of(work.session, set(people.values()))
    spans = await orders.spans_of_all(work.session, [order.id for order in talks])
    messages = {word.message_id for word in said} | {word.parcel.reply_to for word in said if word.parcel.reply_to}
    sent, received = await links.known(work.session, set(people.values()), messages) if talks else ({}, {})
    told = {word.thread for word in said if word.thread is not None}
    ends = {person for order in talks for person in (order.customer_id, order.rep_id) if person is not None}
    return Found(
        people=people,
        lines={person: order for order in talks for person in (order.customer_id, order.rep_id) if person is not None},
        ends={
            order.id: Meter(order.minutes * 60, tuple(span_of(row) for row in spans.get(order.id, ()))).runs_out_at()
            for order in talks
        },
        crowded=await rooms.crowded(work.session, ends) if talks else set(),
        topics=await threads.orders_at(work.session, set(people.values()), told) if told else {},
        watched=await held.watched(work.session, [order.id for order in talks]) if talks else set(),
        sent=sent,
        received=received,
    )


def planned_link(work: Work, found: Found, said: Said, new: set[tuple[int, int]]) -> tuple[NewLink, int | None] | None:
    """The link of a word that is plainly carried, and that of the message it answers; None where more is to be done."""
    sender = found.people.get(said.telegram_id)
    order = found.line_of(sender, said)
    if sender is None or order is None or (sender, said.message_id) in found.sent or work.now - said.at > TRUSTED:
        return None
    side, end = side_of(order, sender), found.ends[order.id]
    line = Line(OrderState(order.state), BOTH, overdue=end is None or end <= min(said.at, work.now))
    decided = plan(line, side, said.parcel)
    if not isinstance(decided, Deliver) or decided.starts or decided.resumes:
        return None
    own_money = side is Side.CUSTOMER and vouchers.is_code(said.parcel)
    if own_money or (order.id, side) in found.watched or not contacts.plain(work, said.parcel.text, said.at):
        return None
    reply_to, receiver = None, person_at(order, side.other)
    if said.parcel.reply_to is not None:
        place = (sender, said.parcel.reply_to)
        if place in new:
            return None  # its link has no id yet
        answered = found.received.get(place) or found.sent.get(place)
        if answered is not None and answered.ends != {sender, receiver}:
            return None  # it may be meant for somebody else
        reply_to = answered.id if answered is not None else None
    kind, real = said.parcel.kind, is_real(said.parcel.text, media=said.parcel.kind is not ParcelKind.TEXT)
    at = min(said.at, work.now)
    return NewLink(order.id, sender, said.message_id, receiver, kind.value, work.now, at, real), reply_to
