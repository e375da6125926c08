"""A removal goes on through what Telegram, people and kills do to it, and its receipt says what is true."""

import asyncio
import signal
from typing import Any

import pytest
from sqlalchemy import select

from bot.sandbox.people import Person
from models.engine import Database
from models.link import Link
from models.vanishing import Erasure, Vanishing
from tests.journeys.conftest import Shop
from tests.journeys.removal import deletions, emptied, left, receipt, receipts, rows, say, texts, vanish
from tests.journeys.street import Street, begin_to_talk, street
from tests.patience import eventually

pytestmark = pytest.mark.long

__all__ = ["street"]

HOUR = 3600


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "429", "retry_after": 7},
        {"kind": "500"},
        {"kind": "502"},
        {"kind": "reset_before"},
        {"kind": "reset_after"},
    ],
    ids=lambda fault: str(fault["kind"]),
)
async def test_what_fails_for_now_is_tried_again(shop: Shop, fault: dict[str, Any]) -> None:
    await shop.talking(shop.tom)
    await say(shop, 2)
    for person in (shop.tom, shop.lin):
        await shop.people.fault(**fault, method="deleteMessages", chat_id=person.id, times=2)
    await vanish(shop.tom)
    assert "Deleted: 4 here, 4 on the other phone." in await receipt(shop, shop.tom)
    await emptied(shop.tom, shop.lin)
    assert len(await deletions(shop, shop.tom)) == len(await deletions(shop, shop.lin)) == 3


async def test_what_is_older_than_48_hours_stays_and_is_counted(shop: Shop) -> None:
    # Given two words of two days ago, and two of a little later
    await shop.talking(shop.tom)
    shop.clock.advance(20 * 60)
    await say(shop, 2)
    shop.clock.advance(48 * HOUR - 10 * 60)
    await shop.quiet()
    # When the talk is removed
    await vanish(shop.tom)
    # Then the later two are gone, and both sides hear what they can do about the others
    told = await receipt(shop, shop.tom)
    assert "I removed what Telegram let me" in told
    assert "Deleted: 2 here, 2 on the other phone." in told
    assert "Still here: 2, older than 48 hours. Please delete those yourself in Telegram." in told
    assert "Still on the other phone: 2, older than 48 hours. Only they can delete those." in told
    notice = await shop.lin.sees("wished your talk removed")
    assert "Still here: 2, older than 48 hours." in notice["text"]
    for person in (shop.tom, shop.lin):
        assert sorted(await left(person)) == ["Hello, I am here.", "Hi, thank you."]
    # And none of the old ones was asked for
    assert [len(call["params"]["message_ids"]) for call in await deletions(shop, shop.lin)] == [2]


async def test_when_all_is_too_old_only_who_asked_hears_so(shop: Shop) -> None:
    await shop.talking(shop.tom)
    shop.clock.advance(48 * HOUR + 60)
    await shop.quiet()
    await vanish(shop.tom)
    told = await receipt(shop, shop.tom)
    assert "Deleted: 0 here, 0 on the other phone." in told
    assert "Still here: 2, older than 48 hours." in told
    await shop.quiet()
    assert "wished your talk removed" not in str(await texts(shop.lin))
    assert await deletions(shop, shop.lin) == await deletions(shop, shop.tom) == []
    assert await rows(shop, Link) == 0


async def test_of_a_refused_portion_each_is_tried_alone(shop: Shop) -> None:
    # Given a message that Telegram, unlike us, takes to be too old
    await shop.talking(shop.tom)
    await say(shop, 3)
    odd = await shop.lin.sees("number 2.")
    room = shop.sandbox.world.private(424242, shop.lin.id)
    room.messages[odd["message_id"]].body["date"] -= 49 * HOUR
    # When the talk is removed
    await vanish(shop.tom)
    # Then that one alone remains
    told = await receipt(shop, shop.tom)
    assert "Deleted: 5 here, 4 on the other phone." in told
    assert "Still on the other phone: 1, which Telegram would not delete." in told
    assert await left(shop.lin) == ["a secret of theirs, number 2."]
    assert await left(shop.tom) == []
    notice = await shop.lin.sees("wished your talk removed")
    assert "Still here: 1, which Telegram would not delete. Please delete those yourself." in notice["text"]
    assert [call["method"] for call in await deletions(shop, shop.lin)] == ["deleteMessages"] + ["deleteMessage"] * 5


