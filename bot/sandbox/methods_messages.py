"""Methods that send, copy, edit and delete messages."""

from typing import Any

from bot.sandbox.api import (
    NOT_MODIFIED,
    Api,
    Ask,
    acts,
    caption_content,
    check_markup,
    checked,
    deliver,
    find,
    text_content,
    upload,
)
from bot.sandbox.entities import parse
from bot.sandbox.errors import BadRequest
from bot.sandbox.files import media
from bot.sandbox.reactions import set_by_a_bot
from bot.sandbox.world import Json, Room, Stored

CAPTIONED = {"photo", "video", "animation", "voice", "audio", "document"}
COVERABLE = {"photo", "video", "animation"}
LOOKS = {"has_spoiler": "has_media_spoiler", "show_caption_above_media": "show_caption_above_media"}
REPLACEABLE = CAPTIONED - {"voice"}
ALBUM = ("photo", "video", "audio", "document")
CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "video", "animation", "voice", "audio",
           "document", "video_note", "sticker", "location", "venue", "contact", "dice", "poll")  # fmt: skip
SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "pinned_message",
    "successful_payment",
    "refunded_payment",
    "invoice",
)


@acts("sendMessage", "Message")
def send_message(api: Api, ask: Ask) -> Json:
    return deliver(api, ask, text_content(ask))


def sender(kind: str, parameter: str) -> Any:
    def send(api: Api, ask: Ask) -> Json:
        api.world.room_for_bot(ask.bot, ask.get("chat_id"))
        return deliver(api, ask, media_content(api, ask, kind, ask.get(parameter), ask.params))

    return send


def media_content(api: Api, ask: Ask, kind: str, value: Any, given: Json) -> Json:
    """A file as a message shows it, with its caption and its looks."""
    file = upload(api, ask, value, kind)
    content: Json = {kind: media(file, kind, given)}
    if kind == "animation":
        content["document"] = media(file, "document", given)
    for asked, shown in LOOKS.items():
        if kind in COVERABLE and given.get(asked):
            content[shown] = True
    return content | (caption_content(given) if kind in CAPTIONED else {})


for one, name in (
    ("photo", "sendPhoto"), ("video", "sendVideo"), ("animation", "sendAnimation"), ("voice", "sendVoice"),
    ("audio", "sendAudio"), ("document", "sendDocument"), ("sticker", "sendSticker"), ("video_note", "sendVideoNote"),
):  # fmt: skip
    acts(name, "Message")(sender(one, one))


@acts("sendMediaGroup", "Array of Message")
def send_media_group(api: Api, ask: Ask) -> list[Json]:
    items = ask.get("media")
    if not 2 <= len(items) <= 10:
        raise BadRequest("there must be from 2 to 10 media in the album")
    api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    check_album(items)
    contents = [media_content(api, ask, item["type"], item["media"], item) for item in items]
    group = str(api.world.clock.now()).replace(".", "") + str(len(api.world.events))
    return [deliver(api, ask, content | {"media_group_id": group}) for content in contents]


def check_album(items: list[Json]) -> None:
    """What may stand together: photos and videos, their captions on one side; files and music each among themselves."""
    kinds = {str(item["type"]) for item in items}
    for kind in sorted(kinds):
        if kind not in ALBUM:
            raise BadRequest(f'can\'t parse InputMedia: type "{kind}" is not for albums')
        if kind not in COVERABLE and len(kinds) > 1:
            raise BadRequest(f"{kind} can't be mixed with other media types")
    if len({bool(item.get("show_caption_above_media")) for item in items}) > 1:
        raise BadRequest("parameter show_caption_above_media must be the same for all messages")


@acts("sendLocation", "Message")
def send_location(api: Api, ask: Ask) -> Json:
    return deliver(api, ask, {"location": {"latitude": ask.get("latitude"), "longitude": ask.get("longitude")}})


