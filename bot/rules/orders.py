"""How an order moves: one table from event and state to the next state."""

from enum import StrEnum

from bot.rules.errors import WrongMoment
from models.kinds import OPEN_LINE, UNFINISHED, OrderState

S = OrderState


class Event(StrEnum):
    """What can happen to an order."""

    PAY = "pay"
    CLAIM = "claim"
    RELEASE = "release"  # the representative never greeted
    MISMATCH = "mismatch"  # the two did not fit, and said so at once
    START = "start"  # both have spoken
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    EXPIRE = "expire"  # never paid, or nobody could take it
    CANCEL = "cancel"


MOVES: dict[Event, tuple[frozenset[OrderState], OrderState]] = {
    Event.PAY: (frozenset({S.AWAITING_PAYMENT}), S.QUEUED),
    Event.CLAIM: (frozenset({S.QUEUED}), S.CLAIMED),
    Event.RELEASE: (frozenset({S.CLAIMED}), S.QUEUED),
    Event.MISMATCH: (frozenset({S.LIVE, S.PAUSED}), S.QUEUED),
    Event.START: (frozenset({S.CLAIMED}), S.LIVE),
    Event.PAUSE: (frozenset({S.LIVE}), S.PAUSED),
    Event.RESUME: (frozenset({S.PAUSED}), S.LIVE),
    Event.END: (OPEN_LINE, S.ENDED),
    Event.EXPIRE: (frozenset({S.AWAITING_PAYMENT, S.QUEUED}), S.EXPIRED),
    Event.CANCEL: (UNFINISHED - {S.LIVE, S.PAUSED}, S.CANCELLED),
}
"""A talk that has started is never cancelled: it ends, and what was used is counted."""


def move(state: OrderState, event: Event) -> OrderState:
    """The state after the event; raises WrongMoment where the table knows no such move."""
    origins, target = MOVES[event]
    if state not in origins:
        raise WrongMoment(state, event)
    return target
