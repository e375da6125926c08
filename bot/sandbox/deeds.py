"""What people do: say, send, tap, edit, react, start, delete, block, pay, forward. Each verb is one function."""

import asyncio
import base64
import binascii
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox import payments
from bot.sandbox.entities import Built, found_in_text, utf16
from bot.sandbox.errors import ControlError
from bot.sandbox.files import media
from bot.sandbox.reactions import kinds
from bot.sandbox.world import BotAccount, Json, Room, Stored, World

TAP_PATIENCE_S = 3.0
FILES = {"photo", "video", "animation", "voice", "audio", "video_note", "document", "sticker"}
MIMES = {"photo": "image/jpeg", "voice": "audio/ogg", "audio": "audio/mpeg", "video": "video/mp4", "video_note": "video/mp4",
         "animation": "video/mp4", "sticker": "image/webp", "document": "application/octet-stream"}  # fmt: skip
BELONGS = ("emoji", "set_name", "performer", "title", "thumbnail")
PLAIN: dict[str, tuple[str, ...]] = {
    "location": ("latitude", "longitude"),
    "contact": ("phone_number", "first_name"),
    "dice": ("emoji", "value"),
}


@dataclass
class Deed:
    """One act of one person in one room."""

    world: World
    bot: BotAccount
    room: Room
    user: Json
    given: Json

    def need(self, name: str) -> Any:
        if self.given.get(name) is None:
            raise ControlError(f"“{self.given.get('do')}” needs “{name}”")
        return self.given[name]

    def message(self, message_id: Any) -> Stored:
        stored = self.room.messages.get(int(message_id))
        if stored is None or self.user["id"] in stored.deleted_for:
            raise ControlError(f"there is no message {message_id} in this chat")
        return stored

    def tell_bots(self, kind: str, payload: Json, key: int | None = None) -> None:
        """An update for the bot of a private chat, or every bot in a group."""
        bots = [self.room.bot_id] if self.room.private else [m for m in self.room.members if m in self.world.bots]
        for bot_id in bots:
            if self.room.members.get(bot_id) not in ("left", "kicked"):
                self.world.emit(bot_id, kind, payload, self.room.id if key is None else key)


Verb = Callable[[Deed], Awaitable[Json]]
VERBS: dict[str, Verb] = {}


def verb(name: str) -> Callable[[Verb], Verb]:
    def register(function: Verb) -> Verb:
        VERBS[name] = function
        return function

    return register


async def act(world: World, given: Json) -> Json:
    """Carry out one act. Raises ControlError with a sentence where it cannot be."""
    user = world.user(int(given.get("as") or 0))
    bot = world.the_bot(given.get("bot"))
    room = world.room(bot.id, int(given.get("chat_id") or user["id"]))
    function = VERBS.get(str(given.get("do")))
    if function is None:
        raise ControlError(f"a person can {', '.join(VERBS)}")
    if room.members.get(user["id"]) in (None, "left", "kicked"):
        raise ControlError(f"{user['first_name']} is not in this chat")
    if room.private and room.id != user["id"]:
        raise ControlError("that is another person's private chat")
    return await function(Deed(world, bot, room, user, given))


def post(deed: Deed, content: Json) -> Json:
    """A person's message: in the room, and an update for the bots. Writing opens the chat again."""
    if deed.room.private:
        if deed.room.blocked:
            raise ControlError("unblock the bot first")
        deed.room.started = True
    reply_to = deed.given.get("reply_to")
    if reply_to:
        original = deed.message(reply_to).body
        content = content | {"reply_to_message": {k: v for k, v in original.items() if k != "reply_to_message"}}
    content = content | (deed.given.get("beside") or {})  # further fields of a message, as Telegram has them
    if deed.given.get("thread"):
        content = content | {"message_thread_id": int(deed.given["thread"]), "is_topic_message": True}
    stored = deed.world.new_message(deed.room, deed.user, content)
    deed.tell_bots("message", stored.body)
    return deed.world.shown(stored)


def written(text: str, entities: list[Json] | None, name: str) -> Json:
    limit = 4096 if name == "text" else 1024
    if utf16(text) > limit:
        raise ControlError(f"{limit} characters fit into one message")
    built = found_in_text(Built(text, [dict(e) for e in entities or []]))
    return {name: text} | (
        {"entities" if name == "text" else "caption_entities": built.entities} if built.entities else {}
    )


@verb("say")
async def say(deed: Deed) -> Json:
    text = str(deed.need("text"))
    if not text.strip():
        raise ControlError("an empty message cannot be sent")
    return post(deed, written(text, deed.given.get("entities"), "text"))


@verb("start")
async def start(deed: Deed) -> Json:
    payload = str(deed.given.get("payload") or "")
    return post(deed, written(f"/start {payload}".strip(), None, "text"))


