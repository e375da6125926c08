"""The meter: an immutable clock over spans. Running is a fact about data, and time is handed in.

Spans are half-open stretches of UTC time, disjoint and in order. Billed time is the sum of the live spans, exact to
the microsecond, floored once to whole seconds, never above what was bought. A stop that comes late ends the running
span at the moment the bought time ran out, so a timer that fires late and a restart in the middle change no second.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.rules.amounts import check_amount
from bot.rules.errors import WrongMoment
from models.kinds import SpanKind

ZERO = timedelta()


@dataclass(frozen=True)
class Span:
    """A stretch of time, aware UTC; without an end it goes on."""

    kind: SpanKind  # compared by value: read back from a table it is the plain word
    start: datetime
    end: datetime | None = None

    def length(self, now: datetime) -> timedelta:
        """How long it has lasted; never negative, even where a clock was set back."""
        return max(ZERO, (self.end or now) - self.start)


@dataclass(frozen=True)
class Meter:
    """`bought_s` seconds, and the spans so far. Raises BadAmount for seconds that are no whole number from 0."""

    bought_s: int
    spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        check_amount(self.bought_s)

    @property
    def running(self) -> bool:
        return bool(self.spans) and self.spans[-1].kind == SpanKind.LIVE and self.spans[-1].end is None

    @property
    def paused(self) -> bool:
        return bool(self.spans) and self.spans[-1].kind == SpanKind.PAUSED and self.spans[-1].end is None

    def start(self, now: datetime) -> "Meter":
        """Begin to count. Raises WrongMoment if it ever began."""
        if self.spans:
            raise WrongMoment("metered", "start")
        return replace(self, spans=(Span(SpanKind.LIVE, now),))

    def pause(self, now: datetime) -> "Meter":
        """Count no more until resumed. Raises WrongMoment unless it runs."""
        if not self.running:
            raise WrongMoment("not running", "pause")
        return self._switch(SpanKind.PAUSED, now)

    def resume(self, now: datetime) -> "Meter":
        """Count again. Raises WrongMoment unless it is paused."""
        if not self.paused:
            raise WrongMoment("not paused", "resume")
        return self._switch(SpanKind.LIVE, now)

    def stop(self, now: datetime) -> "Meter":
        """Count no more: from `now`, or from when the bought time ran out if that was earlier. Twice is once."""
        if not self.spans or self.spans[-1].end is not None:
            return self
        return replace(self, spans=self._closed(now))

    def billed_s(self, now: datetime) -> int:
        """Whole seconds that count, at most those bought."""
        return min(self.bought_s, whole_seconds(s.length(now) for s in self.spans if s.kind == SpanKind.LIVE))

    def paused_s(self, now: datetime) -> int:
        """Whole seconds that do not count, between the start and the stop."""
        return whole_seconds(s.length(now) for s in self.spans if s.kind == SpanKind.PAUSED)

    def remaining_s(self, now: datetime) -> int:
        """Whole seconds still to be talked; with `billed_s` always exactly what was bought."""
        return self.bought_s - self.billed_s(now)

    def runs_out_at(self) -> datetime | None:
        """When the bought time will have passed if nothing changes; None unless it runs."""
        if not self.running:
            return None
        last = self.spans[-1]
        before = sum((s.length(s.start) for s in self.spans[:-1] if s.kind == SpanKind.LIVE), ZERO)
        return last.start + max(ZERO, timedelta(seconds=self.bought_s) - before)

    def _closed(self, now: datetime) -> tuple[Span, ...]:
        last = self.spans[-1]
        end = max(now, last.start)
        runs_out = self.runs_out_at()
        if runs_out is not None:
            end = min(end, runs_out)
        return (*self.spans[:-1], replace(last, end=end))

    def _switch(self, kind: SpanKind, now: datetime) -> "Meter":
        closed = self._closed(now)
        return replace(self, spans=(*closed, Span(kind, closed[-1].end or now)))


@dataclass(frozen=True)
class PausePolicy:
    """How often one side may pause in a session, and after how many seconds the clock runs on by itself."""

    max_count: int
    max_s: int

    def may_pause(self, used: int) -> bool:
        """Whether a side that has paused `used` times may do so once more."""
        return used < self.max_count


def warnings_due(meter: Meter, at: Iterable[int] = (300, 60)) -> dict[int, datetime]:
    """When to say that so many seconds are left; none for those never in the session, nor while it stands still."""
    runs_out = meter.runs_out_at()
    if runs_out is None:
        return {}
    return {left: runs_out - timedelta(seconds=left) for left in at if left < meter.bought_s}


def whole_seconds(lengths: Iterable[timedelta]) -> int:
    """The sum, floored once, so that many short spans lose no more than one long one."""
    return sum(lengths, ZERO) // timedelta(seconds=1)
