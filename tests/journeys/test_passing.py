"""A representative passes on an order: it goes to others, and does not come back to them."""

from tests.journeys.conftest import Shop
from tests.journeys.test_time_off import accept, answers


async def test_an_order_passed_on_is_closed_to_who_passed_and_open_to_others(shop: Shop) -> None:
    amy = await shop.people.person("Amy")
    await shop.hire(amy, "RAMY2")
    shop.sandbox.world.rooms[(0, shop.group)].members[amy.id] = "member"
    code = await shop.queued(shop.tom)
    await answers(shop.lin, f"/pass {code.lower()}", f"Order {code} is for others")
    await answers(shop.lin, f"/pass {code}", f"Order {code} is for others")  # twice is once
    assert "passed on this order" in await accept(shop)
    await answers(shop.owner, f"/why {code}", "RLIN2")
    assert "yours" in await accept(shop, amy)
    await answers(shop.lin, f"/pass {code}", "a little faster")
    # another order of the same customer is open to both
    await amy.says("/end")
    await amy.taps("Yes, end it")
    mei = await shop.people.person("Mei")
    await shop.queued(mei)
    assert "yours" in await accept(shop)


async def test_an_order_accepted_by_mistake_goes_back_at_once(shop: Shop) -> None:
    # Given an order that Lin accepted, and Amy beside her
    amy = await shop.people.person("Amy")
    await shop.hire(amy, "RAMY2")
    shop.sandbox.world.rooms[(0, shop.group)].members[amy.id] = "member"
    code = await shop.queued(shop.tom)
    assert "yours" in await accept(shop)
    await shop.tom.sees("is here for you")
    # When she passes before a word is said
    await shop.lin.taps("Pass")
    await shop.lin.sees(f"Order {code} is for others")
    # Then Tom hears that the next is asked, Amy may take it, and Lin may not
    await shop.tom.sees("first in line")
    await shop.lin.sees("open to everyone", in_=shop.group)  # Amy alone is left
    assert "passed on this order" in await accept(shop)
    assert "yours" in await accept(shop, amy)
    # And the time in which Lin had to greet ends nothing
    await amy.says("Hello, here I am.")
    await shop.tom.sees("Hello, here I am.")
    shop.clock.advance(200)
    await shop.quiet()
    await shop.lin.sees_not("waited too long")


async def test_after_the_first_word_it_is_too_late_to_pass(shop: Shop) -> None:
    code = await shop.talking(shop.tom)
    await answers(shop.lin, f"/pass {code}", "/end ends the talk")
    shop.clock.advance(1800)
    await shop.lin.sees("Receipt")
    await answers(shop.lin, f"/pass {code}", "no longer wanted")


async def test_a_code_that_is_none_is_answered(shop: Shop) -> None:
    for said in ("/pass", "/pass NOPE", "/pass a b", "/pass " + "x" * 300):
        await answers(shop.lin, said, "Which order?")
    await shop.tom.starts()
    await answers(shop.tom, "/pass K7Q2", "Only the shop's representatives")
