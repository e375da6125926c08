"""What the Bot API does not know, or not so, is refused loudly and by name."""

from typing import Any

import pytest

from bot.sandbox.people import People, Person
from bot.sandbox.server import RunningSandbox
from tests.sandbox.conftest import TOKEN
from tests.sandbox.rawbot import RawBot

Json = dict[str, Any]


@pytest.mark.parametrize("method", ["sendMassage", "getme2", "x", "control"])
async def test_an_unknown_method(raw: RawBot, method: str) -> None:
    assert await raw.refused(method) == "404 Not Found: method not found"


async def test_a_method_that_telegram_has_and_we_do_not_is_never_a_silent_yes(raw: RawBot) -> None:
    told = await raw.refused("setPassportDataErrors", user_id=1, errors=[])
    assert told == "501 Not Implemented: the stand-in does not act out setPassportDataErrors"


@pytest.mark.parametrize("token", ["nonsense", "12:", ":abc", "12:a b", "x12:abcdef"])
async def test_what_is_no_token(sandbox: RunningSandbox, raw: RawBot, token: str) -> None:
    async with raw.http.get(f"{sandbox.url}/bot{token}/getMe") as response:
        told = await response.json()
    assert (response.status, told["description"]) == (401, "Unauthorized: invalid token specified")


UNKNOWN: list[tuple[str, Json, str]] = [
    ("sendMessage", {"colour": "red"}, "colour"),
    ("sendMessage", {"reply_to_message_id": 1}, "reply_to_message_id"),
    ("sendMessage", {"disable_web_page_preview": True}, "disable_web_page_preview"),
    ("getUpdates", {"wait": 3}, "wait"),
    ("sendMessage", {"reply_parameters": {"message_id": 1, "loud": True}}, "reply_parameters.loud"),
    ("sendMessage", {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback": "b"}]]}}, "reply_markup"),
    ("sendMessage", {"entities": [{"type": "bold", "offset": 0, "length": 1, "x": 1}]}, "entities[0].x"),
]


@pytest.mark.parametrize(("method", "extra", "named"), UNKNOWN, ids=[named for _, _, named in UNKNOWN])
async def test_an_unknown_field_is_named(raw: RawBot, mei: Person, method: str, extra: Json, named: str) -> None:
    known = {"chat_id": mei.id, "text": "x"} if method == "sendMessage" else {}
    told = await raw.refused(method, **known, **extra)
    assert told.startswith("400 Bad Request: ")
    assert named in told
    assert await mei.messages() == [(await mei.messages())[0]], "nothing was sent"


WRONG: list[tuple[str, Json, str]] = [
    ("sendMessage", {"chat_id": [1], "text": "x"}, "chat_id"),
    ("sendMessage", {"chat_id": 1.5, "text": "x"}, "chat_id"),
    ("sendMessage", {"chat_id": True, "text": "x"}, "chat_id"),
    ("sendMessage", {"chat_id": 1, "text": {"a": 1}}, "text"),
    ("sendMessage", {"chat_id": 1, "text": "x", "protect_content": "perhaps"}, "protect_content"),
    ("sendMessage", {"chat_id": 1, "text": "x", "message_thread_id": "two"}, "message_thread_id"),
    ("sendMessage", {"chat_id": 1, "text": "x", "message_thread_id": "--2"}, "message_thread_id"),
    ("sendMessage", {"chat_id": 1, "text": "x", "entities": "bold"}, "entities"),
    ("sendMessage", {"chat_id": 1, "text": "x", "entities": [{"type": "bold"}]}, "entities[0]"),
    ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": "[[["}, "reply_markup"),
    ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [{"text": "a"}]}}, "reply_markup"),
    ("sendLocation", {"chat_id": 1, "latitude": "north", "longitude": 1}, "latitude"),
    ("sendLocation", {"chat_id": 1, "latitude": "1e", "longitude": 1}, "latitude"),
    ("sendLocation", {"chat_id": 1, "latitude": "nan", "longitude": 1}, "latitude"),
    ("deleteMessages", {"chat_id": 1, "message_ids": "1,2"}, "message_ids"),
    ("deleteMessages", {"chat_id": 1, "message_ids": ["1"]}, "message_ids[0]"),
]


@pytest.mark.parametrize(
    ("method", "given", "named"), WRONG, ids=[f"{m}-{n}-{g[n.split('[')[0]]}" for m, g, n in WRONG]
)
async def test_a_wrong_type_is_named(raw: RawBot, method: str, given: Json, named: str) -> None:
    told = await raw.refused(method, **given)
    assert told.startswith(f"400 Bad Request: can't parse {method}.{named}"), told


MISSING: list[tuple[str, Json, str]] = [
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": 1}, "message text is empty"),
    ("sendPhoto", {"chat_id": 1}, '"photo"'),
    ("getFile", {}, '"file_id"'),
    ("setMyCommands", {}, '"commands"'),
    ("copyMessage", {"chat_id": 1, "from_chat_id": 1}, '"message_id"'),
    ("sendInvoice", {"chat_id": 1, "title": "a", "description": "b", "payload": "c"}, '"currency"'),
    ("answerPreCheckoutQuery", {"pre_checkout_query_id": "1"}, '"ok"'),
]


@pytest.mark.parametrize(("method", "given", "named"), MISSING, ids=[f"{m}-{n}" for m, _, n in MISSING])
async def test_a_missing_parameter_is_named(raw: RawBot, method: str, given: Json, named: str) -> None:
    told = await raw.refused(method, **given)
    assert told.startswith("400 Bad Request: ")
    assert named in told


async def test_an_answer_to_the_wrong_kind_of_question_is_too_old(raw: RawBot, mei: Person) -> None:
    """Ids of taps, checkouts and whatever else a bot may hold are never taken for one another."""
    too_old = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
    price = [{"label": "Talk", "amount": 5}]
    invoice = {"title": "T", "description": "D", "payload": "p", "currency": "XTR", "prices": price}
    sent = await raw("sendInvoice", chat_id=mei.id, **invoice)
    for wrong in ("7", "", f"invoice:{mei.id}:{sent['message_id']}"):
        assert await raw.refused("answerCallbackQuery", callback_query_id=wrong) == too_old
        assert await raw.refused("answerPreCheckoutQuery", pre_checkout_query_id=wrong, ok=True) == too_old


async def test_every_refusal_is_written_down(raw: RawBot, people: People) -> None:
    await raw.refused("sendMassage")
    await raw.refused("getFile", file_id="x")
    seen = [(call["method"], call["status"]) for call in await people.calls()]
    assert seen == [("sendMassage", 404), ("getFile", 400)]
    assert TOKEN not in str(await people.calls())
