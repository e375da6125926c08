"""Outbox and courier against a model of each chat: all arrives, in order, once but for what nobody could know."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import notices as n
from bot.desk.work import RelayEdit, RelaySend, Tell
from bot.rules.parcel import Parcel, ParcelKind
from bot.seed import seed_menu
from bot.seed_lines import open_line
from bot.telegram.courier import Courier
from bot.telegram.limits import Limits
from bot.telegram.pacing import Pacing
from bot.telegram.post import Post
from bot.telegram.unit import note
from models import link as links
from models import shop
from models.kinds import Language, OutboxState, Rank
from models.lead import Lead
from models.link import NewLink
from models.order import Order
from models.outbox import GROUP, OutboxRow, person_lane
from models.person import Person
from tests.databases import Databases
from tests.kernel.machine import GROUP_ID, UNHURRIED, Fate, KernelMachine, MortalDatabase, prove, unless
from tests.kernel.model_of_outbox import NEW_GROUP_ID, PEOPLE, PLACES, REFS, Item, Kind, Model, Seen
from tests.kernel.telegrams import UNKNOWN, Fault, Telegram, number_in, parts_of
from tests.patience import eventually

FAULTS, KILLED = st.sampled_from(list(Fault)), st.booleans()


GRAVE = st.sampled_from([Kind.NOTICE, Kind.WORD, Kind.ANSWER, Kind.INVOICE, Kind.INVOICE, Kind.PART, Kind.PART])


class Outboxes(Model, KernelMachine):
    def __init__(self, databases: Databases) -> None:
        super().__init__(databases)
        self.telegram = Telegram()
        self.items: list[Item] = []
        self.of: dict[int, Item] = {}
        self.cards: dict[tuple[int | str, str], Item] = {}
        self.do(self.begin())
        self.do(self.seed())

    async def begin(self) -> None:
        self.units = self.new_units()
        assert isinstance(self.units.database, MortalDatabase)
        self.database = self.units.database
        async with self.database.one_moment() as session:
            moved = await shop.setting(session, shop.migrated(GROUP_ID))
        self.units.group_id = int(moved or GROUP_ID)
        lead = Lead(self.database)
        lead.held.set()  # it is alone
        pacing = Pacing(Limits(), self.clock.now)
        self.courier = Courier(self.units, self.telegram, pacing, lead)  # type: ignore[arg-type]  # called alike
        self.units.woken = [self.courier.wake]
        self.start(self.courier.run)

    async def seed(self) -> None:
        async with self.database.begin() as session:
            await seed_menu(session)
            for i in range(2):
                await open_line(session, i, self.clock.now(), self.units.rng)
            people = (await session.scalars(select(Person).order_by(Person.id))).all()
            self.people = [person.id for person in people]
            self.chats: dict[int | str, int] = {i: person.telegram_id for i, person in enumerate(people)}
            self.chats[GROUP] = GROUP_ID
            self.orders = list(await session.scalars(select(Order.id).order_by(Order.id)))

    def lane(self, place: int | str) -> str:
        return GROUP if isinstance(place, str) else person_lane(self.people[place])

    # --- what the tables and the chats say ---

    async def look(self) -> Seen:
        seen = Seen()
        query = select(OutboxRow.lane, OutboxRow.method, OutboxRow.payload)
        async with self.database.one_moment() as session:
            for lane, method, payload in await session.execute(query.where(OutboxRow.state == OutboxState.PENDING)):
                seen.pending[lane] += 1
                seen.rows[number_in(parts_of(method, payload)[0])] = (method, lane)
        self.judge()
        return seen

    async def quiet(self, but: tuple[str, ...] = ()) -> bool:
        self.clock.advance(2)
        seen = await self.look()
        return not set(seen.pending) - set(but)

    # --- what is put ---

    async def putting(self, fill: Callable[[Post], None], *deliveries: Tell | RelaySend | RelayEdit) -> None:
        async with self.database.begin() as session:
            await self.post(session, fill, *deliveries)
        self.units.wake(session)

    async def post(
        self, session: AsyncSession, fill: Callable[[Post], None], *deliveries: Tell | RelaySend | RelayEdit
    ) -> None:
        post = Post(self.units.work(session, self.clock.now()), Language.EN)
        fill(post)
        await post.put_all(list(deliveries))
        note(session, post.lanes)

    @rule(place=st.sampled_from(PEOPLE), kind=st.sampled_from([Kind.NOTICE, Kind.INVOICE, Kind.BROADCAST, Kind.TAP]))
    def put(self, place: int, kind: Kind) -> None:
        item = Item(kind, place, [])
        self.items.append(item)
        number, person = self.number(item), self.people[place]

        def fill(post: Post) -> None:
            if kind is Kind.INVOICE:
                post.add_for(person, "sendInvoice", {"title": f"#{number}"})
            elif kind is Kind.TAP:
                post.add(f"cb{number}", "answerCallbackQuery", {"callback_query_id": str(number)})
            else:
                rank = Rank.BROADCAST if kind is Kind.BROADCAST else Rank.NOW
                post.add_for(person, "sendMessage", {"text": f"#{number}", "parse_mode": "HTML"}, rank=rank)

        self.do(self.putting(fill))

    @rule(place=st.sampled_from(PEOPLE), times=st.integers(1, 3), kind=st.sampled_from([Kind.WORD, Kind.ANSWER]))
    def say(self, place: int, times: int, kind: Kind) -> None:
        """Words for this one, from the other side of their line."""

        self.do(self.carry([Item(kind, place, []) for _ in range(times)], answering=kind is Kind.ANSWER))

    @rule(place=st.sampled_from(PEOPLE), parts=st.integers(2, 4), answering=KILLED, bad=st.integers(0, 12))
    def share(self, place: int, parts: int, answering: bool, bad: int) -> None:
        """An album for this one; perhaps a part of it may not pass."""
        items = [Item(Kind.PART, place, [], album=f"album {len(self.items)}") for _ in range(parts)]
        if bad < parts:
            self.telegram.bad.add(len(self.of) + 1 + bad)
        self.do(self.carry(items, answering=answering))

    async def carry(self, items: list[Item], *, answering: bool) -> None:
        """These from the other side, in one transaction; perhaps in answer to what was said before."""
        async with self.database.begin() as session:
            for item in items:
                assert isinstance(item.chat, int)
                receiver, order = self.people[item.chat], self.orders[item.chat // 2]
                before = [one for one in self.items if one.chat == item.chat and one.link_id is not None]
                before = [one for one in before if not one.album or one.album != item.album]
                item.answers = before[-1] if before and answering else None
                sender, number = self.people[item.chat ^ 1], self.number(item)
                new = NewLink(order, sender, number, receiver, "text", self.clock.now())
                (item.link_id,) = await links.add_all(session, [new])
                self.items.append(item)
                reply_to = item.answers.link_id if item.answers else None
                send = RelaySend(receiver, said(item), item.link_id, order, reply_to)
                await self.post(session, lambda _post: None, send)
        self.units.wake(session)

    @precondition(lambda self: any(item.link_id for item in self.items))
    @rule(which=st.integers(0, 3))
    def edit(self, which: int) -> None:
        """One of the last words said, whether it is sent or not."""
        words = [item for item in self.items if item.link_id is not None]
        item = words[-1 - which % len(words)]
        assert isinstance(item.chat, int)
        assert item.link_id is not None
        self.number(item)
        edit = RelayEdit(self.people[item.chat], said(item), item.link_id, self.orders[item.chat // 2])
        self.do(self.putting(lambda _post: None, edit))

    @rule(place=st.sampled_from(PLACES), ref=st.sampled_from(REFS), times=st.integers(1, 2))
    def show(self, place: int | str, ref: str, times: int) -> None:
        """A card, or what stands on it now."""
        for _ in range(times):
            if (place, ref) not in self.cards:
                self.cards[place, ref] = Item(Kind.CARD, place, [])
                self.items.append(self.cards[place, ref])
            number = self.number(self.cards[place, ref])
            to = self.people[place] if isinstance(place, int) else GROUP
            tell = Tell(to, n.UpdateParked(number, ""), ref=f"{ref}:{place}")  # type: ignore[arg-type]  # GROUP is one
            self.do(self.putting(lambda _post: None, tell))

    # --- what happens ---

    @rule(place=st.sampled_from(PLACES), faults=st.lists(st.sampled_from(list(Fault)), min_size=1, max_size=3))
    def trouble(self, place: int | str, faults: list[Fault]) -> None:
        """Waits for the next calls to this chat."""
        self.telegram.faults[self.chats[place]].extend(faults)

    @rule(place=st.sampled_from(PEOPLE), kind=GRAVE, fault=FAULTS, times=st.integers(1, 3), killed=KILLED)
    def one_meets_with_trouble(self, place: int, kind: Kind, fault: Fault, times: int, killed: bool) -> None:
        """And perhaps the process is killed while it does."""
        self.telegram.heal()
        self.do(eventually(self.quiet))
        faults = self.telegram.faults[self.chats[place]]
        faults.extend([fault] * times)
        if kind is Kind.PART:
            self.share(place, 3, False, 3)
        elif kind in (Kind.WORD, Kind.ANSWER):
            self.say(place, 1, kind)
        else:
            self.put(place, kind)

        async def met() -> bool:
            self.clock.advance(1)
            return len(faults) < times

        self.do(eventually(met))
        if killed:
            self.killed_now()

    @rule()
    def heal(self) -> None:
        self.telegram.heal()

    @rule(place=st.sampled_from(PLACES), which=st.integers(0, 9))
    def people_delete(self, place: int | str, which: int) -> None:
        self.telegram.delete(self.chats[place], which)

    @rule()
    def the_group_moves(self) -> None:
        if self.chats[GROUP] == GROUP_ID:
            self.telegram.move(GROUP_ID, NEW_GROUP_ID)
            self.chats[GROUP] = NEW_GROUP_ID

    @rule(seconds=st.sampled_from([0.5, 1, 5, 60]))
    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule(steps=st.integers(0, 40))
    def a_moment_passes(self, steps: int) -> None:
        async def step() -> None:
            for _ in range(steps):
                await asyncio.sleep(0)

        self.do(step())

    @rule()
    def all_but_the_troubled_arrives(self) -> None:
        """Whatever is the matter with one chat, the others' messages are there within minutes."""
        troubled = tuple(self.lane(place) for place in PLACES if self.is_troubled(place))
        resting = tuple(self.courier.rests)
        before = self.clock.now()
        self.do(eventually(lambda: self.quiet((*troubled, *resting))))
        assert (self.clock.now() - before).total_seconds() < 1200

    def is_troubled(self, place: int | str) -> bool:
        chat = self.chats[place]
        return bool(self.telegram.faults[chat]) or chat in self.telegram.hanging

    @rule(spared=st.integers(0, 6), after=st.booleans())
    def killed_at_a_commit(self, spared: int, after: bool) -> None:
        async def step() -> None:
            self.database.fate = Fate(spared, after)
            self.courier.look_everywhere()
            troubled = tuple(self.lane(place) for place in PLACES)
            await unless(self.database.struck, eventually(lambda: self.quiet(troubled)))
            await self.killed()

        self.do(step())

    @rule()
    def killed_now(self) -> None:
        self.do(self.killed())

    async def killed(self) -> None:
        await self.kill(self.database)
        self.telegram.hanging.clear()
        await self.begin()
        await self.blame()

    async def blame(self) -> None:
        """What had arrived and is not written down may come once more: at most one message, or album, in each chat."""
        seen, doubtful = await self.look(), defaultdict[str, set[object]](set)
        arrived = Counter(event.number for event in self.telegram.sent)
        for number, (method, lane) in seen.rows.items():
            item = self.of[number] if number else None
            if item is None or not method.startswith("send"):
                continue
            item.repeats += 1
            known = any(fault in UNKNOWN for fault in self.faults(item))
            if arrived[number] > 0 and not known and item.kind is not Kind.CARD:
                doubtful[lane].add(item.album or item)
        assert all(len(items) <= 1 for items in doubtful.values()), f"{doubtful} may come again"

    @invariant()
    def holds(self) -> None:
        self.do(self.look())

    async def finish(self) -> None:
        self.telegram.heal()

        async def all_done() -> bool:
            self.clock.advance(600)
            return await self.quiet() and self.courier.idle

        await eventually(all_done)
        async with self.database.begin() as session:
            await self.judge_the_end(session)

    async def leave(self) -> None:
        await self.kill(self.database)


def said(item: Item) -> Parcel:
    words = f"#{item.numbers[-1]}"
    photo = Parcel(ParcelKind.PHOTO, words, media="photo", album=item.album)
    return photo if item.kind is Kind.PART else Parcel(ParcelKind.TEXT, words)


@UNHURRIED
def test_everything_arrives_in_order_once_but_for_what_nobody_could_know(databases: Databases) -> None:
    prove(Outboxes, databases, examples=16)
