"""Flood limits that arise from traffic, and faults on request."""

import itertools
import math
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.errors import ControlError, TooFast

LIMITED = ("send", "copy", "forward", "edit")


class Floods:
    """About one message a second in a private chat (bursts of 6), 20 a minute in a group, 30 a second in all.

    An album counts as its parts: it may go while there is room for one message, and the next one waits the longer.
    """

    PRIVATE, PRIVATE_BURST = 1.0, 6
    GROUP_PER_MINUTE = 20
    OVERALL = 30

    def __init__(self, clock: Clock) -> None:
        self.clock, self.on = clock, True
        self.buckets: dict[tuple[int, int], tuple[float, float]] = {}

    def check(self, bot_id: int, method: str, chat_id: Any, messages: int = 1) -> None:
        """Count the call, which sends so many messages; raises TooFast with the seconds to wait."""
        if not self.on or not isinstance(chat_id, int) or not method.startswith(LIMITED):
            return
        per_second, burst = (
            (self.GROUP_PER_MINUTE / 60, self.GROUP_PER_MINUTE) if chat_id < 0 else (self.PRIVATE, self.PRIVATE_BURST)
        )
        chat, whole = (bot_id, chat_id), (bot_id, 0)
        levels = {chat: self._level(chat, per_second, burst), whole: self._level(whole, self.OVERALL, self.OVERALL)}
        rates = {chat: per_second, whole: float(self.OVERALL)}
        short = [(1 - level) / rates[key] for key, level in levels.items() if level < 1]
        if short:
            raise TooFast(max(1, math.ceil(max(short))))
        for key, level in levels.items():
            self.buckets[key] = (level - messages, self.clock.now())

    def _level(self, key: tuple[int, int], per_second: float, burst: float) -> float:
        level, at = self.buckets.get(key, (float(burst), self.clock.now()))
        return min(float(burst), level + (self.clock.now() - at) * per_second)


FAULTS = ("429", "500", "502", "hang", "slow", "refuse", "reset_before", "reset_after", "duplicate_update")


@dataclass
class Fault:
    id: int
    method: str
    kind: str
    times: int = 1
    chat_id: int | None = None
    retry_after: int = 3
    seconds: float = 5.0
    code: int = 400
    description: str = "Bad Request: no"
    migrate_to_chat_id: int | None = None

    def json(self) -> dict[str, Any]:
        return {key: value for key, value in vars(self).items() if value is not None}


CASTS: dict[str, type] = {
    **dict.fromkeys(("times", "chat_id", "retry_after", "code", "migrate_to_chat_id"), int),
    "seconds": float,
    "description": str,
}


@dataclass
class Faults:
    active: list[Fault] = field(default_factory=list)
    ids: Any = field(default_factory=lambda: itertools.count(1))

    def add(self, given: dict[str, Any]) -> Fault:
        kind = str(given.get("kind"))
        if kind not in FAULTS:
            raise ControlError(f"a fault is one of {', '.join(FAULTS)}")
        fault = Fault(next(self.ids), str(given.get("method", "*")), kind)
        for name, cast in CASTS.items():
            if given.get(name) is not None:
                setattr(fault, name, cast(given[name]))
        self.active.append(fault)
        return fault

    def take(self, method: str, chat_id: Any) -> Fault | None:
        """The fault that strikes this call, used up by one."""
        for fault in self.active:
            wanted = (method,) if method == "getUpdates" else (method, "*")  # a poll is struck only by its name
            if fault.method not in wanted:
                continue
            if fault.chat_id is not None and fault.chat_id != chat_id:
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.active.remove(fault)
            return fault
        return None
