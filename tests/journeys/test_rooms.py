"""A representative with several customers: a room for each, and no word in another's."""

from typing import Any

import pytest

from bot.sandbox.people import Person
from tests.journeys.conftest import Shop


@pytest.fixture
async def ann(shop: Shop) -> Person:
    """A second customer; and Lin may take two at once."""
    await shop.owner.says("/rep RLIN2 takes 2")
    await shop.owner.sees("takes 2 at once")
    return await shop.people.person("Annabel", username="ann_a")


async def both_talk(shop: Shop, ann: Person) -> tuple[str, str]:
    """Tom's talk runs; Ann's is accepted, and Lin was told."""
    first = await shop.talking(shop.tom)
    second = await shop.queued(ann)
    await shop.lin.taps("Accept", in_=shop.group)
    await ann.sees("is here for you")
    await shop.lin.sees("is with you as well now")
    return first, second


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [str(message.get("text")) for message in messages]


async def test_words_go_on_to_the_first_until_switched(shop: Shop, ann: Person) -> None:
    # Given a talk that runs, and another that Lin has just accepted
    _, second = await both_talk(shop, ann)
    # When she writes on, and switches, and writes
    await shop.lin.says("still with you, Tom")
    await shop.tom.sees("still with you, Tom")
    await shop.lin.taps(second)
    await shop.lin.sees("What you write goes to")
    await shop.lin.says("Hello Ann")
    await ann.sees("Hello Ann")
    # Then each got what was theirs, and no more
    await shop.quiet()
    assert "still with you, Tom" not in texts(await ann.received())
    assert "Hello Ann" not in texts(await shop.tom.received())


async def test_it_is_said_whose_words_come_and_an_answer_goes_to_whom_it_answers(shop: Shop, ann: Person) -> None:
    _, second = await both_talk(shop, ann)
    await ann.says("I am Ann")
    theirs = await shop.lin.sees("I am Ann")
    header = await shop.lin.sees("while you write to somebody else")
    assert second in header["text"]
    assert header["message_id"] < theirs["message_id"]
    await shop.lin.says("for Ann alone", reply_to=theirs["message_id"])
    got = await ann.sees("for Ann alone")
    assert got["reply_to_message"]["text"] == "I am Ann"
    await shop.lin.says("for Tom alone")
    await shop.tom.sees("for Tom alone")
    await shop.tom.says("Tom here")
    await shop.lin.sees("Tom here")
    shown = texts(await shop.lin.messages())
    assert shown[shown.index("Tom here") - 1].startswith("💬")
    assert "for Ann alone" not in texts(await shop.tom.received())
    assert "for Tom alone" not in texts(await ann.received())


async def test_after_the_chosen_talk_is_over_no_word_goes_elsewhere_by_itself(shop: Shop, ann: Person) -> None:
    await both_talk(shop, ann)
    await shop.tom.says("/end")
    await shop.tom.taps("Yes, end it")
    await shop.lin.sees("To whom do you write now")
    await shop.lin.says("a last word for Tom")
    await shop.lin.sees("not sure whom it is for")
    await shop.quiet()
    assert "a last word for Tom" not in str(await ann.received())
    await shop.lin.taps("Delete it")
    await shop.lin.sees("I have forgotten it")
    await shop.lin.says("Hello Ann")
    await shop.lin.taps("💬 To")
    await ann.sees("Hello Ann")
    await shop.lin.says("and more")
    await ann.sees("and more")
    assert "a last word" not in str(await ann.received())


async def test_an_answer_to_a_talk_that_is_over_stays(shop: Shop, ann: Person) -> None:
    await both_talk(shop, ann)
    seen = await shop.lin.sees("Hi, thank you.")
    await shop.tom.says("/end")
    await shop.tom.taps("Yes, end it")
    await shop.lin.sees("To whom do you write now")
    await shop.lin.says("one thing more", reply_to=seen["message_id"])
    await shop.lin.sees("so I kept your message")
    await shop.quiet()
    assert "one thing more" not in str(await ann.received())


async def test_commands_and_buttons_mean_one_talk(shop: Shop, ann: Person) -> None:
    first, second = await both_talk(shop, ann)
    await shop.lin.says("/talk")
    listed = await shop.lin.sees("Your talks")
    assert first in listed["text"]
    assert second in listed["text"]
    await shop.lin.says("/pause")
    await shop.tom.sees("paused")
    await shop.lin.taps("Go on")
    await shop.tom.sees("runs again")
    panel = await shop.lin.sees(lambda message: f"order {second}" in message.get("text", ""), named="Ann's panel")
    await shop.lin.taps("End", message_id=panel["message_id"])
    await shop.lin.taps("Yes, end it")
    await shop.quiet()
    await shop.tom.says("still there?")
    await shop.lin.sees("still there?")
    await shop.lin.says("of course")
    await shop.tom.sees("of course")


async def test_without_a_choice_a_command_asks_which(shop: Shop, ann: Person) -> None:
    await both_talk(shop, ann)
    await shop.tom.says("/end")
    await shop.tom.taps("Yes, end it")
    await shop.lin.sees("To whom do you write now")
    await shop.lin.says("/pause")
    await shop.lin.sees("You are in several talks")
    assert "paused" not in str(await ann.received())


async def test_a_talk_list_shows_no_one_else_s(shop: Shop, ann: Person) -> None:
    first, _ = await both_talk(shop, ann)
    stale = await ann.sees("is here for you")
    await ann.forges(f"o:here:{first}", stale["message_id"])
    await ann.forges(f"hs:1:{first}", stale["message_id"])
    await ann.forges(f"o:pause:{first}", stale["message_id"])
    await shop.quiet()
    assert "paused" not in str(await shop.tom.received())
    await ann.says("/talk")
    await ann.sees("Your talks")
    assert first not in str(await ann.messages())


@pytest.mark.parametrize("words", ["takes", "takes x", "takes 0", "takes 11", "takes -1", "takes 1.5"])
async def test_how_many_at_once_is_a_small_number(shop: Shop, words: str) -> None:
    await shop.owner.says(f"/rep RLIN2 {words}")
    await shop.owner.sees("Please write it like this")
