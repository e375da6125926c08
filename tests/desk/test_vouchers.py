"""Codes: good once, until their day, for their service; guessed by nobody, and called back by the owner."""

import asyncio
from datetime import timedelta

import pytest

from bot.desk import commands as c
from bot.desk import price_notices as pn
from bot.desk import till_notices as tn
from bot.desk import timers
from bot.desk.notices import Notice, Reason, Sorry, VouchersMade
from bot.desk.work import Actor, TextFile
from bot.rules import codes
from bot.rules.parcel import Parcel, ParcelKind
from bot.rules.postings import CLEARING
from bot.rules.rails import Into
from models import order as orders
from models import voucher
from models.engine import Database
from models.kinds import OrderState
from tests.desk.till import Desk


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database)
    await made.open()
    return made


async def batch(desk: Desk, boss: Actor, count: int, *rest: str) -> list[str]:
    """The codes, from the file or the message."""
    shown = await desk.do(c.MakeVouchers(boss, count, "chat30", *rest))
    if isinstance(shown, VouchersMade):
        return list(shown.codes)
    (file,) = [one for one in desk.sent if isinstance(one, TextFile)]
    head, *lines = file.text.splitlines()
    assert head == "code,service,value,currency,batch,until"
    return [line.split(",")[0] for line in lines]


def says(who: Actor, desk: Desk, text: str) -> c.Message:
    return c.Message(who, desk.rng.randrange(10**6), Parcel(ParcelKind.TEXT, text), desk.now)


async def pays(desk: Desk, who: Actor, code: str) -> Notice | None:
    """With a draft out of the way, a code pays what waits."""
    return await desk.do(says(who, desk, code))


async def test_a_code_pays_once_however_many_try(desk: Desk) -> None:
    boss, people = await desk.person(owner=True), [await desk.person() for _ in range(3)]
    (code,) = await batch(desk, boss, 1)
    made = [await desk.order(one) for one in people]
    await asyncio.gather(*(pays(desk, one, code) for one in people), return_exceptions=True)
    states = [await desk.state(one) for one in made]
    assert sorted(states) == ["awaiting_payment", "awaiting_payment", "queued"]
    assert await desk.balance(CLEARING) == 2000


async def test_a_batch_has_a_name_comes_as_a_file_and_is_called_back(desk: Desk) -> None:
    boss, tom = await desk.person(owner=True), await desk.person()
    made = await batch(desk, boss, 30, "taobao-1", "2026-12-31")
    assert len(set(made)) == 30
    (file,) = [one for one in desk.sent if isinstance(one, TextFile)]
    assert file.name == "taobao-1.csv"
    assert made[0] not in repr(file)
    order = await desk.order(tom)
    await pays(desk, tom, made[0])
    page = await desk.do(c.VoucherBatches(boss))
    assert isinstance(page, pn.BatchPage)
    assert [(one.name, one.fresh, one.redeemed) for one in page.batches] == [("taobao-1", 29, 1)]
    assert await desk.refused(c.MakeVouchers(boss, 2, "chat30", "taobao-1")) is Reason.VOUCHER_NAME
    assert await desk.do(c.VoucherBatches(boss, made[1].lower())) == pn.VouchersRevoked("", 1)
    assert await desk.do(c.VoucherBatches(boss, "taobao-1")) == pn.VouchersRevoked("taobao-1", 28)
    await desk.do(c.Cancel(tom, order))
    await desk.order(tom)
    assert await pays(desk, tom, made[2]) == Sorry(Reason.VOUCHER_REVOKED)
    assert await desk.refused(c.VoucherBatches(boss, "taobao-9")) is Reason.VOUCHER_NO_BATCH
    assert await desk.refused(c.VoucherBatches(tom, "taobao-1")) is Reason.OWNER_ONLY


@pytest.mark.parametrize(
    ("count", "rest", "reason"),
    [
        (0, (), Reason.VOUCHER_COUNT),
        (1001, (), Reason.VOUCHER_COUNT),
        (5, ("a b",), Reason.VOUCHER_NAME),
        (5, ("x" * 41,), Reason.VOUCHER_NAME),
        (5, ("../x",), Reason.VOUCHER_NAME),
        (5, ("late", "2026-11-01"), Reason.BAD_USAGE),
        (5, ("when", "soon"), Reason.BAD_USAGE),
    ],
)
async def test_a_batch_that_cannot_be_is_refused(desk: Desk, count: int, rest: tuple[str, ...], reason: Reason) -> None:
    boss = await desk.person(owner=True)
    assert await desk.refused(c.MakeVouchers(boss, count, "chat30", *rest)) is reason


