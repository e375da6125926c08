"""Whatever somebody sends, and however it is dressed: nothing that reaches the other side tells who it was.

Everything is read as raw JSON and raw bytes: what the bot called, what stands in the other's chat and in the group,
what can be downloaded there, the log, and the figures.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.rules.parcel import CAPTIONED, ParcelKind
from bot.sandbox.people import Person
from bot.telegram.translate import FIELDS
from tests.files.canary import NAME, traces
from tests.files.drawings import tgs
from tests.files.movies import movie
from tests.files.offices import docx
from tests.files.sounds import mp3, opus
from tests.files.test_images import jpeg, webp
from tests.files.webms import webm
from tests.journeys.conftest import Shop
from tests.kernel.test_watch import asked, free_port
from tests.media import png

Json = dict[str, Any]
SET = "zhongliw_by_xiuyingqbot"
THUMBNAIL = {"file_id": f"thumb-{NAME}", "file_unique_id": "t", "width": 90, "height": 90}


@dataclass(frozen=True)
class Case:
    """One thing to send as the stand-in's `send` takes it; what of it arrives, in the field of its kind."""

    fields: Json
    data: Callable[[Path], bytes] | None = None
    arrives: Json = field(default_factory=dict)
    kind: str = ""  # where the stand-in has a name of its own for it
    words: str = ""  # by which the copy is known
    nowhere: bool = False


def file(data: Callable[[Path], bytes], arrives: Json, name: str = "", mime: str = "", **fields: Any) -> Case:
    about = {"filename": name, "mime": mime} if name else {}
    return Case(about | {"thumbnail": THUMBNAIL} | fields, data, arrives)


def sticker(data: Callable[[Path], bytes], *, animated: bool = False, video: bool = False) -> Case:
    arrives = {"emoji": "🌙", "is_animated": animated, "is_video": video, "set_name": None}
    return file(data, arrives, emoji="🌙", set_name=SET)


def song(data: Callable[[Path], bytes], name: str, mime: str) -> Case:
    arrives = {"performer": "—", "title": "♪", "duration": 7, "file_name": name}
    return file(data, arrives, f"{NAME}.{name[-3:]}", mime, performer=NAME, title=NAME, duration=7)


WORDS = "good evening 🌙 to you"
SHAPE = {"width": 64, "height": 48, "duration": 7}
FILM = file(lambda _: movie(), SHAPE | {"file_name": "video.mp4"}, f"{NAME}.mp4", "video/mp4", **SHAPE)
CASES: dict[ParcelKind, list[Case]] = {
    ParcelKind.TEXT: [Case({}, words="good evening")],
    ParcelKind.PHOTO: [Case({}, lambda _: png(9, 9))],  # as Telegram has made it anew
    ParcelKind.VOICE: [
        file(opus, {"duration": 7, "mime_type": "audio/ogg"}, duration=7),
        file(mp3, {"duration": 7, "mime_type": "audio/mpeg"}, f"{NAME}.mp3", "audio/mpeg", duration=7),
        file(lambda _: movie(b"M4A ", video=False), {"duration": 7}, f"{NAME}.m4a", "audio/ogg", duration=7),
    ],
    ParcelKind.STICKER: [
        sticker(lambda _: webp()),
        sticker(lambda _: tgs(), animated=True),
        sticker(lambda _: webm(), video=True),
    ],
    ParcelKind.VIDEO: [FILM],
    ParcelKind.DOCUMENT: [
        file(lambda _: jpeg(), {"file_name": "photo.jpg"}, f"IMG {NAME}.jpg", "image/jpeg"),
        file(lambda _: docx(), {"file_name": "document.docx"}, f"CV of {NAME}.docx", "application/octet-stream"),
        file(lambda _: webm(), {"file_name": "video.webm"}, f"{NAME}.webm", "video/webm"),
        file(lambda _: tgs(), {"file_name": "sticker.tgs"}, f"{NAME}.tgs", "application/x-tgsticker"),
    ],
    ParcelKind.ANIMATION: [FILM],
    ParcelKind.VIDEO_NOTE: [file(lambda _: movie(), {"length": 384, "duration": 7}, length=384, duration=7)],
    ParcelKind.AUDIO: [
        song(mp3, "audio.mp3", "audio/mpeg"),
        song(lambda _: movie(b"M4A ", video=False), "audio.m4a", "audio/mp4"),
    ],
    ParcelKind.DICE: [Case({"emoji": "🎯", "value": 6}, words="🎯")],
    ParcelKind.OTHER: [
        Case({"phone_number": "+8613912345678", "first_name": NAME}, kind="contact", nowhere=True),
        Case({"title": NAME}, kind="venue", nowhere=True),
        Case({"question": NAME}, kind="poll", nowhere=True),
    ],
}


