"""/vanish removes a talk from both phones, once, and leaves cards, clock and money alone."""

import pytest
from sqlalchemy import func, select

from models.held import HeldRow
from models.kernel import Timer
from models.kinds import TimerKind
from models.link import Link
from models.money import PostingLine
from models.order import SpanRow
from models.vanishing import Erasure
from tests.journeys.conftest import Shop
from tests.journeys.removal import deletions, emptied, left, receipt, receipts, rows, say, texts, vanish

pytestmark = pytest.mark.long


@pytest.mark.parametrize("asker", ["tom", "lin"])
async def test_a_running_talk_is_gone_from_both_phones_and_goes_on(shop: Shop, asker: str) -> None:
    # Given a talk in which either side said something
    await shop.talking(shop.tom)
    who, other = (shop.tom, shop.lin) if asker == "tom" else (shop.lin, shop.tom)
    await say(shop, 4)
    # When one of them wants it removed
    await vanish(who)
    # Then it is, and both hear of it, each in their words
    told = await receipt(shop, who)
    assert "gone from both phones" in told
    assert "Deleted: 6 here, 6 on the other phone." in told
    assert "Still" not in told
    await other.sees("The other side wished your talk removed")
    await shop.quiet()
    await emptied(shop.tom, shop.lin)
    assert await rows(shop, Link) == await rows(shop, Erasure) == 0
    assert await receipts(other) == []
    # And the talk goes on, with replies as ever
    first = await who.says("and on we go")
    copy = await other.sees("and on we go")
    await other.says("yes, on", reply_to=copy["message_id"])
    answer = await who.sees("yes, on")
    assert answer["reply_to_message"]["message_id"] == first["message_id"]


