"""Delivers the outbox: one ordered lane per receiving chat, lanes in parallel, inside Telegram's limits.

A row that was being sent when the process was killed is sent again after the restart: at most one per chat. Rows that
bear money are marked before they are sent and never sent twice.
"""

import asyncio
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import rest
from bot.desk.commands import DeliveryFailed
from bot.telegram import translate
from bot.telegram.address import resolve
from bot.telegram.errors import Outcome, Verdict, classify
from bot.telegram.pacing import Pacing
from bot.telegram.unit import Units
from models.kernel import Card, OutboxRow
from models.kinds import OutboxState
from models.link import Link
from models.person import Person

log = structlog.get_logger(__name__)

ONCE = frozenset({"sendInvoice", "refundStarPayment"})
"""Methods that bear money: an unknown outcome is never tried again."""

REPEATABLE = frozenset({"editMessageText", "editMessageCaption", "answerCallbackQuery", "setMyCommands"})
"""Methods that change nothing the second time."""

SIDE_BY_SIDE = 32
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0


class Courier:
    def __init__(self, units: Units, pacing: Pacing) -> None:
        self.units, self.pacing = units, pacing
        self.busy: dict[str, asyncio.Task[None]] = {}
        self.slots = asyncio.Semaphore(SIDE_BY_SIDE)
        self.news = asyncio.Event()
        self.stopping = asyncio.Event()

    def wake(self) -> None:
        self.news.set()

    @property
    def idle(self) -> bool:
        return not self.busy and not self.news.is_set()

    async def run(self) -> None:
        """Until cancelled. `stop` then waits for the rows in flight."""
        self.news.set()
        while True:
            await self.news.wait()
            self.news.clear()
            for lane in await self._waiting_lanes():
                if lane not in self.busy:
                    self.busy[lane] = asyncio.create_task(self._drain(lane), name=f"courier-{lane}")

    async def stop(self, *, patience_s: float = 10.0) -> None:
        """Let the rows in flight finish; what then still waits stays in the outbox."""
        self.stopping.set()
        if self.busy:
            _done, late = await asyncio.wait(list(self.busy.values()), timeout=patience_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _waiting_lanes(self) -> list[str]:
        """Lanes with something to send, those with the most urgent rows first."""
        query = select(OutboxRow.lane).where(OutboxRow.state == OutboxState.PENDING).group_by(OutboxRow.lane)
        async with self.units.database.begin() as session:
            return list(await session.scalars(query.order_by(func.min(OutboxRow.priority), func.min(OutboxRow.id))))

    async def _drain(self, lane: str) -> None:
        try:
            await self._send_all(lane)
        except (SQLAlchemyError, OSError) as error:
            log.warning("database_away", error=type(error).__name__)
            await rest(self.units.clock, LONGEST_PAUSE_S, self.stopping)
        finally:
            del self.busy[lane]
            self.news.set()

    async def _send_all(self, lane: str) -> None:
        pause = FIRST_PAUSE_S
        while not self.stopping.is_set():
            row = await self._next(lane)
            if row is None:
                return
            if not await self._turn_came(lane):
                return
            verdict = await self._deliver(row)
            if verdict.outcome in (Outcome.RETRY, Outcome.WAIT):
                await rest(self.units.clock, verdict.retry_after or pause, self.stopping)
                pause = min(pause * 2, LONGEST_PAUSE_S)
            else:
                pause = FIRST_PAUSE_S

    async def _turn_came(self, lane: str) -> bool:
        """Wait for this lane's turn; False when the shop closes first."""
        while (seconds := self.pacing.wait(lane)) > 0:
            if await rest(self.units.clock, seconds, self.stopping):
                return False
        return True

    async def _next(self, lane: str) -> OutboxRow | None:
        query = select(OutboxRow).where(OutboxRow.state == OutboxState.PENDING, OutboxRow.lane == lane)
        async with self.units.database.begin() as session:
            row = await session.scalar(query.order_by(OutboxRow.id).limit(1))
            if row is not None and row.method in ONCE:
                if row.attempts:  # it was in flight when the process died
                    row.state, row.error = OutboxState.UNKNOWN, "process_died"
                else:
                    row.attempts = 1
            return row

    async def _deliver(self, row: OutboxRow) -> Verdict:
        """Send one row and write down what became of it."""
        if row.state == OutboxState.UNKNOWN:
            return Verdict(Outcome.UNKNOWN, row.error)
        async with self.units.database.begin() as session:
            call = await resolve(session, row, self.units.group_id)
        if isinstance(call, Verdict):
            await self._settle(row, call, None)
            return call
        result: Any = None
        async with self.slots:
            try:
                result = await self.units.bot(call)
                verdict = Verdict(Outcome.SENT)
            except Exception as error:
                verdict = self._judge(row, classify(error))
        if verdict.outcome not in (Outcome.RETRY, Outcome.WAIT):
            await self._settle(row, verdict, result)
        if verdict.outcome is not Outcome.SENT:
            log.warning("delivery", method=row.method, outcome=verdict.outcome.value, reason=verdict.reason)
        return verdict

    @staticmethod
    def _judge(row: OutboxRow, verdict: Verdict) -> Verdict:
        if verdict.outcome is Outcome.UNKNOWN and row.method in REPEATABLE:
            return Verdict(Outcome.RETRY, verdict.reason)
        return verdict

    async def _settle(self, seen: OutboxRow, verdict: Verdict, result: Any) -> None:
        """One transaction: what became of the row, the new message's id, and word to a sender who was refused."""
        async with self.units.database.begin() as session:
            row = await session.get_one(OutboxRow, seen.id)
            message_id = getattr(result, "message_id", None)
            if message_id is not None and row.link_id is not None and row.method.startswith("send"):
                (await session.get_one(Link, row.link_id)).receiver_message_id = message_id
            if message_id is not None and row.ref is not None:
                await session.merge(Card(ref=row.ref, lane=row.lane, message_id=message_id))
            if verdict.outcome is Outcome.RESEND:
                await self._send_anew(session, row)
            elif verdict.outcome is Outcome.UNKNOWN and row.attempts == 0:
                row.attempts = 1  # chat text goes out once more
            elif verdict.outcome is Outcome.SENT and row.version != seen.version:
                row.method, row.payload = translate.send_to_edit(row.method, row.payload)
            else:
                await self._close(session, row, verdict)
            await session.flush()
        if verdict.outcome is Outcome.REFUSED:
            self.units.wake()

    async def _send_anew(self, session: Any, row: OutboxRow) -> None:
        """The card to edit is gone: forget where it stood, so that the row sends it. Another edit is just refused."""
        card = await session.get(Card, row.ref) if row.ref else None
        if card is None:
            await self._close(session, row, Verdict(Outcome.REFUSED, "edit_gone"))
        else:
            await session.delete(card)

    async def _close(self, session: Any, row: OutboxRow, verdict: Verdict) -> None:
        row.state = {
            Outcome.SENT: OutboxState.SENT,
            Outcome.UNKNOWN: OutboxState.UNKNOWN,
            Outcome.REFUSED: OutboxState.REFUSED,
        }[verdict.outcome]
        row.payload, row.error, row.done_at = {}, verdict.reason[:200], self.units.clock.now()
        if verdict.outcome is not Outcome.REFUSED:
            return
        if verdict.unreachable and row.lane.startswith("p"):
            (await session.get_one(Person, int(row.lane[1:]))).unreachable = True
        if row.link_id is not None and row.method.startswith("send"):
            await session.flush()
            await self.units.carry_out(session, DeliveryFailed(row.link_id, verdict.unreachable))
