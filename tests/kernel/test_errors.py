"""The one table of Telegram's errors, row by row."""

import asyncio

import pytest
from aiogram.exceptions import (
    RestartingTelegram,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import SendMessage
from aiohttp import ClientConnectorError, ServerDisconnectedError
from aiohttp.client_reqrep import ConnectionKey

from bot.telegram.errors import TEXTS, Outcome, classify

CALL = SendMessage(chat_id=1, text="x")
NOWHERE = ConnectionKey("127.0.0.1", 9, False, True, None, None, None)


def network(cause: Exception) -> TelegramNetworkError:
    error = TelegramNetworkError(CALL, "it broke")
    error.__cause__ = cause
    return error


CASES: list[tuple[Exception, Outcome, bool]] = [
    (TelegramBadRequest(CALL, "Bad Request: message is not modified: specified new content"), Outcome.SENT, False),
    (TelegramBadRequest(CALL, "Bad Request: message to edit not found"), Outcome.RESEND, False),
    (TelegramBadRequest(CALL, "Bad Request: message can't be edited"), Outcome.RESEND, False),
    (TelegramBadRequest(CALL, "Bad Request: query is too old and response timeout expired"), Outcome.REFUSED, False),
    (TelegramForbiddenError(CALL, "Forbidden: bot was blocked by the user"), Outcome.REFUSED, True),
    (TelegramForbiddenError(CALL, "Forbidden: user is deactivated"), Outcome.REFUSED, True),
    (TelegramForbiddenError(CALL, "Forbidden: bot can't initiate conversation with a user"), Outcome.REFUSED, True),
    (TelegramForbiddenError(CALL, "Forbidden: bot was kicked from the supergroup chat"), Outcome.REFUSED, True),
    (TelegramBadRequest(CALL, "Bad Request: chat not found"), Outcome.REFUSED, True),
    (TelegramBadRequest(CALL, "Bad Request: wrong file identifier/HTTP URL specified"), Outcome.REFUSED, False),
    (TelegramEntityTooLarge(CALL, "Request Entity Too Large"), Outcome.REFUSED, False),
    (TelegramNotFound(CALL, "Not Found"), Outcome.REFUSED, False),
    (TelegramConflictError(CALL, "Conflict"), Outcome.REFUSED, False),
    (TelegramMigrateToChat(CALL, "migrated", -100_5), Outcome.REFUSED, False),
    (TelegramServerError(CALL, "Bad Gateway"), Outcome.RETRY, False),
    (RestartingTelegram(CALL, "restarting"), Outcome.RETRY, False),
    (network(ClientConnectorError(NOWHERE, OSError(111, "refused"))), Outcome.RETRY, False),
    (network(ServerDisconnectedError()), Outcome.UNKNOWN, False),
    (network(TimeoutError()), Outcome.UNKNOWN, False),
]


@pytest.mark.parametrize(("error", "outcome", "unreachable"), CASES, ids=[str(case[0])[:60] for case in CASES])
def test_every_error_has_one_outcome(error: Exception, outcome: Outcome, unreachable: bool) -> None:
    verdict = classify(error)
    assert (verdict.outcome, verdict.unreachable) == (outcome, unreachable)


def test_too_fast_waits_as_long_as_it_is_told_and_at_least_a_second() -> None:
    assert classify(TelegramRetryAfter(CALL, "Flood control", 17)).retry_after == 17
    assert classify(TelegramRetryAfter(CALL, "Flood control", 0)).retry_after == 1


def test_what_is_no_error_of_telegram_is_not_swallowed() -> None:
    with pytest.raises(asyncio.QueueFull):
        classify(asyncio.QueueFull())


def test_no_text_of_the_table_hides_a_later_one() -> None:
    texts = [text for text, _ in TEXTS]
    assert not [(a, b) for i, a in enumerate(texts) for b in texts[i + 1 :] if a in b]


def test_reasons_hold_no_words_of_telegram_s() -> None:
    assert classify(TelegramBadRequest(CALL, "Bad Request: something about Mei")).reason == "TelegramBadRequest"
