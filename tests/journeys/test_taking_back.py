"""/unsend takes a message back: on the other side, on one's own, once, and in words where it cannot."""

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.people import Person
from models.link import Link
from tests.journeys.conftest import Shop
from tests.media import PNG
from tests.patience import eventually

pytestmark = pytest.mark.long


async def ids(person: Person) -> set[int]:
    return {message["message_id"] for message in await person.messages()}


async def gone(person: Person, message_id: int) -> None:
    async def missing() -> bool:
        return message_id not in await ids(person)

    await eventually(missing)


async def deletions(shop: Shop, chat: int) -> list[int]:
    calls = [call for call in await shop.people.calls() if call["method"] == "deleteMessage"]
    return [call["params"]["message_id"] for call in calls if call["params"]["chat_id"] == chat]


@pytest.mark.parametrize("sender", ["tom", "lin"])
async def test_a_message_taken_back_is_gone_on_both_phones(shop: Shop, sender: str) -> None:
    await shop.talking(shop.tom)
    who, other = (shop.tom, shop.lin) if sender == "tom" else (shop.lin, shop.tom)
    said = await who.says("I should not have said this")
    seen = await other.sees("I should not have said this")
    asked = await who.says("/unsend", reply_to=said["message_id"])
    await gone(other, seen["message_id"])
    await gone(who, said["message_id"])
    await gone(who, asked["message_id"])
    await who.sees("taking it back")
    assert "/unsend" not in str(await other.received())
    await shop.quiet()
    assert await deletions(shop, other.id) == [seen["message_id"]]


async def test_what_was_not_delivered_yet_never_is(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.people.fault("429", "sendMessage", chat_id=shop.lin.id, retry_after=30, times=1)
    said = await shop.tom.says("never to be read")
    await shop.called("sendMessage", status=429)
    await shop.tom.says("/unsend", reply_to=said["message_id"])
    await shop.tom.sees("taking it back")
    shop.clock.advance(30)
    await shop.tom.says("but this")
    await shop.lin.sees("but this")
    assert "never to be read" not in str(await shop.lin.received())
    assert await deletions(shop, shop.lin.id) == []


async def test_what_is_taken_back_while_it_is_being_sent_goes_as_soon_as_it_stands(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.lin.sees("The clock runs now")
    await shop.people.fault("slow", "sendMessage", chat_id=shop.lin.id, seconds=1, times=1)
    said = await shop.tom.says("on its way")
    seen = await shop.lin.sees("on its way")
    await shop.tom.says("/unsend", reply_to=said["message_id"])
    await shop.tom.sees("taking it back")
    await gone(shop.lin, seen["message_id"])
    await shop.lin.says("and on we go")
    await shop.tom.sees("and on we go")


async def test_who_takes_back_what_may_have_arrived_unknown_to_anybody_hears_so(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.lin.sees("The clock runs now")
    await shop.people.fault("hang", "sendMessage", chat_id=shop.lin.id, seconds=3, times=1)
    said = await shop.tom.says("on its way")
    await shop.handled()
    await shop.tom.says("/unsend", reply_to=said["message_id"])
    await shop.tom.sees("taking it back")
    await shop.tom.sees("still there")
    await shop.lin.says("and on we go")
    await shop.tom.sees("and on we go")


async def test_twice_is_once(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.people.fault("refuse", "deleteMessage", chat_id=shop.tom.id, times=4, code=400,
                            description="Bad Request: message can't be deleted")  # fmt: skip
    said = await shop.tom.says("said once")
    seen = await shop.lin.sees("said once")
    for _ in range(2):
        await shop.tom.says("/unsend", reply_to=said["message_id"])
    await shop.quiet()
    await gone(shop.lin, seen["message_id"])
    assert "still there" not in str(await shop.tom.messages())
    await shop.tom.edits(said["message_id"], "said otherwise")
    await shop.quiet()
    assert "said otherwise" not in str(await shop.lin.received())


async def test_of_an_album_one_picture_goes(shop: Shop) -> None:
    await shop.talking(shop.tom)
    last = max(await ids(shop.lin))
    sent = [await shop.tom.sends("photo", PNG, group="album", caption=f"picture {i}") for i in range(3)]
    await shop.handled()

    async def shown() -> bool:
        shop.clock.advance(0.5)  # nothing more of it comes
        return sum("picture" in m.get("caption", "") for m in await shop.lin.messages()) == len(sent)

    await eventually(shown)
    await shop.tom.says("/unsend", reply_to=sent[1]["message_id"])
    copy = await shop.lin.sees("picture 1", after=last)
    await gone(shop.lin, copy["message_id"])
    left = [message.get("caption") for message in await shop.lin.messages() if message["message_id"] > last]
    assert [caption for caption in left if caption] == ["picture 0", "picture 2"]


async def test_what_cannot_be_taken_back_is_said_in_words(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says("/unsend")
    await shop.tom.sees("Please reply to your message")
    theirs = await shop.tom.sees("Hello, I am here.")
    await shop.tom.says("/unsend", reply_to=theirs["message_id"])
    await shop.tom.sees("only they can")
    note = await shop.tom.sees("The clock runs now")
    await shop.tom.says("/unsend", reply_to=note["message_id"])
    await shop.tom.sees("nothing to take back")
    assert await deletions(shop, shop.lin.id) == await deletions(shop, shop.tom.id) == []


async def test_what_is_older_than_48_hours_stays(shop: Shop) -> None:
    await shop.talking(shop.tom)
    said = await shop.tom.says("two days old")
    await shop.lin.sees("two days old")
    await aged(shop, said)
    await shop.tom.says("/unsend", reply_to=said["message_id"])
    await shop.tom.sees("older than 48 hours")
    assert await deletions(shop, shop.lin.id) == []


async def aged(shop: Shop, said: dict[str, Any]) -> None:
    async with shop.app.database.begin() as session:
        rows = await session.scalars(Link.__table__.select().with_only_columns(Link.id))
        for link_id in list(rows):
            row = await session.get_one(Link, link_id)
            if row.sender_message_id == said["message_id"]:
                row.created_at -= timedelta(hours=48)


async def test_a_deletion_that_telegram_refuses_is_told(shop: Shop) -> None:
    await shop.talking(shop.tom)
    said = await shop.tom.says("it stays")
    await shop.lin.sees("it stays")
    await shop.people.fault("refuse", "deleteMessage", chat_id=shop.lin.id, times=1, code=400,
                            description="Bad Request: message can't be deleted")  # fmt: skip
    await shop.tom.says("/unsend", reply_to=said["message_id"])
    await shop.tom.sees("could not take that message back")
    await shop.lin.sees("it stays")


async def test_a_deletion_is_tried_again_until_it_is_done(shop: Shop) -> None:
    await shop.talking(shop.tom)
    said = await shop.tom.says("gone in the end")
    seen = await shop.lin.sees("gone in the end")
    await shop.people.fault("reset_after", "deleteMessage", chat_id=shop.lin.id, times=1)
    await shop.tom.says("/unsend", reply_to=said["message_id"])
    await gone(shop.lin, seen["message_id"])

    async def done() -> bool:
        shop.clock.advance(1)
        return len(await deletions(shop, shop.lin.id)) == 2

    await eventually(done)
    await shop.quiet()
    assert "still there" not in str(await shop.tom.messages())
