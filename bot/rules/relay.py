"""What the relay does with a message: carries it, and what the clock makes of that; or refuses it, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.parcel import CAPTIONED, REPLACEABLE, Parcel, ParcelKind
from models.kinds import OPEN_LINE, UNFINISHED, OrderState, Side


class Refusal(StrEnum):
    """Why a message does not reach the other side."""

    NOT_YET = "not_yet"  # nobody is at the other end
    PAUSED = "paused"  # the other side paused
    ENDED = "ended"  # nobody is any more
    KIND = "kind"  # the relay does not carry such a message


class Failure(StrEnum):
    """Why what was carried did not arrive."""

    REFUSED = "refused"  # Telegram would not have it
    UNREACHABLE = "unreachable"  # the receiver blocked the bot, or is gone
    UNSURE = "unsure"  # the connection died, twice; it may have arrived
    FILE = "file"  # it could not be cleaned of what is personal, or is none that may pass
    EDIT = "edit"  # the message is there, the change is not
    KEPT = "kept"  # it was to be taken back, and is still there


DELETABLE = timedelta(hours=48)
"""So old may a message be that a bot deletes in a private chat: Bot API, deleteMessage."""


@dataclass(frozen=True)
class Line:
    """What the relay must know of an order. `overdue`: its bought time has passed, though no timer has fired yet."""

    state: OrderState
    spoke: frozenset[Side] = frozenset()
    paused_by: Side | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Deliver:
    """Carry it. `spoke` is who has spoken now; with the second side's first word the clock `starts`."""

    spoke: frozenset[Side]
    starts: bool = False
    resumes: bool = False


@dataclass(frozen=True)
class Refuse:
    """Do not carry it; `kind` names a kind of message that never is."""

    reason: Refusal
    kind: str = ""


def plan(line: Line, side: Side, parcel: Parcel) -> Deliver | Refuse:
    """What to do with a message from `side`.

    Only a message that is carried counts as a word: it starts the clock, and ends the pause of the side that paused.
    The other side's messages wait for that. A pause that nobody took stops no words.
    """
    if line.state not in OPEN_LINE:
        return Refuse(Refusal.NOT_YET if line.state in UNFINISHED else Refusal.ENDED)
    if line.overdue:
        return Refuse(Refusal.ENDED)
    kind = send_refusal(parcel)
    if kind is not None:
        return Refuse(Refusal.KIND, kind)
    if line.state == OrderState.PAUSED and line.paused_by == side.other:
        return Refuse(Refusal.PAUSED)
    spoke = line.spoke | {side}
    return Deliver(
        spoke=spoke,
        starts=line.state == OrderState.CLAIMED and len(spoke) == len(Side),
        resumes=line.state == OrderState.PAUSED and line.paused_by == side,
    )


def send_refusal(parcel: Parcel) -> str | None:
    """The name of the kind if the relay does not carry it; None if it does."""
    return (parcel.other or "other") if parcel.kind == ParcelKind.OTHER else None


def edit_refusal(sent_kind: str, parcel: Parcel) -> str | None:
    """Why an edit cannot follow its message: the kind changed, or has nothing to change. None if it can.

    What may take the place of one another is Telegram's own rule for edits: media that of media, and of text.
    """
    if parcel.kind.value != sent_kind:
        exchanged = parcel.kind in REPLACEABLE and sent_kind in REPLACEABLE | {ParcelKind.TEXT}
        return None if exchanged else "kind_changed"
    if parcel.kind != ParcelKind.TEXT and parcel.kind not in CAPTIONED:
        return "nothing_to_edit"
    return None


def deletable(sent_at: datetime, now: datetime) -> bool:
    return now - sent_at < DELETABLE
