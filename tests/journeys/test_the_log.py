"""What the log of a whole day holds: what happened, and never what was said or who said it."""

import json
import signal
from datetime import UTC, datetime
from typing import Any

import pytest

from models import inbox
from models.engine import Database
from models.inbox import NewInboxRow
from models.kinds import InboxState
from tests.journeys.street import Street, begin_to_talk, street

pytestmark = pytest.mark.long

__all__ = ["street"]


async def stored(street: Street, update: dict[str, Any]) -> None:
    """As if Telegram had sent it; the stand-in would refuse to send what is no update."""
    database, now = Database(street.database_url), datetime.now(UTC)
    row = NewInboxRow(update["update_id"], str(street.tom.id), json.dumps(update), InboxState.PENDING, now)
    async with database.begin() as session:
        await inbox.add_all(session, [row])
    await database.close()


CANARY = "canary-in-the-coal-mine"


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_the_log_holds_neither_words_nor_people(street: Street) -> None:
    shop = street.shop.beside("logging", EARSHOT_LOG__FORMAT="json", EARSHOT_LOG__LEVEL="debug")
    tom, lin = street.tom, street.lin
    async with shop.running(ended_by=signal.SIGTERM):
        # Given a talk
        await begin_to_talk(street)
        await tom.says(f"one {CANARY}")
        await lin.sees(f"one {CANARY}")
        # When things go wrong with what is said: it is refused, it is too fast, it breaks, it cannot be read at all
        await street.people.fault("429", "sendMessage", chat_id=lin.id, times=1, retry_after=1)
        await street.people.fault("502", "sendMessage", chat_id=lin.id, times=1)
        await street.people.fault("reset_before", "sendMessage", chat_id=lin.id, times=2)
        why = f"Bad Request: {CANARY} of Thomas {tom.id}"
        await street.people.fault("refuse", "sendMessage", chat_id=lin.id, times=1, description=why)
        await tom.says(f"two {CANARY}")
        await tom.sees("may not have arrived")
        await tom.says(f"three {CANARY}")
        await tom.sees("could not be delivered")
        broken = {"message_id": CANARY, "date": CANARY, "text": CANARY, "from": {"id": tom.id, "first_name": "Thomas"}}
        body = broken | {"chat": {"id": tom.id, "type": "private", "first_name": "Thomas"}}
        await stored(street, {"update_id": 7, "message": body})
        await street.owner.sees("/replay")
        await tom.says(f"four {CANARY}")
        await lin.sees(f"four {CANARY}")
    # Then the log tells of each in lines that a machine reads
    told = shop.told()
    lines = [json.loads(line) for line in told.splitlines()]
    reasons = {line.get("reason") for line in lines if line["event"] == "delivery"}
    assert {"too_fast", "server_error", "connection_died", "code_400"} <= reasons
    assert "update_parked" in {line["event"] for line in lines}
    # And nobody is in it
    for secret in (CANARY, "Thomas", "Linda", "Boss", str(tom.id), str(lin.id), str(street.owner.id), "424242:"):
        assert secret not in told
