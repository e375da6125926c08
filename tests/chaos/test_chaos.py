"""The real process, killed while people talk: the true bot keeps every word, and each wrong one is caught.

A mutant says when it is wrong, and its life ends in that instant: to hit it without being told would be luck.
"""

import asyncio
from collections.abc import AsyncIterator
from itertools import repeat
from pathlib import Path

import pytest

from chaos.fate import End, Moment
from chaos.play import Plan, play, running
from tests.databases import PostgresDatabases

pytestmark = pytest.mark.long

PAIRS, FEW_PAIRS, SEED = 16, 2, 5  # of few, each is told much
WITHIN_S = 200.0
KILLED_WHEN_WRONG = End(kill=True, moment=Moment.WRONG, after=30)
SIGTERM_WHEN_WRONG = End(kill=False, moment=Moment.WRONG, after=30)
SIGTERM = End(kill=False, moment=Moment.SENDING, after=5)


@pytest.fixture
async def postgres_url(postgres: str) -> AsyncIterator[str]:
    databases = PostgresDatabases(postgres)
    url = await databases.make()
    yield url
    await databases.drop(url)


def shop(folder: Path, mutant: str = "", *, kills: int = 0, pairs: int = PAIRS, calm: bool = True) -> Plan:
    url = f"sqlite:///{folder}/chaos.db"
    return Plan("sqlite", url, folder, kills, SEED, mutant, pairs=pairs, calm=calm)


@pytest.mark.timeout(200)
async def test_of_what_was_said_to_a_bot_that_is_killed_nothing_is_lost(tmp_path: Path) -> None:
    report = await play(shop(tmp_path, kills=2, calm=False))
    assert report.kills == 2
    assert report.verdict.said > 40
    assert report.verdict.clean, report.verdict.examples


@pytest.mark.timeout(200)
async def test_a_bot_that_is_asked_to_stop_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    async with running(shop(tmp_path)) as run:
        await run.live(repeat(SIGTERM, 3))
        await run.be_quiet()
        await run.shop.stop()
        verdict = await run.verdict()
    assert verdict.clean, verdict.examples
    assert (run.shop.terms, verdict.repeated) == (4, 0)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("mutant", "name"),
    [
        ("acknowledge_before_storing", "lost"),
        ("send_before_commit", "repeated_beyond_bound"),
        ("forget_to_mark", "repeated_beyond_bound"),
    ],
)
async def test_a_bot_that_is_wrong_is_caught(tmp_path: Path, mutant: str, name: str) -> None:
    await caught(shop(tmp_path, mutant, pairs=FEW_PAIRS), KILLED_WHEN_WRONG, name)


@pytest.mark.timeout(300)
async def test_two_processes_that_both_send_are_caught(tmp_path: Path, postgres_url: str) -> None:
    plan = Plan("postgresql", postgres_url, tmp_path, 0, SEED, "everybody_leads", FEW_PAIRS, processes=2, calm=True)
    await caught(plan, SIGTERM_WHEN_WRONG, "repeated_beyond_bound")


async def caught(plan: Plan, death: End, name: str) -> None:
    """Let it die until the verdict counts this: once, but where a machine is so busy that the instant has passed."""
    async with running(plan) as run:
        deadline = asyncio.get_running_loop().time() + WITHIN_S
        while True:
            await run.live([death])
            if death.kill:  # what it does wrong shows in the next life
                await run.be_quiet()
            verdict = await run.verdict()
            if verdict.wrong()[name]:
                return
            assert asyncio.get_running_loop().time() < deadline, f"{name} is not among {verdict.examples}"
