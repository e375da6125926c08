"""After the first tap somebody who fits better may still tap, for a moment; one wins, and everybody hears."""

import asyncio

import pytest
from sqlalchemy import select

from bot.sandbox.people import Person
from models.kinds import TapState
from models.tap import Tap
from tests.journeys.conftest import Shop


@pytest.fixture
async def mia(shop: Shop) -> Person:
    """Knows the topic better than Lin, and is as free."""
    person = await shop.people.person("Mia")
    await shop.hire(person, "RMIA2", levels={"chat": 5}, life_experience=5)
    shop.sandbox.world.rooms[(0, shop.group)].members[person.id] = "member"
    return person


async def taps(shop: Shop) -> list[TapState]:
    async with shop.app.database.begin() as session:
        return list(await session.scalars(select(Tap.became).order_by(Tap.id)))


async def test_the_first_tap_holds_and_has_it_if_nobody_better_comes(shop: Shop, mia: Person) -> None:
    await shop.queued(shop.tom)
    await shop.lin.taps("Accept", in_=shop.group)
    assert "first in line" in (await shop.toasts(1))[-1]
    await shop.quiet()
    assert "is here for you" not in str(await shop.tom.messages())
    shop.clock.advance(21)
    await shop.tom.sees("is here for you")
    await shop.lin.sees("Write a first word")
    assert await taps(shop) == [TapState.WON]
    assert mia


async def test_who_fits_better_overtakes_and_has_it_at_once(shop: Shop, mia: Person) -> None:
    await shop.queued(shop.tom)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.toasts(1)
    shop.clock.advance(3)
    await mia.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")
    await shop.lin.sees("went to somebody who fits it even better")
    await mia.says("Mia here")
    await shop.tom.sees("Mia here")
    assert await taps(shop) == [TapState.OVERTAKEN, TapState.WON]


async def test_the_best_wins_at_once_and_later_taps_are_told(shop: Shop, mia: Person) -> None:
    await shop.queued(shop.tom)
    await mia.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")
    card = (await shop.lin.messages(shop.group))[-1]
    code = card["text"].split("<code>")[-1].split(" ")[0] if "<code>" in card["text"] else ""
    await shop.lin.forges(f"a:{code}:1", card["message_id"], in_=shop.group)
    await shop.quiet()
    assert await taps(shop) == [TapState.WON]


async def test_a_second_tap_of_the_holder_changes_nothing(shop: Shop, mia: Person) -> None:
    await shop.queued(shop.tom)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.toasts(1)
    await shop.lin.taps("Accept", in_=shop.group)
    assert "first in line" in (await shop.toasts(2))[-1]
    assert await taps(shop) == [TapState.HOLDS]
    assert mia


async def test_an_order_that_is_cancelled_meanwhile_is_nobody_s(shop: Shop, mia: Person) -> None:
    await shop.queued(shop.tom)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.toasts(1)
    await shop.tom.says("/cancel")
    await shop.tom.sees("Cancelled")
    await shop.lin.sees("taken back before the talk")
    shop.clock.advance(60)
    await shop.quiet()
    assert "is here for you" not in str(await shop.tom.messages())
    assert mia


async def test_the_owner_s_hand_goes_before_a_hold(shop: Shop, mia: Person) -> None:
    code = await shop.queued(shop.tom)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.toasts(1)
    await shop.owner.says(f"/assign {code} RMIA2")
    await shop.tom.sees("is here for you")
    await shop.lin.sees("went to somebody who fits it even better")
    assert mia


async def test_a_holder_who_went_off_duty_lets_the_order_go_on_looking(shop: Shop, mia: Person) -> None:
    await shop.queued(shop.tom)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.toasts(1)
    await shop.lin.says("/off")
    await shop.lin.sees("off duty")
    shop.clock.advance(21)
    await shop.lin.sees("does not fit you just now")
    await mia.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")


async def test_a_crash_during_the_hold_loses_nothing(shop: Shop, mia: Person) -> None:
    await shop.queued(shop.tom)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.toasts(1)
    await shop.reopen()
    shop.clock.advance(21)
    await shop.tom.sees("is here for you")
    assert await taps(shop) == [TapState.WON]
    assert mia


async def test_many_at_once_have_one_winner(shop: Shop, mia: Person) -> None:
    crowd = [mia, shop.lin]
    for number in range(12):
        person = await shop.people.person(f"P{number}")
        await shop.hire(person, f"RP{number}", levels={"chat": 1 + number % 5}, life_experience=number % 6)
        shop.sandbox.world.rooms[(0, shop.group)].members[person.id] = "member"
        crowd.append(person)
    await shop.queued(shop.tom)
    shop.clock.advance(100)
    await shop.quiet()
    await asyncio.gather(*(person.taps("Accept", in_=shop.group) for person in crowd))
    await shop.toasts(len(crowd))
    shop.clock.advance(21)
    await shop.tom.sees("is here for you")
    became = await taps(shop)
    assert became.count(TapState.WON) == 1
    assert TapState.HOLDS not in became
