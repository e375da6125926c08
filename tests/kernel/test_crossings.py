"""Two transactions that want what the other holds: ours do not, and what is given up all the same is tried again."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from bot.telegram.courier import Courier
from bot.telegram.unit import Units
from models import kernel
from models import order as orders
from models.kernel import Timer
from models.kinds import TimerKind
from models.order import Order
from tests.journeys.conftest import Shop
from tests.patience import eventually

pytestmark = pytest.mark.parametrize("databases", ["postgres"], indirect=True)  # SQLite's writers take turns

GIVEN_UP = text("DO $$ BEGIN RAISE EXCEPTION 'given up' USING ERRCODE = 'deadlock_detected'; END $$")


async def somebody_waits(session: AsyncSession) -> bool:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    return bool(await session.scalar(waiting))


async def test_a_timer_and_whoever_moves_it_do_not_wait_in_a_circle(shop: Shop) -> None:
    # Given a talk, of which somebody holds the order when its timer falls due
    await shop.talking(shop.tom)
    await shop.quiet()
    with capture_logs() as logs:
        async with shop.app.database.begin() as holding:
            order_id = await holding.scalar(select(func.max(Order.id)))
            assert order_id is not None
            assert await orders.by_id(holding, order_id) is not None
            async with shop.app.database.begin() as session:
                await kernel.set_timer(session, TimerKind.LOOK, str(order_id), shop.clock.now())
            shop.app.ticker.wake()
            await eventually(lambda: somebody_waits(holding))
            # When they put the timer off, Then they need not wait for it, and it does not fire
            later = shop.clock.now() + timedelta(minutes=9)
            await kernel.set_timer(holding, TimerKind.LOOK, str(order_id), later)
        await shop.quiet()
    async with shop.app.database.begin() as session:
        due = await session.scalar(select(Timer.due).where(Timer.kind == TimerKind.LOOK))
    assert due == later
    assert [line["event"] for line in logs] == []


async def test_a_failing_timer_that_somebody_clears_meanwhile_is_left_alone(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.talking(shop.tom)
    await shop.quiet()
    fails = asyncio.Event()

    async def failing(_self: Units, _timer_id: int) -> None:
        fails.set()
        raise RuntimeError

    async with shop.app.database.begin() as holding:
        order_id = await holding.scalar(select(func.max(Order.id)))
        async with shop.app.database.begin() as session:
            await kernel.set_timer(session, TimerKind.LOOK, str(order_id), shop.clock.now())
        await kernel.clear_timers(holding, str(order_id))
        monkeypatch.setattr(Units, "timer", failing)
        shop.app.ticker.wake()
        await fails.wait()
        await eventually(lambda: somebody_waits(holding))
    monkeypatch.undo()
    await shop.quiet()
    assert shop.app.failure is None


@pytest.mark.parametrize(
    ("of", "name", "said"),
    [(Units, "group", "do you hear me?"), (Units, "update", "/pause"), (Courier, "_settle", "do you hear me?")],
)
async def test_what_was_given_up_is_tried_again_at_once(
    shop: Shop, of: type, name: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.talking(shop.tom)
    await shop.quiet()
    heard = "paused" if said == "/pause" else said
    given_up = give_up(monkeypatch, of, name, times=1)
    await shop.tom.says(said)
    await shop.lin.sees(heard)
    await shop.quiet()
    assert given_up == [True]
    assert len([m for m in await shop.lin.messages() if heard in m["text"] and not m["out"]]) == 1


async def test_a_timer_that_was_given_up_fires_at_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.talking(shop.tom)
    await shop.quiet()
    given_up = give_up(monkeypatch, Units, "carry_out", times=2)
    shop.clock.advance(31 * 60)
    await shop.tom.sees("Receipt")
    assert given_up == [True, True]


def give_up(monkeypatch: pytest.MonkeyPatch, of: type, name: str, *, times: int) -> list[bool]:
    """PostgreSQL gives up the next so many transactions that come here. Returns a line for each that it did."""
    work, given_up = getattr(of, name), list[bool]()

    async def given(self: Any, session: AsyncSession, *args: Any) -> Any:
        if len(given_up) < times:
            given_up.append(True)
            await session.execute(GIVEN_UP)
        return await work(self, session, *args)

    monkeypatch.setattr(of, name, given)
    return given_up