async def test_what_people_deleted_themselves_counts_as_gone(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await say(shop, 2)
    room = shop.sandbox.world.private(424242, shop.tom.id)
    for message_id, stored in list(room.messages.items()):
        if "secret" in str(stored.body.get("text")):
            del room.messages[message_id]
    await vanish(shop.tom)
    assert "Deleted: 4 here, 4 on the other phone." in await receipt(shop, shop.tom)


async def test_who_blocked_the_bot_keeps_theirs_until_they_come_back(shop: Shop) -> None:
    # Given somebody who blocked the bot
    await shop.talking(shop.tom)
    await say(shop, 2)
    await shop.lin.blocks()
    await shop.handled()
    # When the other removes the talk
    await vanish(shop.tom)
    told = await receipt(shop, shop.tom)
    # Then their own phone is empty, and what remains is told
    assert "Deleted: 4 here, 0 on the other phone." in told
    assert "Still on the other phone: 4, for they blocked me. Once they are back, /vanish tries again." in told
    await emptied(shop.tom)
    assert len(await left(shop.lin)) == 4
    # And when they are back, it can be done
    await shop.lin.unblocks()
    await shop.handled()
    await vanish(shop.tom)
    assert "Deleted: 0 here, 4 on the other phone." in await receipt(shop, shop.tom, number=2)
    await emptied(shop.lin)
    await shop.lin.sees("wished your talk removed")
    assert await rows(shop, Link) == await rows(shop, Erasure) == 0


async def test_amid_a_rush_a_message_goes_from_both_phones_or_stays_on_both(shop: Shop) -> None:
    await shop.talking(shop.tom)
    last = max(message["message_id"] for message in await shop.tom.messages())
    await shop.tom.says("/vanish")
    question = await shop.tom.sees("from both phones?", after=last)

    async def talks(who: Person) -> None:
        for i in range(25):
            await who.says(f"a secret of {who.name}, number {i}.")

    async def confirms() -> None:
        await shop.lin.sees("number 5.")
        await shop.tom.taps("Yes, remove it", message_id=question["message_id"])

    await asyncio.gather(talks(shop.tom), talks(shop.lin), confirms())
    told = await receipt(shop, shop.tom)
    await shop.quiet()
    kept = await left(shop.tom)
    assert sorted(kept) == sorted(await left(shop.lin))
    assert "a secret of Thomas, number 0." not in kept
    assert f"Deleted: {52 - len(kept)} here, {52 - len(kept)} on the other phone." in told
    assert await rows(shop, Link) == len(kept)


async def test_a_restart_in_the_middle_loses_nothing_and_counts_nothing_twice(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await say(shop, 2)
    await shop.people.fault("429", "deleteMessages", chat_id=shop.lin.id, retry_after=60, times=1)
    await vanish(shop.tom)
    await shop.called("deleteMessages", status=429)
    await emptied(shop.tom)
    await shop.reopen()
    assert "Deleted: 4 here, 4 on the other phone." in await receipt(shop, shop.tom)
    await emptied(shop.lin)
    await shop.quiet()
    assert len(await receipts(shop.tom)) == 1


async def test_removals_of_long_ago_are_forgotten(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.lin.blocks()
    await shop.handled()
    await vanish(shop.tom)
    await receipt(shop, shop.tom)
    assert await rows(shop, Erasure) == 4
    for _ in range(2):
        shop.clock.advance(49 * HOUR)
        await shop.quiet()
    async with shop.app.database.begin() as session:
        assert list(await session.scalars(select(Vanishing.id))) == []
    assert await rows(shop, Erasure) == await rows(shop, Link) == 0


@pytest.mark.long
async def test_killed_in_the_middle_it_goes_on_to_the_end(street: Street) -> None:
    # Given a removal of which one phone's part hangs, and a process that is killed in it
    async with street.shop.running(ended_by=signal.SIGKILL) as process:
        await begin_to_talk(street)
        for i in range(3):
            await street.tom.says(f"a secret {i}")
            await street.lin.sees(f"a secret {i}")
        await street.people.fault("hang", "deleteMessages", chat_id=street.lin.id, seconds=30, times=1)
        await vanish(street.tom)

        async def hangs() -> bool:
            return not street.running.sandbox.faults.active

        await eventually(hangs)
        process.kill()
        await process.wait()
    # When it is started again
    async with street.shop.running(ended_by=signal.SIGTERM):
        told = await street.tom.sees("Deleted:")
        await street.lin.sees("wished your talk removed")
        # Then both phones are empty, and the count is what it would have been
        assert "Deleted: 5 here, 5 on the other phone." in told["text"]
        for person in (street.tom, street.lin):
            assert await spoken(person) == []
    database = Database(street.database_url)
    async with database.begin() as session:
        assert list(await session.scalars(select(Link.id))) == []
        assert list(await session.scalars(select(Erasure.link_id))) == []
    await database.close()


async def spoken(person: Person) -> list[str]:
    return [text for text in await texts(person) if "secret" in text or text in {"Hello", "Hi"}]
