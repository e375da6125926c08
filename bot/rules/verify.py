"""Whether the numbers of a talk agree with its stretches of time, each recomputed in another way. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot.rules.meter import Meter
from models.kinds import SpanKind


@dataclass(frozen=True)
class Check:
    """What was told, and what was found when it was reckoned again."""

    name: str  # order, start, flags, counted, charge, pay, sum
    told: int
    found: int

    @property
    def agrees(self) -> bool:
        return self.told == self.found


def of_spans(meter: Meter, both_spoke: datetime | None, billed_s: int, *, flags_agree: bool) -> list[Check]:
    """The stretches are in order, begin when both had spoken, and come to what was billed."""
    spans = [span for span in meter.spans if span.kind != SpanKind.TRIED]
    if not spans:
        return [Check("counted", billed_s, 0)]
    torn = sum(a.end != b.start for a, b in pairwise(spans)) + sum(s.end is None or s.end < s.start for s in spans)
    early = sum(span.start < both_spoke for span in spans) if both_spoke is not None else 0
    counted = sum(
        ((span.end - span.start) // timedelta(seconds=1) for span in spans if span.kind == SpanKind.LIVE and span.end),
        0,
    )
    return [
        Check("order", 0, torn),
        Check("start", 0, early),
        Check("flags", 1, int(flags_agree)),
        Check("counted", billed_s, min(counted, meter.bought_s)),
    ]
