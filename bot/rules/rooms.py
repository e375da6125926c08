"""For whom a word is, when its sender may have several talks: never for somebody else than the sender means.

Who has one talk writes to that. Who has several answers a message, or has chosen one. A choice that is over is no
choice: then nobody gets the word until its sender says who.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LATE_AFTER = timedelta(minutes=10)
"""So long after a talk a word without an address may still be meant for it, sent before the next one began."""


class Nowhere(StrEnum):
    """Why a word has no receiver now."""

    OVER = "over"  # it is meant for a talk that is over
    WHICH = "which"  # it may be meant for any of several


@dataclass(frozen=True)
class OpenTalk:
    """A talk that its sender is in. `since` is when it was given to the representative."""

    order_id: int
    since: datetime


@dataclass(frozen=True)
class Said:
    """A word: Telegram's date of it, in whole seconds, and the order of the message that it answers, if it does."""

    at: datetime
    answers: int | None = None


def place(
    talks: Collection[OpenTalk], said: Said, *, chosen: int | None = None, before: datetime | None = None
) -> int | Nowhere:
    """The order to which the word belongs.

    `chosen` is the talk to which they last switched, and stands while they have, or just had, several. `before` is
    when their talk before the only one ended: what was sent before the new one began may be meant for that.
    """
    by_id = {talk.order_id: talk for talk in talks}
    if said.answers is not None:
        return said.answers if said.answers in by_id else Nowhere.OVER
    if chosen is not None:
        return chosen if chosen in by_id else Nowhere.WHICH
    if len(talks) != 1:
        return Nowhere.WHICH
    (only,) = talks
    early = said.at < only.since and before is not None and only.since - before < LATE_AFTER
    return Nowhere.OVER if early else only.order_id
