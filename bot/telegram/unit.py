"""One unit of work in one transaction: an update, a timer, a report, a group of words said. Nothing is sent in it."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message, PreCheckoutQuery, Update, User
from aiogram.types.update import UpdateTypeLookupError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.desk import burst, door, stream, timers
from bot.desk.burst import Tapped
from bot.desk.commands import AnyCommand, TimerFired, UpdateParked
from bot.desk.notices import ConfigTaken, Notice
from bot.desk.people import recognise
from bot.desk.stream import Said
from bot.desk.work import ShopRules, Work
from bot.telegram.post import Post
from bot.telegram.reply import Reply
from bot.telegram.taps import Toasts, answer
from models.engine import Database
from models.inbox import InboxRow
from models.kernel import Timer
from models.kinds import InboxState, Language, TimerKind

LANES = "lanes"
log = structlog.get_logger(__name__)


@dataclass
class Units:
    """Everything a unit of work needs, and what it wakes when it is done."""

    database: Database
    clock: Clock
    rng: Random
    rules: ShopRules
    owners: frozenset[int]
    configured_group_id: int
    group_language: Language
    bot: Bot
    dispatcher: Dispatcher
    woken: list[Callable[[Iterable[str]], None]] = field(default_factory=list)
    group_id: int = 0
    reload: Callable[[], Notice] = ConfigTaken
    cashiers: frozenset[int] = frozenset()
    provider_token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        self.group_id = self.group_id or self.configured_group_id

    def work(self, session: AsyncSession, now: datetime) -> Work:
        return Work(session, now, self.rng, self.rules, self.owners, self.reload, self.cashiers)

    async def group(self, session: AsyncSession, rows: Sequence[tuple[int, str, Said | None]]) -> set[int]:
        """Carry what plainly can be carried of these (key, lane, word), in this transaction; returns the keys."""
        if not any(said for _, _, said in rows):
            return set()
        work = self.work(session, self.clock.now())
        carried = await stream.carry(work, rows)
        if carried:
            await self._post(work)
        return carried

    async def taps(self, session: AsyncSession, rows: Sequence[tuple[int, str, str, Tapped]]) -> set[int]:
        """Judge these taps on Accept (key, lane, query, tap), in turn, in this transaction; returns the keys judged."""
        work = self.work(session, self.clock.now())
        told = await burst.accept_all(work, [(key, lane, tap) for key, lane, _, tap in rows])
        post = Post(work, self.group_language)
        toasts = Toasts(post.zone)
        for key, _, query_id, _ in rows:
            if key in told:
                lane, payload = answer(query_id, toasts[told[key].notice, told[key].language])
                post.add(lane, "answerCallbackQuery", payload)
        await post.put_all(work.deliveries)
        note(session, post.lanes)
        return set(told)

    async def update(self, session: AsyncSession, row: InboxRow) -> None:
        """Handle one stored update in this transaction. Whatever its handler raises comes out."""
        work = self.work(session, self.clock.now())
        await self._feed(work, json.loads(row.payload))
        row.state, row.payload, row.lane = InboxState.DONE, "", ""
        await session.flush()

    async def _feed(self, work: Work, raw: dict[str, Any]) -> None:
        update = Update.model_validate(raw, context={"bot": self.bot})
        try:
            whole = update.event
        except UpdateTypeLookupError:
            return  # a kind of update that came into the world after this code
        event = whole if isinstance(whole, Message | CallbackQuery | PreCheckoutQuery) else None
        user: User | None = getattr(whole, "from_user", None) or getattr(whole, "user", None)
        if user is None or user.is_bot or not self._concerns_us(whole):
            return
        actor = await recognise(work, user.id, user.language_code)
        post = Post(work, self.group_language)
        reply = Reply(work, post, actor, event, raw)
        await self.dispatcher.feed_update(self.bot, update, reply=reply)
        if isinstance(event, CallbackQuery) and not reply.answered:
            await reply.say(None)
        await post.put_all(work.deliveries)
        note(work.session, post.lanes)

    @staticmethod
    def _concerns_us(event: Any) -> bool:
        """Taps from anywhere, and what is said in private; what the group talks about among itself is theirs."""
        chat = getattr(event, "chat", None)
        return isinstance(event, CallbackQuery | PreCheckoutQuery) or (
            chat is not None and chat.type == ChatType.PRIVATE
        )

    async def failed(self, inbox_id: int, error: Exception, attempts: int) -> bool:
        """Count a failed try; True when the update is parked. The reason, and what the owner hears, hold no content.

        Another process may have handled or parked it since; then nothing is left to count.
        """
        reason = type(error).__name__
        async with self.database.begin() as session:
            row = await session.get_one(InboxRow, inbox_id, with_for_update=True)
            if row.state != InboxState.PENDING:
                return True
            row.attempts, row.error = row.attempts + 1, reason
            parked = row.attempts >= attempts
            if parked:
                row.state = InboxState.PARKED
                await self.carry_out(session, UpdateParked(row.id, reason))
        log.error("update_parked" if parked else "update_failed", inbox=inbox_id, error=reason, exc_info=True)
        if parked:
            self.wake(session)
        return parked

    async def timer(self, timer_id: int) -> None:
        """Fire one due timer: its row goes and its work is done in the same transaction.

        Whoever sets or clears a timer holds already what the timer is about, so that is held here first as well.
        """
        async with self.database.begin() as session:
            seen = await session.get(Timer, timer_id)
            if seen is None:
                return
            await timers.hold(self.work(session, self.clock.now()), TimerKind(seen.kind), seen.subject)
            row = await session.get(Timer, timer_id, with_for_update=True, populate_existing=True)
            if row is None or row.due > self.clock.now():
                return
            command = TimerFired(TimerKind(row.kind), row.subject)
            await session.delete(row)
            await session.flush()
            await self.carry_out(session, command)
        self.wake(session)

    async def by_itself(self, command: AnyCommand) -> None:
        """A command that no person gave, in a transaction of its own."""
        async with self.database.begin() as session:
            await self.carry_out(session, command)
        self.wake(session)

    async def carry_out(self, session: AsyncSession, command: AnyCommand) -> None:
        """A command that no person gave, inside a transaction that is open already."""
        work = self.work(session, self.clock.now())
        await door.handle(work, command)
        await self._post(work)

    async def _post(self, work: Work) -> None:
        post = Post(work, self.group_language)
        await post.put_all(work.deliveries)
        note(work.session, post.lanes)

    def wake(self, session: AsyncSession) -> None:
        """Tell courier, ticker and lanes what this session's transaction left for them; after its commit."""
        lanes = session.info.pop(LANES, set())
        for wake in self.woken:
            wake(lanes)


def note(session: AsyncSession, lanes: set[str]) -> None:
    """Something waits in these lanes of the outbox as soon as this session's transaction commits."""
    session.info.setdefault(LANES, set()).update(lanes)
