"""Telegram's messages to neutral parcels and back. Entities travel as lists, never as markup in people's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.rules.parcel import CAPTIONED, Entity, FileFacts, Parcel, ParcelKind, clean
from bot.telegram.porter import CLEAN, LOOK

FIELDS = {
    ParcelKind.PHOTO: "photo",
    ParcelKind.VOICE: "voice",
    ParcelKind.STICKER: "sticker",
    ParcelKind.VIDEO: "video",
    ParcelKind.DOCUMENT: "document",
}
CLEANED = frozenset({"document", "video"})
SHAPE = ("width", "height", "duration")
SEND = {ParcelKind.TEXT: "sendMessage"} | {kind: f"send{field.capitalize()}" for kind, field in FIELDS.items()}


NO_CONTENT = frozenset({
    "message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count",
    "sender_business_bot", "date", "business_connection_id", "chat", "forward_origin", "is_topic_message",
    "is_automatic_forward", "reply_to_message", "external_reply", "quote", "reply_to_story",
    "reply_to_checklist_task_id", "via_bot",
    "edit_date", "has_protected_content", "is_from_offline", "is_paid_post", "media_group_id",
    "author_signature", "paid_star_count", "entities", "link_preview_options", "suggested_post_info", "effect_id",
    "caption", "caption_entities", "show_caption_above_media", "has_media_spoiler", "reply_markup",
})  # fmt: skip
"""The fields of a message that say nothing about its kind."""

TWOFOLD = ("animation", "venue", "game", "paid_media")
"""Kinds that come with the fields of a simpler kind beside their own."""


def to_parcel(message: Mapping[str, Any]) -> Parcel:
    """What a person sent, from Telegram's JSON, cleaned: formatting stays, everything that can name somebody goes."""
    answered = message.get("reply_to_message")
    reply_to = answered["message_id"] if isinstance(answered, dict) else None
    kind = kind_of(message)
    if kind == "text":
        return clean(Parcel(ParcelKind.TEXT, message["text"], entities(message.get("entities")), reply_to=reply_to))
    carried = next((parcel_kind for parcel_kind, field in FIELDS.items() if field == kind), None)
    if carried is None:
        return Parcel(ParcelKind.OTHER, reply_to=reply_to, other=kind)
    media = message[kind][-1] if carried is ParcelKind.PHOTO else message[kind]
    caption, formatting = message.get("caption", ""), entities(message.get("caption_entities"))
    return clean(Parcel(carried, caption, formatting, media["file_id"], reply_to, file=facts(kind, media)))


def facts(kind: str, media: Mapping[str, Any]) -> FileFacts | None:
    """What is told of a file that bears a name and tags; None for the kinds that Telegram makes anew."""
    if kind not in CLEANED:
        return None
    shape = tuple((name, media[name]) for name in SHAPE if isinstance(media.get(name), int))
    size = media.get("file_size")
    told = (str(media.get("file_name", "")), str(media.get("mime_type", "")))
    return FileFacts(*told, size if isinstance(size, int) else None, shape)


def kind_of(message: Mapping[str, Any]) -> str:
    """The name of what the message holds, as its field is called."""
    held = [field for field in message if field not in NO_CONTENT]
    return next((kind for kind in TWOFOLD if kind in held), held[0] if held else "nothing")


def entities(found: Sequence[Mapping[str, Any]] | None) -> tuple[Entity, ...]:
    return tuple(Entity(e["type"], e["offset"], e["length"], e.get("language", "")) for e in found or ())


def wire(parcel: Parcel) -> list[dict[str, Any]]:
    return [
        {"type": e.kind, "offset": e.offset, "length": e.length, **({"language": e.language} if e.language else {})}
        for e in parcel.entities
    ]


def to_send(parcel: Parcel) -> tuple[str, dict[str, Any]]:
    """The method that delivers the parcel, and its parameters without the chat."""
    if parcel.kind is ParcelKind.TEXT:
        return "sendMessage", text_payload(parcel) | {"protect_content": True}
    payload: dict[str, Any] = {FIELDS[parcel.kind]: parcel.media, "protect_content": True}
    if parcel.kind is ParcelKind.PHOTO:
        payload[LOOK] = True
    if parcel.file is not None:
        told = {"name": parcel.file.name, "mime": parcel.file.mime, "size": parcel.file.size}
        payload |= dict(parcel.file.shape) | {CLEAN: told}
    if parcel.kind in CAPTIONED and parcel.text:
        payload |= {"caption": parcel.text, "caption_entities": wire(parcel)}
    return SEND[parcel.kind], payload


def to_edit(parcel: Parcel) -> tuple[str, dict[str, Any]]:
    """The method that carries an edit over, and its parameters without chat and message."""
    if parcel.kind is ParcelKind.TEXT:
        return "editMessageText", text_payload(parcel)
    return "editMessageCaption", {"caption": parcel.text, "caption_entities": wire(parcel)}


def send_to_edit(method: str, payload: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """What a send row becomes when its content changed while it was being sent. Cards keep their method."""
    if not method.startswith("send") or "parse_mode" in payload:
        return method, payload
    if method == "sendMessage":
        return "editMessageText", {key: value for key, value in payload.items() if key != "protect_content"}
    kept = {"caption": payload.get("caption", ""), "caption_entities": payload.get("caption_entities", [])}
    return "editMessageCaption", kept


def text_payload(parcel: Parcel) -> dict[str, Any]:
    return {"text": parcel.text, "entities": wire(parcel), "link_preview_options": {"is_disabled": True}}
