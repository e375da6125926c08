"""How the clock listens: who waits for an answer since when, when both fell silent, and what of that is not counted.

A customer waits from when their last word was taken in (the shop's own steady clock) until the representative's next
real word (Telegram's date of it): queued words and slow machines are never held against anybody. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.meter import After, Meter
from bot.rules.terms import Terms
from models.kinds import Side, SpanKind

REAL = 2
"""So many characters are an answer; a single one, or dots, is not."""


@dataclass(frozen=True)
class Word:
    """One message that was carried: Telegram's date of it, when it was taken in, and whether it says anything."""

    at: datetime
    heard: datetime
    side: Side
    real: bool = True


@dataclass(frozen=True)
class Ear:
    """What the clock remembers of the words so far.

    `unanswered` is since when the customer's last word waits, `spoken` when anybody spoke last, `asked` when the
    customer was asked whether quiet is fine, and `quiet` whether they said so; a new word lets all that go.
    """

    unanswered: datetime | None = None
    spoken: datetime | None = None
    asked: datetime | None = None
    quiet: bool = False

    def waits_from(self, terms: Terms) -> datetime | None:
        """From when on the wait is not counted, if no answer comes."""
        if self.unanswered is None or not terms.slow_reply_s:
            return None
        return self.unanswered + timedelta(seconds=terms.slow_reply_s)

    def asks_at(self, terms: Terms) -> datetime | None:
        """When to ask whether quiet is fine, if nobody speaks."""
        if self.spoken is None or self.asked or self.quiet or not terms.silence_ask_s:
            return None
        return self.spoken + timedelta(seconds=terms.silence_ask_s)

    def falls_silent_at(self, terms: Terms) -> datetime | None:
        """When the clock pauses by itself, if nobody speaks and the customer does not say that it is fine."""
        return self.asked + timedelta(seconds=terms.silence_pause_s) if self.asked and not self.quiet else None

    def back_at(self, moment: datetime) -> "Ear":
        """After a time in which nobody could speak, or had to: waiting and silence begin anew."""
        waits = max(self.unanswered, moment) if self.unanswered else None
        return Ear(waits, max(self.spoken, moment) if self.spoken else moment)


Gap = tuple[datetime, datetime]


def is_real(text: str, *, media: bool) -> bool:
    """Whether a message is an answer: any media, or two characters that are more than dots."""
    return media or len(text.strip(" .…。·\n\t")) >= REAL


def listen(ear: Ear, words: Iterable[Word], terms: Terms) -> tuple[Ear, list[Gap]]:
    """What the clock remembers after these words, and the waits that ended with one of them and are not counted.

    One that was answered in time ends before it begins, but is said: the clock may have stopped for it before it
    heard so.
    """
    gaps: list[Gap] = []
    for word in sorted(words, key=lambda word: word.at):
        waits = ear.waits_from(terms)
        if word.side is Side.CUSTOMER:
            since = ear.unanswered if waits is not None and word.heard >= waits else word.heard
        elif not word.real:
            since = ear.unanswered
        else:
            since = None
            if waits is not None:
                gaps.append((waits, word.at))
        ear = Ear(since, max(word.at, ear.spoken or word.at))
    return ear, gaps


def late(words: Iterable[Word], terms: Terms) -> list[Gap]:
    """The time for which words were on their way to the shop for too long."""
    limit = timedelta(seconds=terms.late_relay_s)
    return [(word.at, word.heard) for word in words if word.heard - word.at > limit]


def followed(meter: Meter, gaps: Iterable[Gap], lates: Iterable[Gap]) -> Meter:
    """The meter without what was not to be counted; an answer ends the wait that goes on."""
    for waits, answered in gaps:
        if meter.open is SpanKind.WAITING:
            meter = meter.switch(SpanKind.LIVE, answered, "talk")
        else:
            meter = meter.carve(waits, answered, SpanKind.WAITING, "slow")
    for said, heard in lates:
        meter = meter.carve(said, heard, SpanKind.OUTAGE, "late")
    return meter


def as_now(meter: Meter, ear: Ear, terms: Terms, after: After, now: datetime) -> Meter:
    """What has come by itself until now: a wait that is not counted any more, the end of the bought time."""
    meter = meter.revive(now)
    waits, runs_out = ear.waits_from(terms), meter.runs_out_at()
    if waits is not None and runs_out is not None and waits <= now and waits < runs_out:
        return meter.switch(SpanKind.WAITING, waits, "slow")
    return meter.wind_down(now, after)


def next_look(ear: Ear, terms: Terms, now: datetime, *moments: datetime | None) -> datetime:
    """When the clock has to look again: for what may be due, and a wait that could begin this very moment."""
    soonest = [ear.waits_from(terms), ear.asks_at(terms), ear.falls_silent_at(terms), *moments]
    if terms.slow_reply_s:
        soonest.append(now + timedelta(seconds=terms.slow_reply_s))
    later = [moment for moment in soonest if moment is not None and moment > now]
    return min(later, default=now + timedelta(seconds=60))
