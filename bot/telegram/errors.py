"""The one table of Telegram's errors: what each means for the row that was being sent.

SENT      it stands as wanted already
RETRY     nothing happened; the same row again, later
WAIT      too fast; the lane rests for `retry_after` seconds
RESEND    the message to edit is gone; a card is sent anew
REFUSED   no, for good; `unreachable` when it is the person who cannot be reached
UNKNOWN   the connection died after the bytes had left: it may have happened
"""

from dataclasses import dataclass
from enum import StrEnum

from aiogram.exceptions import (
    RestartingTelegram,
    TelegramAPIError,
    TelegramEntityTooLarge,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiohttp import ClientConnectorError


class Outcome(StrEnum):
    SENT = "sent"
    RETRY = "retry"
    WAIT = "wait"
    RESEND = "resend"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    reason: str = ""
    retry_after: float = 0.0
    unreachable: bool = False


TEXTS: tuple[tuple[str, Verdict], ...] = (
    ("message is not modified", Verdict(Outcome.SENT, "not_modified")),
    ("message to edit not found", Verdict(Outcome.RESEND, "edit_gone")),
    ("message can't be edited", Verdict(Outcome.RESEND, "edit_refused")),
    ("query is too old", Verdict(Outcome.REFUSED, "query_too_old")),
    ("bot was blocked by the user", Verdict(Outcome.REFUSED, "blocked", unreachable=True)),
    ("user is deactivated", Verdict(Outcome.REFUSED, "deactivated", unreachable=True)),
    ("bot can't initiate conversation", Verdict(Outcome.REFUSED, "never_started", unreachable=True)),
    ("chat not found", Verdict(Outcome.REFUSED, "chat_not_found", unreachable=True)),
    ("bot was kicked", Verdict(Outcome.REFUSED, "kicked", unreachable=True)),
    ("bot is not a member", Verdict(Outcome.REFUSED, "not_a_member", unreachable=True)),
    ("group chat was deleted", Verdict(Outcome.REFUSED, "group_deleted", unreachable=True)),
)
"""What Telegram says, lower-cased, and what it means. Looked up in this order."""


def of_the_network(error: TelegramNetworkError) -> Verdict:
    if isinstance(error, TelegramEntityTooLarge):  # which aiogram counts here
        return Verdict(Outcome.REFUSED, "too_large")
    never_left = isinstance(error.__cause__ or error.__context__, ClientConnectorError)
    return Verdict(Outcome.RETRY, "unreachable") if never_left else Verdict(Outcome.UNKNOWN, "connection_died")


def classify(error: BaseException) -> Verdict:
    """What an error of a call means for its row."""
    if isinstance(error, TelegramRetryAfter):
        return Verdict(Outcome.WAIT, "too_fast", retry_after=max(1.0, float(error.retry_after)))
    if isinstance(error, TelegramServerError | RestartingTelegram):
        return Verdict(Outcome.RETRY, "server_error")
    if isinstance(error, TelegramNetworkError):
        return of_the_network(error)
    if isinstance(error, TelegramMigrateToChat):
        return Verdict(Outcome.REFUSED, "migrated")
    if isinstance(error, TelegramAPIError):
        said = error.message.lower()
        for text, verdict in TEXTS:
            if text in said:
                return verdict
        return Verdict(Outcome.REFUSED, type(error).__name__)
    raise error
