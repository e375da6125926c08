"""Quoted once and kept: rules, coupons and packages at the desk, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from bot.desk import commands as c
from bot.desk import price_notices as pn
from bot.desk import till_commands as tc
from bot.desk import till_notices as tn
from bot.desk.notices import ConfirmCard, PaymentPrompt, Reason, Refused
from bot.desk.work import Actor
from bot.rules.parcel import Parcel, ParcelKind
from bot.rules.postings import time_of
from models import order as orders
from models.engine import Database
from models.kinds import OrderState
from models.order import Order
from models.price import Coupon
from tests.desk.till import Desk

NIGHT = timedelta(hours=4)  # noon in UTC is 20:00 in Shanghai


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database)
    await made.open()
    return made


async def to_confirm(desk: Desk, who: Actor, topic: str = "chat", experienced: bool = False) -> ConfirmCard:
    await desk.do(c.BeginOrder(who))
    await desk.do(c.PickTopic(who, topic))
    await desk.do(c.PickService(who, "chat30"))
    if experienced:
        await desk.do(c.ToggleWish(who, "experienced", "yes"))
    await desk.do(c.WishesDone(who))
    card = await desk.do(c.SkipNote(who))
    assert isinstance(card, ConfirmCard)
    return card


async def confirmed(desk: Desk, who: Actor) -> str:
    prompt = await desk.do(c.ConfirmOrder(who))
    assert isinstance(prompt, PaymentPrompt)
    return prompt.facts.code


async def price_of(desk: Desk, code: str) -> tuple[int, list[list[object]]]:
    async with desk.work() as work:
        order = await orders.by_code(work.session, code)
        assert order is not None
        return order.price, order.quote["parts"]


async def rule(desk: Desk, boss: Actor, *words: str) -> pn.PricePage:
    page = await desk.do(tc.SetPrice(boss, words))
    assert isinstance(page, pn.PricePage)
    return page


async def test_a_price_is_quoted_with_its_parts_and_kept_whatever_changes(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    await rule(desk, boss, "topic", "breakup", "+10%")
    await rule(desk, boss, "experienced", "+5")
    await rule(desk, boss, "night", "+15%")
    desk.now += NIGHT
    card = await to_confirm(desk, tom, "breakup", experienced=True)
    parts = (("service", 2000), ("topic", 200), ("tier", 500), ("night", 300))
    assert (card.facts.price, card.parts) == (3000, parts)
    code = await confirmed(desk, tom)
    await rule(desk, boss, "service", "chat30", "99")
    await rule(desk, boss, "night", "off")
    assert await price_of(desk, code) == (3000, [list(part) for part in parts])


async def test_a_price_that_changed_in_between_is_shown_before_it_is_taken(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    await to_confirm(desk, tom)
    await rule(desk, boss, "service", "chat30", "25.00")
    again = await desk.do(c.ConfirmOrder(tom))
    assert isinstance(again, ConfirmCard)
    assert (again.changed, again.facts.price) == (True, 2500)
    assert (await price_of(desk, await confirmed(desk, tom)))[0] == 2500


async def test_the_first_talk_is_cheaper_until_there_was_one(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    await rule(desk, boss, "trial", "-50%")
    assert (await to_confirm(desk, tom)).facts.price == 1000
    code = await confirmed(desk, tom)
    await desk.gives(tom, 1000)
    await desk.do(c.PayFromWallet(tom, code))
    await desk.do(c.Cancel(tom, code))  # nobody talked: it was none
    assert (await to_confirm(desk, tom)).facts.price == 1000
    code = await confirmed(desk, tom)
    await desk.do(c.PayFromWallet(tom, code))
    async with desk.work() as work:
        order = await orders.by_code(work.session, code)
        assert order is not None
        order.state = OrderState.ENDED
    assert (await to_confirm(desk, tom)).facts.price == 2000


async def test_a_coupon_counts_once_for_each_and_so_often_for_all(desk: Desk) -> None:
    boss = await desk.person(owner=True)
    people = [await desk.person() for _ in range(3)]
    await desk.do(tc.SetCoupon(boss, ("night20", "20%", "2")))
    for who in people:
        await to_confirm(desk, who)
        await desk.do(tc.AskCoupon(who))
        card = await desk.do(typed(who, desk, "Night-20"))
        assert isinstance(card, ConfirmCard)
        assert card.parts == (("service", 2000), ("coupon", -400))
    made = await asyncio.gather(*(desk.do(c.ConfirmOrder(who)) for who in people), return_exceptions=True)
    assert sum(isinstance(one, PaymentPrompt) for one in made) == 2
    late = [one for one in made if not isinstance(one, PaymentPrompt)]
    assert all(isinstance(one, Refused) or (isinstance(one, ConfirmCard) and one.changed) for one in late)
    winner = people[[isinstance(one, PaymentPrompt) for one in made].index(True)]
    async with desk.work() as work:
        order = await orders.unfinished_of(work.session, winner.id)
        assert order is not None
    await desk.do(c.Cancel(winner, order.code))  # an order that came to nothing gives it back
    assert await left(desk) == 1
    await to_confirm(desk, winner)
    await desk.do(tc.AskCoupon(winner))
    await desk.do(typed(winner, desk, "NIGHT20"))
    again = await confirmed(desk, winner)
    async with desk.work() as work:
        (await orders.by_code(work.session, again)).state = OrderState.ENDED  # type: ignore[union-attr]  # it was just made
    await to_confirm(desk, winner)
    await desk.do(tc.AskCoupon(winner))
    assert await desk.refused(typed(winner, desk, "NIGHT20")) is Reason.COUPON_USED_BEFORE


def typed(who: Actor, desk: Desk, text: str) -> c.Message:
    return c.Message(who, 1, Parcel(ParcelKind.TEXT, text), desk.now)


async def left(desk: Desk) -> int | None:
    async with desk.work() as work:
        return (await work.session.get_one(Coupon, "NIGHT20")).left


async def test_a_coupon_that_is_over_is_refused_and_one_can_go_on_without(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    await desk.do(tc.SetCoupon(boss, ("soon", "5", "2026-11-02")))
    await desk.do(tc.SetCoupon(boss, ("gone", "5")))
    await desk.do(tc.SetCoupon(boss, ("gone", "off")))
    await desk.do(tc.SetCoupon(boss, ("none", "5", "0")))
    await to_confirm(desk, tom)
    await desk.do(tc.AskCoupon(tom))
    desk.now += timedelta(hours=5)
    for word, reason in (
        ("soon", Reason.COUPON_EXPIRED),
        ("gone", Reason.COUPON_UNKNOWN),
        ("none", Reason.COUPON_USED_UP),
        ("what", Reason.COUPON_UNKNOWN),
        ("?", Reason.COUPON_UNKNOWN),
    ):
        assert await desk.refused(typed(tom, desk, word)) is reason
    card = await desk.do(tc.LeaveCoupon(tom))
    assert isinstance(card, ConfirmCard)
    assert card.facts.price == 2000


BAD = [
    ("service", "chat30", "+5"),
    ("service", "chat30", "-5"),
    ("service", "chat30", "20 USD"),
    ("service", "chat30", "99999999999"),
    ("topic", "breakup", "25"),
    ("topic", "breakup", "-101%"),
    ("night", "10"),
    ("trial", "abc"),
    ("package", "chat30", "1", "20"),
    ("package", "chat30", "5", "-20"),
    ("package", "chat30", "500", "20"),
]


@pytest.mark.parametrize("words", BAD, ids=" ".join)
async def test_what_makes_no_price_is_refused(desk: Desk, words: tuple[str, ...]) -> None:
    boss = await desk.person(owner=True)
    before = await rule(desk, boss)
    assert await desk.refused(tc.SetPrice(boss, words)) is Reason.BAD_PRICE
    assert await rule(desk, boss) == before


async def test_only_the_owner_sets_prices(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    assert await desk.refused(tc.SetPrice(tom, ("night", "+10%"))) is Reason.OWNER_ONLY
    assert await desk.refused(tc.SetCoupon(tom, ("abc", "10%"))) is Reason.OWNER_ONLY
    assert await desk.refused(tc.SetPrice(boss, ("what",))) is Reason.BAD_USAGE
    assert await desk.refused(tc.SetPrice(boss, ("topic", "nothing", "+10%"))) is Reason.NO_SUCH_TOPIC
    assert await desk.refused(tc.SetPrice(boss, ("service", "nothing", "10"))) is Reason.NO_SUCH_SERVICE
    assert await desk.refused(tc.SetCoupon(boss, ("abc", "10%", "soon"))) is Reason.BAD_USAGE
    assert await desk.refused(tc.SetCoupon(boss, ("abc", "0"))) is Reason.BAD_USAGE


async def test_a_package_becomes_kept_time_and_a_second_tap_buys_nothing(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    await rule(desk, boss, "package", "chat30", "3", "50.01")
    page = await desk.do(tc.ShowPackages(tom))
    assert isinstance(page, pn.PackagePage)
    (offer,) = page.packages
    assert (offer.price, offer.single) == (5001, 6000)
    buy = tc.BuyPackage(tom, "chat30", 3, page.bought)
    short = await desk.do(buy)
    assert isinstance(short, tn.TopUpPage)
    assert short.amount == 5001
    await desk.gives(tom, 6000)
    await asyncio.gather(*(desk.do(buy) for _ in range(3)), return_exceptions=True)
    assert (await desk.wallet(tom), await desk.balance(time_of(tom.id))) == (999, -5001)
    assert await desk.refused(buy) is Reason.STALE_BUTTON
    code = await desk.order(tom)
    await desk.do(tc.PayWithTime(tom, code))
    async with desk.work() as work:
        order = await orders.by_code(work.session, code)
        assert isinstance(order, Order)
        assert (order.minutes, order.price, order.state) == (30, 1667, OrderState.QUEUED)
