"""How much fits, to the last character, and Telegram's exact words where it does not."""

import asyncio
from typing import Any

import pytest

from bot.sandbox.people import People, Person
from bot.sandbox.server import RunningSandbox
from tests.media import PNG
from tests.sandbox.conftest import TOKEN
from tests.sandbox.rawbot import RawBot

Json = dict[str, Any]
BAD = "400 Bad Request: "
NOT_MODIFIED = (
    f"{BAD}message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TOO_OLD = f"{BAD}query is too old and response timeout expired or query ID is invalid"


def keys(*data: str) -> Json:
    return {"inline_keyboard": [[{"text": "Tap", "callback_data": one}] for one in data]}


@pytest.mark.parametrize(
    ("text", "mode"),
    [("x" * 4096, None), ("夜" * 4096, None), ("👋" * 2048, None), (f"<b>{'&lt;' * 4096}</b>", "HTML")],
    ids=["letters", "chinese", "pairs", "after-parsing"],
)
async def test_4096_units_fit_and_one_more_does_not(raw: RawBot, mei: Person, text: str, mode: str | None) -> None:
    extra = {"parse_mode": mode} if mode else {}
    assert await raw.says(mei, text, **extra)
    more = text.replace("<b>", "<b>!") if mode else text + "!"
    assert await raw.refused("sendMessage", chat_id=mei.id, text=more, **extra) == f"{BAD}message is too long"


async def test_a_caption_holds_1024(raw: RawBot, mei: Person) -> None:
    sent = await raw.uploads("sendPhoto", {"photo": PNG}, chat_id=mei.id, caption="x" * 1024)
    place = {"chat_id": mei.id, "message_id": sent["message_id"]}
    too_long = f"{BAD}message caption is too long"
    assert await raw.refused("editMessageCaption", **place, caption="x" * 1025) == too_long
    file_id = sent["photo"][-1]["file_id"]
    assert await raw.refused("sendPhoto", chat_id=mei.id, photo=file_id, caption="x" * 1025) == too_long
    copied = {"chat_id": mei.id, "from_chat_id": mei.id, "message_id": sent["message_id"]}
    assert await raw.refused("copyMessage", **copied, caption="x" * 1025) == too_long


@pytest.mark.parametrize("text", ["", "   ", "\n\t\n"])
async def test_an_empty_text(raw: RawBot, mei: Person, text: str) -> None:
    assert await raw.refused("sendMessage", chat_id=mei.id, text=text) == f"{BAD}message text is empty"


async def test_a_button_s_data_holds_64_bytes(raw: RawBot, mei: Person) -> None:
    assert await raw.says(mei, "x", reply_markup=keys("x" * 64, "é" * 32))
    for data in ("", "x" * 65, "é" * 33):
        told = await raw.refused("sendMessage", chat_id=mei.id, text="x", reply_markup=keys(data))
        assert told == f"{BAD}BUTTON_DATA_INVALID"


async def test_a_button_that_does_nothing_is_refused(raw: RawBot, mei: Person) -> None:
    words = f"{BAD}can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
    bare = {"inline_keyboard": [[{"text": "nothing"}]]}
    assert await raw.refused("sendMessage", chat_id=mei.id, text="x", reply_markup=bare) == words


async def test_a_toast_holds_200_characters(raw: RawBot, mei: Person) -> None:
    await raw.says(mei, "x", reply_markup=keys("a"))
    tapping = asyncio.create_task(mei.taps("Tap"))
    query = await raw.next("callback_query")
    answer: Json = {"callback_query_id": query["id"]}
    assert await raw.refused("answerCallbackQuery", **answer, text="夜" * 201) == f"{BAD}MESSAGE_TOO_LONG"
    assert await raw("answerCallbackQuery", **answer, text="夜" * 200)
    assert await tapping == "夜" * 200
    assert await raw.refused("answerCallbackQuery", **answer) == TOO_OLD


async def test_a_tap_waits_for_its_answer_a_while_only(raw: RawBot, people: People, mei: Person) -> None:
    await raw.says(mei, "x", reply_markup=keys("a"))
    tapping = asyncio.create_task(mei.taps("Tap"))
    query = await raw.next("callback_query")
    await people.advance(61)
    assert await raw.refused("answerCallbackQuery", callback_query_id=query["id"], text="late") == TOO_OLD
    tapping.cancel()


async def test_the_same_again_is_not_modified(raw: RawBot, mei: Person) -> None:
    sent = await raw.says(mei, "<b>same</b>", parse_mode="HTML", reply_markup=keys("a"))
    place: Json = {"chat_id": mei.id, "message_id": sent["message_id"]}
    same = {"text": "same", "entities": [{"type": "bold", "offset": 0, "length": 4}], "reply_markup": keys("a")}
    assert await raw.refused("editMessageText", **place, **same) == NOT_MODIFIED
    assert await raw.refused("editMessageReplyMarkup", **place, reply_markup=keys("a")) == NOT_MODIFIED
    # Other formatting, another keyboard or none at all is something new
    assert await raw("editMessageText", **place, **same | {"entities": []})
    assert await raw("editMessageText", **place, **same | {"reply_markup": keys("b")})
    bare = await raw("editMessageText", **place, text="same")
    assert "reply_markup" not in bare
    assert await raw.refused("editMessageReplyMarkup", **place) == NOT_MODIFIED


MISSING_MESSAGE = {
    "editMessageText": ({"text": "x"}, "message to edit not found"),
    "editMessageCaption": ({"caption": "x"}, "message to edit not found"),
    "editMessageReplyMarkup": ({}, "message to edit not found"),
    "deleteMessage": ({}, "message to delete not found"),
    "setMessageReaction": ({}, "message to react not found"),
    "pinChatMessage": ({}, "message to pin not found"),
}


@pytest.mark.parametrize("method", MISSING_MESSAGE)
async def test_a_message_that_is_not_there(raw: RawBot, mei: Person, method: str) -> None:
    extra, words = MISSING_MESSAGE[method]
    assert await raw.refused(method, chat_id=mei.id, message_id=999, **extra) == BAD + words


@pytest.mark.parametrize("verb", ["copy", "forward"])
async def test_a_message_that_is_not_there_to_pass_on(raw: RawBot, mei: Person, verb: str) -> None:
    told = await raw.refused(f"{verb}Message", chat_id=mei.id, from_chat_id=mei.id, message_id=999)
    assert told == f"{BAD}message to {verb} not found"


async def test_a_reply_to_what_is_not_there(raw: RawBot, mei: Person) -> None:
    missing = {"message_id": 999}
    told = await raw.refused("sendMessage", chat_id=mei.id, text="x", reply_parameters=missing)
    assert told == f"{BAD}message to be replied not found"
    sent = await raw.says(mei, "x", reply_parameters=missing | {"allow_sending_without_reply": True})
    assert "reply_to_message" not in sent


async def test_who_cannot_be_written_to(raw: RawBot, people: People, mei: Person) -> None:
    stranger = await people.person("Stranger")
    assert await raw.refused("sendMessage", chat_id=1, text="x") == f"{BAD}chat not found"
    assert await raw.refused("sendMessage", chat_id="@nobody", text="x") == f"{BAD}chat not found"
    never_started = "403 Forbidden: bot can't initiate conversation with a user"
    assert await raw.refused("sendMessage", chat_id=stranger.id, text="x") == never_started
    await mei.blocks()
    blocked = "403 Forbidden: bot was blocked by the user"
    for method in ("sendMessage", "sendChatAction"):
        extra: Json = {"text": "x"} if method == "sendMessage" else {"action": "typing"}
        assert await raw.refused(method, chat_id=mei.id, **extra) == blocked
    await mei.unblocks()
    assert await raw.says(mei, "again")


async def test_only_its_own_messages_of_the_right_kind_can_be_edited(raw: RawBot, mei: Person) -> None:
    hers = await mei.says("mine")
    place: Json = {"chat_id": mei.id, "message_id": hers["message_id"]}
    assert await raw.refused("editMessageText", **place, text="x") == f"{BAD}message can't be edited"
    words = await raw.says(mei, "words")
    picture = await raw.uploads("sendPhoto", {"photo": PNG}, chat_id=mei.id)
    there = {"chat_id": mei.id, "message_id": picture["message_id"]}
    no_text = f"{BAD}there is no text in the message to edit"
    assert await raw.refused("editMessageText", **there, text="x") == no_text
    no_caption = f"{BAD}there is no caption in the message to edit"
    place = {"chat_id": mei.id, "message_id": words["message_id"]}
    assert await raw.refused("editMessageCaption", **place, caption="x") == no_caption


async def test_a_message_of_two_days_ago_cannot_be_deleted(raw: RawBot, people: People, mei: Person) -> None:
    sent = await raw.says(mei, "old")
    await people.advance(48 * 3600 + 60)
    told = await raw.refused("deleteMessage", chat_id=mei.id, message_id=sent["message_id"])
    assert told == f"{BAD}message can't be deleted"


async def test_of_many_one_too_old_stops_all_and_those_that_are_gone_are_passed_over(
    raw: RawBot, people: People, mei: Person
) -> None:
    old = await raw.says(mei, "old")
    await people.advance(48 * 3600 + 60)
    new = await raw.says(mei, "new")
    ids = [old["message_id"], new["message_id"]]
    assert await raw.refused("deleteMessages", chat_id=mei.id, message_ids=ids) == f"{BAD}message can't be deleted"
    assert {message["message_id"] for message in await mei.messages()} >= set(ids)
    assert await raw("deleteMessages", chat_id=mei.id, message_ids=[new["message_id"], 99_999]) is True
    assert await raw("deleteMessages", chat_id=mei.id, message_ids=[99_999]) is True
    assert new["message_id"] not in {message["message_id"] for message in await mei.messages()}


async def test_how_many_at_once(raw: RawBot, mei: Person) -> None:
    sent = await raw.uploads("sendPhoto", {"photo": PNG}, chat_id=mei.id)
    item = {"type": "photo", "media": sent["photo"][-1]["file_id"]}
    for wrong in (1, 11):
        assert "2 to 10" in await raw.refused("sendMediaGroup", chat_id=mei.id, media=[item] * wrong)
    assert len(await raw("sendMediaGroup", chat_id=mei.id, media=[item] * 10)) == 10
    copy: Json = {"chat_id": mei.id, "from_chat_id": mei.id}
    for ids in ([], list(range(1, 102)), [2, 1], [1, 1]):
        assert (await raw.refused("copyMessages", **copy, message_ids=ids)).startswith(BAD)
    assert (await raw.refused("deleteMessages", chat_id=mei.id, message_ids=[])).startswith(BAD)


async def test_an_album_of_unknown_kinds_is_refused(raw: RawBot, mei: Person) -> None:
    sent = await raw.uploads("sendPhoto", {"photo": PNG}, chat_id=mei.id)
    item = {"type": "hologram", "media": sent["photo"][-1]["file_id"]}
    told = await raw.refused("sendMediaGroup", chat_id=mei.id, media=[item, item])
    assert told.startswith(BAD)
    assert "hologram" in told


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        (("photo", "document"), "document can't be mixed with other media types"),
        (("audio", "video"), "audio can't be mixed with other media types"),
        (("audio", "document"), "audio can't be mixed with other media types"),
    ],
)
async def test_what_may_not_stand_in_one_album(raw: RawBot, mei: Person, kinds: tuple[str, ...], told: str) -> None:
    sent = await raw.uploads("sendDocument", {"document": PNG}, chat_id=mei.id)
    media = [{"type": kind, "media": sent["document"]["file_id"]} for kind in kinds]
    assert await raw.refused("sendMediaGroup", chat_id=mei.id, media=media) == f"{BAD}{told}"


