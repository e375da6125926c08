"""What a handler answers with: a command for the desk, bound to the event that asked for it."""

from collections.abc import Mapping
from html import unescape
from typing import Any

from aiogram.types import CallbackQuery, InaccessibleMessage, Message, PreCheckoutQuery

from bot.desk import door
from bot.desk.commands import Command
from bot.desk.notices import Notice, Refused
from bot.desk.work import Actor, Work
from bot.rules.parcel import Parcel
from bot.telegram.post import Post, payload_of
from bot.telegram.render import render
from bot.telegram.taps import answer
from bot.telegram.translate import to_parcel
from bot.telegram.view import View
from models import outbox
from models.outbox import person_lane
from models.person import Person

LONGEST_REFUSAL = 200
Event = Message | CallbackQuery | PreCheckoutQuery


class Reply:
    """`await reply(command)` asks the desk and presents its answer where the event came from."""

    def __init__(self, work: Work, post: Post, actor: Actor, event: Event | None, raw: Mapping[str, Any]) -> None:
        """`raw` is the update that the event came in, as Telegram's JSON has it."""
        self.work, self.post, self.actor, self.event, self.raw = work, post, actor, event, raw
        self.answered = False

    async def __call__(self, command: Command) -> None:
        before = len(self.work.deliveries)
        try:
            async with self.work.session.begin_nested():
                notice = await door.handle(self.work, command)
        except Refused as refused:
            del self.work.deliveries[before:]
            notice = refused.notice
        await self.say(notice)

    @property
    def parcel(self) -> Parcel:
        """What the message holds, new or edited."""
        return to_parcel(self.raw.get("message") or self.raw["edited_message"])

    async def say(self, notice: Notice | None) -> None:
        """Show the notice: in passing, in place of the tapped message, or as a message.

        A tap is always answered; what is said of one message, such as a refusal, is shown as a reply to it.
        """
        person = await self.work.session.get_one(Person, self.actor.id)
        view = render(notice, person.language, zone=self.post.zone) if notice else None
        if isinstance(self.event, PreCheckoutQuery):
            self._answer_checkout(self.event, unescape(view.text) if view is not None else "")
            return
        if isinstance(self.event, CallbackQuery):
            self._answer_tap(self.event, view if notice is not None and notice.toast else None)
            if notice is None or notice.toast:
                return
        if notice is None or view is None:
            return
        payload = payload_of(view)
        method = "sendMessage"
        if isinstance(self.event, Message) and self.event.message_thread_id is not None:
            payload["message_thread_id"] = self.event.message_thread_id
        if notice.beside and isinstance(self.event, Message):
            payload["reply_parameters"] = {"message_id": self.event.message_id, "allow_sending_without_reply": True}
        replaced = await self._replaceable() if notice.in_place else None
        if replaced is not None:
            method = "editMessageText"
            payload["message_id"] = replaced
        self.post.add(person_lane(self.actor.id), method, payload, person_id=self.actor.id)

    def _answer_tap(self, query: CallbackQuery, toast: View | None) -> None:
        self.answered = True
        lane, payload = answer(query.id, toast)
        self.post.add(lane, "answerCallbackQuery", payload)

    def _answer_checkout(self, query: PreCheckoutQuery, why_not: str) -> None:
        """Telegram waits ten seconds for it."""
        payload: dict[str, object] = {"pre_checkout_query_id": query.id, "ok": not why_not}
        if why_not:
            payload["error_message"] = why_not[:LONGEST_REFUSAL]
        self.post.add(f"cb{query.id}"[:32], "answerPreCheckoutQuery", payload)

    async def _replaceable(self) -> int | None:
        """The tapped message, in a private chat; but no card of an order, which is brought up to date by itself."""
        message = self.event.message if isinstance(self.event, CallbackQuery) else None
        if message is None or isinstance(message, InaccessibleMessage) or message.chat.type != "private":
            return None
        card = await outbox.ref_at(self.work.session, person_lane(self.actor.id), message.message_id)
        return None if card.startswith("order:") else message.message_id