def file_content(deed: Deed, kind: str) -> Json:
    """A file with its caption, as a message shows it."""
    given = deed.given
    try:
        data = base64.b64decode(str(deed.need("data")), validate=True)
    except binascii.Error:
        raise ControlError("data is base64") from None
    name, mime = str(given.get("filename") or f"{kind}.bin"), str(given.get("mime") or MIMES[kind])
    file = deed.world.files.add(kind, data, name, mime, {key: given[key] for key in BELONGS if given.get(key)})
    content: Json = {kind: media(file, kind, given)}
    if kind == "animation":
        content["document"] = media(file, "document", given)
    for look in ("has_media_spoiler", "show_caption_above_media"):
        if given.get(look):
            content[look] = True
    if given.get("caption"):
        content |= written(str(given["caption"]), given.get("caption_entities"), "caption")
    return content


@verb("send")
async def send(deed: Deed) -> Json:
    kind = str(deed.need("kind"))
    if kind in FILES:
        content = file_content(deed, kind)
        if deed.given.get("group"):
            content["media_group_id"] = str(deed.given["group"])
        return post(deed, content)
    if deed.given.get("content") is not None:  # whatever Telegram calls by this name, as it has it
        return post(deed, {kind: deed.given["content"]})
    return post(deed, other_content(deed, kind))


def other_content(deed: Deed, kind: str) -> Json:
    given = deed.given
    place = {"latitude": float(given.get("latitude") or 31.2), "longitude": float(given.get("longitude") or 121.5)}
    match kind:
        case "location":
            return {"location": place | {key: int(given[key]) for key in ("live_period",) if given.get(key)}}
        case "venue":
            venue = {
                "location": place,
                "title": given.get("title") or "Café",
                "address": given.get("address") or "Street 1",
            }
            return {"venue": venue, "location": place}
        case "contact":
            contact = {
                "phone_number": given.get("phone_number") or "+10000000",
                "first_name": given.get("first_name") or "Somebody",
            }
            return {"contact": contact | ({"user_id": given["user_id"]} if given.get("user_id") else {})}
        case "dice":
            return {"dice": {"emoji": given.get("emoji") or "🎲", "value": int(given.get("value") or 4)}}
        case "poll":
            options = [
                {"persistent_id": str(i), "text": t, "voter_count": 0}
                for i, t in enumerate(given.get("options") or ["yes", "no"])
            ]
            return {"poll": {"id": secrets.token_hex(6), "question": given.get("question") or "?", "options": options,
                             "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
                             "allows_multiple_answers": False, "allows_revoting": True, "members_only": False}}  # fmt: skip
    raise ControlError(f"a person cannot send “{kind}”")


def button_of(deed: Deed) -> tuple[Stored, Json]:
    """The inline button that is meant: by label or data, in the message named or the newest that has it."""
    label, data = str(deed.given.get("text") or "").casefold(), deed.given.get("data")
    named = deed.given.get("message_id")
    candidates = [deed.message(named)] if named else list(reversed(deed.room.messages.values()))
    for stored in candidates:
        rows = stored.body.get("reply_markup", {}).get("inline_keyboard", [])
        for button in (b for row in rows for b in row):
            fits = button.get("callback_data") == data if data is not None else label in button["text"].casefold()
            if fits and deed.user["id"] not in stored.deleted_for:
                return stored, button
    raise ControlError(f"there is no button “{deed.given.get('text') or data}” in this chat")


@verb("tap")
async def tap(deed: Deed) -> Json:
    if deed.given.get("data") is not None and deed.given.get("message_id") and deed.given.get("forged"):
        stored, button = deed.message(deed.given["message_id"]), {"callback_data": deed.given["data"]}
    else:
        stored, button = button_of(deed)
    if "callback_data" not in button:
        return {"answer": None, "url": button.get("url")}
    bot = deed.world.the_bot(stored.body["from"]["id"])
    query_id = secrets.token_hex(8)
    query: Json = {"at": deed.world.clock.now(), "answered": False, "answer": None, "done": asyncio.Event(),
                   "room": deed.room, "user_id": deed.user["id"]}  # fmt: skip
    bot.queries[query_id] = query
    payload = {"id": query_id, "from": deed.user, "message": stored.body, "data": button["callback_data"]}
    payload["chat_instance"] = str(abs(hash((bot.id, deed.room.id))))
    deed.world.emit(bot.id, "callback_query", payload, deed.user["id"])
    try:
        await asyncio.wait_for(query["done"].wait(), TAP_PATIENCE_S)
    except TimeoutError:
        return {"answer": None, "answered": False}
    return {"answer": query["answer"], "answered": True}


