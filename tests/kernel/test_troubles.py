"""Each row of the one error table, over real HTTP: what becomes of the message, and what its sender hears."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot.telegram.delivery import Delivery
from bot.telegram.errors import Outcome, Verdict
from bot.telegram.limits import Limits
from bot.telegram.pacing import Pacing
from models.inbox import InboxRow
from models.kinds import InboxState, OutboxState
from models.outbox import OutboxRow, Ready
from models.person import Person as PersonRow
from tests.journeys.conftest import Shop
from tests.kernel.test_kernel import texts, waiting
from tests.patience import eventually

pytestmark = pytest.mark.long


async def reachable(shop: Shop, telegram_id: int) -> bool:
    async with shop.app.database.begin() as session:
        found = await session.scalars(select(PersonRow.unreachable).where(PersonRow.telegram_id == telegram_id))
        return not found.one()


async def last_row(shop: Shop) -> OutboxRow:
    async with shop.app.database.begin() as session:
        query = select(OutboxRow).where(OutboxRow.link_id.is_not(None)).order_by(OutboxRow.id.desc()).limit(1)
        return (await session.scalars(query)).one()


@pytest.mark.parametrize(
    ("code", "description", "words", "gone"),
    [
        (403, "Forbidden: bot was blocked by the user", "cannot be reached", True),
        (403, "Forbidden: user is deactivated", "cannot be reached", True),
        (403, "Forbidden: bot can't initiate conversation with a user", "cannot be reached", True),
        (400, "Bad Request: chat not found", "cannot be reached", True),
        (400, "Bad Request: wrong file identifier/HTTP URL specified", "could not be delivered", False),
        (403, "Forbidden: something new", "could not be delivered", False),
    ],
)
async def test_who_is_refused_hears_it_beside_their_words(
    shop: Shop, code: int, description: str, words: str, gone: bool
) -> None:
    await shop.talking(shop.tom)
    await shop.quiet()
    await shop.people.fault("refuse", "sendMessage", chat_id=shop.lin.id, code=code, description=description)
    said = await shop.tom.says("do you hear me?")
    told = await shop.tom.sees(lambda m: words in m["text"] and "reply_to_message" in m, named=words)
    assert told["reply_to_message"]["message_id"] == said["message_id"]
    if gone:
        await shop.tom.sees("the clock stands still")
    assert await reachable(shop, shop.lin.id) is not gone
    row = await last_row(shop)
    assert (row.state, row.payload) == (OutboxState.REFUSED, {})
    await shop.lin.sees_not("do you hear me?")
    await shop.tom.says("and now?")
    await shop.lin.sees("and now?")
    await shop.quiet()


async def test_who_comes_back_is_reachable_again(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.lin.blocks()
    await shop.tom.says("hello?")
    await shop.tom.sees("cannot be reached")
    await shop.lin.unblocks()
    await shop.lin.says("Sorry, wrong button.")
    await shop.tom.sees("Sorry, wrong button.")
    assert await reachable(shop, shop.lin.id)


async def test_an_outcome_that_stays_unknown_is_told(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.quiet()
    await shop.people.fault("reset_before", "sendMessage", chat_id=shop.lin.id, times=2)
    said = await shop.tom.says("into the dark")
    told = await shop.tom.sees("may not have arrived")
    assert told["reply_to_message"]["message_id"] == said["message_id"]
    assert (await last_row(shop)).state == OutboxState.UNKNOWN
    await shop.quiet()


async def test_a_change_that_is_refused_is_told(shop: Shop) -> None:
    await shop.talking(shop.tom)
    said = await shop.tom.says("frist")
    await shop.lin.sees("frist")
    await shop.quiet()
    await shop.people.fault("refuse", "editMessageText", chat_id=shop.lin.id, description="Bad Request: no more")
    await shop.tom.edits(said["message_id"], "first")
    await shop.tom.sees("Your change could not be carried over")


async def test_what_was_changed_while_it_was_refused_is_tried_as_it_is_now(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given words that wait for Telegram's answer, and are changed meanwhile
    await shop.talking(shop.tom)
    await shop.quiet()
    courier = shop.app.courier
    deliver = courier._delivered
    asked, changed = asyncio.Event(), asyncio.Event()

    async def refused(row: Ready) -> Delivery:
        if "unbearable" not in str(row.payload):
            return await deliver(row)
        asked.set()
        await changed.wait()
        return Delivery(row, Verdict(Outcome.REFUSED, "code_400"))

    monkeypatch.setattr(courier, "_delivered", refused)
    said = await shop.tom.says("unbearable")
    await asyncio.wait_for(asked.wait(), 60)
    await shop.tom.edits(said["message_id"], "bearable")
    await shop.handled()
    changed.set()
    # Then the new words arrive, and nobody is told that they did not
    await shop.lin.sees(lambda m: m.get("text") == "bearable")
    await shop.quiet()
    await shop.tom.sees_not("could not be delivered")


async def test_what_is_not_modified_is_well(shop: Shop) -> None:
    await shop.talking(shop.tom)
    said = await shop.tom.says("as it is")
    await shop.lin.sees("as it is")
    await shop.quiet()
    same = "Bad Request: message is not modified: specified new message content"
    await shop.people.fault("refuse", "editMessageText", chat_id=shop.lin.id, description=same)
    await shop.tom.edits(said["message_id"], "as it is ")
    await shop.called("editMessageText", status=400)
    await shop.quiet()
    assert (await last_row(shop)).state == OutboxState.SENT
    await shop.tom.sees_not("could not")


async def test_the_group_s_cards_follow_it_to_its_new_id(shop: Shop) -> None:
    code = await shop.queued(shop.tom)
    new = await shop.people.group("Representatives, super", [shop.lin], creator=shop.owner)
    moved = "Bad Request: group chat was upgraded to a supergroup chat"
    gone = {"chat_id": shop.group, "description": moved, "migrate_to_chat_id": new}
    await shop.people.fault("refuse", "*", times=100, **gone)
    await shop.owner.says(f"/cancel {code}")

    async def asked_there() -> bool:
        return any(c["params"].get("chat_id") in (new, str(new)) for c in await shop.people.calls())

    await eventually(asked_there)
    await shop.reopen()
    await shop.quiet()
    await shop.confirmed(mei := await shop.people.person("Mei"))
    await mei.says(await shop.voucher())
    await shop.lin.sees("Casual chat", in_=new)


@pytest.mark.parametrize("retry_after", [-5, 0, 2])
async def test_whatever_it_is_told_to_wait_it_waits_and_comes_again(shop: Shop, retry_after: int) -> None:
    await shop.talking(shop.tom)
    await shop.people.fault("429", "sendMessage", chat_id=shop.lin.id, times=1, retry_after=retry_after)
    await shop.tom.says("once")
    await shop.tom.says("upon a time")
    await shop.called("sendMessage", status=429)
    await shop.lin.sees_not("once")

    async def heard() -> bool:
        shop.clock.advance(1)
        return texts(await shop.lin.messages(), "upon") == ["upon a time"]

    await eventually(heard)
    assert texts(await shop.lin.messages(), "once") == ["once"]


async def test_a_group_that_must_wait_delays_nobody_s_words(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.people.fault("429", "*", chat_id=shop.group, times=1, retry_after=3000)
    await shop.queued(await shop.people.person("Mei"))
    await shop.called("sendMessage", status=429)
    await shop.tom.says("meanwhile")
    await shop.lin.sees("meanwhile")


async def test_several_chats_told_to_wait_make_all_of_them_wait(shop: Shop) -> None:
    # Given a shop that keeps limits, and three chats that Telegram tells to wait
    await shop.talking(shop.tom)
    await shop.quiet()
    shop.app.courier.pacing = Pacing(Limits(), shop.clock.now)
    strangers = [await shop.people.person(f"P{i}") for i in range(Pacing.CHATS_AT_ONCE)]
    for person in strangers:
        await shop.people.fault("429", "sendMessage", chat_id=person.id, times=1, retry_after=60)
        await person.starts()

    async def held() -> bool:
        return shop.app.courier.pacing.wait("p0") > 50

    # Then the others wait as well, and nothing is lost
    await eventually(held)
    await shop.tom.says("a word")
    await shop.handled()
    await shop.lin.sees_not("a word")

    async def heard() -> bool:
        shop.clock.advance(5)
        return bool(texts(await shop.lin.messages(), "a word"))

    await eventually(heard)


UPDATES: list[dict[str, Any]] = [
    {"update_id": 990_001, "chat_from_the_future": {"id": 5}},
    {"update_id": 990_002},
    {"update_id": 990_003, "poll": {"id": "x"}},
    {"update_id": 990_004, "message": None},
    {"update_id": 990_005, "message": "text"},
    {"update_id": 990_006, "message": {"chat": {"id": 5, "type": "private"}, "message_id": "one"}},
    {"update_id": 990_007, "message": {"chat": [], "from": 7, "text": {"a": 1}}},
    {"update_id": 990_008, "callback_query": {"id": 5, "from": {"id": "me"}}},
    {"update_id": 990_009, "my_chat_member": {"chat": {"id": 5}}},
    {"update_id": 990_010, "message": {"chat": {"id": 9, "type": "private"}, "date": 10**30, "text": "x" * 70_000}},
]


async def test_updates_of_any_shape_are_handled_or_parked_and_hold_up_nobody(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.app.inbox.keep(UPDATES)
    await shop.tom.says("still here")
    await shop.lin.sees("still here")

    async def done() -> bool:
        shop.clock.advance(5)
        return shop.app.lanes.idle and not await waiting(shop)

    await eventually(done)
    async with shop.app.database.begin() as session:
        rows = list(await session.scalars(select(InboxRow).where(InboxRow.update_id.between(990_000, 991_000))))
    states = {row.update_id: row.state for row in rows}
    assert set(states.values()) <= {InboxState.DONE, InboxState.PARKED}
    assert states[990_001] == states[990_002] == InboxState.DONE
    assert states[990_006] == InboxState.PARKED
    assert all(row.error for row in rows if row.state == InboxState.PARKED)


async def test_a_shop_that_must_close_waits_for_nobody_for_long(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.DRAIN_S", 4.0)
    # Given a message on its way to a Telegram that does not answer, and a handler that never ends
    await shop.talking(shop.tom)
    await shop.quiet()
    await shop.people.fault("hang", "sendMessage", chat_id=shop.lin.id, seconds=60)
    await shop.tom.says("on its way")
    await eventually(lambda: in_flight(shop))
    feed = shop.app.units._feed

    async def hanging(work: Any, raw: dict[str, Any]) -> None:
        if "/endless" in str(raw):
            await asyncio.Event().wait()
        await feed(work, raw)

    monkeypatch.setattr(shop.app.units, "_feed", hanging)
    await shop.lin.says("/endless")
    await eventually(lambda: in_hand(shop))
    # When it is told to close, Then it does within the time it states
    loop = asyncio.get_running_loop()
    began = loop.time()
    await shop.app.stop()
    assert loop.time() - began < 5
    # And the next one says what was not answered once more, and handles what was not handled
    await shop.open()
    await shop.lin.sees("on its way")
    await shop.quiet()
    await shop.tom.says("all well")
    await shop.lin.sees("all well")


async def in_flight(shop: Shop) -> bool:
    return bool(shop.app.courier.tasks)


async def in_hand(shop: Shop) -> bool:
    return bool(shop.app.lanes.tasks)