def test_every_kind_has_a_case() -> None:
    assert set(CASES) == set(ParcelKind)
    assert all(CASES.values())


def disguises(who: Person) -> Iterator[Json]:
    """Further fields of a message, as Telegram has them for one that is forwarded, quoted, or made by another bot."""
    user, name = dict(who.user), f"{who.user['first_name']} {who.user['last_name']}"
    channel = {"id": -1_000_000_000_000 - who.id, "type": "channel", "title": name, "username": who.user["username"]}
    origins: list[Json] = [
        {"type": "user", "date": 1, "sender_user": user},
        {"type": "hidden_user", "date": 1, "sender_user_name": name},
        {"type": "chat", "date": 1, "sender_chat": channel | {"type": "supergroup"}, "author_signature": name},
        {"type": "channel", "date": 1, "chat": channel, "message_id": 5, "author_signature": name},
    ]
    link = {"text": name, "url": f"tg://user?id={who.id}"}
    more: Json = {
        "via_bot": user | {"is_bot": True},
        "sender_chat": channel,
        "sender_business_bot": user | {"is_bot": True},
        "author_signature": name,
        "external_reply": {"origin": origins[0], "chat": channel, "message_id": 5},
        "quote": {"text": name, "position": 0, "is_manual": True},
        "reply_to_story": {"chat": channel, "id": 4},
        "reply_markup": {"inline_keyboard": [[link, {"text": name, "callback_data": f"{who.id}:{name}"}]]},
        "link_preview_options": {"url": f"https://example.org/{who.id}"},
    }
    for origin in origins:
        yield more | {"forward_origin": origin}


def dressed(who: Person) -> list[Json]:
    """Every entity that can name somebody or lead to them, over words that do not."""
    plain = ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number")
    return [
        {"type": "text_mention", "offset": 0, "length": 4, "user": who.user},
        {"type": "text_link", "offset": 5, "length": 7, "url": f"tg://user?id={who.id}"},
        {"type": "custom_emoji", "offset": 13, "length": 2, "custom_emoji_id": str(who.id)},
        *({"type": kind, "offset": 5, "length": 7} for kind in plain),
        {"type": "bold", "offset": 0, "length": 4},
        {"type": "pre", "offset": 5, "length": 7, "language": who.user["username"]},
    ]


@dataclass
class Masked:
    """Two people of odd names in a running talk, and somebody who watches the shop."""

    shop: Shop
    watch: str
    mei: Person
    jo: Person

    def known_by(self, who: Person) -> list[str]:
        """Everything that would tell who it is."""
        numbers = [str(who.id), f"{who.id:x}", f"{who.id:X}", str(who.id << 32)]
        return [*numbers, *(who.user[part] for part in ("first_name", "last_name", "username")), NAME, SET]


@pytest.fixture
async def masked(shop: Shop) -> Masked:
    mei = await shop.people.person("Xiuyingq", id=7_316_204_985, last_name="Zhongliw", username="xiuying_zhongliw")
    jo = await shop.people.person("Joakimv", id=6_842_915_377, last_name="Olafsenz", username="joakimv_olafsenz")
    await shop.people.call("POST", f"/groups/{shop.group}/members", {"user_id": jo.id})
    await shop.hire(jo, "RJOA2")
    await shop.app.stop()
    port = free_port()
    shop.config = shop.config.model_copy(update={"watch": shop.config.watch.model_copy(update={"port": port})})
    await shop.open()
    shop.lin = jo
    await shop.talking(mei)
    await shop.quiet()
    return Masked(shop, f"http://127.0.0.1:{port}", mei, jo)


ALWAYS = frozenset({ParcelKind.TEXT, ParcelKind.PHOTO, ParcelKind.DOCUMENT})
"""Words, a picture, and what has a name of its own; the others take their turn in make long."""


