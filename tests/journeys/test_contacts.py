"""Nobody is asked out of the shop: contacts are held back, kindly at first, from both sides."""

import pytest
from sqlalchemy import select, text

from bot.sandbox.people import Person
from models.base import Base
from models.held import HeldRow
from models.kernel import Timer
from models.kinds import TimerKind
from tests.journeys.conftest import Shop
from tests.media import PNG

pytestmark = pytest.mark.long

NUMBER = "13812345678"


async def test_a_customer_is_asked_and_may_have_it_blotted_out(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says(f"Call me, {NUMBER}, any time")
    await shop.tom.sees("a phone number")
    await shop.tom.says("And how are you?")
    await shop.lin.sees("And how are you?")
    assert NUMBER not in str(await shop.lin.received())
    await shop.tom.taps("blotted out")
    got = await shop.lin.sees("any time")
    assert NUMBER not in str(await shop.lin.received())
    assert got["text"] == "⬛" * 20 + ", any time"
    await shop.tom.sees("Sent, with that part blotted out")


async def test_what_is_not_sent_is_forgotten(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says(f"my number is {NUMBER}")
    await shop.tom.taps("Don't send it")
    await shop.tom.sees("I have forgotten it")
    await shop.quiet()
    await no_trace(shop)


async def test_what_nobody_decides_on_is_forgotten_too(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says(f"my number is {NUMBER}")
    question = await shop.tom.sees("a phone number")
    shop.clock.advance(601)
    await shop.quiet()
    await no_trace(shop)
    await shop.tom.taps("blotted out", message_id=question["message_id"])
    await shop.quiet()
    assert NUMBER[:3] not in str(await shop.lin.received())


async def no_trace(shop: Shop) -> None:
    """The number is in no column of any table."""
    async with shop.app.database.begin() as session:
        assert (await session.scalars(select(HeldRow))).all() == []
        assert (await session.scalars(select(Timer).where(Timer.kind == TimerKind.HELD))).all() == []
        for table in Base.metadata.sorted_tables:
            rows = await session.execute(text(f'SELECT * FROM "{table.name}"'))  # noqa: S608 (our own tables)
            assert NUMBER not in str(rows.all()), table.name


async def test_the_owner_hears_of_the_second_time_and_the_fourth_stays(shop: Shop) -> None:
    code = await shop.talking(shop.tom)
    for words in ("微信 lili1999", "add me on insta, lily.w_99"):
        await shop.tom.says(words)
        await shop.tom.taps("Don't send it")
        await shop.tom.sees("I have forgotten it")
    told = await shop.owner.sees(f"Order {code}: the customer")
    assert "lil" not in told["text"]
    await shop.tom.says(f"so write to {NUMBER}")
    await shop.tom.taps("Ask the shop")
    await shop.owner.sees("asks about a phone number")
    await shop.tom.says(f"so write to {NUMBER}")
    await shop.tom.sees("Please go on here")


async def test_a_representative_cannot_have_it_masked_and_the_second_stays(shop: Shop) -> None:
    code = await shop.talking(shop.tom)
    await shop.lin.says("加我微信 lin_2001 吧")
    question = await shop.lin.sees("another messenger")
    assert "blotted" not in str(question["reply_markup"])
    await shop.owner.sees(f"Order {code}: the representative")
    await shop.lin.says("t.me/lin_2001")
    await shop.lin.sees("the owner knows")
    assert "2001" not in str(await shop.tom.received())
    held_id = question["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(":")[1]
    await shop.lin.forges(f"h:{held_id}:mask", question["message_id"])
    await shop.tom.forges(f"h:{held_id}:drop", (await shop.tom.messages())[-1]["message_id"])
    await shop.quiet()
    assert "2001" not in str(await shop.tom.received())


async def test_a_number_told_in_three_pieces_is_seen(shop: Shop) -> None:
    await shop.talking(shop.tom)
    for piece in ("138", "1234", "5678"):
        await shop.tom.says(piece)
    await shop.tom.sees("a phone number")
    assert "5678" not in str(await shop.lin.received())


async def test_captions_and_changes_go_through_the_same_filter(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.sends("photo", PNG, caption=f"me, {NUMBER}")
    await shop.tom.sees("a phone number")
    said = await shop.lin.says("Good to hear from you")
    await shop.tom.sees("Good to hear from you")
    await shop.lin.edits(said["message_id"], "My v is lin_2001")
    await shop.lin.sees("so the message stays as it was")
    assert "2001" not in str(await shop.tom.received())
    assert NUMBER not in str(await shop.lin.received())


async def test_a_note_with_a_contact_is_asked_for_again(shop: Shop) -> None:
    await shop.tom.starts()
    for label in ("Yes, I am 18", "Find someone", "Casual chat", "30 minutes", "Next"):
        await shop.tom.taps(label)
    await shop.tom.says(f"call me at {NUMBER}")
    await shop.tom.sees("out of the note")
    await shop.tom.says("I can't sleep")
    await shop.tom.taps("Confirm")
    await shop.tom.sees("voucher code")


async def test_prices_dates_and_scores_pass_at_once(shop: Shop) -> None:
    await shop.talking(shop.tom)
    innocent = ["这次考了 642 分", "it was 20 yuan", "2026-11-23 晚上 11 点", "我在看卫星发射", "order K7Q2"]
    for words in innocent:
        await shop.tom.says(words)
    await shop.lin.sees(innocent[-1])
    await heard(shop.lin, innocent)


async def heard(person: Person, words: list[str]) -> None:
    found = [str(m.get("text")) for m in await person.messages()]
    assert [told for told in found if told in words] == words
