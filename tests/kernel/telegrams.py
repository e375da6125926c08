"""A Telegram for the machine of the outbox: chats that hold what arrived, and faults that wait for the next calls."""

import asyncio
import re
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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


class Telegram:
    """What the courier calls. Message ids count up in each chat; a group that moved has another id, and counts anew."""

    def __init__(self) -> None:
        self.chats: defaultdict[int, dict[int, str]] = defaultdict(dict)
        self.counts: Counter[int] = Counter()
        self.faults: defaultdict[int, deque[Fault]] = defaultdict(deque)
        self.sent: list[Event] = []
        self.troubles: defaultdict[int, list[Fault]] = defaultdict(list)  # by the number that was called with
        self.answered: Counter[str] = Counter()  # taps
        self.deleted: set[tuple[int, int]] = set()
        self.moved: dict[int, int] = {}
        self.hanging: set[int] = set()
        self.gate = asyncio.Event()

    async def __call__(self, method: str, parameters: dict[str, Any]) -> Any:
        if method == "answerCallbackQuery":
            self.answered[parameters["callback_query_id"]] += 1
            return True
        chat, number = parameters["chat_id"], number_in(parameters)
        await asyncio.sleep(0)
        if chat in self.moved:
            moved_to = {"migrate_to_chat_id": self.moved[chat]}
            raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", moved_to)
        fault = self.faults[chat].popleft() if self.faults[chat] else None
        if fault is not None:
            self.troubles[number].append(fault)
        if fault in (Fault.HANGS, Fault.HANGS_THEN_REFUSED):
            await self._hangs(chat)
        if fault in SAID:
            raise SAID[fault]
        done = self._done(method, chat, number, parameters)
        if fault is Fault.HANGS_AFTER:
            await self._hangs(chat)
        if fault is Fault.DIED_AFTER:
            raise Broken(never_left=False)
        return done

    async def close(self) -> None:
        return None

    async def _hangs(self, chat: int) -> None:
        self.hanging.add(chat)
        try:
            await self.gate.wait()
        finally:
            self.hanging.discard(chat)

    def _done(self, method: str, chat: int, number: int, parameters: dict[str, Any]) -> Any:
        text = parameters.get("text") or parameters["title"]
        if method.startswith("send"):
            self.counts[chat] += 1
            message_id = self.counts[chat]
            answers = parameters.get("reply_parameters", {}).get("message_id")
            self.sent.append(Event(chat, number, message_id, answers))
        else:
            message_id = parameters["message_id"]
            if message_id not in self.chats[chat]:
                raise Refused(400, "Bad Request: message to edit not found", {})
            if self.chats[chat][message_id] == text:
                raise Refused(400, "Bad Request: message is not modified: specified new message content", {})
        self.chats[chat][message_id] = text
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


def number_in(parameters: dict[str, Any]) -> int:
    found = re.search(r"(?:#|/replay )(\d+)", parameters.get("text") or parameters.get("title", ""))
    return int(found[1]) if found else 0
