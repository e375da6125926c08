"""Telegram's messages to neutral parcels and back. Entities travel as lists, never as markup in people's words."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from bot.rules.dice import fallen
from bot.rules.parcel import CAPTIONED, COVERABLE, GROUPED, Entity, FileFacts, Parcel, ParcelKind, clean
from bot.telegram.porter import CLEAN, LOOK

FIELDS = {
    ParcelKind.PHOTO: "photo",
    ParcelKind.VOICE: "voice",
    ParcelKind.STICKER: "sticker",
    ParcelKind.VIDEO: "video",
    ParcelKind.DOCUMENT: "document",
    ParcelKind.ANIMATION: "animation",
    ParcelKind.VIDEO_NOTE: "video_note",
    ParcelKind.AUDIO: "audio",
}
CLEANED = frozenset(FIELDS) - {ParcelKind.PHOTO}
"""What is sent anew. A photo Telegram itself has made anew for everybody, and its id tells nothing."""

SHAPE = {
    ParcelKind.VIDEO: ("width", "height", "duration"),
    ParcelKind.ANIMATION: ("width", "height", "duration"),
    ParcelKind.AUDIO: ("duration",),
    ParcelKind.VOICE: ("duration",),
    ParcelKind.VIDEO_NOTE: ("length", "duration"),
}
"""What the methods that send them ask of a new file's shape."""

ALBUM_KEY_BYTES = 12
SEND = {kind: f"send{field.title().replace('_', '')}" for kind, field in FIELDS.items()}
FIELD_OF = {method: FIELDS[kind] for kind, method in SEND.items()}

NAMELESS = {"performer": "—", "title": "♪"}
"""What an audio is called. Of a file that is sent again by its id, Telegram shows the tags that it has."""

NO_CONTENT = frozenset({
    "message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count",
    "sender_business_bot", "date", "business_connection_id", "chat", "forward_origin", "is_topic_message",
    "is_automatic_forward", "reply_to_message", "external_reply", "quote", "reply_to_story",
    "reply_to_checklist_task_id", "reply_to_poll_option_id", "via_bot", "sender_tag", "receiver_user",
    "ephemeral_message_id", "guest_bot_caller_chat", "guest_bot_caller_user", "guest_query_id",
    "edit_date", "has_protected_content", "is_from_offline", "is_paid_post", "media_group_id",
    "author_signature", "paid_star_count", "entities", "link_preview_options", "suggested_post_info", "effect_id",
    "caption", "caption_entities", "show_caption_above_media", "has_media_spoiler", "reply_markup",
})  # fmt: skip
"""The fields of a message that say nothing about its kind."""

TWOFOLD = ("animation", "live_photo", "venue", "game", "paid_media")
"""Kinds that come with the fields of a simpler kind beside their own."""


def to_parcel(message: Mapping[str, Any]) -> Parcel:
    """What a person sent, from Telegram's JSON, cleaned: formatting stays, everything that can name somebody goes."""
    answered = message.get("reply_to_message")
    reply_to = answered["message_id"] if isinstance(answered, dict) else None
    kind = kind_of(message)
    if kind == "text":
        return clean(Parcel(ParcelKind.TEXT, message["text"], entities(message.get("entities")), reply_to=reply_to))
    if kind == "dice":
        return Parcel(ParcelKind.DICE, fallen(message[kind]["emoji"], message[kind]["value"]), reply_to=reply_to)
    carried = next((parcel_kind for parcel_kind, field in FIELDS.items() if field == kind), None)
    if carried is None:
        return Parcel(ParcelKind.OTHER, reply_to=reply_to, other=kind)
    return clean(media_parcel(carried, message, reply_to))


def media_parcel(kind: ParcelKind, message: Mapping[str, Any], reply_to: int | None) -> Parcel:
    media = message[FIELDS[kind]]
    return Parcel(
        kind,
        message.get("caption", ""),
        entities(message.get("caption_entities")),
        (media[-1] if kind is ParcelKind.PHOTO else media)["file_id"],
        reply_to,
        spoiler=kind in COVERABLE and message.get("has_media_spoiler") is True,
        caption_above=kind in COVERABLE and message.get("show_caption_above_media") is True,
        file=facts(kind, media) if kind in CLEANED else None,
        album=album_of(message) if kind in GROUPED else "",
        emoji=media.get("emoji", "") if kind is ParcelKind.STICKER else "",
    )


def album_of(message: Mapping[str, Any]) -> str:
    """A key of the album that the message is a part of, if it is of one: its own in every chat, and nobody's id."""
    group = message.get("media_group_id")
    if not isinstance(group, str) or not group:
        return ""
    return hashlib.blake2s(f"{message['chat']['id']}:{group}".encode(), digest_size=ALBUM_KEY_BYTES).hexdigest()


