"""The owner asks why somebody did not get an order, and what nobody could take."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot.sandbox.people import Person
from models.order import DecisionRow
from models.rep import Rep
from tests.journeys.conftest import Shop
from tests.routing.test_decision import OLDER


async def answer(shop: Shop, command: str, words: str, who: Person | None = None) -> str:
    """What the owner, or whoever asks, is told."""
    asking = who or shop.owner
    last = (await asking.messages())[-1:]
    await asking.says(command)
    told = await asking.sees(words, after=last[0]["message_id"] if last else 0)
    return str(told["text"])


async def test_why_somebody_did_not_get_an_order_and_what_would_have_changed_it(shop: Shop) -> None:
    # Given Lin; Ben, who does not offer the topic; Amy, who is off duty; four newer ones; and one who joins later
    for name, code, fields in (
        ("Ben", "RBEN2", {"levels": {"love": 3}}),
        ("Amy", "RAMY2", {}),
        ("Fay", "RFAY2", {"levels": {"chat": 2}}),
        ("Gus", "RGUS2", {"levels": {"chat": 2}}),
        ("Hal", "RHAL2", {"levels": {"chat": 1}, "life_experience": 0}),
    ):
        await shop.hire(await shop.people.person(name), code, **fields)
    await rests(shop, "RAMY2")
    order = await shop.queued(shop.tom)
    shop.clock.advance(1)
    await shop.hire(await shop.people.person("Zoe"), "RZOE2")
    # When the owner asks why not this one, Then each has their own answer
    best = await answer(shop, f"/why {order} RLIN2", "Ranked 1 of 4")
    assert "open to them at once" in best
    assert "specialty 0." in best
    assert "Not taken yet" in best
    assert "💡" not in best
    ben = await answer(shop, f"/why {order.lower()} rben2", "RBEN2")
    assert "Could not take it: specialty level too low." in ben
    assert "with specialty level 1 instead of 0" in ben
    amy = await answer(shop, f"/why {order} RAMY2", "RAMY2")
    assert "Could not take it: off duty." in amy
    assert "open to them at once: on duty." in amy
    hal = await answer(shop, f"/why {order} RHAL2", "Ranked 4 of 4")
    assert "The card opened to them at 20:00:45, 45 s after the first." in hal
    assert "with specialty level " in hal
    assert " instead of 1." in hal
    zoe = await answer(shop, f"/why {order} RZOE2", "RZOE2")
    assert "they joined later" in zoe
    # And who took it is told too
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")
    assert "They took it." in await answer(shop, f"/why {order} RLIN2", "RLIN2")
    assert "Taken by RLIN2" in await answer(shop, f"/why {order} RBEN2", "RBEN2")


async def test_an_order_that_was_offered_again_tells_of_both_times(shop: Shop) -> None:
    order = await shop.queued(shop.tom)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")
    shop.clock.advance(181)
    await shop.tom.sees("first in line")
    told = await answer(shop, f"/why {order} RLIN2", "Offer 2")
    second, first = told.split("Offer 1")
    assert "accepted it before without a word" in second
    assert "Nothing that they or you can change" in second
    assert "Ranked 1 of 1" in first


async def test_decisions_of_other_versions_are_read_or_said_to_be_unreadable(shop: Shop) -> None:
    order = await shop.queued(shop.tom)
    for body, short, long in (
        (OLDER, "rules version 1", "joined later|Not in this decision"),
        ('{"at":"2031-01-01T00:00:00+00:00"}', "Another version of me", "Another version of me"),
        ("[]", "Another version of me", "Another version of me"),
        ("\x1b", "Another version of me", "Another version of me"),
    ):
        await put(shop, body=body, replay=None)
        await answer(shop, f"/why {order}", short)
        told = await answer(shop, f"/why {order} RLIN2", order)
        assert any(words in told for words in long.split("|")), told


async def test_without_what_it_was_made_of_only_the_reasons_are_told(shop: Shop) -> None:
    await shop.hire(await shop.people.person("Amy"), "RAMY2")
    await rests(shop, "RAMY2")
    order = await shop.queued(shop.tom)
    async with shop.app.database.begin() as session:
        kept = json.loads((await session.scalars(select(DecisionRow.replay))).one() or "")
    kept["order"]["min_level"] = 5  # gives another decision than the one that is stored
    for replay in (None, "", "{", '{"now":1}', json.dumps(kept)):
        await put(shop, replay=replay)
        told = await answer(shop, f"/why {order} RAMY2", "off duty")
        assert "💡" not in told
        assert "Nothing that they" not in told


async def rests(shop: Shop, code: str) -> None:
    async with shop.app.database.begin() as session:
        await session.execute(update(Rep).where(Rep.code == code).values(on_duty=False))


async def put(shop: Shop, **values: Any) -> None:
    async with shop.app.database.begin() as session:
        await session.execute(update(DecisionRow).values(**values))


async def test_words_that_mean_nothing_are_answered_kindly(shop: Shop) -> None:
    order = await shop.queued(shop.tom)
    unpaid = await shop.people.person("Una")
    await shop.confirmed(unpaid)
    waiting = next(line for line in (await answer(shop, "/orders", "Latest")).splitlines() if "payment" in line)
    for command, words in (
        ("/why a b c", "/why CODE [REP]"),
        ("/why NOPE RLIN2", "There is no order NOPE"),
        (f"/why {order} RNONE", "There is no representative RNONE"),
        (f"/why {order} {'R' * 300}", "There is no representative"),
        (f"/why {waiting.split()[0]} RLIN2", "not paid"),
        ("/gaps a b", "Nothing was missed"),
    ):
        await answer(shop, command, words)
    for command in (f"/why {order} RLIN2", "/gaps"):
        await answer(shop, command, "for the owner", who=shop.tom)


async def test_what_nobody_could_take_is_told_by_hour_topic_and_wish(shop: Shop) -> None:
    await answer(shop, "/gaps", "No order was offered")
    # Given Lin, who is a woman, two customers who wish for a man, one who comes while she rests, and one she can take
    for name in ("Mia", "Mei"):
        who = await shop.people.person(name)
        await who.starts()
        for label in (
            "18",
            "Find someone",
            "Study",
            "30 minutes",
            "A man",
            "tap for a must",
            "Next",
            "Skip",
            "Confirm",
        ):
            await who.taps(label)
        await who.sees("voucher code")
        await who.says(await shop.voucher())
        await who.sees("looking for")
    await shop.queued(shop.tom)
    await shop.lin.says("/off")
    await shop.lin.sees("off duty")
    await shop.queued(await shop.people.person("Uma"))
    # When the owner asks, Then the most missed comes first, each with what to do
    told = await answer(shop, "/gaps", "3 of 4 orders")
    men, rest = told.index("Study · a man: 2 of 2"), told.index("Casual chat: 1 of 2")
    assert men < rest
    assert told.count("20:00–21:00") == 2
    assert "Nobody in your team could at any hour" in told[men:rest]
    assert "1 of your team could" in told[rest:]
    # And what is older than 28 days counts no more
    shop.clock.advance(timedelta(days=28, minutes=1).total_seconds())
    await shop.quiet()
    await answer(shop, "/gaps", "No order was offered")