async def test_captions_of_one_album_stand_on_one_side(raw: RawBot, mei: Person) -> None:
    sent = await raw.uploads("sendPhoto", {"photo": PNG}, chat_id=mei.id)
    item = {"type": "photo", "media": sent["photo"][-1]["file_id"]}
    above = item | {"show_caption_above_media": True}
    told = await raw.refused("sendMediaGroup", chat_id=mei.id, media=[item, above])
    assert told == f"{BAD}parameter show_caption_above_media must be the same for all messages"
    for same in ([item, item], [above, above]):
        assert len(await raw("sendMediaGroup", chat_id=mei.id, media=same)) == 2


async def test_an_album_counts_as_its_parts(raw: RawBot, sandbox: RunningSandbox, mei: Person) -> None:
    sandbox.sandbox.floods.on = True
    sandbox.sandbox.floods.buckets.clear()
    sent = await raw.uploads("sendPhoto", {"photo": PNG}, chat_id=mei.id)
    item = {"type": "photo", "media": sent["photo"][-1]["file_id"]}
    await raw("sendMediaGroup", chat_id=mei.id, media=[item] * 10)
    told = await raw.refused("sendMessage", chat_id=mei.id, text="x")
    assert told.startswith("429 Too Many Requests: retry after ")
    assert int(told.split()[-1]) >= 5


async def test_files_that_are_too_large(raw: RawBot, sandbox: RunningSandbox, mei: Person) -> None:
    large = sandbox.world.files.add("document", bytes(20 * 1024 * 1024 + 1), "large.bin", "application/x")
    assert await raw.refused("getFile", file_id=large.file_id) == f"{BAD}file is too big"
    fits = sandbox.world.files.add("document", bytes(20 * 1024 * 1024), "fits.bin", "application/x")
    assert (await raw("getFile", file_id=fits.file_id))["file_size"] == 20 * 1024 * 1024
    told = await raw.refused("getFile", file_id="x")
    assert told == f"{BAD}wrong file_id or the file is temporarily unavailable"
    async with raw.http.get(f"{sandbox.url}/file/bot{TOKEN}/photos/no-such-file.png") as response:
        assert response.status == 404
