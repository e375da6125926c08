"""/verify, on both databases: what was told is found again, and what does not agree is named."""

import pytest
from sqlalchemy import update

from bot.desk import clock_commands as cc
from bot.desk import clock_notices as cn
from bot.desk import commands as c
from bot.desk import ledger
from bot.desk.notices import Reason, Sorry
from bot.rules import postings
from bot.rules.terms import Terms
from models import order as orders
from models.engine import Database
from models.kinds import Side
from models.order import SpanRow
from models.settlement import SettlementRow
from tests.desk.stage import CUSTOMER, OTHER, REP, Stage

C, R = Side.CUSTOMER, Side.REP
CODE = "K7Q2M"


@pytest.fixture
async def stage(database: Database) -> Stage:
    """A talk with a wait, a pause and an early end."""
    made = Stage(database, Terms(silence_ask_s=0))
    await made.open()
    async with database.begin() as session:
        order = await orders.by_id(session, made.order_id)
        assert order is not None
        await ledger.post(made.work(session), postings.voucher_redeemed(CODE, 2000), order)
    for second, side in ((10, R), (20, C), (30, R), (100, C), (400, R)):
        await made.at(second)
        await made.says(side)
    await made.at(500)
    await made.does(c.Pause(made.actor(C), CODE))
    await made.at(560)
    await made.does(c.Resume(made.actor(C), CODE))
    await made.at(1500)
    await made.does(c.ConfirmEnd(made.actor(C), CODE))
    return made


async def found(stage: Stage, who: Side, person_id: int | None = None) -> cn.Verified:
    answer = await stage.does(cc.Verify(stage.actor(who, person_id), CODE))
    assert isinstance(answer, cn.Verified)
    return answer


async def test_every_number_agrees_and_each_side_sees_its_own(stage: Stage) -> None:
    assert await stage.strip() == "live 20-220, waiting 220-400, live 400-500, paused 500-560, live 560-1500"
    mine, theirs = await found(stage, C), await found(stage, R)
    assert all(check.agrees for check in (*mine.checks, *theirs.checks))
    assert {check.name for check in mine.checks} == {"order", "start", "flags", "counted", "charge", "sum"}
    assert {check.name for check in theirs.checks} == {"order", "start", "flags", "counted", "pay", "sum"}
    assert next(check.told for check in mine.checks if check.name == "counted") == 1240


async def test_both_are_shown_the_same_strip(stage: Stage) -> None:
    (mine,), (theirs,) = stage.seen(cn.StripShown, CUSTOMER), stage.seen(cn.StripShown, REP)
    assert mine == theirs
    assert (mine.counted_s, [kind for kind, _, _ in mine.spans]) == (
        1240,
        ["live", "waiting", "live", "paused", "live"],
    )


async def test_nobody_else_learns_anything_and_nobody_before_the_end(database: Database, stage: Stage) -> None:
    answer = await stage.does(cc.Verify(stage.actor(R, OTHER), CODE))
    assert isinstance(answer, Sorry)
    assert answer.reason is Reason.NO_SUCH_ORDER


@pytest.mark.parametrize(
    ("table", "change", "wrong"),
    [
        (SpanRow, {"kind": "live", "billable": True}, {"counted"}),
        (SpanRow, {"billable": True}, {"flags"}),
        (SettlementRow, {"billed_s": 1300}, {"counted", "charge"}),
        (SettlementRow, {"charged": 1999}, {"charge"}),
    ],
)
async def test_what_was_tampered_with_is_named(
    stage: Stage, table: type[SpanRow] | type[SettlementRow], change: dict[str, object], wrong: set[str]
) -> None:
    async with stage.database.begin() as session:
        which = SpanRow.kind == "waiting" if table is SpanRow else SettlementRow.number == 0
        await session.execute(update(table).where(which).values(**change))
    assert {check.name for check in (await found(stage, C)).checks if not check.agrees} == wrong
