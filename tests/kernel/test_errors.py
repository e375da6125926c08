"""The one table of Telegram's errors, row by row."""

import pytest

from bot.telegram.api import Broken, Refused, result_of
from bot.telegram.errors import TEXTS, Outcome, classify


def refused(code: int, description: str, **parameters: object) -> Refused:
    return Refused(code, description, parameters)


CASES: list[tuple[Refused | Broken, Outcome, bool]] = [
    (refused(400, "Bad Request: message is not modified: specified new content"), Outcome.SENT, False),
    (refused(400, "Bad Request: message to edit not found"), Outcome.RESEND, False),
    (refused(400, "Bad Request: message can't be edited"), Outcome.RESEND, False),
    (refused(400, "Bad Request: message to delete not found"), Outcome.SENT, False),
    (refused(400, "Bad Request: message can't be deleted"), Outcome.REFUSED, False),
    (refused(400, "Bad Request: query is too old and response timeout expired"), Outcome.REFUSED, False),
    (refused(403, "Forbidden: bot was blocked by the user"), Outcome.REFUSED, True),
    (refused(403, "Forbidden: user is deactivated"), Outcome.REFUSED, True),
    (refused(403, "Forbidden: bot can't initiate conversation with a user"), Outcome.REFUSED, True),
    (refused(403, "Forbidden: bot was kicked from the supergroup chat"), Outcome.REFUSED, True),
    (refused(403, "Forbidden: bot is not a member of the supergroup chat"), Outcome.REFUSED, True),
    (refused(403, "Forbidden: the group chat was deleted"), Outcome.REFUSED, True),
    (refused(400, "Bad Request: chat not found"), Outcome.REFUSED, True),
    (refused(400, "Bad Request: wrong file identifier/HTTP URL specified"), Outcome.REFUSED, False),
    (refused(413, "Request Entity Too Large"), Outcome.REFUSED, False),
    (refused(404, "Not Found"), Outcome.REFUSED, False),
    (refused(409, "Conflict: terminated by other getUpdates request"), Outcome.REFUSED, False),
    (refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1005), Outcome.MIGRATED, False),
    (refused(429, "Too Many Requests: retry after 3", retry_after=3), Outcome.WAIT, False),
    (refused(500, "Internal Server Error"), Outcome.RETRY, False),
    (refused(502, "Bad Gateway"), Outcome.RETRY, False),
    (refused(502, "no answer of the Bot API"), Outcome.RETRY, False),
    (Broken(never_left=True), Outcome.RETRY, False),
    (Broken(never_left=False), Outcome.UNKNOWN, False),
]


@pytest.mark.parametrize(("error", "outcome", "unreachable"), CASES, ids=[str(case[0])[:60] for case in CASES])
def test_every_error_has_one_outcome(error: Refused | Broken, outcome: Outcome, unreachable: bool) -> None:
    verdict = classify(error)
    assert (verdict.outcome, verdict.unreachable) == (outcome, unreachable)


@pytest.mark.parametrize(
    ("told", "seconds"), [(17, 17), (0, 1), (-5, 1), (10**9, 3600), ("soon", 1), (None, 1), (True, 1), (2.5, 2.5)]
)
def test_too_fast_waits_as_long_as_it_is_told_within_reason(told: object, seconds: float) -> None:
    assert classify(refused(429, "Flood control", retry_after=told)).retry_after == seconds


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b"<html>", 502),
        (503, b"", 503),
        (200, b"[]", 502),
        (400, b'{"ok": false, "error_code": 400, "description": "Bad Request: chat not found"}', 400),
        (429, b'{"ok": false, "parameters": 7}', 429),
    ],
)
def test_answers_that_are_none_become_refusals(status: int, body: bytes, code: int) -> None:
    with pytest.raises(Refused) as caught:
        result_of(status, body)
    assert caught.value.code == code


def test_a_good_answer_is_its_result() -> None:
    assert result_of(200, b'{"ok": true, "result": {"message_id": 4}}') == {"message_id": 4}


def test_no_text_of_the_table_hides_a_later_one() -> None:
    texts = [text for text, _ in TEXTS]
    assert not [(a, b) for i, a in enumerate(texts) for b in texts[i + 1 :] if a in b]


def test_reasons_hold_no_words_of_telegram_s() -> None:
    assert classify(refused(400, "Bad Request: something about Mei")).reason == "code_400"
