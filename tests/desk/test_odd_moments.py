"""Moments at which wall clocks do odd things, on both databases: a talk costs what it costs at noon."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from bot.desk import clock_commands as cc
from bot.desk import clock_notices as cn
from bot.desk import commands as c
from bot.desk import ledger
from bot.rules import postings
from bot.rules.terms import Terms
from models import order as orders
from models.engine import Database
from models.kinds import Side
from tests.desk.stage import CUSTOMER, NOON, Stage

C, R = Side.CUSTOMER, Side.REP
CODE = "K7Q2M"
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
CALM = Terms(silence_ask_s=0, remainder="refund")


class Outcome(NamedTuple):
    strip: str
    charged: int | None
    rep_pay: int | None
    wallet: int
    agrees: bool


async def a_talk(database: Database, begins: datetime, zone: str) -> Outcome:
    """Forty minutes of sixty, with a wait in the middle, then /verify."""
    stage = Stage(database, CALM, minutes=60, price=4000, begins=begins)
    stage.rules = replace(stage.rules, time_zone=zone)
    await stage.open()
    async with database.begin() as session:
        order = await orders.by_id(session, stage.order_id)
        assert order is not None
        await ledger.post(stage.work(session), postings.voucher_redeemed(CODE, 4000), order)
    for second, side in ((10, R), (20, C), (30, R), (1000, C), (1300, R)):
        await stage.at(second)
        await stage.says(side)
    await stage.at(2600)
    await stage.does(c.ConfirmEnd(stage.actor(C), CODE))
    verified = await stage.does(cc.Verify(stage.actor(C), CODE))
    assert isinstance(verified, cn.Verified)
    over = await stage.order()
    agrees = all(check.agrees for check in verified.checks)
    async with database.begin() as session:
        wallet = await ledger.wallet(stage.work(session), CUSTOMER, over.currency)
    return Outcome(await stage.strip(), over.charged, over.rep_pay, wallet, agrees)


@pytest.mark.parametrize(
    ("begins", "zone"),
    [
        (datetime(2026, 10, 25, 0, 45, tzinfo=UTC), BERLIN),  # 2:45, then 3:00 is 2:00 again
        (datetime(2026, 3, 29, 0, 45, tzinfo=UTC), BERLIN),  # 1:45, then 2:00 is 3:00
        (datetime(2026, 11, 1, 5, 45, tzinfo=UTC), NEW_YORK),
        (datetime(2026, 12, 31, 15, 45, tzinfo=UTC), "Asia/Shanghai"),  # over midnight into another year
        (NOON, "UTC"),
    ],
)
async def test_the_night_in_which_the_clocks_change_is_as_long_as_it_is(
    database: Database, begins: datetime, zone: str
) -> None:
    there = await a_talk(database, begins, zone)
    assert there == Outcome("live 20-1120, waiting 1120-1300, live 1300-2600", 2666, 1600, 1334, agrees=True)


@pytest.mark.parametrize(
    ("leap_s", "began"),
    [
        (1, 19),  # Telegram counts 23:59:59 twice, as POSIX has it
        (-1, 20),  # Telegram is a second ahead of a computer that spreads the leap second over the day
    ],
)
async def test_a_leap_second_costs_nobody_a_second(database: Database, leap_s: int, began: int) -> None:
    stage = Stage(database, CALM, begins=datetime(2016, 12, 31, 23, 59, 40, tzinfo=UTC))
    await stage.open()
    await stage.at(10)
    await stage.says(R)
    for second, side in ((20, C), (21, R), (22, C), (23, R)):
        await stage.at(second)
        await stage.says(side, late_s=leap_s)
    await stage.at(900)
    await stage.does(c.ConfirmEnd(stage.actor(C), CODE))
    assert await stage.strip() == f"live {began}-900"
