"""From the desk's deliveries to outbox rows: words are found here, in the receiver's language."""

from dataclasses import replace
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.work import (
    GROUP,
    Delete,
    Delivery,
    Erase,
    Invoice,
    OpenTopic,
    Picture,
    Pin,
    Reaction,
    RelayEdit,
    RelaySend,
    RepMenu,
    ReturnStars,
    TakeBack,
    Tell,
    TextFile,
    Work,
)
from bot.telegram import menus, till_post, translate, vanishing
from bot.telegram.address import OPEN_TOPIC, PIN, UNPIN
from bot.telegram.render import render
from bot.telegram.strip import DRAW
from bot.telegram.view import View
from models import outbox
from models.kinds import Language, Rank
from models.outbox import PINNING, Card, NewOutboxRow, person_lane
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


def drawn(payload: dict[str, Any], picture: dict[str, Any]) -> dict[str, Any]:
    """A message's parameters as those of a photo that is drawn when it is sent."""
    about = {name: value for name, value in payload.items() if name not in ("text", "link_preview_options")}
    return about | {"photo": "", DRAW: picture, "caption": payload["text"]}


TITLE_LIMIT = 128


class Post:
    """Writes outbox rows for one unit of work."""

    def __init__(self, work: Work, group_language: Language) -> None:
        self.work, self.group_language = work, group_language
        self.zone = ZoneInfo(work.rules.time_zone)
        self.lanes: set[str] = set()  # in which something waits now, for the courier to hear of
        self.new: list[NewOutboxRow] = []  # not written yet

    @property
    def session(self) -> AsyncSession:
        return self.work.session

    async def put_all(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            if isinstance(delivery, Tell):
                await self.put_notice(delivery)
            elif isinstance(delivery, Invoice | ReturnStars | Picture | TextFile):
                await till_post.put(self, delivery)
            elif isinstance(delivery, RelaySend):
                await self.put_relay(delivery)
            elif isinstance(delivery, RelayEdit):
                await self.put_edit(delivery)
            elif isinstance(delivery, Reaction):
                await self.put_reaction(delivery)
            elif isinstance(delivery, OpenTopic):
                await self.put_topic(delivery)
            elif isinstance(delivery, TakeBack):
                await self.put_take_back(delivery)
            else:
                self.put_simple(delivery)
        await self.session.flush()
        new, self.new = self.new, []
        await outbox.add_all(self.session, new)

    def put_simple(self, delivery: Delete | Erase | Pin | RepMenu) -> None:
        """What needs no words and no look at what waits."""
        if isinstance(delivery, Delete):
            for message_id in delivery.message_ids:
                self.add_for(delivery.to, "deleteMessage", {"message_id": message_id})
        elif isinstance(delivery, Erase):
            method, payload = vanishing.call_of(delivery.message_ids)
            ref = vanishing.ref_of(delivery.vanishing_id)
            self.add_for(delivery.to, method, payload, ref=ref, rank=Rank.CARD)
        elif isinstance(delivery, Pin):
            self.put_pin(delivery)
        else:
            for payload in menus.payloads(menus.Role.REP):
                self.add_for(delivery.to, "setMyCommands", payload)

    async def put_notice(self, tell: Tell) -> None:
        language = self.group_language
        if tell.to != GROUP:
            person = await self.session.get_one(Person, tell.to)
            language = Language(person.language)
        view = render(tell.notice, language, zone=self.zone)
        payload = payload_of(view)
        if view.picture is not None and tell.to != GROUP:
            self.add_for(int(tell.to), "sendPhoto", drawn(payload, view.picture), order_id=tell.order_id)
            return
        if tell.ref is not None and await self.replace_pending(tell.ref, payload):
            return
        stands = tell.ref is not None and await self.session.get(Card, tell.ref) is not None
        extra: dict[str, Any] = {"ref": tell.ref, "order_id": tell.order_id, "reply_link_id": tell.reply_link_id}
        extra["rank"] = Rank.CARD if stands else Rank.NOW
        if tell.to == GROUP:
            self.add(GROUP, "sendMessage", payload, **extra)
        else:
            self.add_for(int(tell.to), "sendMessage", payload, **extra)

    async def replace_pending(self, ref: str, payload: dict[str, Any]) -> bool:
        """Pending edits of one card collapse into the last."""
        for i, new in enumerate(self.new):
            if new.ref == ref and new.method not in PINNING:
                self.new[i] = replace(new, payload=payload)
                return True
        row = await outbox.pending_card(self.session, ref)
        if row is None:
            return False
        row.payload, row.version = payload, row.version + 1
        return True

    async def put_relay(self, send: RelaySend) -> None:
        method, payload = translate.to_send(send.parcel, protect=self.work.rules.protect_content)
        ids = {"link_id": send.link_id, "reply_link_id": send.reply_link_id, "order_id": send.order_id}
        self.add_for(send.to, method, payload, album=send.parcel.album or None, **ids)

    async def put_edit(self, edit: RelayEdit) -> None:
        """The edit of a message that is not sent yet changes the pending row."""
        sending = translate.to_send(edit.parcel, protect=self.work.rules.protect_content)
        pending = await outbox.pending_of_link(self.session, edit.link_id)
        if pending is not None and pending.method == "deleteMessage":
            return
        if pending is not None:
            is_send = pending.method.startswith("send")
            pending.method, pending.payload = sending if is_send else translate.send_to_edit(*sending)
            pending.version += 1
            return
        method, payload = translate.send_to_edit(*sending)
        self.add_for(edit.to, method, payload, link_id=edit.link_id, order_id=edit.order_id)

    async def put_topic(self, topic: OpenTopic) -> None:
        """Before whatever is to stand in it. Where Telegram makes none, all goes to the chat itself."""
        person = await self.session.get_one(Person, topic.to)
        name = unescape(render(topic.title, Language(person.language)).text)[:TITLE_LIMIT]
        self.add_for(
            topic.to, OPEN_TOPIC, {"name": name}, ref=f"topic:{topic.order_id}:{topic.to}", order_id=topic.order_id
        )

    def put_pin(self, pin: Pin) -> None:
        """Behind what makes the card, which it needs."""
        method, payload = (PIN, {"disable_notification": True}) if pin.on else (UNPIN, {})
        self.add_for(pin.to, method, payload, ref=pin.ref, order_id=pin.order_id, rank=Rank.CARD)

    async def put_reaction(self, reaction: Reaction) -> None:
        """The last one counts. Words go before it."""
        ref = f"reaction:{reaction.link_id}:{reaction.to}"
        payload = {"reaction": [{"type": "emoji", "emoji": reaction.emoji}] if reaction.emoji else []}
        if not await self.replace_pending(ref, payload):
            ids = {"reply_link_id": reaction.link_id, "order_id": reaction.order_id}
            self.add_for(reaction.to, "setMessageReaction", payload, ref=ref, rank=Rank.CARD, **ids)

    async def put_take_back(self, gone: TakeBack) -> None:
        """A row that waits becomes the deletion: if it is just being sent, its copy goes as soon as it stands."""
        ref = None if gone.vanishing_id is None else vanishing.ref_of(gone.vanishing_id)
        pending = await outbox.pending_of_link(self.session, gone.link_id)
        if pending is None:
            self.add_for(gone.to, "deleteMessage", {}, link_id=gone.link_id, order_id=gone.order_id, ref=ref)
        elif pending.method != "deleteMessage" or pending.ref != ref:
            pending.method, pending.payload, pending.version = "deleteMessage", {}, pending.version + 1
            pending.ref = ref or pending.ref

    def add_for(self, person_id: int, method: str, payload: dict[str, Any], **fields: Any) -> None:
        self.add(person_lane(person_id), method, payload, person_id=person_id, **fields)

    def add(self, lane: str, method: str, payload: dict[str, Any], *, rank: Rank = Rank.NOW, **fields: Any) -> None:
        """A row for the courier, behind everything of its rank that waits in its lane."""
        known: dict[str, Any] = {"person_id": None, "payload": payload, "rank": rank, "created_at": self.work.now}
        self.new.append(NewOutboxRow(lane=lane, method=method, **(known | fields)))
        self.lanes.add(lane)
