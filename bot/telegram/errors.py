"""The one table of Telegram's errors: what each means for the row that was being sent.

SENT      it stands as wanted already
RETRY     nothing happened; the same row again, later
WAIT      too fast; the lane rests for `retry_after` seconds
RESEND    the message to edit is gone; a card is sent anew
NO_TOPIC  the topic is gone; the same row again, outside of it
MIGRATED  the group has become a supergroup; the same row again, to its new id
APART     the album is refused; its parts one by one
REFUSED   no, for good; `unreachable` when it is the person who cannot be reached
UNKNOWN   the connection died after the bytes had left: it may have happened
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.telegram.api import Broken, Refused


class Outcome(StrEnum):
    SENT = "sent"
    RETRY = "retry"
    WAIT = "wait"
    RESEND = "resend"
    NO_TOPIC = "no_topic"
    MIGRATED = "migrated"
    APART = "apart"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    reason: str = ""
    retry_after: float = 0.0
    unreachable: bool = False
    migrated_to: int = 0


FILE = "file:"
"""How the reason begins for a file that may not pass; then comes which (`bot/files/kinds.py`)."""

LONGEST_WAIT_S = 3600.0
"""Whatever Telegram says, a lane looks again after an hour."""

TEXTS: tuple[tuple[str, Verdict], ...] = (
    ("message is not modified", Verdict(Outcome.SENT, "not_modified")),
    ("message to edit not found", Verdict(Outcome.RESEND, "edit_gone")),
    ("message can't be edited", Verdict(Outcome.RESEND, "edit_refused")),
    ("message to delete not found", Verdict(Outcome.SENT, "gone_already")),
    ("message can't be deleted", Verdict(Outcome.REFUSED, "delete_refused")),
    ("message thread not found", Verdict(Outcome.NO_TOPIC, "topic_gone")),
    ("query is too old", Verdict(Outcome.REFUSED, "query_too_old")),
    ("charge_already_refunded", Verdict(Outcome.SENT, "refunded_already")),
    ("bot was blocked by the user", Verdict(Outcome.REFUSED, "blocked", unreachable=True)),
    ("user is deactivated", Verdict(Outcome.REFUSED, "deactivated", unreachable=True)),
    ("bot can't initiate conversation", Verdict(Outcome.REFUSED, "never_started", unreachable=True)),
    ("chat not found", Verdict(Outcome.REFUSED, "chat_not_found", unreachable=True)),
    ("bot was kicked", Verdict(Outcome.REFUSED, "kicked", unreachable=True)),
    ("bot is not a member", Verdict(Outcome.REFUSED, "not_a_member", unreachable=True)),
    ("group chat was deleted", Verdict(Outcome.REFUSED, "group_deleted", unreachable=True)),
)
"""What Telegram says, lower-cased, and what it means. Looked up in this order."""


def classify(error: Refused | Broken) -> Verdict:
    """What an error of a call means for its row. The reason holds no words of Telegram's, which may quote people."""
    if isinstance(error, Broken):
        return (
            Verdict(Outcome.RETRY, "unreachable") if error.never_left else Verdict(Outcome.UNKNOWN, "connection_died")
        )
    target = error.parameters.get("migrate_to_chat_id")
    if isinstance(target, int) and target:
        return Verdict(Outcome.MIGRATED, "migrated", migrated_to=target)
    if error.code == 429 or "retry_after" in error.parameters:
        return Verdict(Outcome.WAIT, "too_fast", retry_after=seconds(error.parameters.get("retry_after")))
    if error.code >= 500:
        return Verdict(Outcome.RETRY, "server_error")
    said = error.description.lower()
    for text, verdict in TEXTS:
        if text in said:
            return verdict
    return Verdict(Outcome.REFUSED, f"code_{error.code}")


def of_an_album(verdict: Verdict) -> Verdict:
    """The same for the parts of an album: whether one of them is bad, or all, shows when each goes by itself."""
    refused = verdict.outcome is Outcome.REFUSED and not verdict.unreachable
    return Verdict(Outcome.APART, verdict.reason) if refused else verdict


def seconds(told: object) -> float:
    """How long to wait: at least a second, at most an hour, whatever was said."""
    wanted = float(told) if isinstance(told, int | float) and not isinstance(told, bool) else 1.0
    return min(max(1.0, wanted), LONGEST_WAIT_S)
