"""The five ways in which a request may come, and what is refused loudly."""

import json
from typing import Any

import aiohttp
import pytest

from bot.sandbox.people import People
from bot.sandbox.server import RunningSandbox
from tests.sandbox.conftest import TOKEN

Json = dict[str, Any]


async def answered(response: aiohttp.ClientResponse) -> Json:
    found: Json = json.loads(await response.read())
    return found | {"status": response.status}


async def call(sandbox: RunningSandbox, method: str, **parameters: object) -> Json:
    url = f"{sandbox.url}/bot{TOKEN}/{method}"
    async with aiohttp.ClientSession() as http, http.post(url, json=parameters) as response:
        return await answered(response)


@pytest.mark.parametrize("wire", ["json", "form", "multipart", "query", "get"])
async def test_every_wire_format_says_the_same(sandbox: RunningSandbox, people: People, wire: str) -> None:
    mei = await people.person("Mei")
    await mei.starts()
    url = f"{sandbox.url}/bot{TOKEN}/sendMessage"
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    flat = {"chat_id": str(mei.id), "text": "<b>Hi</b>", "parse_mode": "HTML", "reply_markup": json.dumps(keyboard)}
    async with aiohttp.ClientSession() as http:
        if wire == "json":
            posted = http.post(url, json=flat | {"chat_id": mei.id, "reply_markup": keyboard})
        elif wire == "form":
            posted = http.post(url, data=flat)
        elif wire == "multipart":
            form = aiohttp.FormData(default_to_multipart=True)
            for name, value in flat.items():
                form.add_field(name, value)
            posted = http.post(url, data=form)
        else:
            posted = (http.post if wire == "query" else http.get)(url, params=flat)
        async with posted as response:
            told = await answered(response)
    assert told["ok"] is True
    assert told["result"]["text"] == "Hi"
    assert told["result"]["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert told["result"]["reply_markup"] == keyboard
    await mei.sees("Hi")


REFUSED: list[tuple[str, Json, int, str]] = [
    ("sendMassage", {}, 404, "Not Found: method not found"),
    ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": 1}, 400, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": 1, "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "ME", "text": ""}, 400, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": "ME", "text": "x" * 4097}, 400, "Bad Request: message is too long"),
    ("sendMessage", {"chat_id": "ME", "text": "<b>x", "parse_mode": "HTML"}, 400, "Bad Request: can't parse entities"),
    (
        "sendMessage",
        {
            "chat_id": "ME",
            "text": "x",
            "reply_markup": {"inline_keyboard": [[{"text": "b", "callback_data": "é" * 33}]]},
        },
        400,
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    (
        "editMessageText",
        {"chat_id": "ME", "message_id": 999, "text": "x"},
        400,
        "Bad Request: message to edit not found",
    ),
    ("copyMessage", {"chat_id": "ME", "from_chat_id": "ME", "message_id": 999}, 400, "message to copy not found"),
    ("answerCallbackQuery", {"callback_query_id": "1"}, 400, "Bad Request: query is too old"),
    ("sendPhoto", {"chat_id": "ME", "photo": "no-such-file"}, 400, "Bad Request: wrong"),
]


@pytest.mark.parametrize("case", REFUSED, ids=[f"{case[0]}: {case[3]}" for case in REFUSED])
async def test_telegram_s_own_words_for_no(
    sandbox: RunningSandbox, people: People, case: tuple[str, Json, int, str]
) -> None:
    method, parameters, status, words = case
    mei = await people.person("Mei")
    await mei.starts()
    told = await call(sandbox, method, **{k: mei.id if v == "ME" else v for k, v in parameters.items()})
    assert told["ok"] is False
    assert (told["status"], told["error_code"]) == (status, status)
    assert words in told["description"]


async def test_a_field_that_the_method_does_not_have_is_a_loud_error(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    await mei.starts()
    told = await call(sandbox, "sendMessage", chat_id=mei.id, text="x", colour="red")
    assert told["ok"] is False
    assert "colour" in told["description"]


async def test_a_wrong_token_a_stranger_and_somebody_who_blocked(sandbox: RunningSandbox, people: People) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{sandbox.url}/botnonsense/getMe") as response:
        assert (await answered(response))["status"] in (401, 404)
    mei = await people.person("Mei")
    told = await call(sandbox, "sendMessage", chat_id=mei.id, text="x")
    assert told["description"] == "Forbidden: bot can't initiate conversation with a user"
    await mei.starts()
    await mei.blocks()
    told = await call(sandbox, "sendMessage", chat_id=mei.id, text="x")
    assert (told["error_code"], told["description"]) == (403, "Forbidden: bot was blocked by the user")
    await mei.unblocks()
    assert (await call(sandbox, "sendMessage", chat_id=mei.id, text="x"))["ok"]


async def test_an_edit_that_changes_nothing_is_refused(sandbox: RunningSandbox, people: People) -> None:
    mei = await people.person("Mei")
    await mei.starts()
    sent = await call(sandbox, "sendMessage", chat_id=mei.id, text="same")
    told = await call(sandbox, "editMessageText", chat_id=mei.id, message_id=sent["result"]["message_id"], text="same")
    assert told["description"].startswith("Bad Request: message is not modified")
