"""What people see of wishes that give way, of musts, and of somebody they know."""

import pytest
from sqlalchemy import select

from models.kinds import Language, TapState
from models.person import Person as PersonRow
from models.rep import Acquaintance
from models.tap import Tap
from tests.journeys.conftest import Shop


async def wishing(shop: Shop, *labels: str) -> str:
    """Through the wizard with these taps on the page of the wishes; returns the page to confirm."""
    await shop.tom.starts()
    for label in ("Yes, I am 18", "Find someone", "Casual chat", "30 minutes", *labels, "Next", "Skip"):
        await shop.tom.taps(label)
    page = await shop.tom.sees("Price:")
    await shop.tom.taps("Confirm")
    await shop.tom.sees("voucher code")
    await shop.tom.says(await shop.voucher())
    return str(page["text"])


async def knows(shop: Shop) -> None:
    """Tom and Lin have talked before, and he gave five stars."""
    async with shop.app.database.begin() as session:
        tom = PersonRow(telegram_id=shop.tom.id, language=Language.EN, created_at=shop.clock.now())
        session.add(tom)
        await session.flush()
        lin = (await session.scalars(select(PersonRow.id).where(PersonRow.telegram_id == shop.lin.id))).one()
        row = Acquaintance(customer_id=tom.id, rep_id=lin, customer_alias="cedar", rep_alias="brook")
        row.orders, row.stars_sum, row.stars_count = 1, 5, 1
        session.add(row)


async def test_a_wish_gives_way_at_its_time_and_everybody_reads_so(shop: Shop) -> None:
    # Given a wish that is nice to have, and nobody there who meets it
    page = await wishing(shop, "A man")
    assert "Nice to have: a man. If nobody who fits takes it within 1 min 30 s, I ask the others too." in page
    await shop.tom.sees("a man: from")
    # When Lin taps too early, Then she hears when
    assert "It opens for you in 90 s" in str(await shop.lin.taps("Accept", in_=shop.group))
    # When its time has come, Then the customer, the group and Lin are told
    shop.clock.advance(91)
    await shop.tom.sees("I ask everybody now, still with preference for: a man")
    card = await shop.lin.sees("a man (if possible)", in_=shop.group)
    code = card["text"].splitlines()[-1].split(" ")[0]
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")
    # And the owner reads why
    await shop.owner.says(f"/why {code}")
    await shop.owner.sees("The wish for a man gives way at")
    await shop.owner.says(f"/why {code} RLIN2")
    await shop.owner.sees("The card opens to them when the wish for a man gives way, at")


async def test_an_age_group_is_wished_for_in_one_tap_and_gives_way(shop: Shop) -> None:
    # Given a wish for somebody in their twenties, which Lin is not
    page = await wishing(shop, "20 to 29")
    assert "Nice to have: an age of 20 to 29. If nobody who fits takes it within 1 min, I ask the others too." in page
    card = await shop.lin.sees("an age of 20 to 29", in_=shop.group)
    code = card["text"].splitlines()[-1].split(" ")[0]
    assert "It opens for you in 60 s" in str(await shop.lin.taps("Accept", in_=shop.group))
    # When its time has come, Then she may take it, and the owner reads why not before
    shop.clock.advance(61)
    await shop.lin.sees("an age of 20 to 29 (if possible)", in_=shop.group)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")
    await shop.owner.says(f"/why {code} RLIN2")
    await shop.owner.sees("The card opens to them when the wish for an age of 20 to 29 gives way, at")


async def test_a_must_is_dropped_by_the_customer_alone(shop: Shop) -> None:
    # Given a wish that one more tap made a must, and nobody there who meets it
    page = await wishing(shop, "A man", "tap for a must")
    assert "A must: a man. I never go without it unless you say so." in page
    # Then it is asked at once, and time alone changes nothing
    await shop.tom.sees("Nobody who is here now meets what you said must be: a man.")
    await shop.tom.taps("Keep waiting")
    shop.clock.advance(200)
    await shop.quiet()
    card = await shop.lin.sees("a man (a must)", in_=shop.group)
    assert "does not fit" in str(await shop.lin.taps("Accept", in_=shop.group))
    # When the customer goes without, Then whoever is there may take it
    await shop.tom.taps("Go without: a man")
    await shop.lin.sees("a man (if possible)", in_=shop.group)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")
    assert card
    # And what was missed is named to the owner
    await shop.owner.says("/gaps")
    await shop.owner.sees("· a man: 1 of 1")


async def test_wishes_are_changed_while_the_order_waits(shop: Shop) -> None:
    await wishing(shop, "A man", "tap for a must")
    await shop.tom.taps("Other wishes")
    await shop.tom.taps("A woman")
    await shop.tom.taps("Look with these wishes")
    await shop.lin.sees("a woman (a must)", in_=shop.group)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")


async def test_somebody_known_is_asked_first_in_private_and_need_not_wait(shop: Shop) -> None:
    # Given Lin, whom Tom knows, and Mia, who fits better
    mia = await shop.people.person("Mia")
    await shop.hire(mia, "RMIA2", levels={"chat": 5}, life_experience=5)
    shop.sandbox.world.rooms[(0, shop.group)].members[mia.id] = "member"
    await knows(shop)
    # When Tom orders, Then Lin is asked in her own chat, the group reads when it opens, and Mia hears so
    await shop.queued(shop.tom)
    await shop.tom.sees("knows you, so I ask them first")
    asked = await shop.lin.sees("is back.")
    assert "it is yours alone" in asked["text"]
    await mia.sees("🔒 opens at", in_=shop.group)
    assert "It opens for you in 30 s" in str(await mia.taps("Accept", in_=shop.group))
    # When Lin accepts, Then it is hers at once
    await shop.lin.taps("Accept")
    await shop.tom.sees("is here for you")
    await shop.lin.sees("It is yours.")
    async with shop.app.database.begin() as session:
        assert list(await session.scalars(select(Tap.became))) == [TapState.WON]


@pytest.mark.parametrize("away", [False, True])
async def test_somebody_known_who_would_rather_not_or_is_away_keeps_nobody_waiting(shop: Shop, away: bool) -> None:
    mia = await shop.people.person("Mia")
    await shop.hire(mia, "RMIA2")
    shop.sandbox.world.rooms[(0, shop.group)].members[mia.id] = "member"
    await knows(shop)
    if away:
        await shop.lin.says("/off")
        await shop.lin.sees("off duty")
    await shop.queued(shop.tom)
    if away:
        await shop.tom.sees("is not on shift now, so I ask the others")
    else:
        await shop.lin.taps("Not now")
        await shop.lin.sees("It is with others now")
    await mia.sees("open to everyone who fits", in_=shop.group)
    await mia.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")
