"""The real process, killed in the middle of a talk, started again: talk and clock go on."""

import asyncio
import signal
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from bot.telegram.render.tongue import UTC_ZONE, Tongue
from models.engine import Database
from models.kinds import Language
from models.money import PostingLine
from models.order import SpanRow
from tests.journeys.street import Street, begin_to_talk, street
from tests.patience import eventually

pytestmark = pytest.mark.long

__all__ = ["street"]


async def test_killed_in_the_middle_of_a_talk_it_goes_on_where_it_was(street: Street) -> None:
    # Given a talk, and a process that is killed without a word
    async with street.shop.running(ended_by=signal.SIGKILL) as process:
        await begin_to_talk(street)
        await street.tom.says("before the crash")
        await street.lin.sees("before the crash")
        process.kill()
        await process.wait()
    # When both write while nobody is there, and it is started again
    said = [f"while it was away {i}" for i in range(5)]
    for text in said:
        await street.tom.says(text)
    await street.lin.says("and I waited")
    async with street.shop.running(ended_by=signal.SIGTERM) as process:
        await street.lin.sees(said[-1])
        await street.tom.sees("and I waited")
        await street.tom.says("/end")
        await street.tom.taps("Yes, end it")
        receipt = await street.tom.sees("Receipt")
        await street.lin.sees("Receipt")
        # Then nothing is lost or out of order, only what was in flight may come twice, and all paid time counted
        heard = [str(m.get("text")) for m in await street.lin.messages() if not m["out"]]
        assert [text for text in heard if text.startswith("while it was away")] == said
        assert heard.count("before the crash") in (1, 2)
    assert process.returncode == 0, street.shop.log.read_text(encoding="utf-8")
    database = Database(street.database_url)
    async with database.begin() as session:
        spans = list(await session.scalars(select(SpanRow)))
        assert await session.scalar(select(func.sum(PostingLine.amount))) == 0
    await database.close()
    # And all time from the first word of both to the end is counted, but for that in which the shop was away
    spans.sort(key=lambda span: span.position)
    assert [span.kind for span in spans] in (["live"], ["live", "outage", "live"], ["outage", "live"])
    assert all(one.end == two.start for one, two in pairwise(spans))
    lengths = [(span.end or span.start) - span.start for span in spans if span.billable]
    counted = Tongue(Language.EN, UTC_ZONE).duration(sum(lengths, timedelta()) // timedelta(seconds=1))
    assert f"Counted: {counted}\n" in receipt["text"]


async def test_sigterm_drains_and_the_next_start_finds_everything(street: Street) -> None:
    async with street.shop.running(ended_by=signal.SIGTERM) as process:
        await begin_to_talk(street)
        for i in range(20):
            await street.tom.says(f"quickly {i}")
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 60) == 0
    async with street.shop.running(ended_by=signal.SIGTERM):

        async def heard() -> bool:
            shown = [str(m.get("text")) for m in await street.lin.messages() if not m["out"]]
            return [text for text in shown if text.startswith("quickly")] == [f"quickly {i}" for i in range(20)]

        await eventually(heard)