@pytest.mark.parametrize(
    "kind", [kind if kind in ALWAYS else pytest.param(kind, marks=pytest.mark.long) for kind in ParcelKind]
)
async def test_nothing_that_arrives_tells_who_sent_it(
    masked: Masked, kind: ParcelKind, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    # When each sends the other everything of this kind, plainly and in every disguise
    for number, case in enumerate(CASES[kind]):
        for sender, receiver in ((masked.mei, masked.jo), (masked.jo, masked.mei)):
            for beside in ({}, *(disguises(sender) if number == 0 else ())):
                await sent(case, Way(kind, sender, receiver), beside, tmp_path)
    await masked.shop.quiet()
    # Then neither can be known from anything that reached the other, or the group
    for sender, receiver in ((masked.mei, masked.jo), (masked.jo, masked.mei)):
        reached = await what_reached(masked, receiver)
        files = await downloadable(masked, receiver)
        assert (len(files) > 0) == (kind in FIELDS)
        for word in masked.known_by(sender):
            assert word.lower() not in reached.lower(), word
            for data in files:
                assert not holds(data, word), word
        assert not [found for data in files for found in traces(data)]
    # And nobody from the log, or from the figures
    told = "".join(capfd.readouterr()) + (await asked(f"{masked.watch}/metrics"))[1]
    assert "earshot_deliveries" in told
    for who in (masked.mei, masked.jo):
        assert not [word for word in masked.known_by(who) if word.lower() in told.lower()]


@dataclass(frozen=True)
class Way:
    """What, from whom, to whom."""

    kind: ParcelKind
    sender: Person
    receiver: Person


async def sent(case: Case, way: Way, beside: Json, folder: Path) -> None:
    """Send it, and see what arrives."""
    kind = way.kind
    last = max(message["message_id"] for message in await way.receiver.messages())
    worded = kind in CAPTIONED or kind is ParcelKind.TEXT
    last_of_mine = max(message["message_id"] for message in await way.sender.messages())
    data = case.data(folder) if case.data else None
    if kind is ParcelKind.TEXT:
        await way.sender.does("say", text=WORDS, entities=dressed(way.sender), beside=beside)
    else:
        words: Json = {"caption": WORDS, "caption_entities": dressed(way.sender)} if worded else {}
        await way.sender.sends(case.kind or kind.value, data, beside=beside, **words, **case.fields)
    if case.nowhere:
        await way.sender.sees(lambda message: "reply_to_message" in message, after=last_of_mine)
        assert max(message["message_id"] for message in await way.receiver.messages()) == last
        return
    name = FIELDS.get(kind, "text")

    def fits(message: Json) -> bool:
        return name in message and case.words in str(message.get("text", message.get("caption", "")))

    got = await way.receiver.sees(fits, after=last, named=name)
    if worded:
        shown = got["entities" if kind is ParcelKind.TEXT else "caption_entities"]
        assert shown == [{"type": "bold", "offset": 0, "length": 4}, {"type": "pre", "offset": 5, "length": 7}]
    if case.data:
        about = got[name][-1] if kind is ParcelKind.PHOTO else got[name]
        assert {key: about.get(key) for key in case.arrives} == case.arrives
        assert "thumbnail" not in about


async def what_reached(masked: Masked, receiver: Person) -> str:
    """All that this person and the group were ever shown, and every call by which the bot showed it."""
    shop = masked.shop
    places = {str(receiver.id), str(shop.group)}
    calls = [call for call in await shop.people.calls() if str(call["params"].get("chat_id")) in places]
    shown = [message for message in await receiver.messages() if not message["out"]]
    group = [event for event in await shop.owner.received() if event["chat_id"] == shop.group]
    assert {str(call["params"]["chat_id"]) for call in calls} == places
    assert group
    found = [calls, await receiver.received(), shown, group]
    return json.dumps(without_own(found, receiver.id), ensure_ascii=False)


def without_own(value: Any, who: int) -> Any:
    """The same without this person's own messages, which an answer shows again."""
    if isinstance(value, dict):
        own = {key for key, part in value.items() if key == "reply_to_message" and part["from"]["id"] == who}
        return {key: without_own(part, who) for key, part in value.items() if key not in own}
    return [without_own(part, who) for part in value] if isinstance(value, list) else value


async def downloadable(masked: Masked, receiver: Person) -> list[bytes]:
    """Every file of the bot's that lies in this person's chat."""
    shown = [message for message in await receiver.messages() if not message["out"]]
    return [await masked.shop.bytes_of(file_id) for file_id in sorted(file_ids(shown))]


def file_ids(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["file_id"]} if isinstance(value.get("file_id"), str) else set()
        return own.union(*(file_ids(part) for part in value.values()))
    return set().union(*(file_ids(part) for part in value)) if isinstance(value, list) else set()


def holds(data: bytes, word: str) -> bool:
    """Whether bytes say a word, or are a number, as a program would write it."""
    spelled = [word.encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be")]
    if word.isdigit():
        spelled += [int(word).to_bytes(12, order).strip(b"\0") for order in ("little", "big")]
    return any(one in data for one in spelled)
