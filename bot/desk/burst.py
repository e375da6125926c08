"""Taps on Accept that came together, judged in turn in one transaction; each is answered as it would be by itself.

Most taps of a burst are plainly lost: the order is gone, or the button is of an earlier offer. One reading tells that
of all of them. Whoever may still win goes through the one door, after those who tapped before them.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from bot.desk import claims, door
from bot.desk import commands as c
from bot.desk.notices import Notice, Refused
from bot.desk.work import Actor, Work
from models import order as orders
from models import person as persons
from models import rep as reps
from models.kinds import Language
from models.order import Order
from models.person import Person, Reachable

THROUGH_THE_DOOR = 16
"""So many taps of a group are judged with all that may follow from them."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """One tap on the Accept of an order, as it was offered then (`epoch`)."""

    telegram_id: int
    code: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody is told, in their language."""

    language: Language
    notice: Notice


@dataclass(frozen=True, slots=True)
class Found:
    """What the tables say of those who tapped and of what they tapped. Orders that are free are held."""

    people: Mapping[int, Reachable]  # by Telegram's id
    reps: Set[int]
    orders: Mapping[str, Order]


async def accept_all(work: Work, rows: Sequence[tuple[int, str, Tapped]]) -> dict[int, Told]:
    """Judge these (id, lane, tap), in order; returns what to tell whom by the ids of the rows.

    A tap of somebody who has to be written down first is left to be handled by itself, with the rest of its lane. So
    are those that may win beyond the first THROUGH_THE_DOOR, for nobody else writes meanwhile.
    """
    found = await find(work, [tap for _, _, tap in rows])
    left: set[str] = set()
    told: dict[int, Told] = {}
    through = 0
    for row_id, lane, tap in rows:
        person = found.people.get(tap.telegram_id)
        notice = plainly_lost(found, person, tap) if person is not None else None
        if person is None or lane in left or (notice is None and through == THROUGH_THE_DOOR):
            left.add(lane)
            continue
        through += notice is None
        told[row_id] = Told(person.language, notice or await judged(work, person, tap))
    return told


async def find(work: Work, taps: Sequence[Tapped]) -> Found:
    people = await persons.reachable(work.session, {tap.telegram_id for tap in taps})
    return Found(
        people=people,
        reps=await reps.among(work.session, [person.id for person in people.values()]),
        orders=await orders.by_codes(work.session, {tap.code.upper() for tap in taps}),
    )


def plainly_lost(found: Found, person: Reachable, tap: Tapped) -> Notice | None:
    """What `claims.accept` would answer before it looks at anything else; None if there may be something to win."""
    try:
        rep_id = person.id if person.id in found.reps else None
        claims.check_button(rep_id, found.orders.get(tap.code.upper()), tap.epoch)
    except Refused as refused:
        return refused.notice
    return None


async def judged(work: Work, person: Reachable, tap: Tapped) -> Notice:
    """A tap that may win, by itself: where it is refused half-way, nothing of it stays."""
    whole = await work.session.get_one(Person, person.id)
    owner = whole.telegram_id in work.owners
    actor = Actor(whole.id, person.language, whole.adult_at is not None, is_owner=owner, is_rep=True)
    before = len(work.deliveries)
    try:
        async with work.session.begin_nested():
            notice = await door.handle(work, c.Accept(actor, tap.code, tap.epoch))
    except Refused as refused:
        del work.deliveries[before:]
        await orders.by_code(work.session, tap.code)  # what the refused one changed of it is forgotten: read it anew
        return refused.notice
    if notice is None:
        raise ValueError("a tap on Accept is always answered")
    return notice
