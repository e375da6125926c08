"""A Telegram for the machine of the outbox: chats that hold what arrived, and faults that wait for the next calls."""

import asyncio
import re
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.files.kinds import FileRefused, Reason
from bot.telegram.api import Broken, Refused


class Fault(StrEnum):
    TOO_FAST = "too_fast"
    SERVER = "server"
    DIED_BEFORE = "died_before"  # there was no connection
    DIED_UNDONE = "died_undone"  # the connection died after the bytes left, and nothing was done
    DIED_AFTER = "died_after"  # it died after all was done
    BLOCKED = "blocked"
    REFUSED = "refused"
    HANGS = "hangs"
    HANGS_THEN_REFUSED = "hangs_then_refused"
    HANGS_AFTER = "hangs_after"  # it is done, and no answer comes


UNKNOWN = (Fault.DIED_UNDONE, Fault.DIED_AFTER)
FOR_GOOD = (Fault.BLOCKED, Fault.REFUSED, Fault.HANGS_THEN_REFUSED)
HANGING = (Fault.HANGS, Fault.HANGS_THEN_REFUSED, Fault.HANGS_AFTER)
SAID: dict[Fault, Refused | Broken] = {
    Fault.TOO_FAST: Refused(429, "Too Many Requests: retry after 20", {"retry_after": 20}),
    Fault.SERVER: Refused(502, "Bad Gateway", {}),
    Fault.DIED_BEFORE: Broken(never_left=True),
    Fault.DIED_UNDONE: Broken(never_left=False),
    Fault.BLOCKED: Refused(403, "Forbidden: bot was blocked by the user", {}),
    Fault.REFUSED: Refused(400, "Bad Request: message is too long", {}),
    Fault.HANGS_THEN_REFUSED: Refused(400, "Bad Request: message is too long", {}),
}


@dataclass(frozen=True)
class Event:
    """A message came to stand in a chat. `number` is what it bears, 0 where it bears none."""

    chat: int
    number: int
    message_id: int
    answers: int | None = None
    album: int = 0  # its parts came together


class Telegram:
    """What the courier calls, with the cleaning before it.

    Message ids count up in each chat; a group that moved has another id, and counts anew.
    """

    def __init__(self) -> None:
        self.chats: defaultdict[int, dict[int, str]] = defaultdict(dict)
        self.counts: Counter[int] = Counter()
        self.faults: defaultdict[int, deque[Fault]] = defaultdict(deque)
        self.sent: list[Event] = []
        self.troubles: defaultdict[int, list[Fault]] = defaultdict(list)  # by the number that was called with
        self.answered: Counter[str] = Counter()  # taps
        self.bad: set[int] = set()  # numbers of files that may not pass
        self.apart: set[int] = set()  # numbers of albums that were refused as such
        self.albums = 0
        self.deleted: set[tuple[int, int]] = set()
        self.moved: dict[int, int] = {}
        self.hanging: set[int] = set()
        self.gate = asyncio.Event()

    async def __call__(self, method: str, parameters: dict[str, Any]) -> Any:
        if method == "answerCallbackQuery":
            self.answered[parameters["callback_query_id"]] += 1
            return True
        chat, numbers = parameters["chat_id"], [number_in(part) for part in parts_of(method, parameters)]
        await asyncio.sleep(0)
        if not self.bad.isdisjoint(numbers):
            raise FileRefused(Reason.BROKEN)
        if chat in self.moved:
            moved_to = {"migrate_to_chat_id": self.moved[chat]}
            raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", moved_to)
        fault = self.faults[chat].popleft() if self.faults[chat] else None
        if len(numbers) > 1 and fault in (Fault.REFUSED, Fault.HANGS_THEN_REFUSED):
            self.apart.update(numbers)  # which is no reason for any of them to be lost
        elif fault is not None:
            for number in numbers:
                self.troubles[number].append(fault)
        if fault in (Fault.HANGS, Fault.HANGS_THEN_REFUSED):
            await self._hangs(chat)
        if fault in SAID:
            raise SAID[fault]
        done = self._done(method, chat, parameters)
        if fault is Fault.HANGS_AFTER:
            await self._hangs(chat)
        if fault is Fault.DIED_AFTER:
            raise Broken(never_left=False)
        return done

    async def album(self, parameters: dict[str, Any]) -> list[Any]:
        """As `Porter.album`."""
        media = parameters["media"]
        good = [part for part in media if number_in(part) not in self.bad]
        try:
            came = await self("sendMediaGroup", parameters | {"media": good}) if good else []
        except (Refused, Broken) as error:
            came = [error] * len(good)
        became = dict(zip(map(number_in, good), came, strict=True))
        return [became.get(number_in(part), FileRefused(Reason.BROKEN)) for part in media]

    async def close(self) -> None:
        return None

    async def _hangs(self, chat: int) -> None:
        self.hanging.add(chat)
        try:
            await self.gate.wait()
        finally:
            self.hanging.discard(chat)

    def _done(self, method: str, chat: int, parameters: dict[str, Any]) -> Any:
        parts = parts_of(method, parameters)
        answers = parameters.get("reply_parameters", {}).get("message_id")
        if method == "sendMediaGroup":
            self.albums += 1
            return [self._sent(chat, part, answers, self.albums) for part in parts]
        if method.startswith("send"):
            return self._sent(chat, parameters, answers)
        message_id, text = parameters["message_id"], text_of(parts[0])
        if message_id not in self.chats[chat]:
            raise Refused(400, "Bad Request: message to edit not found", {})
        if self.chats[chat][message_id] == text:
            raise Refused(400, "Bad Request: message is not modified: specified new message content", {})
        self.chats[chat][message_id] = text
        return {"message_id": message_id}

    def _sent(self, chat: int, part: dict[str, Any], answers: int | None, album: int = 0) -> dict[str, int]:
        self.counts[chat] += 1
        message_id = self.counts[chat]
        self.sent.append(Event(chat, number_in(part), message_id, answers, album))
        self.chats[chat][message_id] = text_of(part)
        return {"message_id": message_id}

    def delete(self, chat: int, which: int) -> None:
        """People take one of the messages away."""
        if self.chats[chat]:
            message_id = sorted(self.chats[chat])[which % len(self.chats[chat])]
            del self.chats[chat][message_id]
            self.deleted.add((chat, message_id))

    def move(self, chat: int, to: int) -> None:
        """The group becomes a supergroup; whatever stood in it has other ids there."""
        self.moved[chat] = to

    def heal(self) -> None:
        """No more faults, and whoever hangs is answered."""
        self.faults.clear()
        self.gate.set()
        self.gate = asyncio.Event()


def parts_of(method: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """What bears words: the parts of an album, the media that takes the place of another, or the call itself."""
    media = parameters.get("media", parameters)
    return media if method == "sendMediaGroup" else [media]


def text_of(part: dict[str, Any]) -> str:
    return str(part.get("text") or part.get("caption") or part.get("title", ""))


def number_in(part: dict[str, Any]) -> int:
    found = re.search(r"(?:#|/replay )(\d+)", text_of(part))
    return int(found[1]) if found else 0
