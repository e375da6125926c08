"""What became of a delivery, written down: ids of new messages, closed rows, and word to a sender who was refused."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.commands import CameLate, Delivered, DeliveryFailed, Unreachable
from bot.rules.relay import Failure
from bot.telegram import till_post, translate, vanishing
from bot.telegram.address import NEVER_DELIVERED, OPEN_TOPIC
from bot.telegram.errors import FILE, Outcome, Verdict
from bot.telegram.unit import Units
from models import outbox, shop
from models.kinds import OutboxState
from models.link import Link
from models.outbox import Card, OutboxRow, Ready
from models.person import Person
from models.thread import Thread

CLOSED = {
    Outcome.SENT: OutboxState.SENT,
    Outcome.UNKNOWN: OutboxState.UNKNOWN,
    Outcome.REFUSED: OutboxState.REFUSED,
}
OF_THE_WHOLE = frozenset({Failure.UNREACHABLE, Failure.UNSURE})
"""What befalls an album as one; its sender is told with the first part. Other failures are a part's own."""

_COPIES = (
    update(Link.__table__)  # type: ignore[arg-type]  # the table of a mapped class, for one statement many times
    .where(Link.__table__.c.id == bindparam("link"))
    .values(receiver_message_id=bindparam("copy"))
)


def message_id_of(result: Any) -> int | None:
    found = result.get("message_id") if isinstance(result, dict) else None
    return found if isinstance(found, int) else None


async def settle_sent(session: AsyncSession, sent: Mapping[Ready, Any], now: datetime) -> set[int]:
    """Close many rows without a card at once; returns the ids of those whose content changed under way."""
    copies = [
        {"link": row.link_id, "copy": message_id_of(result)}
        for row, result in sent.items()
        if row.link_id is not None and row.method.startswith("send") and message_id_of(result) is not None
    ]
    if copies:
        await (await session.connection()).execute(_COPIES, copies)
    return await outbox.mark_sent(session, sent, now)


async def show_delivered(units: Units, session: AsyncSession, sent: Mapping[Ready, Any]) -> None:
    """Where the shop wants it, senders see that their words have arrived."""
    if not units.rules.delivered_reaction:
        return
    arrived = [row.link_id for row, result in sent.items() if row.method.startswith("send") and message_id_of(result)]
    links = tuple(link_id for link_id in arrived if link_id is not None)
    if links:
        await units.carry_out(session, Delivered(links))


async def tell_late(units: Units, session: AsyncSession, arrived: Iterable[tuple[Ready, datetime]]) -> None:
    """The desk hears of words that took so long that they may not count."""
    limit = timedelta(seconds=units.rules.talk.late_relay_s)
    late = [(row.link_id, at) for row, at in arrived if row.link_id is not None and at - row.created_at > limit]
    if late:
        await units.carry_out(session, CameLate(tuple(late)))


async def settle(units: Units, session: AsyncSession, seen: Ready, verdict: Verdict, result: Any) -> None:
    """One row of any outcome but those that only wait. Safe to be done again if its transaction fails."""
    row = await session.get_one(OutboxRow, seen.id, populate_existing=True, with_for_update=True)
    message_id = message_id_of(result)
    if message_id is not None and seen.ref is not None:
        await session.merge(Card(ref=seen.ref, lane=row.lane, message_id=message_id))
    if row.method == OPEN_TOPIC and verdict.outcome is Outcome.SENT and row.person_id is not None:
        await session.merge(
            Thread(person_id=row.person_id, order_id=row.order_id, thread_id=int(result["message_thread_id"]))
        )
    if verdict.outcome is Outcome.RESEND:
        await _send_anew(units, session, row)
    elif verdict.outcome is Outcome.NO_TOPIC:
        await _leave_the_topic(session, row)
    elif verdict.outcome is Outcome.MIGRATED:
        await _follow_the_group(units, session, verdict.migrated_to)
    elif verdict.outcome is Outcome.APART:
        row.album = None
    elif verdict.outcome is Outcome.UNKNOWN and row.attempts == 0:
        row.attempts = 1  # chat text goes out once more
    elif verdict.outcome is Outcome.SENT and row.version != seen.version:
        row.method, row.payload = translate.send_to_edit(row.method, row.payload)
    elif verdict.outcome is Outcome.REFUSED and not verdict.unreachable and row.version != seen.version:
        pass  # what has taken its place meanwhile is still to be tried
    else:
        await _close(units, session, row, verdict)
    await session.flush()
    report = vanishing.erased(row, seen, verdict) if row.state != OutboxState.PENDING else None
    if report is not None:
        await units.carry_out(session, report)


async def _send_anew(units: Units, session: AsyncSession, row: OutboxRow) -> None:
    """The card to edit is gone: forget where it stood, so that the row sends it. Another edit is just refused."""
    card = await session.get(Card, row.ref) if row.ref else None
    if card is None:
        await _close(units, session, row, Verdict(Outcome.REFUSED, "edit_gone"))
    else:
        await session.delete(card)


async def _leave_the_topic(session: AsyncSession, row: OutboxRow) -> None:
    """Somebody deleted it: what goes there goes to the chat itself from now on."""
    row.payload = {name: value for name, value in row.payload.items() if name != "message_thread_id"}
    gone = delete(Thread).where(Thread.person_id == row.person_id, Thread.order_id == row.order_id)
    await session.execute(gone.execution_options(synchronize_session=False))


async def _follow_the_group(units: Units, session: AsyncSession, group_id: int) -> None:
    """The group is a supergroup now, under another id; what goes there is sent again, there.

    Its messages count anew, so the cards' old places are forgotten: they are other messages' there.
    """
    moved = shop.migrated(units.configured_group_id)
    if await shop.setting(session, moved) != str(group_id):  # else another process has followed already
        await session.execute(delete(Card).where(Card.lane == outbox.GROUP))
        await shop.put_setting(session, moved, str(group_id))
    units.group_id = group_id


async def _close(units: Units, session: AsyncSession, row: OutboxRow, verdict: Verdict) -> None:
    row.state = CLOSED[verdict.outcome]
    row.payload, row.error, row.done_at = {}, verdict.reason[:200], units.clock.now()
    if verdict.unreachable and row.person_id is not None:
        person = await session.get_one(Person, row.person_id)
        if not person.unreachable:
            person.unreachable = True
            await session.flush()
            await units.carry_out(session, Unreachable(person.id))
    money = till_post.report(row, verdict)
    if money is not None:
        await session.flush()
        await units.carry_out(session, money)
    why = failure(row, verdict)
    if row.link_id is not None and why is not None:
        await session.flush()
        if why in OF_THE_WHOLE and await outbox.failed_before(session, row):
            return
        detail = verdict.reason.removeprefix(FILE) if why is Failure.FILE else ""
        await units.carry_out(session, DeliveryFailed(row.link_id, why, detail))


def failure(row: OutboxRow, verdict: Verdict) -> Failure | None:
    """What the sender of a relayed message must hear; None where it arrived, or was told before."""
    if verdict.outcome is Outcome.SENT or verdict.reason == NEVER_DELIVERED or vanishing.belongs(row.ref):
        return None
    if row.method == "deleteMessage":
        return Failure.KEPT
    if verdict.outcome is Outcome.UNKNOWN:
        return Failure.UNSURE
    if verdict.unreachable:
        return Failure.UNREACHABLE
    if verdict.reason.startswith(FILE):
        return Failure.FILE
    return Failure.REFUSED if row.method.startswith("send") else Failure.EDIT
