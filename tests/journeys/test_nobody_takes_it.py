"""When nobody takes an order, somebody is asked, the owner hears, and the customer chooses."""

import pytest

from tests.journeys.conftest import Shop


async def unfilled(shop: Shop) -> str:
    """Lin is off duty; five minutes have passed."""
    await shop.lin.says("/off")
    await shop.lin.sees("off duty")
    code = await shop.queued(shop.tom)
    shop.clock.advance(301)
    await shop.tom.sees("Nobody was free")
    return code


async def test_the_owner_hears_with_what_to_do(shop: Shop) -> None:
    code = await unfilled(shop)
    told = await shop.owner.sees(f"Order {code} has waited 5 min")
    assert "Could have taken it: 0. On call and asked: 0." in told["text"]
    assert f"/assign {code}" in told["text"]


async def test_who_is_on_call_is_asked_in_private_and_may_take_it_off_duty(shop: Shop) -> None:
    await shop.lin.says("/oncall")
    await shop.lin.sees("when nobody else is there")
    code = await unfilled(shop)
    asked = await shop.lin.sees("Nobody is there for this one")
    assert code not in str((await shop.tom.messages())[-1].get("text")) or asked
    await shop.lin.taps("Accept")
    await shop.tom.sees("is here for you")
    await shop.lin.says("Here I am")
    await shop.tom.sees("Here I am")


async def test_who_is_not_on_call_is_left_alone(shop: Shop) -> None:
    await shop.lin.says("/oncall")
    await shop.lin.sees("when nobody else is there")
    await shop.lin.says("/oncall")
    await shop.lin.sees("no longer on call")
    await unfilled(shop)
    await shop.quiet()
    assert "Nobody is there for this one" not in str(await shop.lin.messages())


async def test_an_order_may_rest_until_an_hour_and_is_offered_then(shop: Shop) -> None:
    await unfilled(shop)
    await shop.lin.says("/on")
    await shop.lin.sees("on duty")
    await shop.tom.taps("in 1 h")
    await shop.tom.sees("I look for somebody at")
    card = await shop.lin.sees("wanted at", in_=shop.group)
    assert "reply_markup" not in card
    await shop.quiet()
    shop.clock.advance(3500)
    await shop.quiet()
    assert "It is the hour" not in str(await shop.tom.messages())
    shop.clock.advance(101)
    await shop.tom.sees("It is the hour")
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")


async def test_a_resting_order_can_be_cancelled_and_all_money_goes_back(shop: Shop) -> None:
    await unfilled(shop)
    await shop.tom.taps("in 3 h")
    await shop.tom.sees("I look for somebody at")
    await shop.tom.says("/cancel")
    await shop.tom.sees("Cancelled")
    shop.clock.advance(4 * 3600)
    await shop.quiet()
    assert "It is the hour" not in str(await shop.tom.messages())


async def test_after_the_hour_an_order_that_nobody_takes_expires_all_the_same(shop: Shop) -> None:
    await unfilled(shop)
    await shop.tom.taps("in 1 h")
    await shop.tom.sees("I look for somebody at")
    shop.clock.advance(3601)
    await shop.tom.sees("It is the hour")
    shop.clock.advance(1801)
    await shop.tom.sees("expired")


@pytest.mark.parametrize("data", ["la:{code}:7", "la:{code}:-1", "la:XXXXX:1", "o:anyone:XXXXX"])
async def test_buttons_that_were_never_there_do_nothing(shop: Shop, data: str) -> None:
    code = await unfilled(shop)
    last = await shop.tom.sees("Nobody was free")
    await shop.tom.forges(data.format(code=code), last["message_id"])
    await shop.lin.forges(f"la:{code}:1", (await shop.lin.messages())[-1]["message_id"])
    await shop.quiet()
    assert "I look for somebody at" not in str(await shop.tom.messages())
