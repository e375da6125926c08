"""Driving people over the control interface, as tests and the demo do: `await mei.says("…")`, `await lin.sees("…")`."""

import base64
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

import aiohttp

Json = dict[str, Any]
Wanted = str | Callable[[Json], bool]
PATIENCE_S = 60.0


class Refused(Exception):  # noqa: N818 (what the stand-in answered)
    """The stand-in could not do it; the text says why."""


class People:
    """A connection to one stand-in."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "People":
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.close()

    async def call(self, verb: str, path: str, body: Json | None = None, **query: Any) -> Any:
        """One request to the control interface. Raises Refused with its sentence."""
        if self._http is None:
            raise RuntimeError("use `async with People(url)`")
        given = {key: str(value) for key, value in query.items() if value is not None}
        async with self._http.request(verb, f"{self.url}/control{path}", json=body, params=given) as response:
            found = await response.json()
            if response.status >= 400:
                raise Refused(found.get("error", response.status))
            return found

    async def person(self, first_name: str, **fields: Any) -> "Person":
        user = await self.call("POST", "/users", {"first_name": first_name} | fields)
        return Person(self, user)

    async def known(self, first_name: str) -> "Person":
        """Somebody who is there already."""
        users = (await self.call("GET", "/state"))["users"]
        return Person(self, next(user for user in users if user["first_name"] == first_name))

    async def group(
        self, title: str, members: list["Person"], *, creator: "Person | None" = None, **fields: Any
    ) -> int:
        """A group with the bot as administrator; returns its id."""
        listed = [{"user_id": p.id, "status": "creator" if p is creator else "member"} for p in members]
        if creator is not None and creator not in members:
            listed.insert(0, {"user_id": creator.id, "status": "creator"})
        chat = await self.call("POST", "/groups", {"title": title, "members": listed} | fields)
        return int(chat["id"])

    async def fault(self, kind: str, method: str = "*", **fields: Any) -> Json:
        found: Json = await self.call("POST", "/faults", {"kind": kind, "method": method} | fields)
        return found

    async def advance(self, seconds: float) -> None:
        await self.call("POST", "/clock", {"advance": seconds})

    async def limits(self, *, on: bool) -> None:
        await self.call("POST", "/limits", {"on": on})

    async def calls(self, since: int = 0) -> list[Json]:
        found: list[Json] = await self.call("GET", "/calls", since=since)
        return found


class Person:
    """Somebody with a phone."""

    def __init__(self, people: People, user: Json) -> None:
        self.people, self.user = people, user
        self.id = int(user["id"])
        self.name = str(user["first_name"])

    def __repr__(self) -> str:
        return f"<{self.name}>"

    async def does(self, verb: str, **fields: Any) -> Json:
        body = {"as": self.id, "do": verb} | {key: value for key, value in fields.items() if value is not None}
        found: Json = await self.people.call("POST", "/act", body)
        return found

    async def says(self, text: str, *, reply_to: int | None = None, to: int | None = None, **fields: Any) -> Json:
        return await self.does("say", text=text, reply_to=reply_to, chat_id=to, **fields)

    async def starts(self, payload: str | None = None) -> Json:
        return await self.does("start", payload=payload)

    async def taps(self, label: str, *, in_: int | None = None, message_id: int | None = None) -> str | None:
        """Tap the newest button whose label contains the words, as soon as there is one; returns the toast."""
        await self.sees(lambda message: _has_button(message, label), in_=in_, named=f"a button “{label}”")
        found = await self.does("tap", text=label, chat_id=in_, message_id=message_id)
        return found["answer"]["text"] if found.get("answer") else None

    async def forges(self, data: str, message_id: int, *, in_: int | None = None) -> str | None:
        """Send callback data that no button of theirs holds."""
        found = await self.does("tap", data=data, message_id=message_id, chat_id=in_, forged=True)
        return found["answer"]["text"] if found.get("answer") else None

    async def edits(self, message_id: int, text: str) -> Json:
        return await self.does("edit", message_id=message_id, text=text)

    async def replaces(self, message_id: int, kind: str, data: bytes, **fields: Any) -> Json:
        """Put another file in the place of what a message shows."""
        encoded = base64.b64encode(data).decode()
        return await self.does("edit", message_id=message_id, kind=kind, data=encoded, **fields)

    async def reacts(self, message_id: int, emoji: str | None) -> Json:
        return await self.does("react", message_id=message_id, emoji=emoji)

    async def sends(self, kind: str, data: bytes | None = None, **fields: Any) -> Json:
        encoded = base64.b64encode(data).decode() if data is not None else None
        return await self.does("send", kind=kind, data=encoded, **fields)

    async def blocks(self) -> None:
        await self.does("block")

    async def unblocks(self) -> None:
        await self.does("unblock")

    async def pays(self, message_id: int) -> Json:
        return await self.does("pay", message_id=message_id)

    async def view(self, chat: int | None = None) -> Json:
        query: Json = {"as": self.id, "chat_id": chat}
        found: Json = await self.people.call("GET", "/view", **query)
        return found

    async def messages(self, chat: int | None = None) -> list[Json]:
        found: list[Json] = (await self.view(chat))["messages"]
        return found

    async def received(self) -> list[Json]:
        """Everything this person ever received, whatever became of it later."""
        found: list[Json] = await self.people.call("GET", f"/seen?as={self.id}")
        return found

    async def sees(
        self, wanted: Wanted, *, in_: int | None = None, after: int = 0, within: float = PATIENCE_S, named: str = ""
    ) -> Json:
        """Wait until a message from somebody else shows the words, newest first; an AssertionError shows the chat instead."""
        deadline = time.monotonic() + within
        while True:
            view = await self.view(in_)
            for message in reversed(view["messages"]):
                if not message["out"] and message["message_id"] > after and _fits(message, wanted):
                    return dict(message)
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(
                    f"{self.name} does not see {named or repr(wanted)}:\n{_told(view['messages'][-12:])}"
                )
            await self.people.call("GET", "/events", since=view["seq"], timeout=min(left, 5.0))

    async def sees_not(self, words: str, *, in_: int | None = None) -> None:
        """What is on the screen now does not hold the words."""
        shown = [m for m in await self.messages(in_) if not m["out"] and _fits(m, words)]
        if shown:
            raise AssertionError(f"{self.name} sees {words!r}:\n{_told(shown)}")


def _has_button(message: Json, label: str) -> bool:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return any(label.casefold() in button["text"].casefold() for row in rows for button in row)


def _fits(message: Json, wanted: Wanted) -> bool:
    if callable(wanted):
        return wanted(message)
    return wanted.casefold() in str(message.get("text") or message.get("caption") or "").casefold()


def _told(messages: list[Json]) -> str:
    return "\n".join(
        f"  #{m['message_id']} {m['from']['first_name']}: {m.get('text') or m.get('caption') or sorted(m)}"
        for m in messages
    )
