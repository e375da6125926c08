"""What must be true of every chat, at any moment and in the end: the model beside the outbox."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.telegram.address import NEVER_DELIVERED
from models.kinds import OutboxState
from models.link import Link
from models.outbox import GROUP, Card, OutboxRow
from tests.kernel.telegrams import FOR_GOOD, HANGING, UNKNOWN, Event, Fault, Telegram

NEW_GROUP_ID = -100_600
PEOPLE = (0, 1, 2, 3)  # places in `Outboxes.people`; of two neighbours, each is who the other talks to
PLACES = (*PEOPLE, GROUP)
REFS = ("one", "two")


class Kind(StrEnum):
    NOTICE = "notice"
    WORD = "word"
    ANSWER = "answer"  # a word that answers the one before it
    PART = "part"  # of an album
    INVOICE = "invoice"
    BROADCAST = "broadcast"
    TAP = "tap"  # the answer to one
    CARD = "card"


SAID = (Kind.WORD, Kind.ANSWER, Kind.PART)
ORDERED = ((Kind.NOTICE, Kind.WORD, Kind.ANSWER, Kind.INVOICE), SAID, (Kind.BROADCAST,))
"""Kinds of which none overtakes another; an album may overtake what nobody said."""


@dataclass(eq=False)
class Item:
    """Something put into the outbox; its versions bear numbers, and the last of them is what must stand in the end."""

    kind: Kind
    chat: int | str  # a place
    numbers: list[int]
    link_id: int | None = None
    answers: "Item | None" = None
    album: str = ""  # that it is a part of
    repeats: int = 0  # that a killed process, or a dead connection, may have caused


@dataclass
class Seen:
    pending: Counter[str] = field(default_factory=Counter)
    rows: dict[int, tuple[str, str]] = field(default_factory=dict)  # pending: number -> method and lane


class Model:
    """Everything that was put, and what stands in the chats."""

    telegram: Telegram
    items: list[Item]
    of: dict[int, Item]  # by number
    cards: dict[tuple[int | str, str], Item]
    chats: dict[int | str, int]

    def number(self, item: Item) -> int:
        number = len(self.of) + 1
        self.of[number] = item
        item.numbers.append(number)
        return number

    def judge(self) -> None:
        """What can be said at any moment: order, and no more repeats than were nobody's fault."""
        arrived = self.arrivals()
        for item, events in arrived.items():
            died = sum(fault in UNKNOWN for number in item.numbers for fault in self.telegram.troubles[number])
            most = 1 if item.kind is Kind.INVOICE else 1 + item.repeats + min(died, 1)
            if item.kind is not Kind.CARD:
                assert len(events) <= most, f"{item} came {len(events)} times, not {most}"
        for place in PLACES:
            for kinds in ORDERED:
                came = [item for item in arrived if item.chat == place and item.kind in kinds]
                order = [self.items.index(item) for item in came]
                assert order == sorted(order), f"{place}: {order}"

    def arrivals(self) -> dict[Item, list[Event]]:
        """In the order in which they first arrived."""
        arrived: dict[Item, list[Event]] = {}
        for event in self.telegram.sent:
            if event.number:
                arrived.setdefault(self.of[event.number], []).append(event)
        return arrived

    def faults(self, item: Item) -> list[Fault]:
        return [fault for number in item.numbers for fault in self.telegram.troubles[number]]

    def may_be_lost(self, item: Item) -> bool:
        faults = self.faults(item)
        if any(fault in FOR_GOOD for fault in faults) or not self.telegram.bad.isdisjoint(item.numbers):
            return True
        if item.kind is Kind.INVOICE:
            return item.repeats > 0 or any(fault in (*UNKNOWN, *HANGING) for fault in faults)
        return sum(fault in UNKNOWN for fault in faults) > 1

    async def judge_the_end(self, session: AsyncSession) -> None:
        arrived = self.arrivals()
        for item in self.items:
            if item.kind is Kind.TAP:
                assert self.telegram.answered[str(item.numbers[0])] > 0
                continue
            assert item in arrived or self.may_be_lost(item), f"{item} is lost"
            if item in arrived and not self.may_be_lost(item):
                await self.judge_what_stands(session, item, arrived)
        self.judge_albums(arrived)
        told = select(func.count()).where(OutboxRow.reply_link_id.is_not(None), OutboxRow.link_id.is_(None))
        failed = select(func.count()).where(OutboxRow.link_id.is_not(None), OutboxRow.error != NEVER_DELIVERED)
        failed = failed.where(OutboxRow.state.in_([OutboxState.REFUSED, OutboxState.UNKNOWN]))
        assert await session.scalar(told) == await session.scalar(failed), "not every sender knows what did not arrive"

    async def judge_what_stands(self, session: AsyncSession, item: Item, arrived: dict[Item, list[Event]]) -> None:
        chat, stands = self.chats[item.chat], None
        if item.kind is Kind.CARD:
            ref = next(ref for (place, ref), shown in self.cards.items() if shown is item)
            card = await session.get(Card, f"{ref}:{item.chat}")
            if self.telegram.moved and item.chat == GROUP and (card is None or chat not in self.chats_of(item)):
                return  # nothing was shown since; what stood there is out of reach
            assert card is not None, f"nobody knows where {item} stands"
            stands = card.message_id
        elif item.link_id is not None:
            stands = (await session.get_one(Link, item.link_id)).receiver_message_id
            ids = [event.message_id for event in arrived[item]]
            assert stands in ids, f"{item} stands at {ids}, not at {stands}"
        if stands is not None and (chat, stands) not in self.telegram.deleted:
            text = self.telegram.chats[chat].get(stands, "")
            last = item.numbers[-1]
            assert f"#{last}" == text or f"/replay {last} " in text, f"{item} ends with {text!r}"
        if item.answers is not None and not self.faults(item.answers) and not self.may_be_lost(item.answers):
            where = {event.message_id for event in arrived[item.answers]}
            assert all(event.answers in where for event in arrived[item]), f"{item} answers something else"

    def judge_albums(self, arrived: dict[Item, list[Event]]) -> None:
        """The parts of each came together, however often, but for those that could not."""
        for album in {item.album for item in self.items if item.album}:
            parts = [item for item in self.items if item.album == album]
            good = [part for part in parts if self.telegram.bad.isdisjoint(part.numbers)]
            refused = any(not self.telegram.apart.isdisjoint(part.numbers) for part in parts)
            if refused or any(self.may_be_lost(part) for part in good):
                continue
            came = [[event.album for event in arrived[part]] for part in good]
            assert all(one == came[0] for one in came), f"{album} came apart: {came}"
            assert all(came[0]) or len(good) == 1, f"{album} came one by one"

    def chats_of(self, item: Item) -> set[int]:
        return {event.chat for event in self.telegram.sent if event.number in item.numbers}
