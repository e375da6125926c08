"""The heartbeat: what a start finds, and what is held back while Telegram is away."""

import asyncio
from random import Random

import pytest
from aiogram import Bot, Dispatcher
from sqlalchemy import select

from bot.clock import ManualClock
from bot.desk.work import ShopRules
from bot.telegram.heart import EVERY_S, Heart
from bot.telegram.unit import Units
from models.engine import Database
from models.kinds import Language
from models.lead import Lead
from models.outage import Heartbeat, Outage
from tests.patience import eventually


class Shop:
    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.database, self.clock, self.telegram_away = database, clock, False
        self.lead = Lead(database)
        self.lead.held.set()

    def heart(self) -> Heart:
        units = Units(
            database=self.database, clock=self.clock, rng=Random(1), rules=ShopRules(), owners=frozenset(),
            configured_group_id=-1, group_language=Language.EN, bot=Bot("1:x"), dispatcher=Dispatcher(),
        )  # fmt: skip
        return Heart(units, self.lead, lambda: self.telegram_away)

    async def outages(self) -> list[float]:
        async with self.database.begin() as session:
            return [(row.end - row.start).total_seconds() for row in await session.scalars(select(Outage))]

    async def sleeper(self) -> bool:
        """Whether the heart rests until its next beat."""
        return bool(self.clock._sleepers)

    async def last(self) -> float:
        async with self.database.begin() as session:
            return (self.clock.now() - (await session.get_one(Heartbeat, 1)).at).total_seconds()


@pytest.fixture
def shop(database: Database, clock: ManualClock) -> Shop:
    return Shop(database, clock)


async def test_a_start_finds_since_when_the_shop_was_away_and_finds_it_once(shop: Shop) -> None:
    await shop.heart().start()
    assert await shop.outages() == []
    shop.clock.advance(15)
    await shop.heart().start()
    assert await shop.outages() == []
    shop.clock.advance(300)
    await asyncio.gather(shop.heart().start(), shop.heart().start())  # two processes at once
    assert await shop.outages() == [300]


async def test_a_clock_that_was_set_back_is_no_outage_and_the_beat_does_not_go_back(shop: Shop) -> None:
    await shop.heart().start()
    shop.clock.advance(-3600)
    await shop.heart().start()
    assert (await shop.outages(), await shop.last()) == ([], -3600)


async def test_while_telegram_is_away_nothing_beats_and_afterwards_that_time_is_an_outage(shop: Shop) -> None:
    heart = shop.heart()
    await heart.start()
    running = asyncio.create_task(heart.run())
    await eventually(shop.sleeper)
    shop.telegram_away = True
    shop.clock.advance(EVERY_S)
    await eventually(lambda: told(not heart.well.is_set()))
    shop.clock.advance(600)
    assert await shop.outages() == []
    shop.telegram_away = False
    await eventually(lambda: told(heart.well.is_set()))
    assert await shop.outages() == [610]
    heart.close()
    await running
    assert await shop.last() == 0


async def told(what: bool) -> bool:
    return what


async def test_who_does_not_lead_does_not_beat(shop: Shop) -> None:
    heart = shop.heart()
    await heart.start()
    shop.lead.held.clear()
    running = asyncio.create_task(heart.run())
    await eventually(shop.sleeper)
    shop.clock.advance(EVERY_S * 3)
    heart.close()
    await running
    assert await shop.last() == EVERY_S * 3
