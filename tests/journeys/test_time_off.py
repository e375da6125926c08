"""Breaks, days off and the end of a shift keep orders away, and nobody has to remember to come back."""

import pytest
from sqlalchemy import select

from bot.sandbox.people import Person
from models.kernel import Timer
from models.kinds import TimerKind
from models.rep import DayOff, Rep
from tests.journeys.conftest import Shop

pytestmark = pytest.mark.long


async def answers(person: Person, said: str, words: str) -> str:
    """What the bot says to it."""
    last = (await person.messages())[-1:]
    await person.says(said)
    return str((await person.sees(words, after=last[0]["message_id"] if last else 0))["text"])


async def accept(shop: Shop, person: Person | None = None) -> str:
    return str(await (person or shop.lin).taps("Accept", in_=shop.group))


async def resting(shop: Shop) -> bool:
    async with shop.app.database.begin() as session:
        return await session.scalar(select(Rep.resting_until).where(Rep.code == "RLIN2")) is not None


async def days_off(shop: Shop) -> list[tuple[str, str]]:
    async with shop.app.database.begin() as session:
        return [(str(d.first), str(d.last)) for d in await session.scalars(select(DayOff).order_by(DayOff.first))]


async def test_a_break_keeps_orders_away_until_it_is_over_and_says_so(shop: Shop) -> None:
    # Given Lin, who takes a break at 20:00 by her clock
    await shop.lin.says("/break")
    await shop.lin.taps("10 min")
    await shop.lin.sees("No orders for you until 20:10")
    assert "On a break until 20:10" in await answers(shop.lin, "/profile", "Your profile")
    # When an order comes, Then it is not for her, not even after a restart
    await shop.queued(shop.tom)
    assert "taking a break" in await accept(shop)
    await shop.reopen()
    shop.clock.advance(599)
    assert "taking a break" in await accept(shop)
    # And a second later she hears that it is over, and may
    shop.clock.advance(1)
    assert "1 order waits" in (await shop.lin.sees("Your break is over"))["text"]
    assert "On a break" not in await answers(shop.lin, "/profile", "Your profile")
    assert "yours" in await accept(shop)


async def test_coming_back_sooner_ends_the_break_without_a_word_later(shop: Shop) -> None:
    await answers(shop.lin, "/break 60", "until 21:00")
    await answers(shop.lin, "/break 15 min", "until 20:15")  # takes the place of the first
    await shop.lin.taps("End the break")
    await shop.lin.sees("You are on duty")
    await shop.queued(shop.tom)
    assert "yours" in await accept(shop)
    async with shop.app.database.begin() as session:
        assert not list(await session.scalars(select(Timer).where(Timer.kind == TimerKind.REST_OVER)))
    shop.clock.advance(100)
    await shop.quiet()
    await shop.lin.sees_not("Your break is over")


async def test_whoever_goes_off_duty_in_a_break_is_not_called_back(shop: Shop) -> None:
    await answers(shop.lin, "/break 10", "until 20:10")
    await answers(shop.lin, "/off", "off duty")
    shop.clock.advance(700)
    await shop.quiet()
    await shop.lin.sees_not("Your break is over")
    await answers(shop.lin, "/break 10", "You are off duty, so no orders come anyway")


async def test_a_break_that_is_none_is_refused(shop: Shop) -> None:
    for length in ("soon", "0", "-5", "241", "1.5", "99999999", "15 hours"):
        await answers(shop.lin, f"/break {length}", "from 1 to 240")
    assert not await resting(shop)
    await shop.tom.starts()
    await answers(shop.tom, "/break 10", "Only the shop's representatives")


async def test_a_day_off_is_by_the_representative_s_own_clock_and_can_be_taken_back(shop: Shop) -> None:
    # Given Lin in Shanghai, where it is the evening of the 2nd, and Kiri in Auckland, where the 3rd has begun
    kiri = await shop.people.person("Kiri")
    await shop.hire(kiri, "RKIRI", time_zone="Pacific/Auckland")
    shop.sandbox.world.rooms[(0, shop.group)].members[kiri.id] = "member"
    await answers(shop.lin, "/dayoff 2 Nov", "Nov 2, 2026")
    await answers(kiri, "/dayoff 2 Nov", "is over already")
    await answers(kiri, "/dayoff tomorrow", "Nov 4, 2026")
    # When an order comes, Then Lin is off, and Kiri is not
    await shop.queued(shop.tom)
    assert "outside working hours" in await accept(shop)
    # And Lin finds the day on the page of her hours, and takes it back
    assert "Days off: Nov 2, 2026" in await answers(shop.lin, "/profile", "Your profile")
    await shop.lin.taps("Hours")
    await shop.lin.taps("🗑 Nov 2, 2026")
    await shop.lin.sees(lambda m: "below takes it back" in m.get("text", "") and "🗑" not in str(m["reply_markup"]))
    assert await days_off(shop) == [("2026-11-04", "2026-11-04")]
    assert "yours" in await accept(shop)


