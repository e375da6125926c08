"""Words that turn out to have been late when the talk is over already: the time is made good, once, by the shop."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.desk import clock_commands as cc
from bot.desk import clock_notices as cn
from bot.desk import commands as c
from models.engine import Database
from models.kinds import OrderState
from models.link import Link
from models.order import SpanRow
from tests.desk.money_shop import LIN, OWNER, TOM, Till
from tests.desk.test_odd_people import reckoned


@pytest.fixture
async def till(database: Database) -> Till:
    return await Till(database).open()


async def last_link(till: Till) -> int:
    async with till.database.begin() as session:
        return (await session.scalars(select(Link.id).order_by(Link.id.desc()).limit(1))).one()


async def talked_with_a_last_word(till: Till) -> tuple[str, int, datetime]:
    """A talk that is over; its code, and of what was said a minute before its end the link and the moment."""
    code = await till.talking()
    await till.speaking(29)
    await till.says(LIN, "One more thing")
    link_id, said = await last_link(till), till.now
    await till.wait(minutes=3)
    return code, link_id, said


async def spans(till: Till) -> list[tuple[str, int, str]]:
    async with till.database.begin() as session:
        rows = await session.scalars(select(SpanRow).order_by(SpanRow.position))
        return [(str(row.kind), int(((row.end or till.now) - row.start).total_seconds()), row.reason) for row in rows]


async def test_what_was_late_near_the_end_is_given_back_once_and_the_pay_stays(till: Till) -> None:
    code, link_id, said = await talked_with_a_last_word(till)
    assert ((await till.order(code)).state, (await till.settled(code)).charged) == (OrderState.ENDED, 2000)
    came = c.CameLate(((link_id, said + timedelta(seconds=150)),))
    for _ in range(2):  # told again, as after a crash
        await till.does(came)
        told = till.heard(TOM, cn.LateMadeGood)
        assert [(one.seconds, one.amount, one.wallet) for one in told] in ([(60, 67, 67)], [])
    order, row = await till.order(code), await till.settled(code)
    assert (row.number, row.note, row.charged, row.rep_pay, order.given_back) == (1, "late", 1933, 1200, 67)
    assert (await spans(till))[:2] == [("live", 1740, "talk"), ("outage", 60, "late")]
    for person_id in (TOM, LIN, OWNER):
        verified = await till.does(cc.Verify(till.actor(person_id), code))
        assert isinstance(verified, cn.Verified)
        assert [check for check in verified.checks if not check.agrees] == []
    await reckoned(till)


async def test_what_would_have_cost_the_same_is_left_as_it_was_told(till: Till) -> None:
    code = await till.talked(minutes=4)  # of which ten are charged
    before = await spans(till)
    link_id, at = await last_link(till), till.now - timedelta(minutes=2)
    await till.does(c.CameLate(((link_id, at + timedelta(seconds=90)),)))
    assert till.heard(TOM, cn.LateMadeGood) == []
    assert await spans(till) == before
    assert (await till.settled(code)).number == 0
    await reckoned(till)


async def test_an_order_that_was_given_back_whole_gives_no_more(till: Till) -> None:
    code, link_id, said = await talked_with_a_last_word(till)
    await till.does(c.Refund(till.actor(OWNER), code))
    balances = await till.balances()
    await till.does(c.CameLate(((link_id, said + timedelta(seconds=150)),)))
    assert await till.balances() == balances
    await reckoned(till)
