"""What one side sends is what the other side gets: every kind, replies, edits, and no for the rest."""

import json
from typing import Any

import pytest

from bot.sandbox.people import Person
from tests.journeys.conftest import Shop
from tests.media import OGG, PNG

FILES = {"photo": PNG, "voice": OGG}


@pytest.mark.parametrize("kind", FILES)
async def test_what_has_nothing_to_hide_arrives_both_ways_with_the_same_bytes(shop: Shop, kind: str) -> None:
    await shop.talking(shop.tom)
    for sender, receiver in ((shop.tom, shop.lin), (shop.lin, shop.tom)):
        caption = {"caption": f"from {sender.name[:1]}"}
        last = (await receiver.messages())[-1]["message_id"]
        await sender.sends(kind, FILES[kind], **caption)
        got = await receiver.sees(lambda message: kind in message, after=last)
        assert got.get("caption", "") == caption.get("caption", "")
        assert got["has_protected_content"] is True
        media = got["photo"][-1] if kind == "photo" else got[kind]
        assert await shop.bytes_of(media["file_id"]) == FILES[kind]
        assert not {"forward_origin", "sender_chat", "author_signature"} & set(got)
        names_nobody(got, sender)


def names_nobody(got: dict[str, Any], sender: Person) -> None:
    """The whole message, as Telegram's JSON has it, holds nothing of who sent it."""
    told = json.dumps(got, ensure_ascii=False)
    for word in (str(sender.id), *(str(sender.user.get(part)) for part in ("first_name", "last_name", "username"))):
        assert word not in told


async def test_formatting_arrives_and_markup_is_only_text(shop: Shop) -> None:
    await shop.talking(shop.tom)
    text = "<b>not bold</b> but this & _that_ 👍🏽"
    bold = [{"type": "bold", "offset": 16, "length": 8}, {"type": "spoiler", "offset": 34, "length": 4}]
    await shop.tom.says(text, entities=bold)
    got = await shop.lin.sees("not bold")
    assert got["text"] == text
    assert [e for e in got["entities"] if e["type"] in ("bold", "spoiler")] == bold


async def test_replies_are_threaded_on_the_other_side_both_ways(shop: Shop) -> None:
    await shop.talking(shop.tom)
    asked = await shop.tom.says("How was your day?")
    seen = await shop.lin.sees("How was your day?")
    await shop.quiet()  # nobody answers before it is written down where the words stand
    await shop.lin.says("Long, but fine", reply_to=seen["message_id"])
    answer = await shop.tom.sees("Long, but fine")
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]
    await shop.tom.says("I meant this", reply_to=asked["message_id"])
    own = await shop.lin.sees("I meant this")
    assert own["reply_to_message"]["message_id"] == seen["message_id"]


async def test_edits_are_carried_over(shop: Shop) -> None:
    await shop.talking(shop.tom)
    said = await shop.tom.says("Tuesday")
    seen = await shop.lin.sees("Tuesday")
    await shop.tom.edits(said["message_id"], "Wednesday")
    changed = await shop.lin.sees("Wednesday")
    assert changed["message_id"] == seen["message_id"]
    sent = await shop.tom.sends("photo", PNG, caption="a drawing")
    await shop.lin.sees("a drawing")
    await shop.tom.edits(sent["message_id"], "my drawing")
    await shop.lin.sees("my drawing")


async def test_an_edit_before_delivery_changes_what_is_delivered(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.people.fault("429", "sendMessage", chat_id=shop.lin.id, retry_after=30, times=1)
    said = await shop.tom.says("first thought")
    await shop.called("sendMessage", status=429)
    await shop.tom.edits(said["message_id"], "second thought")
    await shop.handled()
    shop.clock.advance(30)
    await shop.lin.sees("second thought")
    assert "first thought" not in str(await shop.lin.received())


async def test_what_is_not_carried_is_refused_in_words(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.does("send", kind="location", latitude=31.2, longitude=121.5)
    await shop.tom.sees("I can't pass this on")
    await shop.tom.does("send", kind="contact", phone_number="+8613800000000", first_name="Tom")
    await shop.tom.sees("contact")
    assert "13800000000" not in str(await shop.lin.received())


async def test_a_message_of_full_length_arrives_whole(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says("长" * 4096)
    got = await shop.lin.sees("长" * 100)
    assert len(got["text"]) == 4096


async def test_a_duplicate_update_is_delivered_once(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.people.fault("duplicate_update", times=1)
    await shop.tom.says("said once")
    await shop.lin.sees("said once")
    await shop.tom.says("and this after it")
    await shop.lin.sees("and this after it")
    assert [m.get("text") for m in await shop.lin.messages()].count("said once") == 1


async def test_the_sender_hears_when_the_other_side_cannot_be_reached(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.lin.blocks()
    await shop.tom.says("are you there?")
    await shop.tom.sees("did not arrive")
    await shop.lin.unblocks()
    await shop.lin.says("Sorry, I am back")
    await shop.tom.sees("Sorry, I am back")
    await shop.tom.says("good")
    await shop.lin.sees("good")


async def test_two_talks_side_by_side_never_mix(shop: Shop) -> None:
    amy, mei = await shop.people.person("Amy"), await shop.people.person("Mei")
    await shop.hire(amy, "RAMY2")
    shop.sandbox.world.rooms[(0, shop.group)].members[amy.id] = "member"
    await shop.talking(shop.tom)
    await shop.queued(mei)
    shop.clock.advance(91)
    await amy.taps("Accept", in_=shop.group)
    await mei.sees("is here for you")
    for i in range(5):
        await shop.tom.says(f"tom {i}")
        await mei.says(f"mei {i}")
    await shop.lin.sees("tom 4")
    await amy.sees("mei 4")
    for person, mine, other in ((shop.lin, "tom", "mei"), (amy, "mei", "tom")):
        said = [str(m.get("text")) for m in await person.messages() if not m["out"]]
        assert [text for text in said if text.startswith(f"{mine} ")] == [f"{mine} {i}" for i in range(5)]
        assert not [text for text in said if text.startswith(f"{other} ")]