@acts("sendVenue", "Message")
def send_venue(api: Api, ask: Ask) -> Json:
    place = {"latitude": ask.get("latitude"), "longitude": ask.get("longitude")}
    venue = {"location": place, "title": ask.get("title"), "address": ask.get("address")}
    return deliver(api, ask, {"venue": venue, "location": place})


@acts("sendContact", "Message")
def send_contact(api: Api, ask: Ask) -> Json:
    return deliver(
        api, ask, {"contact": {"phone_number": ask.get("phone_number"), "first_name": ask.get("first_name")}}
    )


@acts("sendDice", "Message")
def send_dice(api: Api, ask: Ask) -> Json:
    emoji = ask.get("emoji", "🎲")
    return deliver(api, ask, {"dice": {"emoji": emoji, "value": 1 + len(api.world.events) % 6}})


def content_of(stored: Stored) -> Json:
    if any(kind in stored.body for kind in SERVICE):
        raise BadRequest("message can't be copied")
    return {key: stored.body[key] for key in CONTENT if key in stored.body}


@acts("copyMessage", "MessageId")
def copy_message(api: Api, ask: Ask) -> Json:
    source = api.world.room_for_bot(ask.bot, ask.get("from_chat_id"))
    content = content_of(find(source, ask.get("message_id"), "copy"))
    if "caption" in ask.params and any(kind in content for kind in CAPTIONED):
        content = {k: v for k, v in content.items() if not k.startswith("caption")} | caption_content(ask.params)
    return {"message_id": deliver(api, ask, content)["message_id"]}


def many(api: Api, ask: Ask, *, forward: bool) -> list[Json]:
    """Copies or forwards of several messages; those that are missing are left out, albums stay albums."""
    ids = ask.get("message_ids")
    if not 1 <= len(ids) <= 100 or ids != sorted(set(ids)):
        raise BadRequest("message identifiers must be in a strictly increasing order")
    source = api.world.room_for_bot(ask.bot, ask.get("from_chat_id"))
    groups: dict[str, str] = {}
    sent = []
    for stored in (source.messages[i] for i in ids if i in source.messages):
        content = content_of(stored) | (origin(api, stored) if forward else {})
        old = stored.body.get("media_group_id")
        if old:
            content["media_group_id"] = groups.setdefault(old, f"{old}c{len(api.world.events)}")
        sent.append({"message_id": deliver(api, ask, content)["message_id"]})
    return sent


@acts("copyMessages", "Array of MessageId")
def copy_messages(api: Api, ask: Ask) -> list[Json]:
    return many(api, ask, forward=False)


@acts("forwardMessages", "Array of MessageId")
def forward_messages(api: Api, ask: Ask) -> list[Json]:
    return many(api, ask, forward=True)


@acts("forwardMessage", "Message")
def forward_message(api: Api, ask: Ask) -> Json:
    source = api.world.room_for_bot(ask.bot, ask.get("from_chat_id"))
    stored = find(source, ask.get("message_id"), "forward")
    if stored.body.get("has_protected_content"):
        raise BadRequest("message has protected content and can't be forwarded")
    return deliver(api, ask, content_of(stored) | origin(api, stored))


def origin(_api: Api, stored: Stored) -> Json:
    found = {"type": "user", "date": stored.body["date"], "sender_user": stored.body["from"]}
    return {"forward_origin": stored.body.get("forward_origin", found)}


# --- edits ---


def own(api: Api, ask: Ask) -> tuple[Room, Stored]:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    stored = find(room, ask.get("message_id"), "edit")
    if stored.body["from"]["id"] != ask.bot.id:
        raise BadRequest("message can't be edited")
    return room, stored


def rewrite(api: Api, ask: Ask, content: Json, gone: tuple[str, ...]) -> Json:
    """Put new content and keyboard on a message; the same again is Telegram's error."""
    room, stored = own(api, ask)
    markup = check_markup(ask.get("reply_markup"))
    before = {key: stored.body.get(key) for key in (*gone, "reply_markup")}
    after = {key: content.get(key) for key in gone} | {
        "reply_markup": markup if markup and markup.get("inline_keyboard") else None
    }
    if before == after:
        raise BadRequest(NOT_MODIFIED)
    for key, value in after.items():
        stored.body.pop(key, None)
        if value is not None:
            stored.body[key] = value
    only_keyboard = all(before[key] == after[key] for key in gone)
    api.world.edited(room, stored, by_user=not only_keyboard)
    return stored.body


