"""Lines of the log: what happened and where, never the words of an error or of a library's sentence."""

import asyncio
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import commands, logs
from bot.app import App
from bot.config import Config

SECRET = "what Tom said"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = (logging.root.handlers[:], logging.root.level)
    yield
    structlog.reset_defaults()
    logging.root.handlers[:], logging.root.level = before


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    told = capsys.readouterr().err
    assert SECRET not in told
    return [json.loads(line) for line in told.splitlines() if line.startswith("{")]


def fails() -> None:
    raise ValueError(SECRET)


def test_an_error_is_its_name_and_where_it_arose(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup("info", "json")
    try:
        fails()
    except ValueError:
        structlog.get_logger().error("it_failed", exc_info=True)
    (line,) = lines(capsys)
    assert line["error"] == "ValueError"
    assert "fails" in str(line["at"])


def test_a_library_s_sentence_comes_without_what_it_was_filled_with(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup("info", "json")
    try:
        fails()
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling %s", SECRET)
    logging.getLogger("aiogram").info("not even said")
    (line,) = lines(capsys)
    assert (line["logger"], line["said"], line["error"]) == ("aiohttp.server", "Error handling %s", "ValueError")


def test_a_task_that_nobody_asked_about_is_logged_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup("info", "json")

    async def forgets() -> None:
        async def task() -> None:
            fails()

        asyncio.get_running_loop().call_exception_handler(
            {"message": "Task exception was never retrieved", "exception": ValueError(SECRET)}
        )
        await asyncio.gather(task(), return_exceptions=True)

    asyncio.run(forgets())
    (line,) = lines(capsys)
    assert line["said"] == "Task exception was never retrieved"


def test_a_shop_that_fails_says_where_and_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, sqlite_template: object
) -> None:
    async def run(_: App) -> None:
        fails()

    monkeypatch.setattr(App, "run", run)
    config = Config.model_validate(
        {
            "telegram": {"token": "1:abc", "group_id": -5},
            "owner": {"ids": [1]},
            "database": {"url": f"sqlite:///{sqlite_template}"},
            "security": {"secret": "a-secret-for-tests-only"},
            "log": {"format": "json"},
        }
    )
    assert commands.open_shop(config) == 1
    told = capsys.readouterr().err
    assert SECRET not in told
    assert '"event": "shop_failed"' in told
    assert "Start it again" in told