async def test_cards_and_receipts_stay_and_neither_clock_nor_money_hears_of_it(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await say(shop, 2)
    shop.clock.advance(300)
    before = await books(shop)
    stood = {message["message_id"]: str(message.get("text")) for message in await shop.tom.messages()}
    await vanish(shop.tom)
    await receipt(shop, shop.tom)
    assert await books(shop) == before
    kept = {message["message_id"] for message in await shop.tom.messages()}
    gone = [text for message_id, text in stood.items() if message_id not in kept]
    assert gone == ["Hello, I am here.", "Hi, thank you.", *(f"a secret of theirs, number {i}." for i in range(2))]
    await shop.tom.says("/end")
    await shop.tom.taps("Yes, end it")
    await shop.tom.sees("Receipt")


async def books(shop: Shop) -> tuple[list[object], int | None]:
    async with shop.app.database.begin() as session:
        spans = [(s.position, s.kind, s.start, s.end) for s in await session.scalars(select(SpanRow))]
        return [*spans], await session.scalar(select(func.count()).select_from(PostingLine))


async def test_after_the_end_it_takes_earlier_talks_of_the_pair_along(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await say(shop, 2)
    await ended(shop)
    await again(shop)
    await shop.tom.says("another secret, of the second talk")
    await shop.lin.sees("another secret")
    await ended(shop)
    await vanish(shop.lin)
    assert "Deleted: 7 here, 7 on the other phone." in await receipt(shop, shop.lin)
    await emptied(shop.tom, shop.lin)


async def ended(shop: Shop) -> None:
    last = max(message["message_id"] for message in await shop.tom.messages())
    await shop.tom.says("/end")
    question = await shop.tom.sees("End the talk now?", after=last)
    await shop.tom.taps("Yes, end it", message_id=question["message_id"])
    await shop.tom.sees("Receipt", after=last)
    await shop.quiet()


async def again(shop: Shop) -> None:
    """Another order of Tom's, and Lin is there again: two words, then the clock runs."""
    last = max(message["message_id"] for message in await shop.tom.messages())
    await shop.tom.says("/order")
    for label in ("Casual chat", "30 minutes", "Next", "Skip", "Confirm"):
        await shop.tom.taps(label)
    await shop.tom.sees("voucher code", after=last)
    await shop.tom.says(await shop.voucher())
    await shop.tom.sees("looking for", after=last)
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you", after=last)
    await shop.lin.says("Hello, I am here.")
    await shop.tom.sees("Hello, I am here.", after=last)
    await shop.tom.says("Hi, thank you.")
    await shop.tom.sees("The clock runs now", after=last)


async def test_more_than_a_hundred_go_in_few_calls_the_oldest_first(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await say(shop, 120)
    await vanish(shop.tom)
    assert "Deleted: 122 here, 122 on the other phone." in await receipt(shop, shop.tom)
    await emptied(shop.tom, shop.lin)
    for person in (shop.tom, shop.lin):
        sent = [call["params"]["message_ids"] for call in await deletions(shop, person)]
        assert [len(ids) for ids in sent] == [100, 22]
        assert max(sent[0]) < min(sent[1])


async def test_what_was_not_delivered_yet_never_is(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.people.fault("429", "sendMessage", chat_id=shop.lin.id, retry_after=30, times=1)
    await shop.tom.says("a secret never to be read")
    await shop.called("sendMessage", status=429)
    await vanish(shop.tom)
    assert "Deleted: 3 here, 3 on the other phone." in await receipt(shop, shop.tom)
    await emptied(shop.tom, shop.lin)
    assert "never to be read" not in str(await shop.lin.received())


async def test_what_is_just_being_sent_goes_as_soon_as_it_stands(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.lin.sees("The clock runs now")
    await shop.people.fault("slow", "sendMessage", chat_id=shop.lin.id, seconds=1.5, times=1)
    await shop.tom.says("a secret on its way")
    await shop.lin.sees("a secret on its way")
    await vanish(shop.tom)
    assert "Deleted: 3 here, 3 on the other phone." in await receipt(shop, shop.tom)
    await emptied(shop.tom, shop.lin)
    await shop.lin.says("and on we go")
    await shop.tom.sees("and on we go")


async def test_what_waits_for_its_sender_s_choice_goes_too(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says("a secret: call me on 13812345678")
    held = await shop.tom.sees(lambda message: "reply_markup" in message and "13812345678" not in str(message))
    await vanish(shop.tom)
    await receipt(shop, shop.tom)
    await emptied(shop.tom, shop.lin)
    async with shop.app.database.begin() as session:
        assert await session.scalar(select(func.count()).select_from(HeldRow)) == 0
        waits = select(func.count()).select_from(Timer).where(Timer.kind == TimerKind.HELD)
        assert await session.scalar(waits) == 0
    assert held["message_id"] in [message["message_id"] for message in await shop.tom.messages()]


async def test_nothing_happens_unless_it_is_confirmed(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await say(shop, 2)
    await shop.tom.says("/vanish")
    question = await shop.tom.sees("4 messages go")
    await shop.tom.taps("Keep it")
    await shop.tom.sees("everything stays where it is")
    await shop.quiet()
    assert len(await left(shop.tom)) == len(await left(shop.lin)) == 4
    assert question["message_id"] in [message["message_id"] for message in await shop.tom.messages()]


async def test_twice_is_once(shop: Shop) -> None:
    code = await shop.talking(shop.tom)
    await say(shop, 2)
    await vanish(shop.tom)
    await receipt(shop, shop.tom)
    await shop.quiet()
    before = len(await deletions(shop, shop.tom)), len(await deletions(shop, shop.lin))
    await shop.tom.says("/vanish")
    await shop.tom.sees("There is nothing to remove")
    old = (await shop.tom.sees("gone from both phones"))["message_id"]
    toast = await shop.tom.forges(f"o:vanish:{code}", old)
    assert toast is not None
    assert "nothing to remove" in toast
    await shop.quiet()
    assert (len(await deletions(shop, shop.tom)), len(await deletions(shop, shop.lin))) == before
    assert len(await receipts(shop.tom)) == 1
    assert sum("wished your talk removed" in text for text in await texts(shop.lin)) == 1


async def test_while_it_is_under_way_it_says_so(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.people.fault("429", "deleteMessages", chat_id=shop.lin.id, retry_after=60, times=1)
    await vanish(shop.tom)
    await shop.called("deleteMessages", status=429)
    last = max(message["message_id"] for message in await shop.tom.messages())
    await shop.tom.says("/vanish")
    await shop.tom.sees("I am removing it", after=last)
    await receipt(shop, shop.tom)
    assert sum("wished your talk removed" in text for text in await texts(shop.lin)) == 1


async def test_a_stranger_hears_kindly_that_there_is_nothing(shop: Shop) -> None:
    code = await shop.talking(shop.tom)
    eve = await shop.people.person("Eve")
    await eve.starts()
    note = await eve.sees("someone listens")
    await eve.says("/vanish")
    await eve.sees("There is nothing to remove")
    toast = await eve.forges(f"o:vanish:{code}", note["message_id"])
    assert toast is not None
    assert "nothing to remove" in toast
    await shop.quiet()
    assert len(await left(shop.tom)) == len(await left(shop.lin)) == 2


async def test_the_button_of_another_talk_removes_nothing(shop: Shop) -> None:
    code = await shop.talking(shop.tom)
    await ended(shop)
    await again(shop)
    note = await shop.tom.sees("The clock runs now")
    toast = await shop.tom.forges(f"o:vanish:{code}", note["message_id"])
    assert toast is not None
    assert "had its day" in toast
    assert len(await left(shop.tom)) == 4


async def test_the_shop_s_rule_removes_every_talk_a_while_after_its_end(shop: Shop) -> None:
    # Given a shop that wants it so, and says so
    shop.config.relay.vanish_at_end = True
    await shop.reopen()
    await shop.talking(shop.tom)
    await shop.tom.says("/privacy")
    await shop.tom.sees("five minutes later I delete every talk")
    await say(shop, 4)
    # When a talk ends
    await ended(shop)
    # Then the last words can be read for a while
    shop.clock.advance(290)
    await shop.quiet()
    assert len(await left(shop.tom)) == len(await left(shop.lin)) == 6
    # And then it is gone, and both hear so once
    shop.clock.advance(11)
    for person in (shop.tom, shop.lin):
        await person.sees("I deleted your talk on both phones, as after every talk here")
    await shop.quiet()
    await emptied(shop.tom, shop.lin)
    assert await receipts(shop.tom) == await receipts(shop.lin) == []
    assert await rows(shop, Link) == 0


async def test_without_the_rule_a_talk_stays_after_its_end(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says("/privacy")
    assert "five minutes later" not in (await shop.tom.sees("What is kept, in plain words"))["text"]
    await ended(shop)
    shop.clock.advance(3600)
    await shop.quiet()
    assert len(await left(shop.tom)) == len(await left(shop.lin)) == 2
