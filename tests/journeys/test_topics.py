"""Where the bot has topics in private chats, each talk stands in one of its own."""

import pytest

from bot.sandbox.people import Person
from tests.journeys.conftest import Shop
from tests.journeys.test_rooms import texts

pytestmark = pytest.mark.long


@pytest.fixture
async def ann(shop: Shop) -> Person:
    """Lin may take two; the bot has topics; and there is a second customer."""
    shop.sandbox.world.bots[424242].topics = True
    await shop.reopen()
    await shop.owner.says("/rep RLIN2 takes 2")
    await shop.owner.sees("takes 2 at once")
    return await shop.people.person("Annabel", username="ann_a")


async def topic_of(who: Person, code: str) -> int:
    """The topic whose name ends with the order's code."""
    made = await who.sees(lambda m: str(m.get("forum_topic_created", {}).get("name", "")).endswith(code), named=code)
    return int(made["message_id"])


async def two_talks(shop: Shop, ann: Person) -> tuple[int, int]:
    """Both accepted; Lin's topics of Tom and of Ann."""
    codes = []
    for who in (shop.tom, ann):
        codes.append(await shop.queued(who))
        await shop.lin.taps("Accept", in_=shop.group)
        await who.sees("is here for you")
    return await topic_of(shop.lin, codes[0]), await topic_of(shop.lin, codes[1])


async def test_words_in_a_topic_go_to_whose_it_is(shop: Shop, ann: Person) -> None:
    toms, anns = await two_talks(shop, ann)
    await shop.lin.says("Hello Ann", thread=anns)
    await shop.lin.says("Hello Tom", thread=toms)
    assert (await ann.sees("Hello Ann"))["message_thread_id"]
    await shop.tom.sees("Hello Tom")
    await ann.says("Ann here")
    await shop.tom.says("Tom here")
    assert (await shop.lin.sees("Ann here"))["message_thread_id"] == anns
    assert (await shop.lin.sees("Tom here"))["message_thread_id"] == toms
    for number in range(4):
        await shop.lin.says(f"Ann {number}", thread=anns)
        await shop.lin.says(f"Tom {number}", thread=toms)
    await ann.sees("Ann 3")
    await shop.tom.sees("Tom 3")
    await shop.quiet()
    assert [t for t in texts(await ann.received()) if t.startswith("Tom ")] == []
    assert [t for t in texts(await shop.tom.received()) if t.startswith("Ann ")] == []
    await shop.lin.sees(
        lambda m: "🎧" in str(m.get("text")) and m.get("message_thread_id") == anns, named="Ann's panel"
    )


async def test_a_command_in_a_topic_means_its_talk(shop: Shop, ann: Person) -> None:
    _, anns = await two_talks(shop, ann)
    await shop.lin.says("Hello Ann", thread=anns)
    await ann.says("Hi")
    await ann.sees("The clock runs now")
    await shop.lin.says("/pause", thread=anns)
    await ann.sees("paused")
    assert "paused" not in str(await shop.tom.received())


async def test_what_is_written_in_the_topic_of_a_talk_that_is_over_stays(shop: Shop, ann: Person) -> None:
    toms, anns = await two_talks(shop, ann)
    await shop.tom.says("/end")
    await shop.tom.taps("Yes, end it")
    await shop.lin.sees("taken back before the talk")
    await shop.lin.says("for Tom alone", thread=toms)
    await shop.lin.sees("was not sent")
    await shop.lin.says("Hello Ann", thread=anns)
    await ann.sees("Hello Ann")
    assert "for Tom alone" not in str(await ann.received())


async def test_a_topic_that_was_deleted_is_left(shop: Shop, ann: Person) -> None:
    _, anns = await two_talks(shop, ann)
    await shop.quiet()
    room = shop.sandbox.world.private(424242, shop.lin.id)
    del room.topics[anns]
    await ann.says("are you there?")
    got = await shop.lin.sees("are you there?")
    assert "message_thread_id" not in got


async def test_where_telegram_makes_no_topic_all_goes_to_the_chat(shop: Shop, ann: Person) -> None:
    await shop.people.fault("refuse", "createForumTopic", times=10)
    await shop.talking(shop.tom)
    assert "message_thread_id" not in str(await shop.lin.messages())
    assert ann