def facts(kind: ParcelKind, media: Mapping[str, Any]) -> FileFacts:
    """What is told of a file that bears a name and tags."""
    shape = tuple((name, media[name]) for name in SHAPE.get(kind, ()) if isinstance(media.get(name), int))
    size = media.get("file_size")
    named = kind is not ParcelKind.VOICE  # whose type is Telegram's word, not the sender's, and no reason to refuse it
    told = (str(media.get("file_name", "")), str(media.get("mime_type", ""))) if named else ("", "")
    return FileFacts(*told, size if isinstance(size, int) else None, shape)


def kind_of(message: Mapping[str, Any]) -> str:
    """The name of what the message holds, as its field is called; a place that moves is a `live_location`."""
    held = [field for field in message if field not in NO_CONTENT]
    kind = next((kind for kind in TWOFOLD if kind in held), held[0] if held else "nothing")
    return "live_location" if kind == "location" and "live_period" in message[kind] else kind


def entities(found: Sequence[Mapping[str, Any]] | None) -> tuple[Entity, ...]:
    return tuple(Entity(e["type"], e["offset"], e["length"], e.get("language", "")) for e in found or ())


def wire(parcel: Parcel) -> list[dict[str, Any]]:
    return [
        {"type": e.kind, "offset": e.offset, "length": e.length, **({"language": e.language} if e.language else {})}
        for e in parcel.entities
    ]


def to_send(parcel: Parcel, *, protect: bool = True) -> tuple[str, dict[str, Any]]:
    """The method that delivers the parcel, and its parameters without the chat. `protect`: it cannot be passed on.

    A dice goes as words: thrown anew by Telegram, it would show the two sides different luck.
    """
    kept = {"protect_content": protect}
    if parcel.kind in (ParcelKind.TEXT, ParcelKind.DICE):
        return "sendMessage", text_payload(parcel) | kept
    payload: dict[str, Any] = {FIELDS[parcel.kind]: parcel.media} | kept | looks(parcel)
    if parcel.kind is ParcelKind.PHOTO:
        payload[LOOK] = True
    if parcel.kind in CLEANED:
        file = parcel.file or FileFacts()
        payload |= dict(file.shape) | {CLEAN: {"name": file.name, "mime": file.mime, "size": file.size}}
    if parcel.emoji:
        payload["emoji"] = parcel.emoji
    if parcel.kind in CAPTIONED and parcel.text:
        payload |= {"caption": parcel.text, "caption_entities": wire(parcel)}
    return SEND[parcel.kind], payload


def looks(parcel: Parcel) -> dict[str, Any]:
    """How the media is shown, as sendPhoto and InputMediaPhoto call it alike."""
    shown: dict[str, Any] = dict(NAMELESS) if parcel.kind is ParcelKind.AUDIO else {}
    if parcel.spoiler:
        shown["has_spoiler"] = True
    if parcel.caption_above:
        shown["show_caption_above_media"] = True
    return shown


def to_edit(parcel: Parcel) -> tuple[str, dict[str, Any]]:
    """The method that carries an edit over, and its parameters without chat and message."""
    return send_to_edit(*to_send(parcel))


def send_to_edit(method: str, payload: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """What a send row becomes when its content changed while it was being sent. Cards keep their method.

    Media is put in place of media whether it is another or only its caption is: nothing is kept to tell them apart,
    and of what is the same Telegram says so and shows no change.
    """
    if not method.startswith("send") or "parse_mode" in payload:
        return method, payload
    if method == "sendMessage":
        return "editMessageText", {key: value for key, value in payload.items() if key != "protect_content"}
    if method == SEND[ParcelKind.VOICE]:
        return "editMessageCaption", {key: payload.get(key, empty) for key, empty in NO_CAPTION.items()}
    return "editMessageMedia", {"media": input_media(method, payload)}


NO_CAPTION: dict[str, Any] = {"caption": "", "caption_entities": []}


def input_media(method: str, payload: dict[str, Any]) -> dict[str, Any]:
    """What a method that sends one file would send, as Telegram's InputMedia."""
    field = FIELD_OF[method]
    about = {key: value for key, value in payload.items() if key not in (field, "protect_content")}
    return {"type": field, "media": payload[field]} | about


def text_payload(parcel: Parcel) -> dict[str, Any]:
    return {"text": parcel.text, "entities": wire(parcel), "link_preview_options": {"is_disabled": True}}
