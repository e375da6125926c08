"""While many orders wait, the group sees them in one message, and stays inside Telegram's twenty a minute."""

from typing import Any

import pytest

from bot.sandbox.people import Person
from tests.journeys.conftest import Shop
from tests.patience import eventually

pytestmark = pytest.mark.long

FROM = 2


@pytest.fixture
async def busy(shop: Shop) -> Shop:
    """The same shop, with the board from the third waiting order on."""
    await shop.app.stop()
    shop.config = shop.config.model_copy(update={"shop": shop.config.shop.model_copy(update={"board_from": FROM})})
    await shop.open()
    return shop


async def customers(shop: Shop, count: int) -> list[tuple[Person, str]]:
    found = []
    for i in range(count):
        person = await shop.people.person(f"C{i}")
        found.append((person, await shop.queued(person)))
    return found


async def in_group(shop: Shop, words: str) -> list[dict[str, Any]]:
    return [m for m in await shop.lin.messages(shop.group) if words in str(m.get("text", ""))]


async def test_beyond_so_many_orders_share_one_message(busy: Shop) -> None:
    shop = busy
    waiting = await customers(shop, 5)
    codes = [code for _, code in waiting]
    board = await shop.lin.sees(
        lambda m: "Waiting for someone" in m.get("text", "") and codes[-1] in m["text"], in_=shop.group
    )
    assert all(code in board["text"] for code in codes[FROM:])
    assert all(code not in board["text"] for code in codes[:FROM])
    assert len(await in_group(shop, "Waiting for someone")) == 1


async def test_an_order_is_taken_from_the_board_and_leaves_it(busy: Shop) -> None:
    shop = busy
    waiting = await customers(shop, FROM + 2)
    customer, code = waiting[FROM]
    await shop.lin.taps(f"🙋 {code}", in_=shop.group)
    await customer.sees("is here for you")

    async def left() -> bool:
        (board,) = await in_group(shop, "Waiting for someone")
        return code not in board["text"] and waiting[-1][1] in board["text"]

    await eventually(left)


async def test_an_empty_board_says_so_and_the_next_one_is_a_new_message(busy: Shop) -> None:
    shop = busy
    waiting = await customers(shop, FROM + 1)
    await shop.owner.says(f"/cancel {waiting[-1][1]}")
    empty = await shop.lin.sees("No order waits here now", in_=shop.group)
    late = await shop.people.person("Late")
    code = await shop.queued(late)
    fresh = await shop.lin.sees(lambda m: code in m.get("text", ""), in_=shop.group)
    assert fresh["message_id"] > empty["message_id"]
    await shop.lin.sees("further down", in_=shop.group)


async def test_a_board_that_stands_for_a_while_is_shown_anew_for_a_new_order(busy: Shop) -> None:
    shop = busy
    await customers(shop, FROM + 1)
    first = await shop.lin.sees("Waiting for someone", in_=shop.group)
    shop.clock.advance(61)
    await shop.quiet()
    code = await shop.queued(await shop.people.person("Late"))
    second = await shop.lin.sees(lambda m: code in m.get("text", ""), in_=shop.group)
    assert second["message_id"] > first["message_id"]


async def test_nobody_is_named_on_the_board(busy: Shop) -> None:
    shop = busy
    waiting = await customers(shop, FROM + 1)
    person, _ = waiting[-1]
    board = await shop.lin.sees("Waiting for someone", in_=shop.group)
    assert str(person.id) not in str(board)
    assert person.user["first_name"] not in board["text"]
