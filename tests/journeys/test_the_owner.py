"""The owner steers the shop from a phone, and every act is written down."""

from sqlalchemy import func, select

from models.kernel import AuditRow
from models.money import PostingLine
from tests.journeys.conftest import Shop


async def acts(shop: Shop) -> list[tuple[str, str]]:
    async with shop.app.database.begin() as session:
        rows = await session.execute(select(AuditRow.act, AuditRow.subject).order_by(AuditRow.id))
        return [(act, subject) for act, subject in rows]


async def test_every_page_and_every_act(shop: Shop) -> None:
    code = await shop.talking(shop.tom)
    for command, words in (
        ("/today", "On duty: 1 of 1"),
        ("/orders", code),
        (f"/order {code}", "Casual chat"),
        ("/reps", "RLIN2"),
        ("/rep rlin2", "Casual chat"),
        (f"/why {code}", "RLIN2"),
        ("/invite", "?start="),
        ("/voucher 2 chat15", "🎟"),
        (f"/cancel {code}", "is ended"),
        ("/rep RLIN2 suspend", "suspended"),
        ("/rep RLIN2 unsuspend", "RLIN2"),
        ("/pause_shop", "takes no new orders"),
        ("/pause_shop", "is open"),
    ):
        last = (await shop.owner.messages())[-1]["message_id"]
        await shop.owner.says(command)
        await shop.owner.sees(words, after=last)
    assert await acts(shop) == [
        ("voucher", "chat30"),
        ("invite", ""),
        ("voucher", "chat15"),
        ("cancel", code),
        ("suspend", "RLIN2"),
        ("unsuspend", "RLIN2"),
        ("pause_shop", "on"),
        ("pause_shop", "off"),
    ]


async def test_commands_written_wrongly_show_how(shop: Shop) -> None:
    for command, words in (
        ("/voucher", "/voucher N SERVICE"),
        ("/voucher many chat30", "/voucher N SERVICE"),
        ("/voucher 0 chat30", "1 to 1000"),
        ("/voucher 1001 chat30", "1 to 1000"),
        ("/voucher 1 dinner", "chat30"),
        ("/assign", "/assign CODE REP"),
        ("/assign NOPE RLIN2", "There is no order NOPE"),
        ("/rep", "/rep CODE"),
        ("/rep RNONE", "There is no representative RNONE"),
        ("/rep RLIN2 fire", "/rep CODE"),
        ("/cancel NOPE", "There is no order NOPE"),
        ("/refund", "/refund CODE"),
        ("/refund NOPE 5", "There is no order NOPE"),
        ("/refund NOPE 5 all", "/refund CODE"),
        ("/why", "/why CODE"),
        ("/order NOPE", "There is no order NOPE"),
    ):
        last = (await shop.owner.messages())[-1:]
        await shop.owner.says(command)
        await shop.owner.sees(words, after=last[0]["message_id"] if last else 0)
    assert await acts(shop) == []


async def test_an_order_is_handed_to_a_representative_past_the_tiers(shop: Shop) -> None:
    # Given an order, and Amy, who has not set up, Ben, who may talk, and Cat, who is suspended
    people = [await shop.people.person(name) for name in ("Amy", "Ben", "Cat")]
    for person, code in zip(people, ("RAMY2", "RBEN2", "RCAT2"), strict=True):
        await shop.hire(person, code)
    await shop.owner.says("/rep RCAT2 suspend")
    await shop.owner.sees("RCAT2")
    await shop.owner.says("/rep RAMY2 suspend")
    await shop.owner.says("/rep RAMY2 unsuspend")
    order = await shop.queued(shop.tom)
    # When the owner assigns it, Then only to somebody who can take it
    for rep, words in (("RCAT2", "suspended"), ("RAMY2", "has not finished the profile"), ("RBEN2", "RBEN2")):
        last = (await shop.owner.messages())[-1]["message_id"]
        await shop.owner.says(f"/assign {order} {rep}")
        await shop.owner.sees(words, after=last)
    await people[1].sees("Casual chat")
    await shop.tom.sees("is here for you")
    await shop.owner.says(f"/assign {order} RLIN2")
    await shop.owner.sees("is not looking for anyone")
    assert ("assign", order) in await acts(shop)


async def test_a_cancelled_talk_charges_what_was_used_and_adds_up(shop: Shop) -> None:
    code = await shop.talking(shop.tom)
    shop.clock.advance(15 * 60)
    await shop.owner.says(f"/cancel {code}")
    receipt = await shop.tom.sees("Receipt")
    assert "CN¥10" in receipt["text"]
    await shop.lin.sees("Receipt")
    await shop.owner.says(f"/cancel {code}")
    await shop.owner.sees("finished already")
    async with shop.app.database.begin() as session:
        assert await session.scalar(select(func.sum(PostingLine.amount))) == 0


async def test_a_closed_shop_takes_no_order_but_finishes_what_is_open(shop: Shop) -> None:
    mei = await shop.people.person("Mei", language_code="zh-hans")
    await shop.talking(shop.tom)
    await shop.owner.says("/pause_shop")
    await shop.owner.sees("takes no new orders")
    await mei.starts()
    await mei.taps("18")
    await mei.says("/order")
    await mei.sees("休息")
    await shop.tom.says("Are you still there?")
    await shop.lin.sees("Are you still there?")
