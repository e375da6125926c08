"""Reading a call in any of the wire formats of the common clients: query string, form, JSON, multipart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from bot.sandbox.errors import BadRequest

PART = "attach://"


@dataclass
class Part:
    """An uploaded file."""

    name: str
    mime: str
    data: bytes


@dataclass
class Call:
    params: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)


async def read(request: web.Request) -> Call:
    """Parameters and files of one call. A file sent directly stands as `attach://` its own name among the parameters."""
    call = Call(dict(request.query))
    if request.content_type == "application/json":
        await _read_json(request, call)
    elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        for name, value in (await _form(request)).items():
            if isinstance(value, FileField):
                mime = value.content_type or "application/octet-stream"
                call.parts[name] = Part(value.filename or name, mime, value.file.read())
                call.params.setdefault(name, f"{PART}{name}")
            else:
                call.params[name] = value if isinstance(value, str) else bytes(value).decode()
    call.params.pop("method", None)  # one client repeats the method's name among the fields
    _forget_bare_parts(call)
    return call


async def _form(request: web.Request) -> Mapping[str, Any]:
    try:
        return await request.post()
    except (ValueError, AssertionError, RuntimeError) as error:
        raise BadRequest(f"can't parse the form: {error}") from None


async def _read_json(request: web.Request, call: Call) -> None:
    body = await request.read()
    if not body:
        return
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("can't parse JSON object") from None
    if not isinstance(found, dict):
        raise BadRequest("can't parse JSON object")
    call.params |= {name: value for name, value in found.items() if value is not None}


def _forget_bare_parts(call: Call) -> None:
    """A part that another parameter names by `attach://` is no parameter itself."""
    for name in call.parts:
        named = f"{PART}{name}"
        elsewhere = (value for key, value in call.params.items() if key != name)
        if any(named in (value if isinstance(value, str) else json.dumps(value)) for value in elsewhere):
            call.params.pop(name, None)
