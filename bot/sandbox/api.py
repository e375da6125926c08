"""The table of methods that the stand-in acts out, and what they share. Each method stands in a file of its subject."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.entities import Built, parse, utf16
from bot.sandbox.errors import BadRequest
from bot.sandbox.updates import Updates
from bot.sandbox.webhook import Webhooks
from bot.sandbox.wire import PART, Part
from bot.sandbox.world import BotAccount, Json, Room, Stored, World

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
PHOTO_LIMIT, FILE_LIMIT = 10 * 1024 * 1024, 50 * 1024 * 1024
LOOKS = {"text", "style", "icon_custom_emoji_id"}  # what a button shows; the rest is what it does
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)


@dataclass
class Api:
    """What a method works with."""

    world: World
    updates: Updates
    webhooks: Webhooks


@dataclass
class Ask:
    """One call of one bot: parameters already in their own types."""

    bot: BotAccount
    params: Json
    parts: dict[str, Part]

    def get(self, name: str, default: Any = None) -> Any:
        return self.params.get(name, default)


Method = Callable[[Api, Ask], Any | Awaitable[Any]]
METHODS: dict[str, tuple[Method, str]] = {}


def acts(name: str, answers: str) -> Callable[[Method], Method]:
    """Register the function for a method; `answers` is the Bot API type of its result."""

    def register(method: Method) -> Method:
        METHODS[name] = (method, answers)
        return method

    return register


def find(room: Room, message_id: Any, doing: str) -> Stored:
    """A message of the room, or Telegram's error for what was to be done with it."""
    stored = room.messages.get(message_id)
    if stored is None:
        raise BadRequest(f"message to {doing} not found")
    return stored


def text_content(ask: Ask) -> Json:
    built = parse(str(ask.get("text", "")), ask.get("parse_mode"), ask.get("entities"))
    return checked(built, TEXT_LIMIT, "text")


def checked(built: Built, limit: int, name: str) -> Json:
    """Text with its entities, inside Telegram's limits."""
    if name == "text" and not built.text.strip():
        raise BadRequest("message text is empty")
    length = utf16(built.text)
    if length > limit:
        raise BadRequest("message is too long" if name == "text" else "message caption is too long")
    for entity in built.entities:
        if entity["offset"] < 0 or entity["length"] <= 0 or entity["offset"] + entity["length"] > length:
            raise BadRequest("can't parse entities: entity is out of the text")
    found: Json = {name: built.text}
    if built.entities:
        found["entities" if name == "text" else "caption_entities"] = built.entities
    return found


def caption_content(params: Json) -> Json:
    if not params.get("caption"):
        return {}
    built = parse(params["caption"], params.get("parse_mode"), params.get("caption_entities"))
    return checked(built, CAPTION_LIMIT, "caption")


def check_markup(markup: Json | None) -> Json | None:
    """The keyboard, if its buttons can be sent."""
    for row in (markup or {}).get("inline_keyboard", []):
        for button in row:
            data = button.get("callback_data")
            if data is not None and not 1 <= len(str(data).encode()) <= 64:
                raise BadRequest("BUTTON_DATA_INVALID")
            if not button.get("text"):
                raise BadRequest("can't parse inline keyboard button: text is empty")
            if not button.keys() - LOOKS:
                raise BadRequest(
                    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
                )
    return markup


def deliver(api: Api, ask: Ask, content: Json) -> Json:
    """Send a bot's message into its chat, with reply, keyboard, topic and protection."""
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    markup = check_markup(ask.get("reply_markup"))
    extra = reply_content(room, ask) | topic_content(room, ask)
    if ask.get("protect_content"):
        extra["has_protected_content"] = True
    if markup and "inline_keyboard" in markup:
        extra["reply_markup"] = markup
    stored = api.world.new_message(room, ask.bot.user(), content | extra)
    if markup and "inline_keyboard" not in markup:
        set_keyboard(api, room, markup)
    return stored.body


def reply_content(room: Room, ask: Ask) -> Json:
    asked = ask.get("reply_parameters")
    if not asked:
        return {}
    original = room.messages.get(asked.get("message_id"))
    if original is None:
        if asked.get("allow_sending_without_reply"):
            return {}
        raise BadRequest("message to be replied not found")
    return {"reply_to_message": {key: value for key, value in original.body.items() if key != "reply_to_message"}}


def topic_content(room: Room, ask: Ask) -> Json:
    thread = ask.get("message_thread_id")
    if thread is None:
        return {}
    if thread not in room.topics:
        raise BadRequest("message thread not found")
    return {"message_thread_id": thread, "is_topic_message": True}


def set_keyboard(api: Api, room: Room, markup: Json) -> None:
    """A reply keyboard belongs to the chat, not to the message."""
    shown = None if markup.get("remove_keyboard") else markup
    for user_id in api.world.watchers(room):
        room.keyboards[user_id] = shown
    api.world.log(room, "keyboard", {"keyboard": shown})


def upload(api: Api, ask: Ask, value: Any, kind: str) -> Any:
    """The stored file of a parameter: a part, or a file id sent again."""
    if isinstance(value, str) and value.startswith(PART):
        part = ask.parts.get(value.removeprefix(PART))
        if part is None:
            raise BadRequest("can't parse InputMedia: media not found")
        if not part.data:
            raise BadRequest("file must be non-empty")
        if len(part.data) > (PHOTO_LIMIT if kind == "photo" else FILE_LIMIT):
            raise BadRequest("file is too big" if kind != "photo" else "PHOTO_INVALID_DIMENSIONS")
        return api.world.files.add(kind, part.data, part.name, part.mime)
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        raise BadRequest("failed to get HTTP URL content")
    return api.world.files.get(str(value))
