"""How updates reach a bot: offsets, long polls, conflicts, webhooks that fail, floods and faults on request."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.people import People
from bot.sandbox.server import RunningSandbox
from tests.patience import eventually
from tests.sandbox.bots import SECRET, free_port
from tests.sandbox.conftest import TOKEN
from tests.sandbox.test_wire import call

Json = dict[str, Any]


async def updates(sandbox: RunningSandbox, **parameters: object) -> list[Json]:
    found: list[Json] = (await call(sandbox, "getUpdates", **parameters))["result"]
    return found


async def test_an_update_stays_until_the_next_offset_confirms_it(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    for text in ("one", "two", "three"):
        await mei.says(text)
    first = await updates(sandbox, limit=2)
    assert [u["message"]["text"] for u in first] == ["one", "two"]
    assert await updates(sandbox, limit=2) == first
    rest = await updates(sandbox, offset=first[-1]["update_id"] + 1)
    assert [u["message"]["text"] for u in rest] == ["three"]
    assert [u["update_id"] for u in first + rest] == sorted(u["update_id"] for u in first + rest)


async def test_a_negative_offset_forgets_all_but_the_last(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    for text in ("one", "two", "three"):
        await mei.says(text)
    assert [u["message"]["text"] for u in await updates(sandbox, offset=-1)] == ["three"]
    assert [u["message"]["text"] for u in await updates(sandbox)] == ["three"]


async def test_an_edit_does_not_change_the_update_that_waits(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    said = await mei.says("first")
    await mei.edits(said["message_id"], "second")
    found = await updates(sandbox)
    assert found[0]["message"]["text"] == "first"
    assert "edit_date" not in found[0]["message"]
    assert found[1]["edited_message"]["text"] == "second"


async def test_a_long_poll_wakes_when_somebody_writes(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    began = time.monotonic()
    poll = asyncio.create_task(updates(sandbox, timeout=50))
    await asyncio.sleep(0)
    await mei.says("wake up")
    assert [u["message"]["text"] for u in await poll] == ["wake up"]
    assert time.monotonic() - began < 40


async def test_only_the_kinds_that_were_asked_for_come(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    await updates(sandbox, allowed_updates=["edited_message"])
    said = await mei.says("one")
    await mei.edits(said["message_id"], "two")
    assert [sorted(u)[0] for u in await updates(sandbox)] == ["edited_message"]


async def test_the_second_poller_ends_the_first(sandbox: RunningSandbox) -> None:
    first = asyncio.create_task(call(sandbox, "getUpdates", timeout=20))

    async def polling() -> bool:
        queues = sandbox.sandbox.updates.queues.values()
        return any(queue.poller is not None for queue in queues)

    await eventually(polling)
    second = asyncio.create_task(call(sandbox, "getUpdates", timeout=1))
    told = await first
    assert (told["error_code"], told["description"][:9]) == (409, "Conflict:")
    assert (await second)["ok"]


async def test_a_webhook_excludes_polling_and_tries_again_in_order(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    heard: list[str] = []
    failures = [500, 500]

    async def hook(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == SECRET
        if failures:
            return web.Response(status=failures.pop())
        heard.append((await request.json())["message"]["text"])
        return web.Response()

    app, port = web.Application(), free_port()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        url = f"http://127.0.0.1:{port}/hook"
        assert (await call(sandbox, "setWebhook", url=url, secret_token=SECRET))["ok"]
        assert (await call(sandbox, "getUpdates"))["error_code"] == 409
        assert (await call(sandbox, "getWebhookInfo"))["result"]["url"] == url
        for i in range(5):
            await mei.says(f"line {i}")

        async def all_heard() -> bool:
            return len(heard) >= 5

        await eventually(all_heard)
        assert heard == [f"line {i}" for i in range(5)]
        assert (await call(sandbox, "deleteWebhook"))["ok"]
        assert (await call(sandbox, "getUpdates"))["ok"]
    finally:
        await runner.cleanup()


async def test_floods_arise_from_traffic_and_say_when_to_come_back(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    await mei.starts()
    answers = [await call(sandbox, "sendMessage", chat_id=mei.id, text=f"{i}") for i in range(12)]
    refused = [answer for answer in answers if not answer["ok"]]
    assert refused
    assert {answer["error_code"] for answer in refused} == {429}
    assert all(answer["parameters"]["retry_after"] >= 1 for answer in refused)
    assert refused[0]["description"].startswith("Too Many Requests: retry after")


@pytest.mark.parametrize(("kind", "status"), [("429", 429), ("500", 500), ("502", 502)])
async def test_a_fault_strikes_as_often_as_asked(
    sandbox: RunningSandbox, people: People, kind: str, status: int
) -> None:
    await people.fault(kind, "getMe", times=2)
    async with aiohttp.ClientSession() as http:
        statuses = []
        for _ in range(3):
            async with http.get(f"{sandbox.url}/bot{TOKEN}/getMe") as response:
                statuses.append(response.status)
    assert statuses == [status, status, 200]
    assert [made.get("fault") for made in await people.calls()] == [kind, kind, None]


@pytest.mark.parametrize(("kind", "happened"), [("reset_before", False), ("reset_after", True)])
async def test_a_reset_before_or_after_the_act(
    sandbox: RunningSandbox, people: People, kind: str, happened: bool
) -> None:
    mei = await people.person("Mei")
    await mei.starts()
    await people.fault(kind, "sendMessage", times=1)
    with pytest.raises(aiohttp.ClientError):
        await call(sandbox, "sendMessage", chat_id=mei.id, text="did it happen?")
    shown = [m.get("text") for m in await mei.messages()]
    assert ("did it happen?" in shown) is happened
    told = [made for made in await people.calls() if made["method"] == "sendMessage"]
    assert [made.get("fault") for made in told] == [kind]


async def test_a_duplicate_update_comes_twice_with_one_id(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    await people.fault("duplicate_update", times=1)
    await mei.says("twice")
    found = await updates(sandbox)
    assert [u["message"]["text"] for u in found] == ["twice", "twice"]
    assert found[0]["update_id"] == found[1]["update_id"]
