"""Five clients write the same call in five ways, to the byte as they do; the stand-in hears the same."""

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from bot.sandbox.people import Person
from bot.sandbox.server import RunningSandbox
from tests.media import PNG
from tests.sandbox.conftest import TOKEN
from tests.sandbox.rawbot import RawBot

Json = dict[str, Any]
KEYBOARD = {"inline_keyboard": [[{"text": "Yes & no", "callback_data": "да=1&2"}]]}
ENTITIES = [{"type": "bold", "offset": 0, "length": 2}, {"type": "spoiler", "offset": 3, "length": 2}]
TEXT = "👋 夜 +&=%"
LINE = "\r\n"


def a_form(chat_id: int) -> dict[str, str]:
    """Nested values are JSON inside the form's fields."""
    nested = {"entities": json.dumps(ENTITIES), "reply_markup": json.dumps(KEYBOARD)}
    return {"chat_id": str(chat_id), "text": TEXT, "protect_content": "true"} | nested


def as_json(chat_id: int) -> Json:
    nested = {"entities": ENTITIES, "reply_markup": KEYBOARD, "protect_content": True, "parse_mode": None}
    return {"json": {"chat_id": chat_id, "text": TEXT} | nested}


def as_multipart(chat_id: int) -> Json:
    """As aiogram does: a content type at every field."""
    parts = "".join(
        f'--b{LINE}Content-Type: text/plain; charset=utf-8{LINE}Content-Disposition: form-data; name="{name}"'
        f"{LINE * 2}{value}{LINE}"
        for name, value in a_form(chat_id).items()
    )
    return {"data": f"{parts}--b--{LINE}".encode(), "headers": {"Content-Type": "multipart/form-data; boundary=b"}}


def as_form(chat_id: int) -> Json:
    body = urlencode(a_form(chat_id)).encode()
    return {"data": body, "headers": {"Content-Type": "application/x-www-form-urlencoded"}}


def as_query(chat_id: int) -> Json:
    """As pyTelegramBotAPI does: POST with an empty body."""
    return {"params": a_form(chat_id)}


def as_get(chat_id: int) -> Json:
    return {"verb": "GET", "params": a_form(chat_id)}


def as_telegraf(chat_id: int) -> Json:
    """The method's name stands among the fields as well."""
    return {"json": as_json(chat_id)["json"] | {"method": "sendMessage"}}


WIRES = [as_json, as_form, as_multipart, as_query, as_get, as_telegraf]


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.__name__)
async def test_the_same_call_gets_the_same_answer(raw: RawBot, mei: Person, wire: Any) -> None:
    told = await raw.answer("sendMessage", **wire(mei.id))
    assert told["status"] == 200
    sent = told["result"]
    assert sent["text"] == TEXT
    assert sent["entities"] == ENTITIES
    assert sent["reply_markup"] == KEYBOARD
    assert sent["has_protected_content"] is True
    assert (await mei.sees(TEXT))["message_id"] == sent["message_id"]


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.__name__)
async def test_the_same_mistake_gets_the_same_words(raw: RawBot, wire: Any) -> None:
    told = await raw.answer("sendMessage", **wire(404))
    assert told == {"ok": False, "error_code": 400, "description": "Bad Request: chat not found", "status": 400}


async def in_pieces(body: bytes) -> AsyncIterator[bytes]:
    """Chunked, with no length told."""
    for start in range(0, len(body), 50):
        yield body[start : start + 50]


def a_part(head: str, data: bytes) -> bytes:
    return f"--b{LINE}{head}{LINE * 2}".encode() + data + LINE.encode()


def a_field(name: str, value: str) -> bytes:
    return a_part(f'Content-Disposition: form-data; name="{name}"', value.encode())


def direct(chat_id: int) -> bytes:
    """python-telegram-bot and telegraf: the file is the field."""
    head = f'Content-Disposition: form-data; name="photo"; filename="p.png"{LINE}Content-Type: image/png'
    return a_field("chat_id", str(chat_id)) + a_part(head, PNG)


