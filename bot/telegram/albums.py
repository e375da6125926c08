"""Which rows of a lane go out together as one album, and when. Pure.

An album comes in as so many messages and no word of its end. So its parts are rows of their own, which may be edited
and taken back one by one while they wait; they wait until nothing more of it has come for a moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.telegram.porter import CLEAN
from models.outbox import Ready

PATIENCE_S = 1.0
"""So long after the newest part another may come."""

MOST = 10
"""Parts of one album: Bot API, sendMediaGroup."""

MOST_BYTES = 50_000_000
"""Of files that are uploaded in one call."""

LOOK_AHEAD = 24
"""So many rows of a lane are looked through: the parts, and the shop's own notices that came between them."""

FAMILIES = {"sendPhoto": "seen", "sendVideo": "seen", "sendDocument": "document", "sendAudio": "audio"}
"""What may stand in one album: photos and videos together, files and music each among themselves."""


@dataclass(frozen=True, slots=True, eq=False)
class Sending:
    """What a lane sends next, in one call: a row, or the parts of an album in their order.

    `patience_s`: not yet, another part may come within so many seconds.
    """

    rows: tuple[Ready, ...]
    patience_s: float = 0.0

    @property
    def lane(self) -> str:
        return self.rows[0].lane

    @property
    def rank(self) -> int:
        return self.rows[0].rank


def gathered(waiting: Sequence[Ready], now: datetime) -> Sending:
    """The first of these rows with the other parts of its album; `waiting` is a lane as it goes on from there.

    An album overtakes notices of the shop that came between its parts, and nothing that anybody said.
    """
    first = waiting[0]
    if first.album is None or first.method not in FAMILIES:
        return Sending((first,))
    parts, size, ended = [first], told_size(first), False
    for row in waiting[1:]:
        if row.album != first.album:
            ended = row.link_id is not None
        elif row.method in FAMILIES:  # else it was taken back before it went
            size += told_size(row)
            ended = FAMILIES[row.method] != FAMILIES[first.method] or len(parts) == MOST or size > MOST_BYTES
            parts += [] if ended else [row]
        if ended:
            break
    whole = ended or len(parts) == MOST
    return Sending(tuple(parts), 0.0 if whole else patience(parts[-1].created_at, now))


def told_size(row: Ready) -> int:
    """The bytes that its sender's side tells of a file that is uploaded; 0 for one that goes by its id."""
    size = row.payload.get(CLEAN, {}).get("size")
    return size if isinstance(size, int) else 0


def patience(newest: datetime, now: datetime) -> float:
    """Seconds to wait for more, bounded whatever becomes of the clock meanwhile."""
    left = PATIENCE_S - (now - newest).total_seconds()
    return left if 0 < left <= 2 * PATIENCE_S else 0.0
