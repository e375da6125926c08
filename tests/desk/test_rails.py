"""Money that comes in over each rail, on both databases: once, where it belongs, and never lost."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk import commands as c
from bot.desk import till_commands as tc
from bot.desk import till_notices as tn
from bot.desk import timers
from bot.desk.notices import Reason, Refused, Sorry
from bot.desk.work import Actor, Invoice, Picture, ReturnStars, ShopRules
from bot.rules.parcel import Parcel, ParcelKind
from bot.rules.postings import PREPAID, clearing_of
from bot.rules.rails import Into, RailRules
from models import order as orders
from models.engine import Database
from models.kinds import OrderState, Rail
from models.payment import Payment
from tests.desk.till import Desk

RULES = ShopRules(secret=b"for tests", rails=RailRules(rails=tuple(Rail), transfer_to="Alipay shop@example"))
STARS, CARD = clearing_of("stars"), clearing_of("provider")


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database, rules=RULES)
    await made.open()
    return made


async def invoice(desk: Desk, who: Actor, code: str, rail: Rail = Rail.STARS) -> Invoice:
    await desk.do(tc.PayBy(who, code, rail) if code else tc.TopUp(who, 2000, rail))
    (sent,) = [one for one in desk.sent if isinstance(one, Invoice)]
    return sent


def paying(who: Actor, sent: Invoice, charge: str = "charge-1") -> tc.Paid:
    return tc.Paid(who, sent.payload, sent.amount, sent.currency, charge, "")


def checkout(who: Actor, sent: Invoice) -> tc.PreCheckout:
    return tc.PreCheckout(who, sent.payload, sent.amount, sent.currency)


@pytest.mark.parametrize(("rail", "amount", "currency"), [(Rail.STARS, 223, "XTR"), (Rail.PROVIDER, 2000, "CNY")])
async def test_an_invoice_that_is_paid_pays_the_order_once(desk: Desk, rail: Rail, amount: int, currency: str) -> None:
    tom = await desk.person()
    code = await desk.order(tom)
    sent = await invoice(desk, tom, code, rail)
    assert (sent.amount, sent.currency) == (amount, currency)
    assert await desk.do(checkout(tom, sent)) is None
    for _ in range(3):  # Telegram may tell it again
        await desk.do(paying(tom, sent))
    assert await desk.state(code) is OrderState.QUEUED
    assert await desk.balance(clearing_of(rail)) == 2000
    assert (await desk.balance(PREPAID), await desk.wallet(tom), await desk.posted()) == (-2000, 0, 1)


async def test_one_payment_told_by_two_processes_at_once_counts_once(database_url: str) -> None:
    both = [Desk(Database(database_url), rules=RULES) for _ in range(2)]
    await both[0].open()
    tom = await both[0].person()
    code = await both[0].order(tom)
    sent = await invoice(both[0], tom, code)
    told = await asyncio.gather(*(desk.do(paying(tom, sent)) for desk in both * 2), return_exceptions=True)
    assert [one for one in told if isinstance(one, Refused)] == []
    assert (await both[0].balance(STARS), await both[0].posted()) == (2000, 1)
    for desk in both:
        await desk.database.close()


async def test_a_checkout_is_refused_with_a_reason(desk: Desk) -> None:
    tom, ann = await desk.person(), await desk.person()
    code = await desk.order(tom)
    sent = await invoice(desk, tom, code)
    assert await desk.refused(checkout(ann, sent)) is Reason.PAYMENT_NOT_THEIRS
    assert await desk.refused(checkout(tom, replace(sent, payload="somebody's"))) is Reason.PAYMENT_STRANGE
    assert await desk.refused(checkout(tom, replace(sent, amount=1))) is Reason.PAYMENT_PRICE_CHANGED
    async with desk.work() as work:
        order = await orders.by_code(work.session, code)
        assert order is not None
        order.price = 2400
    assert await desk.refused(checkout(tom, sent)) is Reason.PAYMENT_PRICE_CHANGED
    await desk.do(c.Cancel(tom, code))
    assert await desk.refused(checkout(tom, sent)) is Reason.PAYMENT_ORDER_OVER
    top_up = await invoice(desk, tom, "")
    desk.now += timedelta(seconds=desk.rules.unpaid_s)
    assert await desk.refused(checkout(tom, top_up)) is Reason.PAYMENT_EXPIRED


async def test_what_comes_too_late_or_twice_is_in_the_wallet(desk: Desk) -> None:
    tom, ann = await desk.person(), await desk.person()
    late, paid = await desk.order(tom), await desk.order(tom)
    for_late, for_paid = await invoice(desk, tom, late), await invoice(desk, tom, paid)
    await desk.do(c.Cancel(tom, late))
    await desk.do(paying(tom, for_late, "late"))
    assert [(one.why, one.amount) for one in desk.said(tn.MoneyCame, tom)] == [(Into.LATE, 2000)]
    await desk.do(c.PayFromWallet(tom, paid))
    await desk.do(paying(tom, for_paid, "twice"))
    assert [one.why for one in desk.said(tn.MoneyCame, tom)] == [Into.TWICE]
    await desk.do(paying(ann, for_paid, "by another"))  # a forwarded invoice
    assert (await desk.wallet(tom), await desk.wallet(ann), await desk.balance(STARS)) == (2000, 2000, 6000)


async def test_money_for_which_nobody_was_asked_is_told_and_not_booked(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    sent = await invoice(desk, tom, await desk.order(tom))
    foreign = [tc.Paid(tom, "not ours", 223, "XTR", "c1"), tc.Paid(tom, sent.payload, 223, "USD", "c2")]
    for one in foreign:
        for _ in range(2):
            await desk.do(one)
    assert await desk.posted() == 0
    assert desk.said(tn.StrangeMoney, boss) == []  # a repeat is silent
    await desk.do(tc.Paid(tom, "", 1, "XTR", "c3"))
    assert len(desk.said(tn.StrangeMoney, boss)) == len(desk.said(Sorry, tom)) == 1


async def test_stars_taken_back_while_the_talk_runs_freeze_the_customer_until_it_is_settled(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await desk.order(tom)
    await desk.do(paying(tom, await invoice(desk, tom, code)))
    async with desk.work() as work:
        order = await orders.by_code(work.session, code)
        assert order is not None
        order.state = OrderState.LIVE
    for _ in range(2):
        await desk.do(tc.TakenBack(tom, "charge-1"))
    assert await desk.state(code) is OrderState.LIVE  # the talk goes on, and is paid to whoever talks
    assert (await desk.wallet(tom), await desk.balance(STARS), await desk.balance(PREPAID)) == (-2000, 0, -2000)
    async with desk.work() as work:
        order = await orders.by_code(work.session, code)
        assert order is not None
        order.state = OrderState.ENDED
    assert await desk.refused(c.BeginOrder(tom)) is Reason.WALLET_OWES
    assert desk.said(tn.MoneyTaken, boss) == []
    await desk.do(paying(tom, await invoice(desk, tom, ""), "settles"))
    assert await desk.wallet(tom) == 0
    await desk.do(c.BeginOrder(tom))


async def test_stars_taken_back_before_the_talk_call_the_order_off(desk: Desk) -> None:
    tom = await desk.person()
    code = await desk.order(tom)
    await desk.do(paying(tom, await invoice(desk, tom, code)))
    await desk.do(tc.TakenBack(tom, "charge-1"))
    assert await desk.state(code) is OrderState.CANCELLED
    assert (await desk.wallet(tom), await desk.balance(STARS), await desk.balance(PREPAID)) == (0, 0, 0)
    await desk.do(tc.TakenBack(tom, "never heard of"))


@pytest.mark.parametrize(("became", "wallet"), [(c.Became.DONE, 0), (c.Became.REFUSED, 2000), (c.Became.UNKNOWN, 0)])
async def test_the_owner_gives_stars_back_out_of_the_wallet(desk: Desk, became: c.Became, wallet: int) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await desk.order(tom)
    await desk.do(paying(tom, await invoice(desk, tom, code)))
    assert await desk.refused(tc.GiveBack(boss, code)) is Reason.RETURN_NOT_IN_WALLET
    await desk.do(c.Cancel(tom, code))
    assert await desk.refused(tc.GiveBack(tom, code)) is Reason.OWNER_ONLY
    await desk.do(tc.GiveBack(boss, code))
    (back,) = [one for one in desk.sent if isinstance(one, ReturnStars)]
    assert (back.to, back.charge_id) == (tom.id, "charge-1")
    assert "charge-1" not in repr(back)
    assert await desk.refused(tc.GiveBack(boss, code)) is Reason.NOTHING_TO_RETURN
    for _ in range(2):
        await desk.do(c.StarsReturned(back.payment_id, became))
    if became is not c.Became.REFUSED:
        await desk.do(tc.TakenBack(tom, "charge-1"))  # Telegram's own word of it
    assert (await desk.wallet(tom), await desk.balance(STARS)) == (wallet, wallet)


async def test_what_telegram_did_not_take_can_be_given_back_again_or_taken_back(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await desk.order(tom)
    await desk.do(paying(tom, await invoice(desk, tom, code)))
    await desk.do(c.Cancel(tom, code))
    for became, wallet in ((c.Became.REFUSED, 2000), (c.Became.REFUSED, 2000), (c.Became.UNKNOWN, 0)):
        await desk.do(tc.GiveBack(boss, code))
        (back,) = [one for one in desk.sent if isinstance(one, ReturnStars)]
        await desk.do(c.StarsReturned(back.payment_id, became))
        assert (await desk.wallet(tom), await desk.balance(STARS)) == (wallet, wallet)
    await desk.do(tc.TakenBack(tom, "charge-1"))
    assert (await desk.wallet(tom), await desk.balance(STARS)) == (0, 0)


async def test_stars_that_telegram_took_back_after_it_would_not_are_taken_from_the_wallet(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await desk.order(tom)
    await desk.do(paying(tom, await invoice(desk, tom, code)))
    await desk.do(c.Cancel(tom, code))
    await desk.do(tc.GiveBack(boss, code))
    (back,) = [one for one in desk.sent if isinstance(one, ReturnStars)]
    await desk.do(c.StarsReturned(back.payment_id, c.Became.REFUSED))
    await desk.do(tc.TakenBack(tom, "charge-1"))
    assert (await desk.wallet(tom), await desk.balance(STARS)) == (0, 0)


# --- transfers ---


async def asked(desk: Desk, who: Actor, code: str) -> tn.TransferPage:
    page = await desk.do(tc.PayBy(who, code, Rail.TRANSFER) if code else tc.TopUp(who, 2000, Rail.TRANSFER))
    assert isinstance(page, tn.TransferPage)
    return page


async def test_two_cashiers_who_tap_at_once_settle_it_once(desk: Desk) -> None:
    tom, boss, clerk = await desk.person(), await desk.person(owner=True), await desk.person(cashier=True)
    code = await desk.order(tom)
    page = await asked(desk, tom, code)
    assert (page.amount, page.to) == (2000, "Alipay shop@example")
    await desk.do(tc.SayPaid(tom, page.number))
    assert [len(desk.said(tn.TransferCard, who)) for who in (boss, clerk)] == [1, 1]
    taps = [desk.do(tc.Looked(who, page.number, True)) for who in (boss, clerk, boss)]
    results = await asyncio.gather(*taps, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["NoneType", "Refused", "Refused"]
    assert await desk.state(code) is OrderState.QUEUED
    assert (await desk.balance(clearing_of("transfer")), await desk.posted()) == (2000, 1)


async def test_everybody_has_an_amount_of_their_own_and_what_is_above_the_price_is_theirs(desk: Desk) -> None:
    boss = await desk.person(owner=True)
    people = [await desk.person() for _ in range(3)]
    codes = [await desk.order(one) for one in people]
    pages = [await asked(desk, *pair) for pair in zip(people, codes, strict=True)]
    assert [page.amount for page in pages] == [2000, 2001, 2002]
    assert (await asked(desk, people[0], codes[0])).number == pages[0].number  # asked again, it is the same
    await desk.do(tc.Looked(boss, pages[2].number, True))
    assert (await desk.wallet(people[2]), await desk.state(codes[2])) == (2, OrderState.QUEUED)


@pytest.mark.parametrize(("typed", "wallet", "state"), [("10.00", 1000, "awaiting_payment"), ("25", 500, "queued")])
async def test_another_amount_than_asked_is_not_lost(desk: Desk, typed: str, wallet: int, state: str) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await desk.order(tom)
    page = await asked(desk, tom, code)
    for bad in ("-5", "1e9", "0", "12.345", "20 USD", "99999999999"):
        assert await desk.refused(tc.Looked(boss, page.number, True, bad)) is Reason.BAD_MONEY
    await desk.do(tc.Looked(boss, page.number, True, typed))
    assert (await desk.wallet(tom), await desk.state(code)) == (wallet, state)


async def test_not_arrived_is_said_and_can_be_said_again(desk: Desk) -> None:
    tom, ann, boss = await desk.person(), await desk.person(), await desk.person(owner=True)
    code = await desk.order(tom)
    page = await asked(desk, tom, code)
    assert await desk.refused(tc.SayPaid(ann, page.number)) is Reason.NOT_YOURS
    assert await desk.refused(tc.Looked(boss, page.number, False)) is Reason.PAYMENT_DONE
    await desk.do(tc.SayPaid(tom, page.number))
    assert await desk.refused(tc.Looked(tom, page.number, True)) is Reason.OWNER_ONLY
    await desk.do(tc.Looked(boss, page.number, False))
    assert len(desk.said(tn.NotArrived, tom)) == 1
    await desk.do(tc.SayPaid(tom, page.number))
    await desk.do(tc.Looked(boss, page.number, True))
    assert await desk.state(code) is OrderState.QUEUED


async def test_an_order_waits_for_a_transfer_that_is_on_its_way(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await desk.order(tom)
    page = await asked(desk, tom, code)
    await desk.do(tc.SayPaid(tom, page.number))
    await desk.passes(hours=5)
    assert await desk.state(code) is OrderState.AWAITING_PAYMENT
    await desk.passes(hours=2)
    assert await desk.state(code) is OrderState.EXPIRED
    await desk.do(tc.Looked(boss, page.number, True))  # it came after all
    assert await desk.wallet(tom) == 2000


def photo(who: Actor, desk: Desk, unique: str, number: int) -> c.Message:
    return c.Message(who, number, Parcel(ParcelKind.PHOTO, media=f"file-{number}"), desk.now, None, unique)


async def test_a_picture_proves_nothing_is_noticed_when_used_again_and_does_not_stay(desk: Desk) -> None:
    tom, ann, boss = await desk.person(), await desk.person(), await desk.person(owner=True)
    pages = [await asked(desk, who, await desk.order(who)) for who in (tom, ann)]
    await desk.do(tc.SayPaid(tom, pages[0].number))
    assert isinstance(await desk.do(photo(tom, desk, "same", 1)), tn.ProofTaken)
    (seen,) = pictures(desk.sent, boss)
    assert not seen.used_before
    await desk.do(photo(ann, desk, "same", 2))
    assert [one.used_before for one in pictures(desk.sent, boss)] == [True]
    assert await desk.posted() == 0
    await desk.do(tc.Looked(boss, pages[0].number, True))
    assert await proofs(desk, pages) == [None, "file-2"]
    await desk.passes(days=8)
    async with desk.work() as work:
        await timers.keep_house(work)
    assert await proofs(desk, pages) == [None, None]


def pictures(sent: Sequence[object], to: Actor) -> list[tn.TransferCard]:
    found = [one.notice for one in sent if isinstance(one, Picture) and one.to == to.id]
    return [one for one in found if isinstance(one, tn.TransferCard)]


async def proofs(desk: Desk, pages: list[tn.TransferPage]) -> list[str | None]:
    async with desk.work() as work:
        return [(await work.session.get_one(Payment, page.number)).proof for page in pages]


# --- what is offered ---


async def test_a_service_is_paid_only_as_it_may_be(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await desk.order(tom)
    await desk.do(tc.SetRails(boss, "chat30", ("stars", "voucher")))
    assert await desk.refused(tc.PayBy(tom, code, Rail.TRANSFER)) is Reason.RAIL_CLOSED
    assert await desk.refused(tc.PayBy(tom, code, Rail.VOUCHER)) is Reason.RAIL_CLOSED
    page = await desk.do(tc.ShowPayment(tom, code))
    assert getattr(page, "rails", None) == (Rail.VOUCHER, Rail.STARS)
    assert await desk.refused(tc.SetRails(boss, "chat30", ("gold",))) is Reason.BAD_USAGE
    assert await desk.refused(tc.SetRails(boss, "nothing", ("stars",))) is Reason.NO_SUCH_SERVICE
    assert await desk.refused(tc.SetRails(tom, "chat30", ("stars",))) is Reason.OWNER_ONLY
    await desk.do(tc.SetRails(boss, "chat30", ("all",)))
    await asked(desk, tom, code)


@pytest.mark.parametrize("typed", ["-5", "0", "1e5", "1.234", "abc", "9999999999", "99999999"])
async def test_no_top_up_of_what_is_no_amount(desk: Desk, typed: str) -> None:
    tom = await desk.person()
    assert await desk.refused(tc.TopUp(tom, typed=typed)) is Reason.BAD_MONEY


async def test_a_top_up_fills_the_wallet(desk: Desk) -> None:
    tom = await desk.person()
    page = await desk.do(tc.TopUp(tom))
    assert isinstance(page, tn.TopUpPage)
    assert page.amounts == (1200, 2000, 3600, 6600)
    assert isinstance(await desk.do(tc.TopUp(tom, typed="50")), tn.TopUpPage)
    await desk.do(paying(tom, await invoice(desk, tom, "")))
    assert await desk.wallet(tom) == 2000


@pytest.mark.parametrize("unknown", [True, False])
async def test_an_invoice_that_did_not_go_out_is_said_and_can_be_asked_for_again(desk: Desk, unknown: bool) -> None:
    tom = await desk.person()
    code = await desk.order(tom)
    first = await invoice(desk, tom, code)
    await desk.do(c.InvoiceFailed(first.payment_id, unknown))
    assert [one.unknown for one in desk.said(tn.InvoiceLost, tom)] == [unknown]
    again = await invoice(desk, tom, code)
    assert (again.payment_id, again.payload, again.number) == (first.payment_id, first.payload, 2)
