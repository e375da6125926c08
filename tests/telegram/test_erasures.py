"""What became of a deletion, as the desk hears it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.desk.commands import Erased
from bot.telegram.errors import Outcome, Verdict
from bot.telegram.vanishing import call_of, erased, ref_of
from models.kinds import ErasureState
from models.outbox import OutboxRow, Ready

GONE, REFUSED, UNREACHABLE = ErasureState.GONE, ErasureState.REFUSED, ErasureState.UNREACHABLE
BLOCKED = Verdict(Outcome.REFUSED, "blocked", unreachable=True)


def seen(method: str, payload: dict[str, Any], ref: str | None = None) -> Ready:
    now = datetime(2026, 11, 2, tzinfo=UTC)
    return Ready(1, "p7", 7, 1, method, payload, ref, None, 0, 0, now, None, 70, None, None, None, None)


def row(ref: str | None = None, link_id: int | None = None) -> OutboxRow:
    return OutboxRow(id=1, lane="p7", person_id=7, ref=ref, link_id=link_id)


@pytest.mark.parametrize(
    ("method", "verdict", "became"),
    [
        ("deleteMessages", Verdict(Outcome.SENT), GONE),
        ("deleteMessages", Verdict(Outcome.REFUSED, "delete_refused"), REFUSED),
        ("deleteMessages", BLOCKED, UNREACHABLE),
        ("sendMessage", BLOCKED, GONE),  # it was to be taken back before it was sent, and never was
        ("editMessageText", BLOCKED, UNREACHABLE),
        ("deleteMessage", Verdict(Outcome.UNKNOWN, "copy_unknown"), REFUSED),
    ],
)
def test_each_verdict_settles_the_messages_of_the_row(method: str, verdict: Verdict, became: ErasureState) -> None:
    payload = {"message_ids": [3, 4]} if method == "deleteMessages" else {}
    found = erased(row(ref_of(5), 9), seen(method, payload), verdict)
    ids, link = ((3, 4), None) if payload else ((), 9)
    assert found == Erased(5, 7, became, ids, link)


@pytest.mark.parametrize("message_ids", [(3,), (3, 4)])
def test_a_call_comes_back_as_the_messages_it_was_made_of(message_ids: tuple[int, ...]) -> None:
    method, payload = call_of(message_ids)
    assert method == ("deleteMessage" if len(message_ids) == 1 else "deleteMessages")
    found = erased(row(ref_of(5)), seen(method, payload), Verdict(Outcome.SENT))
    assert found == Erased(5, 7, GONE, message_ids)


@pytest.mark.parametrize("ref", [None, "order:K7Q2M:status", "reaction:5:7"])
def test_what_no_removal_asked_for_is_not_reported(ref: str | None) -> None:
    assert erased(row(ref, 9), seen("deleteMessage", {"message_id": 3}), Verdict(Outcome.SENT)) is None
