"""The clock as two people see it: what it says by itself, what it does not count, and the strip that both get."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.sandbox.people import Person
from bot.telegram.render.tongue import UTC_ZONE, Tongue
from models.kinds import Language, SpanKind
from models.order import SpanRow
from tests.journeys.conftest import Shop
from tests.patience import eventually


@pytest.fixture
def talk() -> dict[str, Any]:
    """As a shop has it that changes nothing."""
    return {}


async def picture_of(shop: Shop, who: Person) -> bytes:
    """The drawn receipt in their chat."""
    shown = await who.sees("only the green is charged")
    return await shop.bytes_of(shown["photo"][-1]["file_id"])


async def test_a_slow_answer_is_not_charged_and_both_see_the_same_strip(shop: Shop) -> None:
    # Given a talk in which the customer waits for an answer
    code = await shop.talking(shop.tom)
    await shop.called("pinChatMessage")
    await shop.quiet()
    shop.clock.advance(121)
    await shop.tom.sees("Waiting for")
    await shop.lin.sees("The customer waits for you")
    await shop.quiet()
    shop.clock.advance(239)
    # When dots come, it stays so; when an answer comes, the clock runs on
    await shop.lin.says("…")
    await shop.tom.sees("…")
    await shop.lin.says("I am back, forgive me.")
    await shop.tom.sees("Talking with")
    card = await shop.tom.sees("Not counted so far: 4 min")
    assert "28 min left" in card["text"]
    # And at the end both have the same picture, and every number agrees
    await shop.tom.says("/end")
    await shop.tom.taps("Yes, end it")
    receipt = await shop.tom.sees("Receipt")
    assert "Counted: 2 min\n" in receipt["text"]
    assert await picture_of(shop, shop.tom) == await picture_of(shop, shop.lin)
    assert "waiting for an answer: 4 min" in (await shop.tom.sees("only the green"))["caption"]
    await shop.tom.says(f"/verify {code.lower()}")
    told = await shop.tom.sees("every number agrees")
    assert "to the representative" not in told["text"]
    await shop.lin.says(f"/verify {code}")
    assert "charged:" not in (await shop.lin.sees("every number agrees"))["text"]


async def test_an_outage_over_a_restart_is_charged_to_nobody(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.lin.says("And how was your day?")
    await shop.tom.sees("how was your day")
    await shop.quiet()
    await shop.app.stop()
    shop.clock.advance(20 * 60)
    await shop.open()
    # Both hear of it, and the clock waits for both
    away = await shop.tom.sees("I was away for 20 min")
    assert "waits until both of you are back" in away["text"]
    await shop.lin.sees("I was away for 20 min")
    await shop.lin.taps("Go on")
    await shop.lin.sees("waits until the other side is back")
    await shop.tom.says("Never mind, here I am.")
    await shop.lin.sees("Never mind")
    card = await shop.tom.sees("Talking with")
    assert "30 min left" in card["text"]


async def test_a_storm_of_flood_limits_over_a_restart_is_charged_to_nobody(shop: Shop) -> None:
    # Given a talk, and Telegram that takes nothing for the customer's chat, also after a restart in the middle of it
    code = await shop.talking(shop.tom)
    await shop.quiet()
    await shop.people.fault("429", "sendMessage", chat_id=shop.tom.id, retry_after=25, times=3)
    said = shop.clock.now()
    await shop.lin.says("Are you still there?")
    await shop.called("sendMessage", status=429)
    await shop.reopen()
    while "Are you still there?" not in str(await shop.tom.received()):
        shop.clock.advance(25)
        await shop.handled()
    # When they go on, Then what lay between is an outage, in both pictures and in every number
    await shop.tom.says("Yes, here I am.")
    await shop.lin.sees("here I am")
    await shop.quiet()
    shop.clock.advance(70)
    await shop.tom.says("/end")
    await shop.tom.taps("Yes, end it")
    receipt = await shop.tom.sees("Receipt")
    async with shop.app.database.begin() as session:
        rows = list(await session.scalars(select(SpanRow).order_by(SpanRow.position)))
    lost = [row for row in rows if row.kind == SpanKind.OUTAGE]
    assert lost[0].start == said.replace(microsecond=0)
    assert sum(((row.end or said) - row.start).total_seconds() for row in lost) >= 50
    counted = sum(((row.end or said) - row.start).total_seconds() for row in rows if row.billable)
    assert f"Counted: {Tongue(Language.EN, UTC_ZONE).duration(int(counted))}\n" in receipt["text"]
    await shop.tom.says(f"/verify {code}")
    await shop.tom.sees("every number agrees")


@pytest.mark.parametrize("talk", [{"slow_reply_s": 0, "silence_ask_s": 0}])
async def test_who_is_short_sends_a_code_in_the_talk_and_it_goes_on(shop: Shop) -> None:
    await shop.talking(shop.tom)
    code = await shop.voucher("chat30")
    await shop.quiet()
    shop.clock.advance(21 * 60)
    await shop.lin.says("Nine minutes to go.")
    await shop.tom.taps("➕ 15 min")
    short = await shop.tom.sees("short of CN¥10 for 15 min more")
    await shop.quiet()
    assert (await shop.tom.sees("Talking with"))["message_id"] < short["message_id"], "the card is still there"
    await shop.tom.says(code)
    await shop.tom.sees("24 min left")
    await shop.lin.sees("24 min left")
    assert code not in str(await shop.lin.received())


async def test_near_the_end_one_tap_buys_more_and_after_it_the_same_two_go_on(shop: Shop) -> None:
    # Given a wallet that a refund has filled, and a talk near its end
    await shop.talking(shop.tom)
    await shop.lin.says("/end")
    await shop.lin.taps("I have to go")
    await shop.tom.sees("Receipt")

    async def offered() -> bool:
        return any("min more" in str(message.get("reply_markup")) for message in await shop.tom.messages())

    # When the same two go on at once, it costs what it cost, and needs no search
    await eventually(offered)
    last = (await shop.tom.messages())[-1]["message_id"]
    await shop.tom.taps("15 min more")
    await shop.tom.sees("is here for you", after=last)
    await shop.lin.says("There I am again.")
    await shop.tom.says("Good.")
    await shop.tom.sees("The clock runs now, 15 min in all", after=last)
    # And near the end a tap buys more; where the wallet is short of it, it says by how much
    await shop.lin.says("Of course.")
    await shop.tom.sees("Of course.")
    await shop.quiet()
    shop.clock.advance(5 * 60)
    await shop.tom.taps("➕ 15 min")
    await shop.tom.sees("15 min more for CN¥10", after=last)
    await shop.lin.sees("the customer would like to go on")
    for words in ("And then?", "I see.", "Go on."):  # silence would stop the clock
        await shop.quiet()
        shop.clock.advance(290)
        await shop.lin.says(words)
        await shop.tom.sees(words)
    await shop.quiet()
    shop.clock.advance(40)
    await shop.tom.taps("➕ 60 min")
    await shop.tom.sees("Your wallet is short of CN¥38", after=last)
