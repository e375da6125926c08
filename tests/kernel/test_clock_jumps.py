"""The computer's clock is set while people talk: no second is billed that did not pass."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from structlog.testing import capture_logs

from bot.app import App, build
from bot.clock import RealClock
from bot.steady import Steady, this_boot
from models import order as orders
from models import shop as shops
from models.engine import Database
from models.kinds import OrderState
from models.order import Order
from tests.conftest import NOON
from tests.journeys.conftest import Shop

BOOT = "boot-1"


class Computer:
    """Its time of day, and the seconds since it was started."""

    def __init__(self) -> None:
        self.wall, self.steady = NOON.timestamp(), 5000.0

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds

    def is_set(self, seconds: float) -> None:
        self.wall += seconds

    def clock(self) -> RealClock:
        return RealClock(wall=lambda: self.wall, steady=lambda: self.steady)


@pytest.fixture
def computer() -> Computer:
    return Computer()


@pytest.fixture
def order_under_way(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    def say(so: bool) -> None:
        async def told(_session: object) -> bool:
            return so

        monkeypatch.setattr(orders, "any_under_way", told)

    return say


@pytest.mark.parametrize("seconds", [3600, -3600, 86_400 * 365, -7])
def test_the_clock_goes_on_whatever_the_computer_is_set_to(computer: Computer, seconds: float) -> None:
    clock = computer.clock()
    began = clock.now()
    computer.passes(60)
    computer.is_set(seconds)
    computer.passes(60)
    assert clock.now() - began == timedelta(seconds=120)
    assert clock.off_s() == pytest.approx(seconds)


def test_a_fast_clock_is_steady_too(computer: Computer) -> None:
    clock = RealClock(10, computer.wall - 100, wall=lambda: computer.wall, steady=lambda: computer.steady)
    began = clock.now()
    computer.is_set(-500)
    computer.passes(6)
    assert clock.now() - began == timedelta(seconds=60)


async def test_the_new_time_is_taken_over_only_when_no_order_is_under_way(
    database: Database, computer: Computer, order_under_way: Callable[[bool], None]
) -> None:
    clock = computer.clock()
    steady = Steady(database, clock, BOOT)
    await steady.begin()
    order_under_way(True)
    computer.is_set(3600)
    with capture_logs() as said:
        await steady.look()
        await steady.look()
    assert [line["event"] for line in said] == ["clock_jumped"]
    assert (clock.now(), steady.jumped_s) == (NOON, 3600)
    order_under_way(False)
    await steady.look()
    assert (clock.now(), steady.jumped_s) == (NOON + timedelta(hours=1), 0)


async def test_a_restart_goes_on_by_the_clock_of_before(
    database: Database, computer: Computer, order_under_way: Callable[[bool], None]
) -> None:
    order_under_way(True)
    await Steady(database, computer.clock(), BOOT).begin()
    computer.is_set(-3600)
    computer.passes(10)
    again = computer.clock()
    steady = Steady(database, again, BOOT)
    await steady.begin()
    assert (again.now(), steady.jumped_s) == (NOON + timedelta(seconds=10), -3600)


async def test_a_computer_that_was_started_anew_knows_only_its_time_of_day(
    database: Database, computer: Computer, order_under_way: Callable[[bool], None]
) -> None:
    order_under_way(True)
    await Steady(database, computer.clock(), BOOT).begin()
    computer.is_set(90)
    computer.steady = 3.0
    again = computer.clock()
    await Steady(database, again, "boot-2").begin()
    assert again.now() == NOON + timedelta(seconds=90)


async def test_processes_of_one_computer_take_the_new_time_over_together(
    database: Database, computer: Computer, order_under_way: Callable[[bool], None]
) -> None:
    one, other = computer.clock(), computer.clock()
    first, second = Steady(database, one, BOOT), Steady(database, other, BOOT)
    await first.begin()
    await second.begin()
    computer.is_set(3600)
    order_under_way(False)
    await first.look()
    order_under_way(True)  # begun by the first, by the new time
    await second.look()
    assert one.now() == other.now() == NOON + timedelta(hours=1)


async def test_a_system_without_a_name_for_its_start_is_steady_while_the_process_lives(
    database: Database, computer: Computer, order_under_way: Callable[[bool], None], tmp_path: Path
) -> None:
    order_under_way(True)
    clock = computer.clock()
    steady = Steady(database, clock, this_boot(tmp_path / "none"))
    await steady.begin()
    computer.is_set(60)
    await steady.look()
    assert clock.now() == NOON
    async with database.begin() as session:
        assert await shops.setting(session, "clock:") == ""


def test_the_name_of_a_start_is_short_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "boot_id"
    file.write_text("0b5a1e4e-0b5a-4b5a-8b5a-0b5a1e4e0b5a\n")
    assert this_boot(file) == this_boot(file)
    assert len(f"clock:{this_boot(file)}") <= 32


async def opened(shop: Shop, computer: Computer) -> App:
    shop.app = build(shop.config, clock=computer.clock(), rng=Random(7))
    await shop.app.start()
    return shop.app


async def order_of(shop: Shop) -> Order:
    async with shop.app.database.begin() as session:
        found = await orders.recent(session, 1)
        return found[0]


async def billed_s(shop: Shop, code: str) -> float:
    async with shop.app.database.begin() as session:
        order = await orders.by_code(session, code)
        assert order is not None
        spans = await orders.spans_of(session, order.id)
        assert all(row.end is not None for row in spans)
        return sum((row.end - row.start).total_seconds() for row in spans if row.end is not None)


@pytest.mark.parametrize("seconds", [3600, -3600])
async def test_a_talk_is_billed_what_passed(shop: Shop, computer: Computer, seconds: float) -> None:
    await shop.app.stop()
    await opened(shop, computer)
    code = await shop.talking(shop.tom)
    # When the computer is set while they talk, and again while the shop is closed
    computer.passes(60)
    computer.is_set(seconds)
    computer.passes(60)
    await shop.app.stop()
    computer.is_set(seconds)
    await opened(shop, computer)
    # Then the talk goes on, and its end counts what passed
    await shop.tom.says("still here?")
    await shop.lin.sees("still here?")
    assert (await order_of(shop)).state == OrderState.LIVE
    computer.passes(60)
    await shop.tom.says("/end")
    await shop.tom.taps("Yes, end it")
    await shop.tom.sees("Receipt")
    assert await billed_s(shop, code) == 180
