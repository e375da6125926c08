"""Kinds beyond words and pictures: dice, looks of media, media put in the place of media, and the shop's protection."""

import pytest

from tests.journeys.conftest import Shop
from tests.media import OGG, PNG, png

pytestmark = pytest.mark.long

OTHER = png(3, 3)


async def test_a_dice_shows_both_sides_the_same_luck(shop: Shop) -> None:
    await shop.talking(shop.tom)
    for sender, receiver in ((shop.tom, shop.lin), (shop.lin, shop.tom)):
        await sender.sends("dice", emoji="🎯", value=6)
        assert (await receiver.sees("🎯"))["text"] == "🎯 6/6"


@pytest.mark.parametrize(("kind", "data"), [("photo", PNG)])
async def test_a_spoiler_and_a_caption_above_stay_so(shop: Shop, kind: str, data: bytes) -> None:
    await shop.talking(shop.tom)
    await shop.tom.sends(kind, data, caption="look", has_media_spoiler=True, show_caption_above_media=True)
    got = await shop.lin.sees("look")
    assert got["has_media_spoiler"] is True
    assert got["show_caption_above_media"] is True
    await shop.tom.sends(kind, data, caption="plain")
    assert not {"has_media_spoiler", "show_caption_above_media"} & set(await shop.lin.sees("plain"))


async def test_what_can_name_somebody_is_left_out_of_a_caption(shop: Shop) -> None:
    await shop.talking(shop.tom)
    named = [
        {"type": "text_link", "offset": 0, "length": 4, "url": "https://example.org/thomas"},
        {"type": "custom_emoji", "offset": 5, "length": 2, "custom_emoji_id": "5368324170671202286"},
        {"type": "bold", "offset": 8, "length": 4},
    ]
    await shop.tom.sends("photo", PNG, caption="here 🌙 bold", caption_entities=named)
    got = await shop.lin.sees("here 🌙 bold")
    assert got["caption_entities"] == [named[2]]


@pytest.mark.parametrize(
    ("kind", "data", "new", "new_data"),
    [
        ("photo", PNG, "photo", OTHER),
    ],
)
async def test_another_file_takes_the_place_of_the_old_one(
    shop: Shop, kind: str, data: bytes, new: str, new_data: bytes
) -> None:
    await shop.talking(shop.tom)
    sent = await shop.tom.sends(kind, data, caption="before")
    seen = await shop.lin.sees("before")
    await shop.tom.replaces(sent["message_id"], new, new_data, caption="after")
    got = await shop.lin.sees("after")
    assert got["message_id"] == seen["message_id"]
    assert new == kind or kind not in got
    shown = got[new][-1] if new == "photo" else got[new]
    assert await shop.bytes_of(shown["file_id"]) == new_data
    await shop.tom.edits(sent["message_id"], "and again")  # judged by what it is now
    assert (await shop.lin.sees("and again"))["message_id"] == seen["message_id"]


async def test_a_picture_takes_the_place_of_words(shop: Shop) -> None:
    await shop.talking(shop.tom)
    said = await shop.tom.says("words alone")
    seen = await shop.lin.sees("words alone")
    await shop.tom.replaces(said["message_id"], "photo", PNG, caption="with a picture")
    got = await shop.lin.sees("with a picture")
    assert got["message_id"] == seen["message_id"]
    assert "text" not in got


async def test_another_file_before_delivery_is_what_is_delivered(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.people.fault("429", "sendPhoto", chat_id=shop.lin.id, retry_after=30, times=1)
    sent = await shop.tom.sends("photo", PNG, caption="first thought")
    await shop.called("sendPhoto", status=429)
    await shop.tom.replaces(sent["message_id"], "photo", OTHER, caption="second thought")
    await shop.handled()
    shop.clock.advance(30)
    got = await shop.lin.sees("second thought")
    assert await shop.bytes_of(got["photo"][-1]["file_id"]) == OTHER
    assert "first thought" not in str(await shop.lin.received())


async def test_an_edit_that_changes_nothing_shows_nothing_and_troubles_nobody(shop: Shop) -> None:
    await shop.talking(shop.tom)
    sent = await shop.tom.sends("photo", PNG, caption="as it is")
    before = await shop.lin.sees("as it is")
    await shop.tom.replaces(sent["message_id"], "photo", PNG, caption="as it is")
    await shop.called("editMessageMedia", status=400)
    await shop.quiet()
    assert await shop.lin.sees("as it is") == before
    await shop.tom.sees_not("could not be carried over")


async def test_what_a_voice_message_says_beside_can_be_edited_and_its_sound_cannot(shop: Shop) -> None:
    await shop.talking(shop.tom)
    sent = await shop.tom.sends("voice", OGG, caption="listen")
    seen = await shop.lin.sees("listen")
    await shop.tom.edits(sent["message_id"], "listen, please")
    got = await shop.lin.sees("listen, please")
    assert (got["message_id"], got["voice"]) == (seen["message_id"], seen["voice"])


async def test_the_shop_may_let_messages_be_passed_on(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says("keep this")
    assert (await shop.lin.sees("keep this"))["has_protected_content"] is True
    await shop.app.stop()
    shop.config = shop.config.model_copy(
        update={"relay": shop.config.relay.model_copy(update={"protect_content": False})}
    )
    await shop.open()
    for kind, data in (("photo", PNG), ("voice", OGG)):
        await shop.tom.sends(kind, data, caption=f"free {kind}")
        assert "has_protected_content" not in await shop.lin.sees(f"free {kind}")
    await shop.tom.says("free words")
    assert "has_protected_content" not in await shop.lin.sees("free words")