@verb("edit")
async def edit(deed: Deed) -> Json:
    stored = deed.message(deed.need("message_id"))
    if stored.body["from"]["id"] != deed.user["id"]:
        raise ControlError("only one's own messages can be edited")
    if deed.given.get("kind"):
        return edited_file(deed, stored)
    name = "text" if "text" in stored.body else "caption"
    text = deed.given.get(name, deed.given.get("text"))
    if text is None or (name == "text" and not str(text).strip()):
        raise ControlError(f"“edit” needs “{name}”")
    for key in (name, "entities" if name == "text" else "caption_entities"):
        stored.body.pop(key, None)
    stored.body.update(written(str(text), deed.given.get("entities"), name))
    deed.world.edited(deed.room, stored)
    deed.tell_bots("edited_message", stored.body)
    return deed.world.shown(stored)


EXCHANGED = ("photo", "video", "animation", "audio", "document", "text", "entities", "caption", "caption_entities",
             "has_media_spoiler", "show_caption_above_media")  # fmt: skip


def edited_file(deed: Deed, stored: Stored) -> Json:
    """Another file in place of the old one, or of a text."""
    kind = str(deed.given["kind"])
    if kind not in EXCHANGED[:5] or not any(one in stored.body for one in EXCHANGED[:6]):
        raise ControlError(f"“{kind}” cannot take the place of this message")
    content = file_content(deed, kind)
    for key in EXCHANGED:
        stored.body.pop(key, None)
    stored.body.update(content)
    deed.world.edited(deed.room, stored)
    deed.tell_bots("edited_message", stored.body)
    return deed.world.shown(stored)


@verb("react")
async def react(deed: Deed) -> Json:
    stored = deed.message(deed.need("message_id"))
    emoji, user_id = deed.given.get("emoji"), deed.user["id"]
    old = stored.reactions.pop(user_id, None)
    if emoji:
        stored.reactions[user_id] = str(emoji)
    reactions = deed.world.shown(stored)["reactions"]
    deed.world.log(deed.room, "reaction", {"message_id": stored.body["message_id"], "reactions": reactions})

    update = {"chat": deed.world.chat_json(deed.room), "message_id": stored.body["message_id"], "user": deed.user,
              "date": int(deed.world.clock.now()), "old_reaction": kinds(old), "new_reaction": kinds(emoji)}  # fmt: skip
    deed.tell_bots("message_reaction", update)
    return {"reactions": reactions}


@verb("delete")
async def delete(deed: Deed) -> Json:
    stored = deed.message(deed.need("message_id"))
    stored.deleted_for.add(deed.user["id"])
    deed.world.log(deed.room, "delete", {"message_ids": [stored.body["message_id"]]}, [deed.user["id"]])
    return {"deleted": True}


def membership(deed: Deed, old: str, new: str) -> Json:
    def status(value: str) -> Json:
        return {"status": value, "user": deed.bot.user()} | ({"until_date": 0} if value == "kicked" else {})

    update = {"chat": deed.world.chat_json(deed.room), "from": deed.user, "date": int(deed.world.clock.now()),
              "old_chat_member": status(old), "new_chat_member": status(new)}  # fmt: skip
    deed.world.emit(deed.bot.id, "my_chat_member", update, deed.room.id)
    deed.world.changed()
    return {"blocked": deed.room.blocked}


@verb("block")
async def block(deed: Deed) -> Json:
    if not deed.room.private:
        raise ControlError("a bot is blocked in its private chat")
    if deed.room.blocked:
        return {"blocked": True}
    deed.room.blocked = True
    return membership(deed, "member", "kicked")


@verb("unblock")
async def unblock(deed: Deed) -> Json:
    if not deed.room.blocked:
        return {"blocked": False}
    deed.room.blocked = False
    return membership(deed, "kicked", "member")


@verb("pay")
async def pay(deed: Deed) -> Json:
    return await payments.pay(deed.world, deed.bot, deed.room, deed.user, int(deed.need("message_id")))


@verb("forward")
async def forward(deed: Deed) -> Json:
    source = deed.world.room(deed.bot.id, int(deed.given.get("from_chat_id") or deed.user["id"]))
    if deed.user["id"] not in deed.world.watchers(source):
        raise ControlError("that chat cannot be seen")
    stored = source.messages.get(int(deed.need("message_id")))
    if stored is None or stored.body.get("has_protected_content"):
        raise ControlError("that message cannot be forwarded")
    left_out = ("message_id", "date", "chat", "from", "reply_to_message", "reply_markup", "edit_date")
    content = {key: value for key, value in stored.body.items() if key not in left_out}
    origin = {"type": "user", "date": stored.body["date"], "sender_user": stored.body["from"]}
    return post(deed, content | {"forward_origin": stored.body.get("forward_origin", origin)})


@verb("raw")
async def raw(deed: Deed) -> Json:
    """An update sent as it is, for tests of malformed input."""
    update = deed.need("update")
    for emitter in deed.world.emitters:
        emitter.__self__.put(emitter.__self__.queue(deed.bot.id), update, deed.user["id"])
    return {"sent": True}
