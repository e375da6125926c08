"""Orders from the first tap to the receipt, over real HTTP, on both databases."""

import asyncio
import re

import pytest
from sqlalchemy import func, select

from models.inbox import InboxRow
from models.money import PostingLine
from models.outbox import OutboxRow
from tests.journeys.conftest import Shop
from tests.patience import eventually


async def test_an_order_from_the_first_tap_to_the_receipt(shop: Shop) -> None:
    # Given a talk that both have begun
    code = await shop.talking(shop.tom)
    # When its paid time passes
    shop.clock.advance(25 * 60)
    await shop.tom.sees("5 minutes left")
    shop.clock.advance(4 * 60)
    await shop.tom.sees("1 minute left")
    shop.clock.advance(60)
    # Then both get a receipt over the whole time, and money sums to zero
    customer, rep = await shop.tom.sees("Receipt"), await shop.lin.sees("Receipt")
    assert "30 min" in customer["text"]
    assert "CN¥20" in customer["text"]
    assert "CN¥12" in rep["text"]
    await shop.tom.taps("⭐⭐⭐⭐")
    await shop.tom.sees("Thank you")
    await shop.owner.says(f"/order {code.lower()}")
    await shop.owner.sees("finished")
    async with shop.app.database.begin() as session:
        assert await session.scalar(select(func.sum(PostingLine.amount))) == 0


async def test_a_late_timer_bills_no_second_more(shop: Shop) -> None:
    await shop.talking(shop.tom)
    shop.clock.advance(5 * 3600)
    receipt = await shop.tom.sees("Receipt")
    assert "Counted: <b>30 min" not in receipt["text"]
    assert "Counted: 30 min\n" in receipt["text"]


async def test_a_pause_is_not_counted_and_the_pauser_s_next_word_ends_it(shop: Shop) -> None:
    await shop.talking(shop.tom)
    shop.clock.advance(10 * 60)
    await shop.tom.says("/pause")
    await shop.lin.sees("paused")
    shop.clock.advance(300)
    await shop.tom.says("Back again")
    await shop.lin.sees("Back again")
    await shop.lin.sees("runs again, 20 min left")
    shop.clock.advance(20 * 60)
    receipt = await shop.tom.sees("Receipt")
    assert "Paused, not counted: 5 min" in receipt["text"]


