"""Calls to the Bot API as the courier makes them: rows hold plain parameters, so plain JSON goes out."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

CONNECTIONS = 100
TIMEOUT = aiohttp.ClientTimeout(total=60, connect=10)


@dataclass(eq=False)
class Refused(Exception):  # noqa: N818 (what Telegram said)
    """Telegram answered, and not well. `code` is the API's; `parameters` may say when to come back, or where to go."""

    code: int
    description: str
    parameters: dict[str, Any]


@dataclass(eq=False)
class Broken(Exception):  # noqa: N818 (what became of the connection)
    """No answer. `never_left`: there was no connection, so nothing can have happened."""

    never_left: bool


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to be sent as this field of the call."""

    field: str
    path: Path
    name: str
    mime: str


class Api:
    """One HTTP session to one Bot API server. The token stands in the address and is never in an error."""

    def __init__(self, url: str) -> None:
        """`url` is the server's address with the token, without the method."""
        self._url = url
        self._http: aiohttp.ClientSession | None = None

    async def __call__(self, method: str, parameters: dict[str, Any], *uploads: Upload) -> Any:
        """The result. Raises Refused or Broken."""
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=TIMEOUT, connector=aiohttp.TCPConnector(limit=CONNECTIONS))
        try:
            with ExitStack() as files:
                content = {"data": form(parameters, uploads, files)} if uploads else {"json": parameters}
                async with self._http.post(f"{self._url}/{method}", **content) as response:
                    status, body = response.status, await response.read()
        except aiohttp.ClientConnectorError:
            raise Broken(never_left=True) from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Broken(never_left=False) from None
        return result_of(status, body)

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None


def form(parameters: dict[str, Any], uploads: Sequence[Upload], files: ExitStack) -> aiohttp.FormData:
    """The call as multipart/form-data; what is no text goes as JSON."""
    made = aiohttp.FormData()
    for name, value in parameters.items():
        made.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for upload in uploads:
        file = files.enter_context(upload.path.open("rb"))
        made.add_field(upload.field, file, filename=upload.name, content_type=upload.mime)
    return made


def result_of(status: int, body: bytes) -> Any:
    """What an answer says. Whatever is no answer of the Bot API counts as an error of the server's."""
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Refused(status if status >= 500 else 502, "no answer of the Bot API", {})
    if told.get("ok") is True:
        return told.get("result")
    parameters = told.get("parameters")
    code = told.get("error_code")
    raise Refused(
        code if isinstance(code, int) else status,
        str(told.get("description", "")),
        parameters if isinstance(parameters, dict) else {},
    )
