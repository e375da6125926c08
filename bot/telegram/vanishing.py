"""Deletions of a removal as rows of the outbox, and what became of them as the desk hears it. Pure."""

from typing import Any

from bot.desk.commands import Erased
from bot.telegram.errors import Outcome, Verdict
from models.kinds import ErasureState
from models.outbox import OutboxRow, Ready

PREFIX = "vanish:"


def ref_of(vanishing_id: int) -> str:
    """What a row bears that belongs to this removal."""
    return f"{PREFIX}{vanishing_id}"


def belongs(ref: str | None) -> bool:
    return ref is not None and ref.startswith(PREFIX)


def call_of(message_ids: tuple[int, ...]) -> tuple[str, dict[str, Any]]:
    """Of many, Telegram passes over those that are gone; of one, it says what is wrong."""
    if len(message_ids) == 1:
        return "deleteMessage", {"message_id": message_ids[0]}
    return "deleteMessages", {"message_ids": list(message_ids)}


def erased(row: OutboxRow, seen: Ready, verdict: Verdict) -> Erased | None:
    """The report on a row that is closed. `seen` is what went to Telegram; None where no removal asked for it."""
    if row.ref is None or row.person_id is None or not belongs(row.ref):
        return None
    told = seen.payload if seen.method.startswith("deleteMessage") else {}
    ids = tuple(told.get("message_ids") or ([told["message_id"]] if "message_id" in told else ()))
    link = None if ids else row.link_id
    return Erased(int(row.ref.removeprefix(PREFIX)), row.person_id, became(seen, verdict), ids, link)


def became(seen: Ready, verdict: Verdict) -> ErasureState:
    """A message whose sending was refused meanwhile stands nowhere."""
    if verdict.outcome is Outcome.SENT:
        return ErasureState.GONE
    if verdict.unreachable:
        return ErasureState.GONE if seen.method.startswith("send") else ErasureState.UNREACHABLE
    return ErasureState.REFUSED