async def test_a_pause_ends_by_itself(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says("/pause")
    await shop.lin.sees("paused")
    shop.clock.advance(600)
    await shop.tom.sees("The pause is over")


async def test_ending_early_returns_what_was_not_used_and_the_wallet_pays_the_next_order(shop: Shop) -> None:
    await shop.talking(shop.tom)
    shop.clock.advance(15 * 60 + 59)
    await shop.lin.says("/end")
    await shop.lin.taps("I have to go")
    receipt = await shop.tom.sees("Receipt")
    assert "CN¥10" in receipt["text"]  # 15 whole minutes of 30
    # and again, until the wallet holds enough for a whole order
    await shop.tom.says("/order")
    await shop.tom.taps("Casual chat")
    await shop.tom.taps("15 minutes")
    await shop.tom.taps("Next")
    await shop.tom.taps("Skip")
    await shop.tom.taps("Confirm")
    prompt = await shop.tom.sees("voucher code", after=receipt["message_id"])
    assert "from my wallet" not in str(prompt["reply_markup"])  # CN¥10 of CN¥12
    await shop.tom.says("/cancel")
    await shop.tom.sees("is cancelled")


async def test_a_refund_fills_the_wallet_which_pays_the_next_order(shop: Shop) -> None:
    code = await shop.talking(shop.tom)
    shop.clock.advance(1800)
    receipt = await shop.tom.sees("Receipt")
    await shop.owner.says(f"/refund {code}")
    await shop.owner.sees("is refunded")
    await shop.tom.sees("In your wallet: CN¥20")
    await shop.owner.says(f"/refund {code}")
    await shop.owner.sees("nothing to give back")
    await shop.tom.says("/order")
    for label in ("Casual chat", "30 minutes", "Next", "Skip", "Confirm", "from my wallet"):
        await shop.tom.taps(label)
    await shop.tom.sees("looking for", after=receipt["message_id"])
    async with shop.app.database.begin() as session:
        assert await session.scalar(select(func.sum(PostingLine.amount))) == 0


@pytest.mark.long
async def test_two_hundred_taps_at_once_have_one_winner_and_everyone_hears(shop: Shop) -> None:
    # Given two hundred representatives who may all take the order
    crowd = [await shop.people.person(f"Rep{i}") for i in range(200)]
    for i, person in enumerate(crowd):
        await shop.hire(person, f"RX{i}")
        shop.sandbox.world.rooms[(0, shop.group)].members[person.id] = "member"
    await shop.queued(shop.tom)
    shop.clock.advance(91)
    card = await shop.lin.sees("open to everyone", in_=shop.group)
    accept = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    # When all tap on what they see, at once
    await asyncio.gather(*(person.forges(accept, card["message_id"], in_=shop.group) for person in crowd))
    # Then one has it, and everyone has a clear answer
    taken = await shop.lin.sees("taken", in_=shop.group)
    assert "reply_markup" not in taken
    toasts = await shop.toasts(200)
    assert sum("yours" in text for text in toasts) == 1
    assert sum("a little faster" in text for text in toasts) == 199


async def test_the_card_opens_to_the_best_first_and_says_when_it_opens(shop: Shop) -> None:
    weak = await shop.people.person("Weak")
    for k in range(3):
        strong = await shop.people.person(f"Strong{k}")
        await shop.hire(strong, f"RS{k}", levels={"chat": 5})
    await shop.hire(weak, "RWEAK", levels={"chat": 1}, life_experience=0)
    shop.sandbox.world.rooms[(0, shop.group)].members[weak.id] = "member"
    await shop.queued(shop.tom)
    card = await shop.lin.sees("best fitting first", in_=shop.group)
    toast = await weak.taps("Accept", in_=shop.group)
    assert toast is not None
    assert re.search(r"45 s", toast)
    shop.clock.advance(45)
    await shop.lin.sees("open to everyone", in_=shop.group)
    assert "first in line" in str(await weak.taps("Accept", in_=shop.group))
    shop.clock.advance(21)
    assert card["message_id"] == (await shop.lin.sees("taken", in_=shop.group))["message_id"]


async def test_a_half_made_order_survives_a_restart(shop: Shop) -> None:
    await shop.tom.starts()
    await shop.tom.taps("Yes, I am 18")
    await shop.tom.taps("Find someone")
    await shop.tom.taps("Study")
    await shop.tom.sees("How long")
    await shop.reopen()
    await shop.tom.taps("60 minutes")
    await shop.tom.taps("Next")
    await shop.tom.says("Exams 😰 next week")
    await shop.tom.sees("Exams 😰 next week")


async def test_a_restart_in_the_middle_changes_no_second(shop: Shop) -> None:
    await shop.talking(shop.tom)
    shop.clock.advance(600)
    await shop.app.stop()
    await shop.tom.says("Said while you were away")
    shop.clock.advance(300)
    await shop.open()
    await shop.lin.sees("Said while you were away")
    shop.clock.advance(900)
    await shop.tom.sees("5 minutes left")
    shop.clock.advance(300)
    receipt = await shop.tom.sees("Receipt")
    assert "Counted: 30 min\n" in receipt["text"]


async def test_a_representative_who_never_greets_gives_the_order_back(shop: Shop) -> None:
    await shop.queued(shop.tom)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")
    shop.clock.advance(181)
    await shop.tom.sees("first in line")
    await shop.lin.sees("waited too long")
    toast = await shop.lin.taps("Accept", in_=shop.group)
    assert "without a word" in str(toast)


@pytest.mark.parametrize("how", ["never greets", "passes"])
async def test_the_note_leaves_the_chat_of_whom_the_order_leaves(shop: Shop, how: str) -> None:
    # Given an order with a note, accepted
    await shop.tom.starts()
    for label in ("Yes, I am 18", "Find someone", "Casual chat", "30 minutes", "Next"):
        await shop.tom.taps(label)
    await shop.tom.says("my old cat is ill")
    await shop.tom.taps("Confirm")
    await shop.tom.sees("voucher code")
    await shop.tom.says(await shop.voucher())
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.lin.sees("my old cat is ill")
    # When it goes to others
    if how == "passes":
        await shop.lin.taps("Pass")
    else:
        shop.clock.advance(181)
    await shop.lin.sees("has gone to somebody else")
    await shop.quiet()
    # Then nothing of the note stands there any more
    assert "my old cat" not in str(await shop.lin.messages())


async def test_an_order_that_nobody_takes_asks_and_then_gives_everything_back(shop: Shop) -> None:
    await shop.lin.says("/off")
    await shop.lin.sees("off duty")
    await shop.queued(shop.tom)
    shop.clock.advance(300)
    await shop.tom.taps("Keep waiting")
    shop.clock.advance(1500)
    closed = await shop.tom.sees("Nobody was free for order")
    assert "CN¥20" in closed["text"]


async def test_a_person_is_invited_once_and_sets_up(shop: Shop) -> None:
    amy = await shop.people.person("Amelia")
    await shop.owner.says("/invite")
    link = (await shop.owner.sees("?start="))["text"]
    token = re.search(r"start=([\w-]+)", link)
    assert token
    await amy.starts(token[1])
    await amy.taps("My profile")
    await amy.says("/on")
    await amy.sees("Specialties", after=0)
    await amy.taps("Specialties")
    await amy.taps("Casual chat –")
    await amy.taps("Back")
    for page, choice in (("Gender", "A man"), ("Age", "20"), ("Life experience", "3")):
        await amy.taps(page)
        await amy.taps(choice)
    await amy.taps("Hours")
    await amy.says("Mon-Sun 25:00-99:00")
    await amy.sees("25:00")
    await amy.says("周一至周五 20:00-02:00")
    await amy.sees("Your profile")
    await amy.says("/on")
    await amy.sees("You are on duty")
    other = await shop.people.person("Other")
    await other.starts(token[1])
    await other.sees("used already")


async def test_nobody_is_unmasked_by_anything_the_other_side_received(shop: Shop) -> None:
    await shop.talking(shop.tom)
    mention = [{"type": "text_mention", "offset": 0, "length": 2, "user": shop.tom.user}]
    await shop.tom.says("me again", entities=mention)
    await shop.lin.sees("me again")
    await shop.tom.sends("document", b"my notes", filename="notes.txt", mime="text/plain", caption="notes")
    await shop.lin.sees("notes")
    shop.clock.advance(1800)
    await shop.lin.sees("Receipt")
    for person, other in ((shop.tom, shop.lin), (shop.lin, shop.tom)):
        received = str(await person.received())
        for secret in (str(other.id), other.name, str(other.user.get("username")), str(other.user.get("last_name"))):
            assert secret == "None" or secret not in received


async def test_content_is_gone_from_the_database_once_it_is_delivered(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says("a canary sings here")
    await shop.lin.sees("a canary sings here")

    async def gone() -> bool:
        async with shop.app.database.begin() as session:
            rows = [
                *await session.scalars(select(InboxRow.payload)),
                *await session.scalars(select(OutboxRow.payload)),
            ]
        return "a canary" not in str(rows)

    await eventually(gone)