@acts("editMessageText", "Message")
def edit_text(api: Api, ask: Ask) -> Json:
    _room, stored = own(api, ask)
    if "text" not in stored.body:
        raise BadRequest("there is no text in the message to edit")
    return rewrite(api, ask, text_content(ask), ("text", "entities"))


@acts("editMessageCaption", "Message")
def edit_caption(api: Api, ask: Ask) -> Json:
    _room, stored = own(api, ask)
    if not any(kind in stored.body for kind in CAPTIONED):
        raise BadRequest("there is no caption in the message to edit")
    return rewrite(api, ask, caption_content(ask.params), ("caption", "caption_entities"))


@acts("editMessageMedia", "Message")
def edit_media(api: Api, ask: Ask) -> Json:
    _room, stored = own(api, ask)
    item = ask.get("media")
    kind = item["type"]
    if kind not in REPLACEABLE or not any(one in stored.body for one in (*REPLACEABLE, "text")):
        raise BadRequest("message can't be edited")
    content = media_content(api, ask, kind, item["media"], item)
    gone = (*sorted(REPLACEABLE), *LOOKS.values(), "caption", "caption_entities", "text", "entities")
    return rewrite(api, ask, content, gone)


@acts("editMessageReplyMarkup", "Message")
def edit_markup(api: Api, ask: Ask) -> Json:
    return rewrite(api, ask, {}, ())


@acts("deleteMessage", "True")
def delete_message(api: Api, ask: Ask) -> bool:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    stored = find(room, ask.get("message_id"), "delete")
    if too_old_to_delete(api, stored):
        raise BadRequest("message can't be deleted")
    api.world.delete(room, [ask.get("message_id")])
    return True


@acts("deleteMessages", "True")
def delete_messages(api: Api, ask: Ask) -> bool:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    if not 1 <= len(ask.get("message_ids")) <= 100:
        raise BadRequest("there must be from 1 to 100 message identifiers")
    found = [i for i in ask.get("message_ids") if i in room.messages]
    if any(too_old_to_delete(api, room.messages[i]) for i in found):
        raise BadRequest("message can't be deleted")
    if found:
        api.world.delete(room, found)
    return True


def too_old_to_delete(api: Api, stored: Stored) -> bool:
    return bool(api.world.clock.now() - stored.body["date"] > 48 * 3600)


@acts("setMessageReaction", "True")
def set_reaction(api: Api, ask: Ask) -> bool:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    stored = find(room, ask.get("message_id"), "react")
    group = stored.body.get("media_group_id")
    if group:
        stored = next(s for s in room.messages.values() if s.body.get("media_group_id") == group)
    emoji = set_by_a_bot(ask.get("reaction") or [])
    stored.reactions.pop(ask.bot.id, None)
    if emoji:
        stored.reactions[ask.bot.id] = emoji
    shown = api.world.shown(stored)["reactions"]
    api.world.log(room, "reaction", {"message_id": stored.body["message_id"], "reactions": shown})
    return True


@acts("sendPoll", "Message")
def send_poll(api: Api, ask: Ask) -> Json:
    options = [parse(o["text"], None, None).text for o in ask.get("options")]
    shown = [{"persistent_id": str(i), "text": text, "voter_count": 0} for i, text in enumerate(options)]
    question = checked(parse(str(ask.get("question")), None, None), 300, "text")["text"]
    poll = {"id": str(len(api.world.events)), "question": question, "options": shown, "total_voter_count": 0,
            "is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
            "allows_revoting": True, "members_only": False}  # fmt: skip
    return deliver(api, ask, {"poll": poll})
