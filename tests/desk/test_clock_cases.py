"""The worked cases of the clock, played at the desk as they are written in tests/rules/cases/clock.tsv."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk import clock_commands as cc
from bot.desk import commands as c
from bot.desk import ledger
from bot.rules import postings
from bot.rules.terms import Terms, from_json, to_json
from models import order as orders
from models.engine import Database
from models.kinds import EndReason, OrderState, Side, SpanKind
from tests.databases import SqliteFiles
from tests.desk.stage import CUSTOMER, Stage

FILE = Path(__file__).parents[1] / "rules" / "cases" / "clock.tsv"
CODE = "K7Q2M"
LONG_AFTER = 3 * 3600
BOTH_SPOKE = 10
"""Seconds after it was accepted."""


@dataclass(frozen=True)
class Case:
    name: str
    minutes: int
    price: int
    terms: Terms
    acts: tuple[str, ...]
    wanted: tuple[str, ...]


def read(line: str) -> Case:
    name, minutes, price, terms, acts, *wanted = line.split("\t")
    told = {key: int(value) for key, value in re.findall(r"(\w+)=(\d+)", terms)}
    played = tuple(act.strip() for act in acts.split(";") if act.strip())
    return Case(name, int(minutes), int(price), from_json(to_json(Terms()) | told), played, tuple(wanted))


CASES = [read(line) for line in FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def seconds(told: str) -> int:
    minutes, rest = told.split(":")
    return int(minutes) * 60 + int(rest)


def clock(of: int) -> str:
    return f"{of // 60}:{of % 60:02}"


async def play(stage: Stage, act: str) -> None:  # noqa: PLR0912  # a table of what may happen, a line each
    words = act.split()
    if words[0] == "away":
        since, until = (BOTH_SPOKE + seconds(word) for word in words[1:])
        await stage.at(since)
        await stage.sleep(until)
        await stage.does(c.WasAway(*(stage.begins + timedelta(seconds=moment) for moment in (since, until))))
        return
    await stage.at(BOTH_SPOKE + seconds(words[0]))
    mine, theirs = stage.actor(Side.CUSTOMER), stage.actor(Side.REP)
    match words[1]:
        case "c":
            await stage.says(Side.CUSTOMER)
        case "r":
            await stage.says(Side.REP)
        case "…":
            await stage.says(Side.REP, "…")
        case "pause":
            await stage.does(c.Pause(mine, CODE))
        case "resume":
            await stage.does(c.Resume(mine, CODE))
        case "end":
            await stage.does(c.ConfirmEnd(mine, CODE))
        case "more":
            assert await stage.extends(int(words[2])) is None
        case "rpause":
            await stage.does(c.Pause(theirs, CODE))
        case "rend":
            await stage.does(c.ConfirmEnd(theirs, CODE, EndReason(words[2])))
        case "gift":
            assert await stage.does(cc.GiveTime(theirs, CODE)) is None
        case "quiet":
            await stage.does(c.QuietIsFine(mine, CODE))
        case "lost":
            await stage.does(c.Blocked(mine, True))
        case "back":
            await stage.does(c.Blocked(mine, False))
        case unknown:
            raise AssertionError(unknown)


async def paid(stage: Stage) -> None:
    """The order is, and the wallet holds enough for more."""
    async with stage.database.begin() as session:
        order = await orders.by_id(session, stage.order_id)
        assert order is not None
        work = stage.work(session)
        await ledger.post(work, postings.voucher_redeemed(CODE, stage.price), order)
        more = ((postings.CLEARING, 9000), (postings.wallet_of(CUSTOMER), -9000))
        await ledger.post(work, postings.posting("more", "for more", *more), None)


async def outcome(database: Database, case: Case) -> tuple[str, ...]:
    stage = Stage(database, case.terms, minutes=case.minutes, price=case.price)
    await stage.open()
    await paid(stage)
    await stage.says(Side.REP)
    await stage.at(BOTH_SPOKE)
    await stage.says(Side.CUSTOMER)
    await stage.says(Side.REP)
    for act in case.acts:
        await play(stage, act)
    await stage.at(LONG_AFTER)
    order, meter, now = await stage.order(), await stage.meter(), stage.now
    assert (order.state, await stage.balance()) == (OrderState.ENDED, 0)
    assert order.end_reason is not None
    waited = meter.lasted_s(now, SpanKind.WAITING)
    stood = meter.lasted_s(now, SpanKind.PAUSED, SpanKind.SILENT, SpanKind.OUTAGE)
    charged, pay = order.charged or 0, order.rep_pay or 0
    times = clock(meter.billed_s(now)), clock(waited), clock(stood)
    return (str(order.end_reason), *times, str(charged), str(pay), str(charged - pay))


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
async def test_the_case_comes_to_what_is_written(case: Case, sqlite_template: Path, tmp_path: Path) -> None:
    files = SqliteFiles(sqlite_template, tmp_path)
    database = Database(await files.make())
    try:
        assert await outcome(database, case) == case.wanted
    finally:
        await database.close()