def attached(chat_id: int) -> bytes:
    """aiogram: the field names the part."""
    head = f'Content-Disposition: form-data; name="x1"; filename="p.png"{LINE}Content-Type: application/octet-stream'
    return a_field("chat_id", str(chat_id)) + a_field("photo", "attach://x1") + a_part(head, PNG)


def attached_in_lower_case(chat_id: int) -> bytes:
    """grammY: no space, small letters, a bare file name."""
    head = f'content-disposition:form-data;name="x1";filename=p.png{LINE}content-type:application/octet-stream'
    fields = {"chat_id": str(chat_id), "photo": "attach://x1"}
    named = [a_part(f'content-disposition:form-data;name="{key}"', value.encode()) for key, value in fields.items()]
    return b"".join(named) + a_part(head, PNG)


@pytest.mark.parametrize("chunked", [False, True], ids=["with-length", "chunked"])
@pytest.mark.parametrize("upload", [direct, attached, attached_in_lower_case], ids=lambda upload: upload.__name__)
async def test_the_same_upload_keeps_its_bytes(raw: RawBot, mei: Person, upload: Any, chunked: bool) -> None:
    body = upload(mei.id) + f"--b--{LINE}".encode()
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    told = await raw.answer("sendPhoto", data=in_pieces(body) if chunked else body, headers=headers)
    assert told["ok"] is True, told
    assert await raw.downloads(told["result"]["photo"][-1]["file_id"]) == PNG


async def test_an_upload_with_its_parameters_in_the_query(raw: RawBot, mei: Person) -> None:
    """pyTelegramBotAPI: only the file stands in the body."""
    head = 'Content-Disposition: form-data; name="photo"; filename="p.png"'
    body = a_part(head, PNG) + f"--b--{LINE}".encode()
    params = {"chat_id": str(mei.id), "caption": "<b>here</b>", "parse_mode": "HTML"}
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    told = await raw.answer("sendPhoto", params=params, data=body, headers=headers)
    assert told["result"]["caption"] == "here"
    assert await raw.downloads(told["result"]["photo"][-1]["file_id"]) == PNG


async def test_a_method_s_letters_may_be_large_or_small(raw: RawBot, mei: Person) -> None:
    for name in ("SENDMESSAGE", "sendmessage", "SendMessage"):
        assert (await raw(name, chat_id=mei.id, text="x"))["text"] == "x"


async def test_the_token_may_come_percent_encoded(raw: RawBot, sandbox: RunningSandbox) -> None:
    async with raw.http.get(f"{sandbox.url}/bot{quote(TOKEN, safe='')}/getMe") as response:
        assert (await response.json())["result"]["id"] == raw.id


@pytest.mark.parametrize(
    ("value", "told"), [("1", True), ("True", True), ("true", True), ("0", None), ("False", None), ("false", None)]
)
async def test_yes_and_no_in_a_form(raw: RawBot, mei: Person, value: str, told: bool | None) -> None:
    form = {"chat_id": str(mei.id), "text": "x", "protect_content": value}
    sent = (await raw.answer("sendMessage", data=form))["result"]
    assert sent.get("has_protected_content") is told


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"x"', b"\xff\xfe", b"[" * 200_000], ids=lambda body: repr(body[:9]))
async def test_a_body_that_is_no_json_object_is_said_so(raw: RawBot, body: bytes) -> None:
    told = await raw.answer("getMe", data=body, headers={"Content-Type": "application/json"})
    assert (told["status"], told["description"]) == (400, "Bad Request: can't parse JSON object")


@pytest.mark.parametrize("body", [b"nothing like it", b"--b\r\n", b'--b\r\nContent-Disposition: form-data; name="x"'])
async def test_a_broken_multipart_body_is_answered_in_words(raw: RawBot, body: bytes) -> None:
    told = await raw.answer("getMe", data=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert (told["ok"], told["error_code"], told["status"]) == (False, 400, 400)
    assert "can't parse" in told["description"]
