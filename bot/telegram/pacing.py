"""Keeping inside Telegram's limits, by the shop's clock: per private chat, per group, and over all.

The numbers are those of Telegram's FAQ for bots: about one message a second in a chat with short bursts, twenty a
minute in a group, thirty a second in all. Answers to taps are not counted by Telegram and not held here.
"""

from collections.abc import Callable
from datetime import datetime

from bot.telegram.limits import Limits
from models.outbox import GROUP


class Bucket:
    """A token bucket. `take` says how many seconds to wait; 0 means that a token was taken."""

    def __init__(self, per_second: float, burst: float, now: datetime) -> None:
        self.per_second, self.burst = per_second, burst
        self.tokens, self.at = burst, now

    def wait(self, now: datetime) -> float:
        passed = max(0.0, (now - self.at).total_seconds())
        self.tokens, self.at = min(self.burst, self.tokens + passed * self.per_second), now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.per_second

    def take(self) -> None:
        self.tokens -= 1


class Pacing:
    """All buckets of one bot. Buckets of quiet chats are forgotten when full again."""

    KEPT = 2048

    def __init__(self, limits: Limits, now: Callable[[], datetime]) -> None:
        self.limits, self.now = limits, now
        self.overall = Bucket(limits.overall_per_second, limits.overall_per_second, now())
        self.lanes: dict[str, Bucket] = {}

    def wait(self, lane: str) -> float:
        """Seconds until this lane may send; 0 takes the turn."""
        if not self.limits.on or lane.startswith("cb"):
            return 0.0
        now = self.now()
        bucket = self._lane(lane, now)
        seconds = max(bucket.wait(now), self.overall.wait(now))
        if seconds == 0.0:
            bucket.take()
            self.overall.take()
        return seconds

    def _lane(self, lane: str, now: datetime) -> Bucket:
        if lane not in self.lanes:
            if len(self.lanes) >= self.KEPT:
                full = [name for name, b in self.lanes.items() if b.wait(now) == 0.0 and b.tokens >= b.burst]
                for name in full:
                    del self.lanes[name]
            limits = self.limits
            self.lanes[lane] = (
                Bucket(limits.group_per_minute / 60, limits.group_per_minute, now)
                if lane == GROUP
                else Bucket(limits.chat_per_second, limits.chat_burst, now)
            )
        return self.lanes[lane]
