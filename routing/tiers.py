"""When the card opens to whom: the best few first, more after a while, at last everybody. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from routing.pool import Floats


@dataclass(frozen=True)
class Tier:
    """From `opens_at` on, these representatives may accept too."""

    opens_at: datetime
    rep_ids: tuple[int, ...]


def openings(count: int, sizes: Sequence[int], windows_s: Sequence[int]) -> Floats:
    """Seconds from now at which the card opens to each of so many places, best first.

    Tiers of these sizes, each open alone for its window, the last holding all who are left. A tier of nobody is left
    out, and nobody waits for it.
    """
    opens = np.zeros(count)
    start, now = 0, 0
    for size, window_s in zip(sizes, windows_s, strict=True):
        if size > 0 and start < count:
            opens[start : start + size] = now
            start, now = start + size, now + window_s
    opens[start:] = now
    return opens
