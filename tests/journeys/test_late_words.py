"""Words that come when nobody may get them: kept for their moment, never lost, never in front of somebody else."""

import pytest
from sqlalchemy import select, text

from models.base import Base
from models.held import HeldRow
from tests.journeys.conftest import Shop

pytestmark = pytest.mark.long


async def no_trace(shop: Shop, words: str) -> None:
    await shop.quiet()
    async with shop.app.database.begin() as session:
        assert (await session.scalars(select(HeldRow))).all() == []
        for table in Base.metadata.sorted_tables:
            rows = await session.execute(text(f'SELECT * FROM "{table.name}"'))  # noqa: S608 (our own tables)
            assert words not in str(rows.all()), table.name


async def test_before_the_start_they_wait_for_who_comes_and_start_no_clock(shop: Shop) -> None:
    await shop.queued(shop.tom)
    await shop.tom.says("I can't stop crying")
    await shop.tom.sees("give it to whoever comes")
    kept = await shop.tom.says("and it's late")
    await shop.tom.edits(kept["message_id"], "and it is late")
    await shop.quiet()
    assert len([m for m in await shop.tom.messages() if "whoever comes" in str(m.get("text"))]) == 1
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.lin.sees("and it is late")
    shown = [str(m.get("text")) for m in await shop.lin.messages()]
    assert shown.index("I can't stop crying") < shown.index("and it is late")
    await shop.lin.says("I am here")
    await shop.tom.sees("I am here")
    await shop.quiet()
    assert "The clock runs now" not in str(await shop.tom.messages())
    await shop.tom.says("Thank you")
    await shop.tom.sees("The clock runs now")
    await no_trace(shop, "crying")


async def test_what_waits_can_be_deleted_and_goes_with_a_cancelled_order(shop: Shop) -> None:
    await shop.queued(shop.tom)
    await shop.tom.says("secret one")
    await shop.tom.says("secret two")
    await shop.tom.taps("Delete it")
    await shop.tom.sees("I have forgotten it")
    await no_trace(shop, "secret")
    await shop.tom.says("secret three")
    await shop.tom.says("/cancel")
    await shop.tom.sees("Cancelled")
    await no_trace(shop, "secret")


async def test_in_a_pause_the_other_side_s_words_wait_for_its_end(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says("/pause")
    await shop.lin.sees("paused")
    await shop.lin.says("Take your time")
    await shop.lin.sees("until it goes on")
    await shop.lin.says("I wait here")
    await shop.quiet()
    assert "Take your time" not in str(await shop.tom.received())
    await shop.tom.says("Back again")
    await shop.tom.sees("I wait here")
    shown = [str(m.get("text")) for m in await shop.tom.messages()]
    assert shown.index("Take your time") < shown.index("I wait here")
    await no_trace(shop, "Take your time")


async def test_a_pause_that_ends_with_the_talk_makes_them_late(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says("/pause")
    await shop.lin.sees("paused")
    await shop.lin.says("one thing")
    await shop.lin.sees("until it goes on")
    await shop.tom.says("/end")
    await shop.tom.taps("Yes, end it")
    await shop.lin.sees("If the two of you talk again")
    await shop.quiet()
    assert "one thing" not in str(await shop.tom.received())


async def test_after_the_end_they_go_over_when_the_same_two_meet_again(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says("/end")
    await shop.tom.taps("Yes, end it")
    await shop.tom.sees("Receipt")
    await shop.tom.says("I forgot to say thank you")
    await shop.tom.sees("so I kept your message")
    await shop.lin.says("and good night")
    await shop.lin.sees("so I kept your message")
    await shop.quiet()
    assert "thank you" not in str((await shop.lin.messages())[-1])
    code = await shop.voucher()
    await shop.tom.taps("The same again")
    await shop.tom.taps("Confirm")
    prompt = await shop.tom.sees("voucher code")
    assert "Casual chat" in prompt["text"]
    await shop.tom.says(code)
    await shop.tom.sees("looking for")
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.lin.sees("I forgot to say thank you")
    await shop.tom.sees("and good night")
    await no_trace(shop, "forgot to say")


async def test_to_somebody_else_they_never_go_and_after_a_day_they_are_forgotten(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says("/end")
    await shop.tom.taps("Yes, end it")
    await shop.tom.sees("Receipt")
    await shop.tom.says("only for her")
    await shop.tom.sees("so I kept your message")
    mia = await shop.people.person("Mia")
    await shop.hire(mia, "RMIA2")
    shop.sandbox.world.rooms[(0, shop.group)].members[mia.id] = "member"
    await shop.lin.says("/off")
    await shop.lin.sees("off duty")
    await shop.tom.taps("The same again")
    await shop.tom.taps("Confirm")
    await shop.tom.sees("voucher code")
    await shop.tom.says(await shop.voucher())
    await mia.taps("Accept", in_=shop.group)
    await mia.says("I am Mia")
    await shop.tom.sees("I am Mia")
    await shop.tom.says("Hello Mia")
    await mia.sees("Hello Mia")
    shop.clock.advance(24 * 3600 + 1)
    await no_trace(shop, "only for her")
    assert "only for her" not in str(await mia.received())


async def test_an_hour_later_a_word_is_no_longer_taken_for_the_old_talk(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.tom.says("/end")
    await shop.tom.taps("Yes, end it")
    await shop.tom.sees("Receipt")
    shop.clock.advance(3601)
    await shop.tom.says("hello?")
    await shop.tom.sees("This talk is over")
    await no_trace(shop, "hello?")


async def test_kept_words_can_be_taken_back_and_hold_no_contact(shop: Shop) -> None:
    await shop.queued(shop.tom)
    said = await shop.tom.says("a word too many")
    await shop.tom.sees("whoever comes")
    await shop.tom.says("/unsend", reply_to=said["message_id"])
    await shop.tom.sees("I have forgotten it")
    await shop.tom.says("call 13812345678")
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("a phone number")
    await shop.quiet()
    assert "138" not in str(await shop.lin.received())


async def test_the_edit_of_held_words_is_looked_at_anew(shop: Shop) -> None:
    await shop.talking(shop.tom)
    said = await shop.tom.says("call 13812345678")
    await shop.tom.sees("a phone number")
    await shop.tom.edits(said["message_id"], "call me by my name")
    await shop.lin.sees("call me by my name")
    await no_trace(shop, "13812345678")
