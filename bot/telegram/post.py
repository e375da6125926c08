"""From the desk's deliveries to outbox rows: words are found here, in the receiver's language."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.work import GROUP, Delivery, RelayEdit, RelaySend, Tell, Work
from bot.telegram import menus, translate
from bot.telegram.render import render
from bot.telegram.view import View
from models.kernel import OutboxRow, person_lane
from models.kinds import Language, OutboxState, Priority
from models.person import Person


def payload_of(view: View) -> dict[str, Any]:
    """A view as parameters of sendMessage or editMessageText."""
    payload: dict[str, Any] = {
        "text": view.text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if view.keyboard:
        payload["reply_markup"] = {
            "inline_keyboard": [
                [{"text": b.label, **({"url": b.url} if b.url else {"callback_data": b.data})} for b in row]
                for row in view.keyboard
            ]
        }
    if view.silent:
        payload["disable_notification"] = True
    return payload


class Post:
    """Writes outbox rows for one unit of work."""

    def __init__(self, work: Work, group_language: Language) -> None:
        self.work, self.group_language = work, group_language
        self.zone = ZoneInfo(work.rules.time_zone)

    @property
    def session(self) -> AsyncSession:
        return self.work.session

    async def put_all(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            if isinstance(delivery, Tell):
                await self.put_notice(delivery)
            elif isinstance(delivery, RelaySend):
                await self.put_relay(delivery)
            elif isinstance(delivery, RelayEdit):
                await self.put_edit(delivery)
            else:
                for payload in menus.payloads(menus.Role.REP):
                    self.add(person_lane(delivery.to), "setMyCommands", payload, priority=Priority.NOTICE)
        await self.session.flush()

    async def put_notice(self, tell: Tell) -> None:
        language = self.group_language
        if tell.to != GROUP:
            person = await self.session.get_one(Person, tell.to)
            language = Language(person.language)
        payload = payload_of(render(tell.notice, language, zone=self.zone))
        if tell.ref is not None and await self.replace_pending(tell.ref, payload):
            return
        lane = GROUP if tell.to == GROUP else person_lane(int(tell.to))
        self.add(lane, "sendMessage", payload, priority=tell.priority, ref=tell.ref, order_id=tell.order_id)

    async def replace_pending(self, ref: str, payload: dict[str, Any]) -> bool:
        """Pending edits of one card collapse into the last."""
        row = await self.session.scalar(
            select(OutboxRow).where(OutboxRow.ref == ref, OutboxRow.state == OutboxState.PENDING)
        )
        if row is None:
            return False
        row.payload, row.version = payload, row.version + 1
        return True

    async def put_relay(self, send: RelaySend) -> None:
        method, payload = translate.to_send(send.parcel)
        row = self.add(person_lane(send.to), method, payload, priority=Priority.RELAY, order_id=send.order_id)
        row.link_id, row.reply_link_id = send.link_id, send.reply_link_id
        row.key = f"relay:{send.link_id}"

    async def put_edit(self, edit: RelayEdit) -> None:
        """The edit of a message that is not sent yet changes the pending row."""
        pending = await self.session.scalar(
            select(OutboxRow)
            .where(OutboxRow.link_id == edit.link_id, OutboxRow.state == OutboxState.PENDING)
            .order_by(OutboxRow.id.desc())
            .limit(1)
        )
        if pending is not None:
            is_send = pending.method.startswith("send")
            pending.payload = (translate.to_send if is_send else translate.to_edit)(edit.parcel)[1]
            pending.version += 1
            return
        method, payload = translate.to_edit(edit.parcel)
        row = self.add(person_lane(edit.to), method, payload, priority=Priority.RELAY, order_id=edit.order_id)
        row.link_id = edit.link_id

    def add(
        self,
        lane: str,
        method: str,
        payload: dict[str, Any],
        *,
        priority: Priority,
        ref: str | None = None,
        order_id: int | None = None,
    ) -> OutboxRow:
        row = OutboxRow(
            lane=lane,
            priority=priority,
            method=method,
            payload=payload,
            ref=ref,
            order_id=order_id,
            state=OutboxState.PENDING,
            created_at=self.work.now,
        )
        self.session.add(row)
        return row
