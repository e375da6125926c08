"""One unit of work: one update, timer or report, one transaction. Nothing is sent in it, nothing written outside."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message, Update, User
from aiogram.types.update import UpdateTypeLookupError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.desk import door
from bot.desk.commands import AnyCommand, TimerFired
from bot.desk.people import recognise
from bot.desk.work import ShopRules, Work
from bot.telegram.post import Post
from bot.telegram.reply import Reply
from models.engine import Database
from models.kernel import InboxRow, Timer
from models.kinds import InboxState, Language, TimerKind


@dataclass
class Units:
    """Everything a unit of work needs, and what it wakes when it is done."""

    database: Database
    clock: Clock
    rng: Random
    rules: ShopRules
    owners: frozenset[int]
    group_id: int
    group_language: Language
    bot: Bot
    dispatcher: Dispatcher
    woken: list[Callable[[], None]] = field(default_factory=list)

    def work(self, session: AsyncSession, now: datetime) -> Work:
        return Work(session, now, self.rng, self.rules, self.owners)

    async def update(self, inbox_id: int) -> None:
        """Handle one stored update. Whatever its handler raises comes out, with nothing written."""
        async with self.database.begin() as session:
            row = await session.get(InboxRow, inbox_id)
            if row is None or row.state != InboxState.PENDING:
                return
            work = self.work(session, self.clock.now())
            await self._feed(work, json.loads(row.payload))
            row.state, row.payload, row.lane = InboxState.DONE, "", ""
            await session.flush()
        self.wake()

    async def _feed(self, work: Work, raw: dict[str, Any]) -> None:
        update = Update.model_validate(raw, context={"bot": self.bot})
        try:
            whole = update.event
        except UpdateTypeLookupError:
            return  # a kind of update that came into the world after this code
        event = whole if isinstance(whole, Message | CallbackQuery) else None
        user: User | None = getattr(whole, "from_user", None)
        if user is None or user.is_bot or not self._concerns_us(whole):
            return
        actor = await recognise(work, user.id, user.language_code)
        post = Post(work, self.group_language)
        reply = Reply(work, post, actor, event)
        await self.dispatcher.feed_update(self.bot, update, reply=reply)
        if isinstance(event, CallbackQuery) and not reply.answered:
            await reply.say(None)
        await post.put_all(work.deliveries)

    @staticmethod
    def _concerns_us(event: Any) -> bool:
        """Taps from anywhere, and what is said in private; what the group talks about among itself is theirs."""
        chat = getattr(event, "chat", None)
        return isinstance(event, CallbackQuery) or (chat is not None and chat.type == ChatType.PRIVATE)

    async def run(self, command: AnyCommand) -> None:
        """A command that no person gave, in a transaction of its own."""
        async with self.database.begin() as session:
            await self.carry_out(session, command)
        self.wake()

    async def timer(self, timer_id: int) -> None:
        """Fire one due timer: its row goes and its work is done in the same transaction."""
        async with self.database.begin() as session:
            row = await session.get(Timer, timer_id, with_for_update=True)
            if row is None or row.due > self.clock.now():
                return
            command = TimerFired(TimerKind(row.kind), row.subject)
            await session.delete(row)
            await session.flush()
            await self.carry_out(session, command)
        self.wake()

    async def carry_out(self, session: AsyncSession, command: AnyCommand) -> None:
        """The command, inside a transaction that is open already."""
        work = self.work(session, self.clock.now())
        await door.handle(work, command)
        await Post(work, self.group_language).put_all(work.deliveries)

    def wake(self) -> None:
        for wake in self.woken:
            wake()
