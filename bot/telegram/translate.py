"""Telegram's messages to neutral parcels and back. Entities travel as lists, never as markup in people's words."""

from typing import Any

from aiogram.enums import ContentType
from aiogram.types import Message, MessageEntity

from bot.rules.parcel import CAPTIONED, Entity, Parcel, ParcelKind, clean

FIELDS = {
    ParcelKind.PHOTO: "photo",
    ParcelKind.VOICE: "voice",
    ParcelKind.STICKER: "sticker",
    ParcelKind.VIDEO: "video",
    ParcelKind.DOCUMENT: "document",
}
SEND = {ParcelKind.TEXT: "sendMessage"} | {kind: f"send{field.capitalize()}" for kind, field in FIELDS.items()}


def to_parcel(message: Message) -> Parcel:
    """What a person sent, cleaned: formatting stays, everything that can name somebody goes."""
    reply_to = message.reply_to_message.message_id if message.reply_to_message else None
    if message.content_type == ContentType.TEXT:
        parcel = Parcel(ParcelKind.TEXT, message.text or "", entities(message.entities), reply_to=reply_to)
        return clean(parcel)
    kind = next((kind for kind, field in FIELDS.items() if message.content_type == field), None)
    if kind is None:
        return Parcel(ParcelKind.OTHER, reply_to=reply_to, other=str(message.content_type.split(".")[-1]).lower())
    media = message.photo[-1] if message.photo else getattr(message, FIELDS[kind])
    parcel = Parcel(kind, message.caption or "", entities(message.caption_entities), media.file_id, reply_to)
    return clean(parcel)


def entities(found: list[MessageEntity] | None) -> tuple[Entity, ...]:
    return tuple(Entity(e.type, e.offset, e.length, e.language or "") for e in found or ())


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
