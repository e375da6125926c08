"""Keeping inside Telegram's limits, by the shop's clock: per private chat, per group, and over all.

The numbers are those of Telegram's FAQ for bots: about one message a second in a chat with short bursts, twenty a
minute in a group, thirty a second in all; an album is as many as it has parts. Answers to taps are not counted by
Telegram and not held here. Cards and broadcasts leave a share of what may be sent to what people say to each other.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.telegram.limits import Limits
from models.kinds import Rank
from models.outbox import GROUP


class Bucket:
    """A token bucket: so many a second, and so many at once."""

    def __init__(self, per_second: float, burst: float, now: datetime) -> None:
        self.per_second, self.burst = per_second, burst
        self.tokens, self.at = burst, now

    def wait(self, now: datetime, reserve: float = 0.0, count: int = 1) -> float:
        """Seconds until there are so many tokens, or as many as there ever are, and beside them this reserve."""
        passed = max(0.0, (now - self.at).total_seconds())
        self.tokens, self.at = min(self.burst, self.tokens + passed * self.per_second), now
        wanted = min(count + reserve, self.burst)
        return 0.0 if self.tokens >= wanted else (wanted - self.tokens) / self.per_second

    def take(self, count: int = 1) -> None:
        """Taking more than there are leaves a debt, for which the next one waits."""
        self.tokens -= count


class Window:
    """So many in any minute, however they fall."""

    LENGTH = timedelta(minutes=1)

    def __init__(self, per_minute: float) -> None:
        self.most = max(1, int(per_minute))
        self.taken: deque[datetime] = deque(maxlen=self.most)

    def wait(self, now: datetime, reserve: int = 0, count: int = 1) -> float:
        """Seconds until so many more may go, or as many as ever may, and beside them this reserve."""
        room = max(1, self.most - reserve)
        over = len(self.taken) - room + min(count, room) - 1
        return 0.0 if over < 0 else max(0.0, (self.taken[over] + self.LENGTH - now).total_seconds())

    def take(self, now: datetime, count: int = 1) -> None:
        self.taken.extend([now] * count)


class Pacing:
    """All limits of one bot. Buckets of quiet chats are forgotten when full again."""

    KEPT = 2048
    CHATS_AT_ONCE = 3
    """So many chats told to wait at the same time are no chats' limits: it is the bot that is too fast."""
    SHARE = 3
    """Of what may be sent at once, one part in so many is kept for what people say."""

    def __init__(self, limits: Limits, now: Callable[[], datetime]) -> None:
        self.limits, self.now = limits, now
        self.overall = Bucket(limits.overall_per_second, limits.overall_per_second, now())
        self.group = Window(limits.group_per_minute)
        self.lanes: dict[str, Bucket] = {}
        self.told: dict[str, datetime] = {}  # chats that Telegram told to wait, and until when
        self.held_until = now()

    def slow_down(self, lane: str, seconds: float) -> None:
        """Telegram told this chat to wait so long. Told so in several chats at once, all others wait too."""
        now = self.now()
        self.told = {name: until for name, until in self.told.items() if until > now}
        self.told[lane] = now + timedelta(seconds=seconds)
        if len(self.told) >= self.CHATS_AT_ONCE:
            soonest = sorted(self.told.values())[-self.CHATS_AT_ONCE]
            self.held_until = max(self.held_until, soonest)

    def wait(self, lane: str, rank: int = Rank.NOW, count: int = 1) -> float:
        """Seconds until this lane may send so many messages of this rank at once; 0 takes the turn."""
        if not self.limits.on or lane.startswith("cb"):
            return 0.0
        now = self.now()
        held = (self.held_until - now).total_seconds()
        seconds = max(
            held, self.overall.wait(now, self._reserve(rank), count), self._in_the_chat(lane, rank, now, count)
        )
        if seconds <= 0.0:
            self.overall.take(count)
            if lane == GROUP:
                self.group.take(now, count)
            else:
                self._lane(lane, now).take(count)
        return max(0.0, seconds)

    def spare(self) -> int:
        """How many cards and broadcasts may go now, over all chats."""
        if not self.limits.on:
            return 2**31
        self.overall.wait(self.now())
        return max(0, int(self.overall.tokens - self._reserve(Rank.CARD)))

    def is_the_chats(self, lane: str) -> bool:
        """Whether it is the chat's own limit that this lane waits for, whatever is said there."""
        return lane != GROUP and self._lane(lane, self.now()).wait(self.now()) > 0

    def _reserve(self, rank: int) -> float:
        """Never so much that nothing could ever go."""
        return 0.0 if rank == Rank.NOW else min(self.overall.burst / self.SHARE, self.overall.burst - 1)

    def _in_the_chat(self, lane: str, rank: int, now: datetime, count: int) -> float:
        if lane == GROUP:
            return self.group.wait(now, 0 if rank == Rank.NOW else self.group.most // self.SHARE, count)
        return self._lane(lane, now).wait(now, count=count)

    def _lane(self, lane: str, now: datetime) -> Bucket:
        if lane not in self.lanes:
            if len(self.lanes) >= self.KEPT:
                full = [name for name, b in self.lanes.items() if b.wait(now) == 0.0 and b.tokens >= b.burst]
                for name in full:
                    del self.lanes[name]
            self.lanes[lane] = Bucket(self.limits.chat_per_second, self.limits.chat_burst, now)
        return self.lanes[lane]
