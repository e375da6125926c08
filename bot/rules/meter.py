"""The meter: an immutable clock over spans. Running is a fact about data, and time is handed in.

Spans are half-open stretches of UTC time in whole seconds, disjoint and in order, without a hole from the start to the
stop. Billed is the sum of the live ones, never above what was bought. What comes late ends the running span at the
moment the bought time ran out, so a timer that fires late and a restart in the middle change no second. What was
counted may only ever become less: by `carve`, for time in which nobody could talk.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.rules.amounts import check_amount
from bot.rules.errors import WrongMoment
from models.kinds import SpanKind

ZERO = timedelta()
SECOND = timedelta(seconds=1)
STANDS = frozenset({SpanKind.PAUSED, SpanKind.SILENT, SpanKind.OUTAGE})
"""Not counted, until somebody comes back."""

UNCOUNTED = STANDS | {SpanKind.WAITING}
EXTRA = (SpanKind.GIFT, SpanKind.TOPUP, SpanKind.GRACE)
"""What follows the bought time, in this order and not counted, as long as each may last."""


@dataclass(frozen=True)
class Span:
    """A stretch of time, aware UTC; without an end it goes on. `reason` says who or what made it."""

    kind: SpanKind  # compared by value: read back from a table it is the plain word
    start: datetime
    end: datetime | None = None
    reason: str = ""

    @property
    def billable(self) -> bool:
        return self.kind == SpanKind.LIVE

    def length(self, now: datetime) -> timedelta:
        """How long it has lasted; never negative, even where a clock was set back."""
        return max(ZERO, (self.end or now) - self.start)


@dataclass(frozen=True)
class After:
    """How many seconds each of the stretches after the bought time lasts; 0: it is left out."""

    gift_s: int = 0
    topup_s: int = 0
    grace_s: int = 0

    def of(self, kind: SpanKind) -> timedelta:
        return {
            SpanKind.GIFT: timedelta(seconds=self.gift_s),
            SpanKind.TOPUP: timedelta(seconds=self.topup_s),
            SpanKind.GRACE: timedelta(seconds=self.grace_s),
        }[SpanKind(kind)]


NOTHING_AFTER = After()
FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Meter:
    """`bought_s` seconds, and the spans so far. Raises BadAmount for seconds that are no whole number from 0."""

    bought_s: int
    spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        check_amount(self.bought_s)

    @property
    def open(self) -> SpanKind | None:
        """What goes on now; None before the start and after the stop."""
        return SpanKind(self.spans[-1].kind) if self.spans and self.spans[-1].end is None else None

    @property
    def began(self) -> datetime | None:
        """When these two began; None before."""
        return next((span.start for span in self.spans if span.kind != SpanKind.TRIED), None)

    @property
    def running(self) -> bool:
        return self.open is SpanKind.LIVE

    @property
    def paused(self) -> bool:
        return self.open in STANDS

    def start(self, at: datetime) -> "Meter":
        """Begin to count. Raises WrongMoment if it ever began, but for a try."""
        if any(span.kind != SpanKind.TRIED for span in self.spans):
            raise WrongMoment("metered", "start")
        begun = max(whole(at), *(span.end for span in self.spans if span.end), whole(at))
        return replace(self, spans=(*self.spans, Span(SpanKind.LIVE, begun, reason="talk")))

    def undone(self, at: datetime) -> "Meter":
        """They did not fit: all of it was a try, and nothing of it counts. The next two may start."""
        if not self.spans:
            return self
        return replace(self, spans=(Span(SpanKind.TRIED, self.spans[0].start, self.stop(at).spans[-1].end, "no fit"),))

    def switch(self, kind: SpanKind, at: datetime, reason: str = "") -> "Meter":
        """From then on it is that; but where counted time ran out earlier, from there. Raises WrongMoment."""
        if self.open is None or (self.open is kind and kind is not SpanKind.GIFT):
            raise WrongMoment(str(self.open or "stopped"), f"become {kind}")
        closed = self._closed(whole(at))
        return replace(self, spans=(*closed, Span(kind, closed[-1].end or whole(at), reason=reason)))

    def pause(self, at: datetime, reason: str = "") -> "Meter":
        """Count no more until resumed. Raises WrongMoment unless it runs."""
        if not self.running:
            raise WrongMoment("not running", "pause")
        return self.switch(SpanKind.PAUSED, at, reason)

    def resume(self, at: datetime) -> "Meter":
        """Count again. Raises WrongMoment unless it stands still."""
        if self.open is None or self.running:
            raise WrongMoment("not paused", "resume")
        return self.switch(SpanKind.LIVE, at, "talk")

    def stop(self, at: datetime) -> "Meter":
        """Count no more: from then, or from when the bought time ran out if that was earlier. Twice is once."""
        return self if self.open is None else replace(self, spans=self._closed(whole(at)))

    def wind_down(self, now: datetime, after: After) -> "Meter":
        """As it has become by itself: what lasts its time gives way to what follows, and after the last it stops."""
        meter = self
        while (due := meter.next_at(after)) is not None and due <= now:
            kind = meter.following(after)
            meter = meter.stop(due) if kind is None else meter.switch(kind, due, kind.value)
        return meter

    def next_at(self, after: After) -> datetime | None:
        """When it becomes something else by itself; None while it stands, and when it is over."""
        if self.open in EXTRA:
            return self.spans[-1].start + after.of(self.spans[-1].kind)
        return self.runs_out_at()

    def following(self, after: After) -> SpanKind | None:
        """What it becomes by itself."""
        if self.open is SpanKind.GIFT and self.remaining_s(FAR):
            return SpanKind.LIVE
        place = EXTRA.index(self.open) + 1 if self.open in EXTRA else 0
        given = any(span.kind == SpanKind.GIFT for span in self.spans)
        return next((kind for kind in EXTRA[place:] if after.of(kind) and not (kind is SpanKind.GIFT and given)), None)

    def closes_at(self, after: After) -> datetime | None:
        """When nothing can be said any more if nothing changes; None while it stands."""
        ended = self.wind_down(FAR, after) if self.running or self.open in EXTRA else self
        return ended.spans[-1].end if ended.began else None

    def carve(self, start: datetime, end: datetime, kind: SpanKind, reason: str = "") -> "Meter":
        """The counted time between these moments is that instead. It is never put where nothing was counted."""
        start, end = whole(start), whole(end)
        spans: list[Span] = []
        for span in self.spans:
            spans += cut(span, start, end, kind, reason) if span.billable else [span]
        return replace(self, spans=tuple(spans))

    def revive(self, at: datetime) -> "Meter":
        """After the end there is time again, bought or not counted after all: it runs on."""
        over = self.open in (SpanKind.TOPUP, SpanKind.GRACE)
        return self.switch(SpanKind.LIVE, at, "talk") if over and self.remaining_s(at) else self

    def billed_s(self, now: datetime) -> int:
        """Whole seconds that count, at most those bought."""
        return min(self.bought_s, whole_seconds(s.length(now) for s in self.spans if s.billable))

    def lasted_s(self, now: datetime, *kinds: SpanKind) -> int:
        """Whole seconds that were one of these."""
        return whole_seconds(s.length(now) for s in self.spans if s.kind in kinds)

    def lasted_now_s(self, now: datetime) -> int:
        """Whole seconds of what goes on now; 0 before the start and after the stop."""
        return 0 if self.open is None else whole_seconds([self.spans[-1].length(now)])

    def paused_s(self, now: datetime) -> int:
        """Whole seconds that did not count though the bought time was not over."""
        return whole_seconds(s.length(now) for s in self.spans if s.kind in UNCOUNTED)

    def remaining_s(self, now: datetime) -> int:
        """Whole seconds still to be talked; with `billed_s` always exactly what was bought."""
        return self.bought_s - self.billed_s(now)

    def runs_out_at(self) -> datetime | None:
        """When the bought time will have passed if nothing changes; None unless it runs."""
        if not self.running:
            return None
        last = self.spans[-1]
        before = sum((s.length(s.start) for s in self.spans[:-1] if s.billable), ZERO)
        return last.start + max(ZERO, timedelta(seconds=self.bought_s) - before)

    def _closed(self, at: datetime) -> tuple[Span, ...]:
        last = self.spans[-1]
        end = max(at, last.start)
        runs_out = self.runs_out_at()
        if runs_out is not None:
            end = min(end, runs_out)
        return (*self.spans[:-1], replace(last, end=end))


def cut(span: Span, start: datetime, end: datetime, kind: SpanKind, reason: str) -> list[Span]:
    """The span with that stretch of it as another kind."""
    low, high = max(start, span.start), end if span.end is None else min(end, span.end)
    if high <= low:
        return [span]
    parts = [replace(span, end=low), Span(kind, low, high, reason), replace(span, start=high)]
    return [part for part in parts if part.end is None or part.end > part.start]


def whole(moment: datetime) -> datetime:
    """The second in which it lies: Telegram dates messages so."""
    return moment.replace(microsecond=0)


def whole_seconds(lengths: Iterable[timedelta]) -> int:
    """The sum, floored once, so that many short spans lose no more than one long one."""
    return sum(lengths, ZERO) // SECOND
