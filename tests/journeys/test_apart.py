"""Two who would rather not meet again do not, whoever of them said so, and the other never learns of it."""

from bot.sandbox.people import Person
from tests.journeys.conftest import Shop
from tests.journeys.test_time_off import accept, answers


async def talked(shop: Shop) -> int:
    """Tom and Lin have talked; returns the last message that Lin has."""
    await shop.talking(shop.tom)
    shop.clock.advance(1800)
    await shop.tom.sees("How was it")
    await shop.lin.sees("Receipt")
    return int((await shop.lin.messages())[-1]["message_id"])


async def orders_again(shop: Shop) -> str:
    last = (await shop.tom.messages())[-1]["message_id"]
    code = await shop.voucher()
    await shop.tom.says("/order")
    for label in ("Casual chat", "30 minutes", "Next", "Skip", "Confirm"):
        await shop.tom.taps(label)
    await shop.tom.sees("voucher code", after=last)
    await shop.tom.says(code)
    card = await shop.tom.sees("looking for", after=last)
    return str(card["text"]).splitlines()[0].split()[-1]


async def takes_back(person: Person, page: str) -> None:
    await person.says(page)
    await person.taps("Not again: 1")
    await person.sees("Not with them again")
    await person.taps("↩️")
    await person.sees("There is nobody")


async def test_a_customer_s_wish_is_kept_even_against_the_owner_and_told_to_nobody(shop: Shop) -> None:
    # Given a talk after which Tom would rather not meet Lin again, and rates it all the same
    since = await talked(shop)
    await shop.tom.taps("Not with this person again")
    await shop.tom.sees("do not meet here again")
    await shop.tom.taps("⭐⭐⭐")
    await shop.tom.sees("Thank you")
    # When he orders again, Then it is not for her
    code = await orders_again(shop)
    assert "someone else wanted" in await accept(shop)
    await answers(shop.owner, f"/assign {code} RLIN2", "would rather not meet again")
    await answers(shop.owner, f"/why {code}", "RLIN2: better with someone else")
    shop.clock.advance(91)
    assert "someone else wanted" in await accept(shop)
    # And nothing that she ever got says so
    told = [m for m in await shop.lin.received() if m.get("message_id", 0) > since]
    assert not [word for word in ("not meet", "rather", "better with") if word in str(told)]
    # And when he takes it back, she may again
    await takes_back(shop.tom, "/privacy")
    assert "yours" in await accept(shop)


async def test_a_representative_s_wish_is_kept_too(shop: Shop) -> None:
    await talked(shop)
    await shop.lin.taps("Rather not again")
    await shop.lin.sees("do not meet here again")
    await orders_again(shop)
    assert "someone else wanted" in await accept(shop)
    await takes_back(shop.lin, "/profile")
    assert "yours" in await accept(shop)
    told = str(await shop.tom.received())
    assert "not meet" not in told


async def test_either_wish_is_enough_and_each_takes_back_their_own(shop: Shop) -> None:
    await talked(shop)
    await shop.tom.taps("Not with this person again")
    await shop.tom.sees("do not meet here again")
    await shop.lin.taps("Rather not again")
    await shop.lin.sees("do not meet here again")
    await orders_again(shop)
    await shop.tom.taps("Take it back")
    await shop.tom.sees("may meet again")
    assert "someone else wanted" in await accept(shop)
    await shop.lin.taps("Take it back")
    await shop.lin.sees("may meet again")
    assert "yours" in await accept(shop)


async def test_only_the_two_of_a_talk_that_is_over_can_say_so(shop: Shop) -> None:
    code = await shop.queued(shop.tom)
    page = await shop.tom.sees("looking for")
    eve = await shop.people.person("Eve")
    await eve.starts()
    other = await eve.sees("18")
    assert "somebody else" in str(await eve.forges(f"o:block:{code}", other["message_id"]))
    for data in (f"o:block:{code}", f"o:unblock:{code}", f"o:unlist:{code}"):
        assert "had its day" in str(await shop.tom.forges(data, page["message_id"]))
    assert "yours" in await accept(shop)
    assert "had its day" in str(await shop.tom.forges(f"o:block:{code}", page["message_id"]))
