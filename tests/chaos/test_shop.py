"""Whose death excuses a repeat, and who must go on."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from chaos import shop as shop_module
from chaos.fate import End, Moment
from chaos.member import Member, event_of
from chaos.shop import Shop
from chaos.world import street
from tests.patience import eventually

FIRST, SECOND, ALL = (End(kill=True, moment=Moment.LATER, after=0, whose=whose) for whose in (0.2, 0.7, 1.1))


class Stood(Member):
    """A process that does nothing; what it logs is what the test says."""

    async def begin(self) -> None:
        self.born = 0
        self.process = await asyncio.create_subprocess_exec("sleep", "60")

    def says(self, *events: str) -> None:
        with self.log.open("a", encoding="utf-8") as log:
            log.writelines(json.dumps({"event": event}) + "\n" for event in events)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """Two processes that run: the first leads."""
    async with street(1, Random(1)) as place:
        made = Shop(place, f"sqlite:///{tmp_path}/none.db", tmp_path / "shop", differences=[{}, {}])
        members = [Stood([], {}, tmp_path / f"{i}.log") for i in range(2)]
        made.members = list(members)
        await made.begin()
        members[0].says("running", "leading")
        members[1].says("running")
        yield made
        await made.slay()


def second(shop: Shop) -> Stood:
    member = shop.members[1]
    assert isinstance(member, Stood)
    return member


async def test_the_death_of_the_one_that_sends_excuses_and_that_of_one_that_stands_by_does_not(shop: Shop) -> None:
    await shop.end(SECOND)
    await shop.begin()
    assert (shop.kills, shop.crashes) == (1, [])
    await shop.end(FIRST)
    await shop.begin()
    assert (shop.kills, len(shop.crashes)) == (2, 1)


async def test_all_at_once_are_one_crash(shop: Shop) -> None:
    await shop.end(ALL)
    assert shop.dead
    await shop.begin()
    assert len(shop.crashes) == 1
    assert shop.unclean == []


async def test_who_goes_on_is_timed(shop: Shop) -> None:
    await shop.end(FIRST)
    second(shop).says("leading")

    async def timed() -> bool:
        return len(shop.takeovers) == 1

    await eventually(timed)
    assert shop.unclean == []


async def test_it_is_unclean_where_nobody_goes_on(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop_module, "TAKEN_OVER_WITHIN_S", 0.05)
    await shop.end(FIRST)

    async def complained() -> bool:
        return shop.unclean == ["nobody went on within 0.05 s"]

    await eventually(complained)


async def test_who_has_died_by_itself_is_unclean(shop: Shop) -> None:
    await second(shop).kill()
    await shop.end(SECOND)
    assert shop.unclean == ["it died by itself: -9"]


def test_a_line_that_is_no_event_is_none() -> None:
    lines = [b'{"event": "leading"}\n', b'{"event": "lea', b"Traceback\n", b"[1]\n"]
    assert [event_of(line) for line in lines] == ["leading", "", "", ""]
