"""A quiet mark on the sender's own message once it has arrived; it delays nothing, and nothing depends on it."""

import pytest
from sqlalchemy import func, select

from models.kinds import OutboxState, Rank
from models.outbox import OutboxRow
from tests.journeys.conftest import Shop
from tests.journeys.test_reactions import set_in, shows
from tests.patience import eventually

pytestmark = pytest.mark.long

MARK = "👌"


@pytest.fixture
async def marking(shop: Shop) -> Shop:
    """The shop with the marks on, and a talk in it."""
    shop.config.relay.delivered_reaction = True
    await shop.reopen()
    await shop.talking(shop.tom)
    await shop.quiet()
    return shop


@pytest.mark.parametrize("sender", ["tom", "lin"])
async def test_what_has_arrived_is_marked_on_its_sender_s_phone_alone(marking: Shop, sender: str) -> None:
    who, other = (marking.tom, marking.lin) if sender == "tom" else (marking.lin, marking.tom)
    said = await who.says("are you there?")
    seen = await other.sees("are you there?")
    await shows(who, said["message_id"], MARK)
    await marking.quiet()
    await shows(other, seen["message_id"])


async def test_what_has_not_arrived_is_not_marked(marking: Shop) -> None:
    await marking.lin.blocks()
    await marking.handled()
    said = await marking.tom.says("are you there?")
    await marking.tom.sees("did not arrive")
    await marking.quiet()
    await shows(marking.tom, said["message_id"])


async def test_the_other_side_s_reaction_takes_its_place_and_gives_it_back(marking: Shop) -> None:
    said = await marking.tom.says("look")
    seen = await marking.lin.sees("look")
    await shows(marking.tom, said["message_id"], MARK)
    await marking.lin.reacts(seen["message_id"], "🔥")
    await shows(marking.tom, said["message_id"], "🔥")
    await marking.lin.reacts(seen["message_id"], None)
    await shows(marking.tom, said["message_id"], MARK)


async def test_one_s_own_reaction_leaves_no_mark_on_the_copy(marking: Shop) -> None:
    said = await marking.tom.says("look")
    seen = await marking.lin.sees("look")
    await marking.tom.reacts(said["message_id"], "🔥")
    await shows(marking.lin, seen["message_id"], "🔥")
    await marking.tom.reacts(said["message_id"], None)
    await shows(marking.lin, seen["message_id"])


async def test_words_do_not_wait_for_marks(marking: Shop) -> None:
    await marking.people.fault("429", "setMessageReaction", chat_id=marking.tom.id, retry_after=30, times=1)
    await marking.tom.says("first")
    await marking.called("setMessageReaction", status=429)
    await marking.tom.says("second")
    await marking.lin.says("an answer")

    async def waiting() -> bool:
        async with marking.app.database.begin() as session:
            pending = select(OutboxRow.rank).where(OutboxRow.state == OutboxState.PENDING)
            ranks = list(await session.scalars(pending.order_by(OutboxRow.rank, OutboxRow.id)))
            return ranks == [Rank.NOW, Rank.CARD, Rank.CARD]

    await eventually(waiting)
    marking.clock.advance(30)
    await marking.tom.sees("an answer")
    await marking.quiet()
    made = [call for call in await marking.people.calls() if call["params"].get("chat_id") == marking.tom.id]
    order = [str(call["params"].get("text") or call["method"]) for call in made[-3:]]
    assert order == ["an answer", "setMessageReaction", "setMessageReaction"]


async def test_a_mark_that_fails_is_nothing(marking: Shop) -> None:
    await marking.people.fault("refuse", "setMessageReaction", chat_id=marking.tom.id, times=1, code=400,
                               description="Bad Request: REACTION_INVALID")  # fmt: skip
    shown = len(await marking.tom.messages())
    await marking.tom.says("hello?")
    await marking.lin.sees("hello?")
    await marking.called("setMessageReaction", status=400)
    await marking.quiet()
    assert len(await marking.tom.messages()) == shown + 1
    async with marking.app.database.begin() as session:
        refused = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == OutboxState.REFUSED)
        assert await session.scalar(refused) == 1
    await marking.lin.says("I hear you")
    await marking.tom.sees("I hear you")


async def test_no_shop_marks_unless_it_is_told_to(shop: Shop) -> None:
    await shop.talking(shop.tom)
    await shop.quiet()
    assert await set_in(shop, shop.tom) == await set_in(shop, shop.lin) == []
    await shop.tom.says("/help")
    assert MARK not in (await shop.tom.sees("How it works"))["text"]


async def test_help_says_whose_mark_it_is(marking: Shop) -> None:
    await marking.tom.says("/help")
    assert MARK in (await marking.tom.sees("How it works"))["text"]
