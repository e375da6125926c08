"""Messages become parcels that name nobody, and parcels become Telegram's calls."""

from typing import Any

import pytest

from bot.rules.parcel import Entity, FileFacts, Parcel, ParcelKind
from bot.telegram.porter import CLEAN
from bot.telegram.translate import SHAPE, to_edit, to_parcel, to_send

FILE = {"file_id": "F1", "file_unique_id": "u"}
PHOTO = [{**FILE, "file_id": f"P{k}", "width": k, "height": k} for k in (90, 320, 1280)]
BOLD = [{"type": "bold", "offset": 0, "length": 2}]
SHAPED = FileFacts(shape=(("width", 1), ("height", 1), ("duration", 3)))
CARRIED: list[tuple[dict[str, Any], Parcel]] = [
    ({"text": "hi"}, Parcel(ParcelKind.TEXT, "hi")),
    ({"text": "hi", "entities": BOLD}, Parcel(ParcelKind.TEXT, "hi", (Entity("bold", 0, 2),))),
    ({"photo": PHOTO}, Parcel(ParcelKind.PHOTO, media="P1280")),
    (
        {"photo": PHOTO, "caption": "me", "caption_entities": BOLD},
        Parcel(ParcelKind.PHOTO, "me", (Entity("bold", 0, 2),), "P1280"),
    ),
    (
        {"voice": {**FILE, "duration": 3, "mime_type": "audio/ogg"}},
        Parcel(ParcelKind.VOICE, media="F1", file=FileFacts(shape=(("duration", 3),))),
    ),
    (
        {"video_note": {**FILE, "length": 240, "duration": 1}},
        Parcel(ParcelKind.VIDEO_NOTE, media="F1", file=FileFacts(shape=(("length", 240), ("duration", 1)))),
    ),
    (
        {"audio": {**FILE, "duration": 1, "performer": "Ann"}},
        Parcel(ParcelKind.AUDIO, media="F1", file=FileFacts(shape=(("duration", 1),))),
    ),
    ({"dice": {"emoji": "🎲", "value": 5}}, Parcel(ParcelKind.DICE, "🎲 5")),
    (
        {"animation": {**FILE, "width": 1, "height": 1, "duration": 3}, "document": FILE},
        Parcel(ParcelKind.ANIMATION, media="F1", file=SHAPED),
    ),
    (
        {"photo": PHOTO, "caption": "me", "has_media_spoiler": True, "show_caption_above_media": True},
        Parcel(ParcelKind.PHOTO, "me", (), "P1280", spoiler=True, caption_above=True),
    ),
    ({"video": {**FILE, "width": 1, "height": 1, "duration": 3}}, Parcel(ParcelKind.VIDEO, media="F1", file=SHAPED)),
    (
        {"document": {**FILE, "file_name": "Ann Lee.pdf"}},
        Parcel(ParcelKind.DOCUMENT, media="F1", file=FileFacts("Ann Lee.pdf")),
    ),
    (
        {
            "sticker": {
                **FILE, "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False,
                "file_size": 9, "emoji": "🌙", "set_name": "ann_lee_by_stickersbot", "thumbnail": FILE,
            }
        },
        Parcel(ParcelKind.STICKER, media="F1", file=FileFacts(size=9), emoji="🌙"),
    ),
]  # fmt: skip
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"location": {"latitude": 1.0, "longitude": 2.0}}, "location"),
    ({"contact": {"phone_number": "+100", "first_name": "Ann"}}, "contact"),
    ({"location": {"latitude": 1.0, "longitude": 2.0, "live_period": 60}}, "live_location"),
    ({"live_photo": {**FILE, "width": 1, "height": 1, "duration": 1}, "photo": PHOTO}, "live_photo"),
    ({"venue": {"title": "Café"}, "location": {"latitude": 1.0, "longitude": 2.0}}, "venue"),
    ({"paid_media": {"star_count": 5, "paid_media": []}}, "paid_media"),
    ({"something_new": {}}, "something_new"),
]


def message(**content: Any) -> dict[str, Any]:
    chat = {"id": 7, "type": "private", "first_name": "Ann"}
    return {"message_id": 5, "date": 1, "chat": chat, "from": {**chat, "is_bot": False}, **content}


@pytest.mark.parametrize(("content", "parcel"), CARRIED)
def test_what_is_carried(content: dict[str, Any], parcel: Parcel) -> None:
    assert to_parcel(message(**content)) == parcel


@pytest.mark.parametrize(("content", "name"), REFUSED)
def test_what_is_refused_by_name(content: dict[str, Any], name: str) -> None:
    parcel = to_parcel(message(**content))
    assert (parcel.kind, parcel.other, parcel.media, parcel.text) == (ParcelKind.OTHER, name, "", "")


