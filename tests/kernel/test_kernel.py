"""Inbox, lanes, outbox and courier under faults, on the stand-in: nothing lost, nothing twice, in order."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from models.inbox import InboxRow
from models.kernel import Timer
from models.kinds import InboxState, OutboxState, TimerKind
from models.outbox import OutboxRow
from tests.journeys.conftest import Shop
from tests.patience import eventually


async def inbox(shop: Shop, state: InboxState) -> int:
    async with shop.app.database.begin() as session:
        query = select(func.count()).select_from(InboxRow).where(InboxRow.state == state)
        return await session.scalar(query) or 0


async def waiting(shop: Shop) -> int:
    async with shop.app.database.begin() as session:
        query = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == OutboxState.PENDING)
        return await session.scalar(query) or 0


def texts(messages: list[dict[str, Any]], prefix: str) -> list[str]:
    return [m["text"] for m in messages if not m["out"] and str(m.get("text", "")).startswith(prefix)]


async def test_an_update_stored_twice_is_one_row(shop: Shop) -> None:
    update = {"update_id": 999_001, "message": {"chat": {"id": 5}}}
    await shop.app.inbox.keep([update, update])
    await shop.app.inbox.keep([update])
    await asyncio.gather(*(shop.app.inbox.keep([update]) for _ in range(10)))
    assert shop.app.inbox.malformed == 0
    async with shop.app.database.begin() as session:
        query = select(func.count()).select_from(InboxRow).where(InboxRow.update_id == 999_001)
        assert await session.scalar(query) == 1


NO_UPDATES: list[object] = [
    None,
    5,
    [],
    "x",
    {},
    {"update_id": "7"},
    {"update_id": True},
    {"update_id": 2**63},
    {"update_id": -1},
]


async def test_what_is_no_update_is_counted_and_dropped(shop: Shop) -> None:
    await shop.app.inbox.keep([*NO_UPDATES, {"update_id": 999_002, "message": {"text": "\ud800"}}])
    assert shop.app.inbox.malformed == len(NO_UPDATES)
    await shop.talking(shop.tom)


async def test_a_burst_arrives_whole_and_in_order(shop: Shop) -> None:
    await shop.talking(shop.tom)
    said = [f"line {i}" for i in range(60)]
    for text in said:
        await shop.tom.says(text)
    await shop.lin.sees(said[-1])
    assert texts(await shop.lin.messages(), "line ") == said


async def test_what_is_handled_alone_holds_up_its_lane_and_no_more(shop: Shop) -> None:
    # Given a talk, and a shop that is closed while Tom writes, answering his own word
    await shop.talking(shop.tom)
    await shop.quiet()
    await shop.app.stop()
    first = await shop.tom.says("line 0")
    await shop.tom.says("line 1", reply_to=first["message_id"])  # its target has no copy yet
    await shop.tom.says("line 2")
    await shop.lin.says("meanwhile")
    # When it opens, Then everything arrives in order, and the answer is one
    await shop.open()
    await shop.lin.sees("line 2")
    await shop.tom.sees("meanwhile")
    messages = await shop.lin.messages()
    assert texts(messages, "line ") == ["line 0", "line 1", "line 2"]
    answer = next(m for m in messages if m.get("text") == "line 1")
    assert answer["reply_to_message"]["text"] == "line 0"


FAULTS = ("429", "500", "502", "reset_before")


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_delays_and_loses_nothing_and_keeps_the_order(shop: Shop, fault: str) -> None:
    await shop.talking(shop.tom)
    await shop.people.fault(fault, "sendMessage", chat_id=shop.lin.id, times=3, retry_after=2)
    said = [f"line {i}" for i in range(5)]
    for text in said:
        await shop.tom.says(text)

    async def arrived() -> bool:
        shop.clock.advance(1)
        return texts(await shop.lin.messages(), "line ") == said

    await eventually(arrived)
    await shop.quiet()


async def test_an_unknown_outcome_is_tried_once_more_and_no_more(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.quiet()
    await shop.people.fault("reset_after", "sendMessage", chat_id=shop.lin.id, times=1)
    await shop.tom.says("did this arrive?")
    await shop.tom.says("and this?")
    await shop.lin.sees("and this?")
    heard = texts(await shop.lin.messages(), "did this arrive?")
    assert len(heard) == 2  # it did, and nobody could know
    await shop.quiet()
    await shop.people.fault("reset_after", "sendMessage", chat_id=shop.lin.id, times=5)
    await shop.tom.says("hopeless")
    await shop.quiet()
    assert len(texts(await shop.lin.messages(), "hopeless")) == 2


async def test_one_chat_that_must_wait_delays_no_other(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.people.fault("429", "sendMessage", chat_id=shop.lin.id, times=1, retry_after=3000)
    await shop.tom.says("this waits")
    await shop.called("sendMessage", status=429)
    await shop.lin.says("this does not")
    await shop.tom.sees("this does not")
    await shop.lin.sees_not("this waits")


async def test_a_poison_update_is_parked_and_its_lane_goes_on(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.talking(shop.tom)
    feed = shop.app.units._feed

    async def poisoned(work: Any, raw: dict[str, Any]) -> None:
        if "poison" in str(raw):
            raise RuntimeError("poison, said Tom")
        await feed(work, raw)

    monkeypatch.setattr(shop.app.units, "_feed", poisoned)
    await shop.tom.says("/poison")
    await shop.tom.says("after it")

    async def went_on() -> bool:
        shop.clock.advance(1)
        return bool(texts(await shop.lin.messages(), "after it"))

    await eventually(went_on)
    assert await inbox(shop, InboxState.PARKED) == 1
    async with shop.app.database.begin() as session:
        parked = (await session.scalars(select(InboxRow).where(InboxRow.state == InboxState.PARKED))).one()
    assert parked.error == "RuntimeError"  # the reason, without what was said


async def test_a_failing_lane_delays_no_other_however_many_fail(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.talking(shop.tom)
    feed = shop.app.units._feed

    async def poisoned(work: Any, raw: dict[str, Any]) -> None:
        if "poison" in str(raw):
            raise RuntimeError
        await feed(work, raw)

    monkeypatch.setattr(shop.app.units, "_feed", poisoned)
    for i in range(20):  # more than lanes may run side by side
        person = await shop.people.person(f"P{i}")
        await person.says("/poison")
    await shop.tom.says("this goes on")
    await shop.lin.sees("this goes on")


async def test_edits_of_a_card_that_waits_collapse_into_the_last(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.quiet()
    await shop.people.fault("429", "editMessageText", chat_id=shop.tom.id, times=1, retry_after=3000)
    before = await edits(shop)
    for _ in range(10):
        shop.clock.advance(60)
        await eventually(lambda: refreshed(shop))
    shop.clock.advance(3000)
    await shop.tom.sees("Receipt")
    await shop.quiet()
    assert await edits(shop) - before <= 6  # the refused one, then the last state, two warnings and the end


async def refreshed(shop: Shop) -> bool:
    """The minute's timer has fired, and set the next one."""
    async with shop.app.database.begin() as session:
        due = await session.scalar(select(Timer.due).where(Timer.kind == TimerKind.LOOK))
        return due is None or due > shop.clock.now()


async def edits(shop: Shop) -> int:
    calls = await shop.people.calls()
    return sum(c["method"] == "editMessageText" and str(c["params"].get("chat_id")) == str(shop.tom.id) for c in calls)


async def test_a_card_that_was_deleted_is_sent_anew(shop: Shop) -> None:
    code = await shop.queued(shop.tom)
    card = await shop.lin.sees("Casual chat", in_=shop.group)
    await shop.quiet()
    del shop.sandbox.world.rooms[(0, shop.group)].messages[card["message_id"]]
    await shop.owner.says(f"/assign {code} RLIN2")
    again = await shop.lin.sees("taken", in_=shop.group, after=card["message_id"])
    await shop.owner.says(f"/cancel {code}")
    closed = await shop.lin.sees(lambda m: "taken" not in m["text"], in_=shop.group)
    assert closed["message_id"] == again["message_id"]


async def test_telegram_away_and_back_again(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.people.fault("502", "getUpdates", times=4)
    await shop.tom.says("through the storm")

    async def arrived() -> bool:
        shop.clock.advance(5)
        return bool(texts(await shop.lin.messages(), "through the storm"))

    await eventually(arrived)
    assert shop.app.failure is None
