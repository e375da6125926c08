"""A customer who waits hears how long it most likely takes, where the shop's own past says so."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from models.kinds import EndReason, OrderState
from models.order import DecisionRow
from routing.behaviour import Behaviour
from routing.eta import FEWEST, expected_s
from tests.journeys.conftest import Shop
from tests.models.test_orders import an_order
from tests.models.test_orders import person as person_row


async def remember(shop: Shop, able: int, expected: float, waits: list[float]) -> None:
    """Orders of the past: how many could take them, what was expected, how long it took; the last ran out instead."""
    async with shop.app.database.begin() as session:
        customer = await person_row(session, 77)
        for number, took in enumerate(waits):
            at = shop.clock.now() - timedelta(hours=number + 1)
            fields: dict[str, Any] = {"epoch": 1, "paid_at": at, "claimed_at": at + timedelta(seconds=took)}
            if number == len(waits) - 1:
                fields = {"epoch": 1, "paid_at": at, "ended_at": at + timedelta(seconds=took)}
                fields |= {"end_reason": EndReason.UNFILLED}
            state = OrderState.EXPIRED if "end_reason" in fields else OrderState.ENDED
            row = await an_order(session, customer, f"P{number:04}", state, **fields)
            session.add(DecisionRow(order_id=row.id, epoch=1, at=at, body="{}", able=able, expected_s=round(expected)))


@pytest.fixture
async def four(shop: Shop) -> Shop:
    """Four who can take an order, the fourth 45 seconds later."""
    for number in range(3):
        await shop.hire(await shop.people.person(f"Rep{number}"), f"RAB{number}2")
    return shop


async def test_a_customer_hears_how_long_it_took_others_and_what_is_left_of_it(four: Shop) -> None:
    # Given a past in which orders like this one took 110 to 230 seconds
    shop = four
    expected = expected_s(np.array([0.0, 0.0, 0.0, 45.0]), Behaviour())
    await remember(shop, 4, expected, np.linspace(110, 230, 25).tolist())
    # When an order is paid, Then its card tells the time that most took, in whole minutes
    await shop.queued(shop.tom)
    await shop.tom.sees("Most likely within 1 to 4 minutes.")
    # And when the next tier opens, what is left of it
    shop.clock.advance(46)
    await shop.tom.sees("Most likely within 1 to 3 minutes.")
    # And when that has passed, nothing is promised any more
    shop.clock.advance(260)
    await shop.tom.sees("usually takes a few minutes")
    # And when somebody is there, it is forgotten
    await shop.lin.taps("Accept", in_=shop.group)
    await shop.tom.sees("is here for you")
    await shop.tom.sees_not("Most likely")


@pytest.mark.parametrize(
    ("able", "waits"),
    [
        (4, np.linspace(100, 220, FEWEST - 1).tolist()),  # too few
        (1, np.linspace(100, 220, 40).tolist()),  # of another kind
        (4, np.linspace(1000, 4000, 40).tolist()),  # longer than the order would wait
    ],
)
async def test_without_a_comparable_past_no_time_is_told(four: Shop, able: int, waits: list[float]) -> None:
    await remember(four, able, 30.0, waits)
    await four.queued(four.tom)
    await four.tom.sees("usually takes a few minutes")
    await four.tom.sees_not("Most likely")


async def test_the_time_is_told_in_chinese_too(four: Shop) -> None:
    expected = expected_s(np.array([0.0, 0.0, 0.0, 45.0]), Behaviour())
    await remember(four, 4, expected, np.linspace(100, 220, 25).tolist())
    mei = await four.people.person("Mei", language_code="zh-hans")
    await mei.starts()
    for label in ("18", "找", "随便聊聊", "30 分钟", "下一步", "跳过", "确认"):
        await mei.taps(label)
    await mei.sees("兑换码")
    await mei.says(await four.voucher())
    await mei.sees("多半 1 到 4 分钟就有人来")