def test_a_reply_keeps_the_id_it_answers() -> None:
    answered = {"message_id": 3, "date": 1, "chat": {"id": 7, "type": "private"}}
    assert to_parcel(message(text="yes", reply_to_message=answered)).reply_to == 3


def test_a_forward_is_its_content_alone() -> None:
    origin = {"type": "user", "date": 1, "sender_user": {"id": 9, "is_bot": False, "first_name": "Bo"}}
    assert to_parcel(message(text="look", forward_origin=origin)) == Parcel(ParcelKind.TEXT, "look")


def test_entities_that_name_somebody_are_dropped() -> None:
    user = {"id": 9, "is_bot": False, "first_name": "Bo"}
    found = [
        {"type": "text_mention", "offset": 0, "length": 2, "user": user},
        {"type": "text_link", "offset": 0, "length": 2, "url": "https://example.org/ann"},
        {"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "1"},
        {"type": "pre", "offset": 0, "length": 2, "language": "python"},
    ]
    assert to_parcel(message(text="hi", entities=found)).entities == (Entity("pre", 0, 2, "python"),)


def test_a_block_of_code_is_called_by_a_language_and_by_no_other_word() -> None:
    for word, kept in (("python", "python"), ("C++", "C++"), ("wechat_lili1999", ""), ("138 0013 8000", "")):
        found = [{"type": "pre", "offset": 0, "length": 2, "language": word}]
        for parcel in (
            to_parcel(message(text="hi", entities=found)),
            to_parcel(message(photo=[{"file_id": "F"}], caption="hi", caption_entities=found)),
        ):
            assert parcel.entities == (Entity("pre", 0, 2, kept),)


@pytest.mark.parametrize(("content", "parcel"), CARRIED)
def test_a_parcel_is_sent_protected_and_without_markup(content: dict[str, Any], parcel: Parcel) -> None:
    method, payload = to_send(parcel)
    words = parcel.kind in (ParcelKind.TEXT, ParcelKind.DICE)
    assert method == ("sendMessage" if words else f"send{parcel.kind.title().replace('_', '')}")
    assert payload["protect_content"] is True
    assert "parse_mode" not in payload
    assert "chat_id" not in payload
    assert ("caption" in payload) == (not words and bool(parcel.text))


def test_all_but_a_photo_is_sent_anew_in_its_own_shape() -> None:
    for content, parcel in CARRIED:
        payload = to_send(parcel)[1]
        assert (CLEAN in payload) == bool(parcel.media and parcel.kind is not ParcelKind.PHOTO)
        shape = set(SHAPE.get(parcel.kind, ()))
        assert {"width", "height", "duration", "length"} & set(payload) == shape, content
        assert payload.get("emoji", "") == parcel.emoji


def test_text_shows_no_previews_and_keeps_its_formatting() -> None:
    assert to_send(Parcel(ParcelKind.TEXT, "hi", (Entity("bold", 0, 2),)))[1] == {
        "text": "hi",
        "entities": BOLD,
        "link_preview_options": {"is_disabled": True},
        "protect_content": True,
    }


def test_edits_follow_their_message() -> None:
    words = Parcel(ParcelKind.TEXT, "hi")
    picture = Parcel(ParcelKind.PHOTO, "me", (), "P1280")
    assert to_edit(words)[0] == "editMessageText"
    media = {"type": "photo", "media": "P1280", "look": True, "caption": "me", "caption_entities": []}
    assert to_edit(picture) == ("editMessageMedia", {"media": media})
    spoken = Parcel(ParcelKind.VOICE, "me", (), "F1")
    assert to_edit(spoken) == ("editMessageCaption", {"caption": "me", "caption_entities": []})
    assert to_edit(Parcel(ParcelKind.VOICE, media="F1"))[1] == {"caption": "", "caption_entities": []}


@pytest.mark.parametrize("protect", [True, False])
@pytest.mark.parametrize("kind", [ParcelKind.TEXT, ParcelKind.DICE, ParcelKind.AUDIO])
def test_protection_is_the_shops_choice(kind: ParcelKind, protect: bool) -> None:
    assert to_send(Parcel(kind, "hi", media="F1"), protect=protect)[1]["protect_content"] is protect


def test_looks_are_kept_in_the_message_and_in_its_edit() -> None:
    hidden = Parcel(ParcelKind.VIDEO, "me", (), "F1", spoiler=True, caption_above=True)
    for shown in (to_send(hidden)[1], to_edit(hidden)[1]["media"]):
        assert (shown["has_spoiler"], shown["show_caption_above_media"]) == (True, True)


def test_an_audio_is_called_nothing() -> None:
    shown = to_send(Parcel(ParcelKind.AUDIO, media="F1"))[1]
    assert (shown["performer"], shown["title"]) == ("—", "♪")
