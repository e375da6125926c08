"""Time in which two could not talk, at the desk, on both databases: charged to nobody, whatever happens when."""

from datetime import timedelta

import pytest

from bot.desk import commands as c
from bot.desk import notices as n
from bot.rules.terms import Terms
from models.engine import Database
from models.kinds import EndReason, OrderState, Side
from models.link import Link
from tests.desk.stage import CUSTOMER, REP, Stage

C, R = Side.CUSTOMER, Side.REP
CODE = "K7Q2M"


@pytest.fixture
async def stage(database: Database) -> Stage:
    """A talk since 20 s."""
    made = Stage(database, Terms(silence_ask_s=0))
    await made.open()
    for second, side in ((10, R), (20, C), (30, R)):
        await made.at(second)
        await made.says(side)
    return made


async def away(stage: Stage, since: int, until: int) -> None:
    """The shop was; at its start it says so before it looks at anything else."""
    await stage.sleep(until)
    begins = stage.begins
    await stage.does(c.WasAway(begins + timedelta(seconds=since), begins + timedelta(seconds=until)))


async def test_a_short_one_is_cut_out_and_the_talk_goes_on(stage: Stage) -> None:
    await stage.at(100)
    await away(stage, 110, 200)
    assert await stage.strip() == "live 20-110, outage 110-200, live 200-"
    assert [notice.waits for notice in stage.seen(n.WasAway)] == [False, False]
    await stage.at(1909)
    assert (await stage.order()).state == OrderState.LIVE
    await stage.at(3000)
    assert ((await stage.order()).end_reason, (await stage.meter()).billed_s(stage.now)) == (EndReason.TIME_UP, 1800)


async def test_the_bought_time_does_not_run_out_in_one(stage: Stage) -> None:
    await away(stage, 1700, 2200)
    await stage.at(2201)
    assert await stage.strip() == "live 20-1700, outage 1700-2200, live 2200-"


async def test_after_a_long_one_the_clock_waits_until_both_are_back(stage: Stage) -> None:
    await away(stage, 110, 800)
    assert await stage.strip() == "live 20-110, outage 110-800, outage 800-"
    assert [notice.waits for notice in stage.seen(n.WasAway)] == [True, True]
    await stage.at(850)
    await stage.does(c.Resume(stage.actor(R), CODE))
    assert (await stage.order()).state == OrderState.PAUSED
    assert stage.seen(n.RepPanel)[-1].clock.came
    await stage.at(900)
    await stage.says(C, "There you are")
    assert await stage.strip() == "live 20-110, outage 110-800, outage 800-900, live 900-"


async def test_nobody_comes_back_from_one_and_the_minutes_used_are_all_that_is_charged(stage: Stage) -> None:
    await away(stage, 710, 1500)
    await stage.at(1500 + 1800)
    order = await stage.order()
    assert (order.end_reason, order.charged) == (EndReason.TECHNICAL, 2000 * 11 * 60 // 1800)


async def test_words_that_queued_count_by_their_own_date_and_nobody_was_slow(stage: Stage) -> None:
    # The customer writes while the shop is away; the representative gets it only afterwards
    await away(stage, 110, 400)
    await stage.says(C, "Hello?", late_s=250)
    await stage.at(500)
    assert await stage.strip() == "live 20-110, outage 110-400, live 400-"
    await stage.at(521)
    assert (await stage.meter()).open == "waiting"  # 120 s after it could be read
    async with stage.database.begin() as session:
        assert (await session.get_one(Link, 4)).said_at == stage.begins + timedelta(seconds=150)


async def test_a_talk_that_began_while_the_shop_was_away_begins_when_it_is_back(database: Database) -> None:
    stage = Stage(database, Terms(silence_ask_s=0))
    await stage.open()
    await stage.says(R)
    await away(stage, 20, 140)
    await stage.says(C, late_s=100)  # at 40, by Telegram
    assert await stage.strip() == "outage 40-140, live 140-"


async def test_words_that_arrive_too_late_are_an_outage_for_as_long_as_they_took(stage: Stage) -> None:
    await stage.at(100)
    await stage.says(C)
    await stage.at(160)
    came = stage.now
    await stage.at(170)  # it takes a moment until that is written down
    await stage.does(c.CameLate(((4, came),)))
    assert await stage.strip() == "live 20-100, outage 100-160, live 160-"
    await stage.at(279)
    assert (await stage.meter()).open == "live"
    await stage.at(281)
    assert (await stage.meter()).open == "waiting"  # counted from when it could be read
    await stage.does(c.CameLate(((4, came),)))  # told again, as after a crash, takes off at most the same
    assert (await stage.meter()).billed_s(stage.now) <= 80 + 120


async def test_words_that_are_seen_to_be_late_in_a_pause_do_not_count_either(stage: Stage) -> None:
    await stage.at(100)
    await stage.says(C)
    await stage.at(150)
    await stage.does(c.Pause(stage.actor(C), CODE))
    await stage.at(160)
    for _ in range(2):
        await stage.does(c.CameLate(((4, stage.begins + timedelta(seconds=140)),)))
    assert await stage.strip() == "live 20-100, outage 100-140, live 140-150, paused 150-"


async def test_nobody_is_slow_to_answer_what_came_after_the_clock_had_stopped_for_it(stage: Stage) -> None:
    await stage.at(100)
    await stage.says(C)
    await stage.at(250)
    assert await stage.strip() == "live 20-220, waiting 220-"
    await stage.does(c.CameLate(((4, stage.now),)))
    assert await stage.strip() == "live 20-100, outage 100-220, waiting 220-250, live 250-"
    await stage.at(300)
    await stage.says(R)
    await stage.at(400)
    assert await stage.strip() == "live 20-100, outage 100-220, waiting 220-250, live 250-"


async def test_who_blocks_the_bot_stops_the_clock_and_comes_back(stage: Stage) -> None:
    await stage.at(100)
    await stage.does(c.Blocked(stage.actor(C), True))
    assert await stage.strip() == "live 20-100, outage 100-"
    assert len(stage.seen(n.ConnectionLost, REP)) == 1
    assert stage.seen(n.ConnectionLost, CUSTOMER) == []
    await stage.at(300)
    await stage.does(c.Blocked(stage.actor(C), False))
    assert await stage.strip() == "live 20-100, outage 100-300, live 300-"


@pytest.mark.parametrize(("side", "reason"), [(C, EndReason.CUSTOMER_LOST), (R, EndReason.REP_LEFT)])
async def test_who_stays_away_ends_the_talk(stage: Stage, side: Side, reason: EndReason) -> None:
    await stage.at(100)
    await stage.does(c.Unreachable(CUSTOMER if side is C else REP))
    await stage.at(699)
    assert (await stage.order()).state == OrderState.PAUSED
    await stage.at(700)
    assert (await stage.order()).end_reason == reason
