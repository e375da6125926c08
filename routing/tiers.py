"""When the card opens to whom: the best few first, more after a while, at last everybody. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Tier:
    """From `opens_at` on, these representatives may accept too."""

    opens_at: datetime
    rep_ids: tuple[int, ...]


def lay_out(rep_ids: Sequence[int], now: datetime, sizes: Sequence[int], windows_s: Sequence[int]) -> tuple[Tier, ...]:
    """Tiers of these sizes, each open alone for its window, the last holding all who are left.

    `rep_ids` come best first. A tier of nobody is left out, and nobody waits for it.
    """
    tiers: list[Tier] = []
    start, opens = 0, now
    for size, window_s in zip(sizes, windows_s, strict=True):
        tier = tuple(rep_ids[start : start + size])
        if tier:
            tiers.append(Tier(opens, tier))
            start, opens = start + size, opens + timedelta(seconds=window_s)
    if start < len(rep_ids):
        tiers.append(Tier(opens, tuple(rep_ids[start:])))
    return tuple(tiers)
