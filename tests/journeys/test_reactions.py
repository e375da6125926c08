"""A reaction on one phone shows on the other, goes when it is taken away, and counts as no word."""

import pytest

from bot.sandbox.people import Person
from tests.journeys.conftest import Shop
from tests.patience import eventually

pytestmark = pytest.mark.long


async def shows(person: Person, message_id: int, *emojis: str) -> None:
    """On this message, in this order, nothing else."""

    async def so() -> bool:
        (message,) = [m for m in await person.messages() if m["message_id"] == message_id]
        return [reaction["emoji"] for reaction in message["reactions"] if reaction["user_id"] != person.id] == [*emojis]

    await eventually(so)


async def set_in(shop: Shop, person: Person) -> list[tuple[int, list[dict[str, str]]]]:
    calls = [call["params"] for call in await shop.people.calls() if call["method"] == "setMessageReaction"]
    return [(call["message_id"], call["reaction"]) for call in calls if call["chat_id"] == person.id]


async def test_reactions_show_on_the_other_side_both_ways_and_on_either_s_message(shop: Shop) -> None:
    await shop.talking(shop.tom)
    for who, other in ((shop.tom, shop.lin), (shop.lin, shop.tom)):
        said = await who.says(f"from {who.name}")
        seen = await other.sees(f"from {who.name}")
        await other.reacts(seen["message_id"], "🔥")
        await shows(who, said["message_id"], "🔥")
        await other.reacts(seen["message_id"], None)
        await shows(who, said["message_id"])
        await who.reacts(said["message_id"], "❤")
        await shows(other, seen["message_id"], "❤")
        await shop.quiet()
        thumb, heart = [{"type": "emoji", "emoji": "🔥"}], [{"type": "emoji", "emoji": "❤"}]
        assert (await set_in(shop, who))[-2:] == [(said["message_id"], thumb), (said["message_id"], [])]
        assert (await set_in(shop, other))[-1:] == [(seen["message_id"], heart)]


async def test_what_no_bot_can_show_takes_away_what_was_shown(shop: Shop) -> None:
    await shop.talking(shop.tom)
    said = await shop.tom.says("how nice")
    seen = await shop.lin.sees("how nice")
    for odd in ("custom:5210952531676504517", "paid", "🧶"):
        await shop.lin.reacts(seen["message_id"], "👍")
        await shows(shop.tom, said["message_id"], "👍")
        await shop.lin.reacts(seen["message_id"], odd)
        await shows(shop.tom, said["message_id"])
    assert "5210952531676504517" not in str(await shop.tom.received())


async def test_pending_reactions_collapse_into_the_last(shop: Shop) -> None:
    await shop.talking(shop.tom)
    said = await shop.tom.says("choose")
    seen = await shop.lin.sees("choose")
    await shop.quiet()
    await shop.people.fault("429", "setMessageReaction", chat_id=shop.tom.id, retry_after=30, times=1)
    for emoji in ("👍", "👎", "🤔"):
        await shop.lin.reacts(seen["message_id"], emoji)
        await shop.handled()
    await shop.called("setMessageReaction", status=429)
    shop.clock.advance(30)
    await shows(shop.tom, said["message_id"], "🤔")
    await shop.quiet()
    assert len(await set_in(shop, shop.tom)) == 2


async def test_a_reaction_on_its_way_gives_way_to_the_next(shop: Shop) -> None:
    await shop.talking(shop.tom)
    said = await shop.tom.says("wait for it")
    seen = await shop.lin.sees("wait for it")
    await shop.people.fault("slow", "setMessageReaction", chat_id=shop.tom.id, seconds=0.5, times=1)
    await shop.lin.reacts(seen["message_id"], "👍")
    await shows(shop.tom, said["message_id"], "👍")
    await shop.lin.reacts(seen["message_id"], None)
    await shows(shop.tom, said["message_id"])


async def test_a_reaction_starts_no_clock(shop: Shop) -> None:
    await shop.queued(shop.tom)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")
    said = await shop.lin.says("Hello, I am here.")
    seen = await shop.tom.sees("Hello, I am here.")
    await shop.tom.reacts(seen["message_id"], "👍")
    await shows(shop.lin, said["message_id"], "👍")
    await shop.quiet()
    assert "The clock runs now" not in str(await shop.tom.messages())


async def test_a_reaction_ends_no_pause_and_reaches_nobody_after_the_end(shop: Shop) -> None:
    await shop.talking(shop.tom)
    said = await shop.lin.says("take your time")
    seen = await shop.tom.sees("take your time")
    await shop.tom.says("/pause")
    await shop.tom.sees("Paused for up to")
    await shop.tom.reacts(seen["message_id"], "🙏")
    await shows(shop.lin, said["message_id"], "🙏")
    assert "The clock runs again" not in str(await shop.tom.messages())
    await shop.tom.says("/end")
    await shop.tom.taps("Yes, end it")
    await shop.tom.sees("Receipt")
    await shop.tom.reacts(seen["message_id"], None)
    await shop.quiet()
    await shows(shop.lin, said["message_id"], "🙏")


async def test_a_reaction_to_what_the_bot_said_itself_changes_nothing(shop: Shop) -> None:
    await shop.talking(shop.tom)
    note = await shop.tom.sees("The clock runs now")
    await shop.tom.reacts(note["message_id"], "👍")
    await shop.quiet()
    assert await set_in(shop, shop.lin) == await set_in(shop, shop.tom) == []


async def test_words_after_a_representative_was_replaced_stay_with_the_new_one(shop: Shop) -> None:
    amy = await shop.people.person("Amy")
    await shop.hire(amy, "RAMY2")
    shop.sandbox.world.rooms[(0, shop.group)].members[amy.id] = "member"
    await shop.queued(shop.tom)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")
    said = await shop.tom.says("Hello?")
    seen = await shop.lin.sees("Hello?")
    shop.clock.advance(181)
    await shop.tom.sees("could not come")
    shop.clock.advance(100)
    await amy.taps("Accept", in_=shop.group)
    await amy.says("Here I am")
    await shop.tom.sees("Here I am")
    await shop.lin.reacts(seen["message_id"], "👍")
    await shop.tom.reacts(said["message_id"], "👎")
    await shop.tom.edits(said["message_id"], "a secret for Amy")
    for text in ("I meant this", "And this, while the clock runs"):
        await shop.tom.says(text, reply_to=said["message_id"])
        assert "reply_to_message" not in await amy.sees(text)
    await shop.quiet()
    assert "a secret for Amy" not in str(await shop.lin.received())
    assert await set_in(shop, shop.lin) == await set_in(shop, shop.tom) == []