async def test_days_that_touch_become_one_and_a_night_runs_to_its_end(shop: Shop) -> None:
    amy = await shop.people.person("Amy")
    await shop.hire(amy, "RAMY2", hours="Mon,Tue 20:00-02:00")
    shop.sandbox.world.rooms[(0, shop.group)].members[amy.id] = "member"
    for said, shown in (
        ("3 Nov", "Nov 3, 2026"),
        ("11月5日", "Nov 5, 2026"),
        ("24-27 Dec", "Dec 24, 2026 – Dec 27, 2026"),
        ("2026-11-04", "Nov 4, 2026"),
    ):
        await answers(amy, f"/dayoff {said}", shown)
    assert await days_off(shop) == [("2026-11-03", "2026-11-05"), ("2026-12-24", "2026-12-27")]
    await answers(shop.lin, "/off", "off duty")
    # Monday's night goes on into the free Tuesday
    shop.clock.advance(4.5 * 3600)
    await shop.queued(shop.tom)
    assert "yours" in await accept(shop, amy)
    # and Tuesday's does not begin
    shop.clock.advance(20 * 3600)
    mei = await shop.people.person("Mei")
    await shop.queued(mei)
    assert "outside working hours" in await accept(shop, amy)


async def test_days_that_are_over_are_forgotten(shop: Shop) -> None:
    await answers(shop.lin, "/dayoff tomorrow", "Nov 3, 2026")
    await answers(shop.lin, "/dayoff 9 Nov", "Nov 9, 2026")
    shop.clock.advance(4 * 24 * 3600)
    await shop.quiet()
    assert await days_off(shop) == [("2026-11-09", "2026-11-09")]


async def test_a_day_off_that_is_none_is_refused(shop: Shop) -> None:
    for said, words in (
        ("", "Which day?"),
        ("Christmas", "could not read “Christmas”"),
        ("30 Feb", "could not read “30 Feb”"),
        ("2026-11-01", "“2026-11-01” is over already"),
        ("昨天", "could not read “昨天”"),
        ("5 Nov - 4 Nov", "could not read"),
        ("2036-01-01", "could not read"),
        ("<b>", "could not read “<b>”"),
    ):
        await answers(shop.lin, f"/dayoff {said}", words)
    for month in range(1, 11):
        for day in (5, 15):
            await answers(shop.lin, f"/dayoff 2027-{month:02}-{day:02}", f" {day}, 2027")
    await answers(shop.lin, "/dayoff 2027-11-25", "more than 20 stretches")
    assert len(await days_off(shop)) == 20
    page = await shop.lin.sees("Noted")
    for forged in ("d:", "d:soon", "d:2026-02-30", "d:0000-00-00"):
        assert "had its day" in str(await shop.lin.forges(forged, page["message_id"]))
    await shop.tom.starts()
    await answers(shop.tom, "/dayoff tomorrow", "Only the shop's representatives")


async def test_an_order_that_outlasts_the_shift_is_not_offered_unless_the_shop_wants_it(shop: Shop) -> None:
    # Given Amy, who works until 20:20, twenty minutes from now
    amy = await shop.people.person("Amy")
    await shop.hire(amy, "RAMY2", hours="Mon 18:00-20:20")
    shop.sandbox.world.rooms[(0, shop.group)].members[amy.id] = "member"
    await answers(shop.lin, "/off", "off duty")
    # When half an hour is asked for, Then it is too long for her, and a quarter is not
    code = await shop.queued(shop.tom)
    assert "the shift ends too soon" in await accept(shop, amy)
    await answers(shop.owner, f"/why {code}", "the shift ends too soon")
    mei = await shop.people.person("Mei")
    await shop.confirmed(mei, service="15 minutes")
    await mei.says(await shop.voucher("chat15"))
    await mei.sees("looking for")
    await shop.lin.sees("15 min", in_=shop.group)
    assert "yours" in await accept(shop, amy)
    await mei.says("/cancel")
    await mei.sees("cancelled")
    # And in a shop that does not mind, the long one is hers too
    routing = shop.config.routing.model_copy(update={"finish_in_shift": False})
    shop.config = shop.config.model_copy(update={"routing": routing})
    await shop.reopen()
    assert "yours" in await accept(shop, amy)
