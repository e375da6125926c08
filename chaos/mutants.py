"""Bots that are wrong on purpose, to show that the verdict sees it: `python -m chaos.mutants <name> run`.

Each is the real command line with one thing put the wrong way round from outside; the bot itself has no switch for it.
When a kill would do the harm that it is there to do, a mutant says so, and stays as it is for a moment.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import app as composition
from bot.__main__ import app
from bot.config import load
from bot.desk.work import Delivery, RelaySend
from bot.telegram import courier as courier_module
from bot.telegram.address import Call, call_of
from bot.telegram.api import Api, Broken, Refused
from bot.telegram.courier import Courier
from bot.telegram.inbox import Inbox
from bot.telegram.post import Post
from bot.telegram.settle import settle_sent
from chaos.fate import WRONG_NOW
from models import outbox
from models.engine import Database
from models.kinds import OutboxState
from models.lead import Lead
from models.outbox import OutboxRow, Ready

STORED_AFTER_S = 0.5
MARKED_EVERY_S = 1.5
MARKED_AFTER_S = 0.3
HELD_S = 3.0
ENOUGH = 2  # of one a crash may repeat in each chat

log = structlog.get_logger(__name__)


class Instant:
    """In which to be killed; once in a life."""

    def __init__(self) -> None:
        self.came: float | None = None

    def comes(self) -> None:
        """Say so, the first time."""
        if self.came is None:
            self.came = asyncio.get_running_loop().time()
            log.warning(WRONG_NOW)

    async def over(self) -> None:
        """Wait for its end, if it is now."""
        if self.came is not None:
            await asyncio.sleep(self.came + HELD_S - asyncio.get_running_loop().time())


def put(where: object, name: str, wrong: object) -> None:
    """In place of what is right."""
    setattr(where, name, wrong)


def acknowledge_before_storing() -> None:
    """`keep` returns at once, so Telegram may forget what is written down only in a moment."""
    keep, tasks, instant = Inbox.keep, set[asyncio.Task[None]](), Instant()

    async def late(self: Inbox, updates: Sequence[Any]) -> None:
        await asyncio.sleep(STORED_AFTER_S)
        await instant.over()
        await keep(self, updates)

    async def at_once(self: Inbox, updates: Sequence[Any]) -> None:
        if tasks:  # whoever fetched these has told Telegram to forget those
            instant.comes()
        if updates:
            task = asyncio.create_task(late(self, updates))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    put(Inbox, "keep", at_once)


def send_before_commit() -> None:
    """What is carried goes out inside the transaction that writes it down: killed before its commit, it comes again."""
    put_all, config, instant = Post.put_all, load(), Instant()
    api = Api(f"{config.telegram.api_url}/bot{config.telegram.token.get_secret_value()}")

    async def send(session: AsyncSession, row: Ready, now: datetime) -> None:
        call = call_of(row, config.telegram.group_id)
        if isinstance(call, Call):
            await settle_sent(session, {row: await api(call.method, call.parameters)}, now)

    async def and_send(self: Post, deliveries: list[Delivery]) -> None:
        await put_all(self, deliveries)
        new = {delivery.link_id for delivery in deliveries if isinstance(delivery, RelaySend)}
        for lane in sorted(self.lanes) if new else ():
            count = 0
            try:
                while (found := await outbox.next_of(self.session, [lane])) and found[0].link_id in new:
                    await send(self.session, found[0], self.work.now)
                    count += 1
            except (Refused, Broken):
                pass  # the courier sends it, later
            if count >= ENOUGH:
                instant.comes()
        await instant.over()

    put(Post, "put_all", and_send)


def forget_to_mark() -> None:
    """What was sent is written down only now and then, and the next is sent meanwhile."""
    run: Callable[[Courier], Awaitable[None]] = Courier.run
    sent: dict[Ready, Any] = {}
    instant = Instant()

    async def remember(_session: AsyncSession, more: Mapping[Ready, Any], _now: datetime) -> set[int]:
        sent.update(more)
        words = {(row.lane, row.album or row.id) for row in sent if row.method.startswith("send")}
        if max(Counter(lane for lane, _ in words).values(), default=0) >= ENOUGH:
            instant.comes()
        return set()

    async def next_unsent(session: AsyncSession, lanes: Sequence[str]) -> list[Ready]:
        query = select(OutboxRow.id).where(OutboxRow.state == OutboxState.PENDING)
        query = query.where(OutboxRow.id.not_in([row.id for row in sent])).order_by(OutboxRow.rank, OutboxRow.id)
        ids = [await session.scalar(query.where(OutboxRow.lane == lane).limit(1)) for lane in lanes]
        rows = await session.execute(outbox._READY, {"ids": [one for one in ids if one is not None]})
        return [outbox.ready(tuple(row)) for row in rows]

    async def mark(courier: Courier) -> None:
        while True:
            await asyncio.sleep(MARKED_EVERY_S)
            await instant.over()
            async with courier.units.database.begin() as session:
                now, due = courier.units.clock.now(), dict(sent)
                await settle_sent(session, due, now)
            for row in due:
                del sent[row]

    async def run_and_mark(self: Courier) -> None:
        marking = asyncio.create_task(mark(self))
        await run(self)
        marking.cancel()

    put(courier_module, "settle_sent", remember)
    put(outbox, "next_of", next_unsent)
    put(Courier, "run", run_and_mark)


def everybody_leads() -> None:
    """Of several processes each believes that it is the one that sends, and takes its time to write it down."""
    mark, instant = settle_sent, Instant()

    def lead_of(database: Database, _bot: str) -> Lead:
        return Lead(database)

    async def slowly(session: AsyncSession, sent: Mapping[Ready, Any], now: datetime) -> set[int]:
        await asyncio.sleep(MARKED_AFTER_S)
        done = OutboxRow.id.in_([row.id for row in sent]), OutboxRow.state == OutboxState.SENT
        if await session.scalar(select(OutboxRow.id).where(*done).limit(1)):
            instant.comes()
        return await mark(session, sent, now)

    put(composition, "lead_of", lead_of)
    put(courier_module, "settle_sent", slowly)


WRONG = (acknowledge_before_storing, send_before_commit, forget_to_mark, everybody_leads)
MUTANTS = {wrong.__name__: wrong for wrong in WRONG}


def main() -> None:
    name, *words = sys.argv[1:]
    MUTANTS[name]()
    app(words)


if __name__ == "__main__":
    main()
