"""`python -m bot check`, against the stand-in: each thing that can be wrong is said, with what to do."""

import shutil
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import check
from bot.config import Config
from bot.sandbox.people import People, Person
from bot.sandbox.server import RunningSandbox, start
from migrations import runner
from models.engine import Database
from models.rep import DayOff, Specialty
from tests.conftest import NOON
from tests.models.test_orders import a_menu, a_rep

TOKEN, BOT_ID = "434343:checked", 434343


class Place:
    """A stand-in with a group, and a configuration for it that is right."""

    def __init__(self, running: RunningSandbox, people: People, owner: Person, group: int, database_url: str) -> None:
        self.running, self.people, self.owner, self.group = running, people, owner, group
        self.told: dict[str, dict[str, Any]] = {
            "telegram": {"token": TOKEN, "api_url": running.url, "group_id": group},
            "owner": {"ids": [owner.id]},
            "database": {"url": database_url},
            "security": {"secret": "a-secret-for-tests-only"},
        }

    async def wrong(self, **changed: dict[str, Any]) -> list[str]:
        """What is found wrong with the configuration, changed so."""
        told = {name: part | changed.get(name, {}) for name, part in self.told.items()}
        return [sentence for well, sentence in await check.findings(Config.model_validate(told)) if not well]


@pytest.fixture
async def place(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Place]:
    file = shutil.copy(sqlite_template, tmp_path / "checked.db")
    running = await start(bots=[TOKEN], page=False)
    async with People(running.url) as people:
        owner = await people.person("Boss")
        group = await people.group("Representatives", [], creator=owner)
        yield Place(running, people, owner, group, f"sqlite:///{file}")
    await running.close()


async def test_a_shop_that_is_ready_has_nothing_wrong(place: Place) -> None:
    assert await place.wrong() == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"telegram": {"token": ""}}, "telegram.token"),
        ({"telegram": {"token": "1:xy"}}, "does not know the token"),
        ({"telegram": {"group_id": 0}}, "telegram.group_id"),
        ({"telegram": {"group_id": -1009999999999}}, "not to be seen"),
        ({"telegram": {"api_url": "http://127.0.0.1:1"}}, "cannot be reached"),
        ({"owner": {"ids": []}}, "owner.ids"),
        ({"database": {"url": "sqlite:///none/at/all.db"}}, "database"),
    ],
)
async def test_what_is_wrong_is_said(place: Place, changed: dict[str, dict[str, Any]], words: str) -> None:
    assert any(words in sentence for sentence in await place.wrong(**changed))


async def test_what_stands_in_the_database_and_cannot_be_right_is_said(place: Place) -> None:
    database = Database(place.told["database"]["url"])
    async with database.begin() as session:
        await a_menu(session)
        rep = await a_rep(session, 7, "RBAD7")
        rep.hours = "whenever I like"
        session.add_all(Specialty(rep_id=rep.id, topic=topic, level=5) for topic in ("breakup", "chat", "study"))
        session.add(DayOff(rep_id=rep.id, first=date(2026, 6, 24), last=date(2026, 6, 2)))
    await database.close()
    told = await place.wrong()
    assert [sentence for sentence in told if "RBAD7" in sentence and "whenever I like (Asia/Shanghai)" in sentence]
    assert "Nobody on the team could take love. /topic love says why." in told
    assert not [sentence for sentence in told if "could take chat" in sentence]
    assert [sentence for sentence in told if "days off that end before they begin" in sentence]


async def test_a_database_of_yesterday_is_said(place: Place, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    (sentence,) = await place.wrong(database={"url": f"sqlite:///{tmp_path}/empty.db"})
    assert "migrate" in sentence
    assert runner.head() not in sentence


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ({"status": "member"}, "no administrator"),
        ({"status": "left"}, "not to be seen"),
        ({"status": "restricted", "can_send_messages": False}, "may not write"),
    ],
)
async def test_too_few_rights_in_the_group_are_said(member: dict[str, Any], words: str) -> None:
    async def ask(method: str, **_: object) -> Any:
        return member if method == "getChatMember" else {"id": -5, "type": "supergroup"}

    well, sentence = await check.group(-5, BOT_ID, ask)
    assert not well
    assert words in sentence


async def test_a_channel_is_no_group() -> None:
    async def ask(method: str, **_: object) -> Any:
        return {"status": "administrator"} if method == "getChatMember" else {"id": -5, "type": "channel"}

    well, sentence = await check.group(-5, BOT_ID, ask)
    assert not well
    assert "channel" in sentence


async def test_a_webhook_that_stands_in_the_way_is_said(place: Place) -> None:
    await hooked(place, "https://other.example/hook")
    (sentence,) = await place.wrong()
    assert "https://other.example/hook" in sentence


async def test_by_webhook_telegram_must_call_this_shop(place: Place) -> None:
    mine = {"mode": "webhook", "webhook_url": "https://mine.example/telegram", "webhook_secret": "s3cret"}
    assert await place.wrong(telegram=mine) == []  # before the first run
    await hooked(place, "https://mine.example/telegram")
    assert await place.wrong(telegram=mine) == []
    await hooked(place, "https://other.example/hook")
    (sentence,) = await place.wrong(telegram=mine)
    assert "not telegram.webhook_url" in sentence


async def hooked(place: Place, url: str) -> None:
    api = f"{place.running.url}/bot{TOKEN}/setWebhook"
    async with aiohttp.ClientSession() as http, http.post(api, json={"url": url}) as response:
        assert response.status == 200


@pytest.mark.parametrize(("ago_s", "well"), [(30, False), (3600, True)])
def test_deliveries_that_failed_of_late_are_said(ago_s: int, well: bool) -> None:
    config = Config.model_validate({"telegram": {"mode": "webhook", "webhook_url": "https://mine.example/t"}}).telegram
    at = int((NOON - timedelta(seconds=ago_s)).timestamp())
    info = {"url": "https://mine.example/t", "last_error_date": at, "last_error_message": "Connection refused"}
    found, sentence = check.webhook(config, info | {"pending_update_count": 7}, NOON)
    assert found is well
    assert ("Connection refused" in sentence) is not well
    assert "7 updates" in sentence


@pytest.mark.parametrize(
    ("apart_s", "words"), [(0, None), (4.9, None), (-4, None), (60, "60 s ahead of"), (-3600, "3600 s behind")]
)
def test_a_clock_that_is_wrong_is_said(apart_s: float, words: str | None) -> None:
    well, sentence = check.clock(apart_s)
    assert well is (words is None)
    assert words is None or words in sentence


async def test_the_clock_is_compared_with_telegram_s(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    class Ahead(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return super().now(tz) + timedelta(hours=1)

    monkeypatch.setattr("bot.check.datetime", Ahead)
    (sentence,) = await place.wrong()
    assert "ahead of Telegram's" in sentence
