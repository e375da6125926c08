"""A thousand taps through the bot's own inbox: kept, judged, answered on the disk. What is sent is not counted."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from time import process_time
from typing import Any

from sqlalchemy import delete, select

from bot.app import App, build
from bot.clock import ManualClock
from bot.config import Config
from models.claiming import Claim
from models.inbox import InboxRow
from models.kernel import Timer
from models.order import Order
from models.outbox import Card, OutboxRow
from models.rep import Acquaintance
from models.tap import Tap

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
GROUP = -1001
PER_CALL = 100  # as many updates as one getUpdates brings
WON = "🎉"


def app_of(url: str, hold_s: int) -> App:
    """A shop whose inbox and lanes run, and nothing else."""
    told = {
        "telegram": {"token": "1:bench", "api_url": "http://127.0.0.1:1", "group_id": GROUP, "group_language": "en"},
        "database": {"url": url},
        "owner": {"ids": [1]},
        "routing": {"hold_s": hold_s},
        "security": {"secret": "a-secret-for-benches"},
    }
    return build(Config.model_validate(told), clock=ManualClock(NOW), rng=Random(1))


def tap(number: int, who: int, code: str, epoch: int) -> dict[str, Any]:
    """The update of a tap on Accept."""
    message = {"message_id": 5, "date": 1, "chat": {"id": GROUP, "type": "supergroup", "title": "Reps"}}
    query = {
        "id": str(number),
        "from": {"id": who, "is_bot": False, "first_name": "Somebody", "language_code": "en"},
        "chat_instance": "1",
        "message": message,
        "data": f"a:{code}:{epoch}",
    }
    return {"update_id": number, "callback_query": query}


@dataclass
class Bot:
    """The shop of one race after the other. `race` returns who was told that an order is theirs."""

    url: str
    hold_s: int = 0
    app: App = field(init=False)
    running: asyncio.Task[None] = field(init=False)
    taps: int = 0

    def __post_init__(self) -> None:
        self.app = app_of(self.url, self.hold_s)
        self.running = asyncio.create_task(self.app.lanes.run())

    async def race(self, claims: list[Claim]) -> tuple[float, float, list[tuple[int, int]]]:
        """How long it took until every tap was answered, of that on the processor, and the wins told."""
        codes = await self.codes({one.order_id for one in claims})
        first = self.taps
        self.taps += len(claims)
        updates = [tap(first + i, one.rep_id, codes[one.order_id], one.epoch) for i, one in enumerate(claims)]
        loop = asyncio.get_running_loop()
        began, busy = loop.time(), process_time()
        calls = [self.app.inbox.keep(updates[i : i + PER_CALL]) for i in range(0, len(updates), PER_CALL)]
        await asyncio.gather(*calls)
        await self.rest()
        took, cpu = loop.time() - began, process_time() - busy
        won = await self.won(first, len(claims))
        return took, cpu, [(claims[i].order_id, claims[i].rep_id) for i in won]

    async def rest(self) -> None:
        self.app.lanes.wake()
        await self.app.lanes.rested.wait()

    async def codes(self, ids: set[int]) -> dict[int, str]:
        async with self.app.database.begin() as session:
            rows = await session.execute(select(Order.id, Order.code).where(Order.id.in_(ids)))
            return {row.id: row.code for row in rows}

    async def won(self, first: int, count: int) -> list[int]:
        """Which of the taps were told that they won; every one must have been answered, once. Forgets all rows."""
        async with self.app.database.begin() as session:
            rows = [row.payload for row in await session.scalars(select(OutboxRow)) if row.lane.startswith("cb")]
            for table in (OutboxRow, Card, InboxRow, Timer, Tap, Acquaintance):
                await session.execute(delete(table))
        answered = {int(row["callback_query_id"]) - first: str(row.get("text", "")) for row in rows}
        if len(rows) != count or set(answered) != set(range(count)):
            raise RuntimeError(f"{count} taps, {len(rows)} answers, to {len(answered)} of them")
        return [i for i, text in answered.items() if text.startswith(WON)]

    async def close(self) -> None:
        await self.app.lanes.stop()
        await self.running
        await self.app.units.bot.session.close()
        await self.app.database.close()
