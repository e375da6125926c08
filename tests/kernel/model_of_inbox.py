"""What must be true of the inbox, at any moment: the model beside its tables."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import aliased

from models.inbox import InboxRow
from models.kinds import InboxState
from models.link import Link
from models.outbox import OutboxRow, person_lane
from tests.kernel.letters import EMPTY, MALFORMED, PEOPLE, Kind, Letter, letter
from tests.kernel.machine import MortalDatabase


@dataclass
class Seen:
    """What the tables say, of one moment."""

    states: dict[int, InboxState] = field(default_factory=dict)
    parked: dict[int, int] = field(default_factory=dict)  # update id -> the number that the owner hears
    effects: dict[str, list[int]] = field(default_factory=dict)  # receiving lane -> updates, in order
    links: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)  # word -> its link's, its answer's
    told: Counter[int] = field(default_factory=Counter)  # update id -> how often the owner heard of it


async def look(database: MortalDatabase, owner_id: int) -> Seen:
    seen, numbers = Seen(), dict[int, int]()
    answered = aliased(Link)
    rows = select(InboxRow.update_id, InboxRow.state, InboxRow.id)
    sent = select(OutboxRow.lane, OutboxRow.payload, Link.sender_message_id, answered.sender_message_id)
    sent = sent.outerjoin(Link, Link.id == OutboxRow.link_id)
    sent = sent.outerjoin(answered, answered.id == OutboxRow.reply_link_id).order_by(OutboxRow.id)
    async with database.one_moment() as session:
        for update_id, state, number in await session.execute(rows):
            seen.states[update_id], numbers[number] = InboxState(state), update_id
            if state == InboxState.PARKED:
                seen.parked[update_id] = number
        for lane, payload, own, answer in await session.execute(sent):
            if lane == person_lane(owner_id):
                found = re.search(r"/replay (\d+)", payload["text"])
                assert found is not None
                seen.told[numbers[int(found[1])]] += 1
            else:
                number = int(payload["text"].removeprefix("#"))
                seen.effects.setdefault(lane, []).append(number)
                seen.links[number] = (own, answer)
    return seen


class Model:
    """What was sent, and what became of it as far as anybody outside can know."""

    def __init__(self) -> None:
        self.letters: dict[int, Letter] = {}
        self.kept: set[int] = set()  # keep() returned for these
        self.doubtful: set[int] = set()  # it was killed meanwhile
        self.unconfirmed: list[Letter] = []  # Telegram sends them again
        self.last_word: dict[int, int] = {}
        self.replays: Counter[int] = Counter()
        self.cured: set[int] = set()

    def write(self, batch: Sequence[tuple[int, Kind]], at: int) -> list[Letter]:
        """These, behind what must come again."""
        for who, kind in batch:
            number = len(self.letters) + 1
            self.letters[number] = letter(number, who, kind, self.last_word.get(who), at)
            self.unconfirmed.append(self.letters[number])
            if self.letters[number].is_word:
                self.last_word[who] = number
        return list(self.unconfirmed)

    def confirm(self) -> None:
        self.kept |= {one.id for one in self.unconfirmed}
        self.unconfirmed = []

    def doubt(self) -> None:
        self.doubtful |= {one.id for one in self.unconfirmed}

    def judge(self, seen: Seen) -> None:
        there = set(seen.states)
        assert self.kept <= there, f"lost: {self.kept - there}"
        assert there <= self.kept | self.doubtful, f"never given: {there - self.kept - self.doubtful}"
        effects = Counter(number for numbers in seen.effects.values() for number in numbers)
        for number, state in seen.states.items():
            wanted = state is InboxState.DONE and self.letters[number].kind not in EMPTY
            assert effects[number] == wanted, f"{number}, {state}, took effect {effects[number]} times"
            assert state is not InboxState.PARKED or self.may_be_parked(number), f"{number} is parked"
            parkings = self.replays[number] + (state is InboxState.PARKED)
            assert seen.told[number] == parkings, f"{number}: the owner heard {seen.told[number]} times"
        assert effects.total() == sum(effects[number] for number in there)
        self.judge_order(seen)
        self.judge_links(seen)

    def may_be_parked(self, number: int) -> bool:
        return self.letters[number].kind in (Kind.POISON, *MALFORMED) and number not in self.cured

    def judge_order(self, seen: Seen) -> None:
        for lane, numbers in seen.effects.items():
            in_turn = [number for number in numbers if number not in self.replays]
            assert in_turn == sorted(in_turn), f"{lane}: {numbers}"
        for who in PEOPLE:
            mine = [n for n in seen.states if self.letters[n].who == who and self.has_its_lane(n)]
            waiting = [n for n in mine if seen.states[n] is InboxState.PENDING and n not in self.replays]
            done = [n for n in mine if seen.states[n] is InboxState.DONE and n not in self.replays]
            assert not waiting or not done or max(done) < min(waiting), f"{done} before {waiting}"

    def has_its_lane(self, number: int) -> bool:
        return self.letters[number].kind not in (*EMPTY, Kind.NO_MESSAGE, Kind.NO_CHAT)

    def judge_links(self, seen: Seen) -> None:
        for number, link in seen.links.items():
            said = self.letters[number]
            assert link == ((number, said.answers) if said.is_word else (None, None)), f"{number}: {link}"
