"""From a talk to money in the representative's bank, over real HTTP: what each side reads on the way."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.sandbox.people import Person
from models.money import PostingLine
from tests.journeys.conftest import Shop

pytestmark = pytest.mark.long

ACCOUNT = "Bank of Anhui, 6222 0000 1111, Lin"


async def talked(shop: Shop, who: Person) -> str:
    """A whole talk of half an hour, for twenty yuan."""
    code = await shop.talking(who)
    await shop.quiet()
    shop.clock.advance(33 * 60)
    await who.sees("Receipt")
    await shop.quiet()
    return code


async def sum_of_all(shop: Shop) -> int:
    async with shop.app.database.begin() as session:
        return await session.scalar(select(func.sum(PostingLine.amount))) or 0


async def test_what_was_earned_goes_to_the_bank_of_its_choice(shop: Shop) -> None:
    # Given somebody who has earned with five talks, and has said where the money is to go
    await shop.owner.says("/today")
    await shop.lin.says("/account")
    await shop.lin.sees("Nobody knows yet where your money is to go")
    await shop.lin.says(f"/account {ACCOUNT}")
    await shop.lin.sees("Waits for the owner")
    await shop.owner.sees(ACCOUNT)
    await shop.owner.taps("✅ Yes")
    await shop.lin.sees(f"Your money goes to: {ACCOUNT}")
    for name in ("Ann", "Bea", "Cay", "Dee", "Eve"):
        await talked(shop, await shop.people.person(name))
    await shop.lin.says("/pay")
    statement = (await shop.lin.sees("Service fees of RLIN2"))["text"]
    assert "Open to question: CN¥60" in statement
    # When the days for questions and the week are over
    shop.clock.advance(timedelta(days=4).total_seconds())
    await shop.quiet()
    shop.clock.advance(timedelta(days=7).total_seconds())
    # Then it is on its way, the owner sees to whom, pays, and says so
    await shop.lin.sees("is on its way to: " + ACCOUNT)
    await shop.owner.says("/payouts")
    page = await shop.owner.sees("To be paid")
    assert "RLIN2" in page["text"]
    assert ACCOUNT in page["text"]
    await shop.owner.taps("✅")
    await shop.lin.sees(f"CN¥60 is paid to: {ACCOUNT}")
    await shop.owner.says("/payouts")
    await shop.owner.sees("Everybody is paid")
    assert await sum_of_all(shop) == 0


async def test_what_the_owner_takes_is_questioned_and_given_back(shop: Shop) -> None:
    await shop.owner.says("/today")
    code = await talked(shop, shop.tom)
    # When the owner takes something of it, Then the reason is told, and a tap questions it
    await shop.owner.says(f"/penalty {code} 3 came <late>")
    told = await shop.lin.sees("The owner takes CN¥3")
    assert "came <late>" in told["text"]
    await shop.lin.says("/pay")
    await shop.lin.sees("taken away")
    await shop.lin.taps("❓ 1")
    await shop.lin.sees("The owner looks at this line")
    await shop.owner.sees("RLIN2 does not agree with this line")
    await shop.owner.taps("✅ Yes")
    await shop.lin.sees("CN¥3 is yours again")
    assert await sum_of_all(shop) == 0


async def test_a_tip_is_one_tap_and_whole(shop: Shop) -> None:
    # Given a customer with money in the wallet, who was content
    code = await talked(shop, shop.tom)
    await shop.owner.says(f"/refund {code} 5 shop")
    await shop.tom.sees("In your wallet: CN¥5")
    await shop.tom.taps("⭐" * 5)
    # When they give all of it, Then it is the representative's, beside what they earned
    await shop.tom.taps("💝 CN¥5")
    await shop.lin.sees("CN¥5")
    await shop.lin.says("/pay")
    assert "Open to question: CN¥17" in (await shop.lin.sees("Service fees of RLIN2"))["text"]
    assert await sum_of_all(shop) == 0