async def test_a_code_is_good_to_the_end_of_its_last_day(desk: Desk) -> None:
    boss, tom = await desk.person(owner=True), await desk.person()
    first, second = await batch(desk, boss, 2, "short", "2026-11-02")
    await desk.order(tom)
    desk.now += timedelta(hours=3, minutes=59)  # 23:59 in Shanghai
    assert await pays(desk, tom, first) is None
    await desk.order(tom)
    desk.now += timedelta(minutes=1)
    assert await pays(desk, tom, second) == Sorry(Reason.VOUCHER_EXPIRED)


async def test_guessing_ends_after_five_tries_an_hour_and_a_slip_is_none(desk: Desk) -> None:
    boss, tom, ann = await desk.person(owner=True), await desk.person(), await desk.person()
    right = await batch(desk, boss, 2)
    orders_ = [await desk.order(one) for one in (tom, ann)]
    for _ in range(5):
        assert await desk.refused(says(tom, desk, "ABCDEF-GHJKMN-PQRSTX")) is Reason.VOUCHER_MISTYPED
        assert await pays(desk, tom, codes.voucher_code()) == Sorry(Reason.VOUCHER_UNKNOWN)
        desk.now += timedelta(minutes=1)
    assert await desk.refused(says(tom, desk, right[0])) is Reason.VOUCHER_TRIES
    assert await pays(desk, ann, right[1]) is None  # others are not kept waiting
    desk.now += timedelta(minutes=56)
    assert await pays(desk, tom, right[0]) is None
    assert [await desk.state(one) for one in orders_] == [OrderState.QUEUED] * 2


async def test_twenty_guesses_at_once_are_no_more_than_five(desk: Desk) -> None:
    tom = await desk.person()
    await desk.order(tom)
    guesses = [desk.do(says(tom, desk, codes.voucher_code())) for _ in range(20)]
    answers = await asyncio.gather(*guesses, return_exceptions=True)
    assert answers.count(Sorry(Reason.VOUCHER_UNKNOWN)) == 5


async def test_a_wrong_code_is_not_remembered_for_ever(desk: Desk) -> None:
    tom = await desk.person()
    await desk.order(tom)
    assert await pays(desk, tom, codes.voucher_code()) == Sorry(Reason.VOUCHER_UNKNOWN)
    tried, left = desk.now - timedelta(minutes=1), []
    for later in (timedelta(hours=1), timedelta(days=3)):
        desk.now += later
        async with desk.work() as work:
            await timers.keep_house(work)
            left.append(len(await voucher.tries(work.session, tom.id, tried)))
    assert left == [1, 0]


@pytest.mark.parametrize(("price", "wallet", "state"), [(1500, 500, "queued"), (2600, 2000, "awaiting_payment")])
async def test_a_code_is_worth_what_it_was_sold_for(desk: Desk, price: int, wallet: int, state: str) -> None:
    boss, tom = await desk.person(owner=True), await desk.person()
    (code,) = await batch(desk, boss, 1)
    order = await desk.order(tom, price=price)
    await pays(desk, tom, code)
    (told,) = desk.said(tn.MoneyCame, tom)
    assert (await desk.wallet(tom), await desk.state(order)) == (wallet, state)
    assert told.why is (Into.TOP_UP if state == "queued" else Into.SHORT)
    assert await desk.balance(CLEARING) == 2000


async def test_without_an_order_a_code_fills_the_wallet(desk: Desk) -> None:
    boss, tom = await desk.person(owner=True), await desk.person()
    (code,) = await batch(desk, boss, 1)
    await pays(desk, tom, code)
    assert await desk.wallet(tom) == 2000
    assert await pays(desk, tom, code) == Sorry(Reason.VOUCHER_USED)
    async with desk.work() as work:
        assert await orders.last_of(work.session, tom.id) is None
