"""A bot without a library: one request a call, and Telegram's words for no."""

import asyncio
import json
from typing import Any

import aiohttp

from tests.patience import eventually

Json = dict[str, Any]


class RawBot:
    """Speaks the Bot API in JSON; `answer` takes any other shape of request."""

    def __init__(self, http: aiohttp.ClientSession, url: str, token: str) -> None:
        self.http, self.url, self.token = http, url, token
        self.id = int(token.split(":", maxsplit=1)[0])
        self.offset = 0

    def address(self, method: str) -> str:
        return f"{self.url}/bot{self.token}/{method}"

    async def answer(self, method: str, *, verb: str = "POST", **request: Any) -> Json:
        """The whole answer with its HTTP `status`, of a request that is built as the caller says."""
        async with self.http.request(verb, self.address(method), **request) as response:
            assert response.content_type == "application/json", await response.text()
            found: Json = json.loads(await response.read())
            return found | {"status": response.status}

    async def __call__(self, method: str, **parameters: object) -> Any:
        """The result of a call that works."""
        told = await self.answer(method, json=parameters)
        assert told["ok"] is True, told
        assert told["status"] == 200
        return told["result"]

    async def refused(self, method: str, **parameters: object) -> str:
        """The words of a call that does not work, after its code: `400 Bad Request: …`."""
        told = await self.answer(method, json=parameters)
        assert told["ok"] is False, told
        assert told["status"] == told["error_code"]
        return f"{told['status']} {told['description']}"

    async def says(self, person: Any, text: str, **fields: object) -> Json:
        """A message of the bot to somebody, or to a chat by its id."""
        chat_id = person if isinstance(person, int) else person.id
        sent: Json = await self("sendMessage", chat_id=chat_id, text=text, **fields)
        return sent

    async def next(self, kind: str, *, within: int = 60) -> Json:
        """The next update of a kind, confirming everything up to it."""
        async with asyncio.timeout(within):
            while True:
                for update in await self("getUpdates", offset=self.offset, limit=1, timeout=within):
                    self.offset = update["update_id"] + 1
                    if kind in update:
                        return dict(update[kind])

    async def fresh(self) -> list[Json]:
        """Everything that waits, confirmed."""
        found: list[Json] = await self("getUpdates", offset=self.offset)
        if found:
            self.offset = found[-1]["update_id"] + 1
            await self("getUpdates", offset=self.offset)
        return found

    async def uploads(self, method: str, files: dict[str, bytes], **parameters: object) -> Any:
        """A call with files, as multipart: everything else stands as text or JSON in the form."""
        form = aiohttp.FormData()
        for name, value in parameters.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, data in files.items():
            form.add_field(name, data, filename=f"{name}.png", content_type="image/png")
        told = await self.answer(method, data=form)
        assert told["ok"] is True, told
        return told["result"]

    async def downloads(self, file_id: str) -> bytes:
        """The bytes of a file, by getFile and its path."""
        path = (await self("getFile", file_id=file_id))["file_path"]
        async with self.http.get(f"{self.url}/file/bot{self.token}/{path}") as response:
            assert response.status == 200
            return await response.read()


async def until_polling(queue: Any) -> None:
    """Wait until somebody waits for updates."""

    async def waiting() -> bool:
        return queue.poller is not None and not queue.poller.done()

    await eventually(waiting)
