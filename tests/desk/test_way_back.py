"""The customer chooses: their money stays in the wallet or goes back the way they paid, on both databases, once."""

import asyncio
from typing import Any

import pytest

from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk import till_commands as tc
from bot.desk import till_notices as tn
from bot.desk.notices import Reason, Refused, WayBack
from bot.desk.work import Actor, ReturnStars
from bot.rules.postings import clearing_of, returning_of
from models.engine import Database
from models.kinds import OrderState, PaymentState, Rail
from tests.desk.test_rails import RULES, STARS, asked, invoice, paying
from tests.desk.test_returns import TRANSFER, agrees, called_off, payment_state, shown
from tests.desk.till import Desk


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database, rules=RULES)
    await made.open()
    return made


async def offer(desk: Desk, tom: Actor, boss: Actor, rail: Rail = Rail.TRANSFER) -> WayBack:
    """What the closing message of an order offers that was paid so and called off."""
    if rail is Rail.TRANSFER:
        await called_off(desk, tom, boss)
    else:
        code = await desk.order(tom)
        await desk.do(paying(tom, await invoice(desk, tom, code, rail), f"charge-{code}"))
        await desk.do(c.Cancel(tom, code))
    (closed,) = desk.said(n.OrderClosed, tom)
    assert isinstance(closed.back, WayBack)
    return closed.back


def tap(who: Actor, back: WayBack) -> tc.BackAsPaid:
    return tc.BackAsPaid(who, back.number, back.amount, back.gone)


async def stands(desk: Desk, tom: Actor, rail: str = TRANSFER) -> tuple[int, int, int]:
    """What is in the wallet, what is on its way back, and what the rail still holds."""
    return await desk.wallet(tom), -await desk.balance(returning_of(tom.id)), await desk.balance(rail)


@pytest.mark.parametrize(("became", "wallet"), [(c.Became.DONE, 0), (c.Became.REFUSED, 2000)])
async def test_stars_go_back_at_once(desk: Desk, became: c.Became, wallet: int) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    back = await offer(desk, tom, boss, Rail.STARS)
    await desk.do(tap(tom, back))
    (sent,) = [one for one in desk.sent if isinstance(one, ReturnStars)]
    assert [one.amount for one in desk.said(tn.MoneyGoesBack, tom)] == [2000]
    assert await desk.refused(tap(tom, back)) is Reason.BACK_UNDER_WAY
    await desk.do(c.StarsReturned(sent.payment_id, became))
    assert len(desk.said(tn.NotGivenBack, tom)) == (became is c.Became.REFUSED)
    assert await stands(desk, tom, STARS) == (wallet, 0, wallet)
    await agrees(desk)


async def test_a_transfer_is_set_aside_until_a_cashier_has_sent_it(desk: Desk) -> None:
    tom, ann = await desk.person(), await desk.person()
    boss, clerk = await desk.person(owner=True), await desk.person(cashier=True)
    back = await offer(desk, tom, boss)
    assert await desk.refused(tap(ann, back)) is Reason.NOT_YOURS
    assert isinstance(await desk.do(tap(tom, back)), tn.BackAsked)
    cards = [desk.said(tn.ReturnCard, who) for who in (boss, clerk)]
    assert [[(one.amount, one.state) for one in each] for each in cards] == [[(2000, "open")]] * 2
    assert await stands(desk, tom) == (0, 2000, 2000)
    assert await desk.refused(c.PayFromWallet(tom, await desk.order(tom))) is Reason.WALLET_SHORT
    assert await desk.refused(tap(tom, back)) is Reason.BACK_UNDER_WAY
    assert await desk.refused(tc.GiveBack(boss, cards[0][0].code)) is Reason.RETURN_ASKED
    page = await desk.do(tc.ShowWallet(tom))
    assert isinstance(page, tn.WalletPage)
    assert (page.money, page.on_its_way) == (0, 2000)
    await agrees(desk)
    assert await desk.refused(tc.SettleReturn(tom, back.number, 1, True)) is Reason.OWNER_ONLY
    await desk.do(tc.SettleReturn(clerk, back.number, 1, True))
    assert [one.state for one in desk.said(tn.ReturnCard, boss)] == ["sent"]
    assert len(desk.said(tn.BackSent, tom)) == 1
    assert await stands(desk, tom) == (0, 0, 0)
    assert await payment_state(desk, back.number) is PaymentState.RETURNED
    await agrees(desk)


async def test_what_could_not_be_sent_is_in_the_wallet_and_may_be_asked_for_again(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    back = await offer(desk, tom, boss, Rail.PROVIDER)
    for turn in (1, 2):
        await desk.do(tap(tom, back))
        assert await desk.refused(tc.SettleReturn(boss, back.number, 3 - turn, True)) is Reason.PAYMENT_DONE
        await desk.do(tc.SettleReturn(boss, back.number, turn, False))
        assert [one.wallet for one in desk.said(tn.NotGivenBack, tom)] == [2000]
        assert await stands(desk, tom, clearing_of("provider")) == (2000, 0, 2000)
        await agrees(desk)
    await desk.do(c.PayFromWallet(tom, await desk.order(tom)))
    assert await desk.refused(tap(tom, back)) is Reason.BACK_SPENT


async def test_two_cashiers_and_a_repeated_tap_settle_it_once(database_url: str) -> None:
    both = [Desk(Database(database_url), rules=RULES) for _ in range(2)]
    first = both[0]
    await first.open()
    tom, boss, clerk = await first.person(), await first.person(owner=True), await first.person(cashier=True)
    back = await offer(first, tom, boss)
    for desk in both:
        desk.owners, desk.cashiers = first.owners, first.cashiers
    assert await once([desk.do(tap(tom, back)) for desk in both * 2]) == {Reason.BACK_UNDER_WAY}
    assert await stands(first, tom) == (0, 2000, 2000)
    taps = [tc.SettleReturn(who, back.number, 1, sent) for who, sent in ((boss, True), (clerk, False))] * 2
    assert await once([desk.do(one) for desk, one in zip(both * 2, taps, strict=True)]) == {Reason.PAYMENT_DONE}
    assert await stands(first, tom) in {(0, 0, 0), (2000, 0, 2000)}
    await agrees(first)
    for desk in both:
        await desk.database.close()


async def once(doing: list[Any]) -> set[Reason]:
    """One of them is done, and why not the others."""
    done = await asyncio.gather(*doing, return_exceptions=True)
    refused = [one for one in done if isinstance(one, Refused)]
    assert len(refused) == len(done) - 1, done
    return {one.notice.reason for one in refused}


async def test_what_was_spent_meanwhile_is_not_promised(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    stars, card = await offer(desk, tom, boss, Rail.STARS), await offer(desk, tom, boss)
    await desk.do(c.PayFromWallet(tom, await desk.order(tom, price=3000)))  # 10 are left of both
    assert await desk.refused(tap(tom, stars)) is Reason.BACK_SPENT_STARS
    less = await desk.do(tap(tom, card))
    assert isinstance(less, tn.BackOffer)
    assert (less.back.amount, await stands(desk, tom)) == (1000, (1000, 0, 2000))
    await desk.do(tap(tom, less.back))
    await desk.do(tc.SettleReturn(boss, card.number, 1, True))
    assert (await stands(desk, tom), await payment_state(desk, card.number)) == ((0, 0, 1000), PaymentState.PAID)
    assert await desk.refused(tap(tom, card)) is Reason.BACK_SPENT
    await desk.gives(tom, 5000)
    again = await desk.do(tap(tom, less.back))  # the same button, after a part has gone
    assert isinstance(again, tn.BackOffer)
    assert (again.back.amount, again.back.gone) == (1000, 1000)
    await agrees(desk)


async def test_only_what_the_order_does_not_keep_goes_back(desk: Desk) -> None:
    """A wallet full of other money changes nothing; the owner may give parts besides."""
    tom, boss = await desk.person(), await desk.person(owner=True)
    await desk.gives(tom, 9000)
    code = await desk.order(tom)
    page = await asked(desk, tom, code)
    await desk.do(tc.Looked(boss, page.number, True, "22"))  # two more than it costs
    live = tc.BackAsPaid(tom, page.number, 2200, 0)
    assert await desk.refused(live) is Reason.BACK_SPENT
    await desk.do(c.Cancel(tom, code))
    (closed,) = desk.said(n.OrderClosed, tom)
    assert closed.back.amount == 2200
    await desk.do(await shown(desk, boss, code, "3"))
    less = await desk.do(tap(tom, closed.back))
    assert isinstance(less, tn.BackOffer)
    assert (less.back.amount, less.back.gone) == (1900, 300)
    voucher = await desk.order(tom)
    await desk.do(c.PayFromWallet(tom, voucher))
    await desk.do(c.Cancel(tom, voucher))
    assert [one.back for one in desk.said(n.OrderClosed, tom)] == [None]  # the wallet paid it
    await agrees(desk)


async def test_the_tills_are_reminded_until_somebody_says_what_became_of_it(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    back = await offer(desk, tom, boss)
    await desk.do(tap(tom, back))
    await desk.passes(hours=23)
    assert desk.said(tn.ReturnWaits, boss) == []
    await desk.passes(hours=26)
    assert [one.card.amount for one in desk.said(tn.ReturnWaits, boss)] == [2000, 2000]
    await desk.do(tc.SettleReturn(boss, back.number, 1, True))
    await desk.passes(hours=50)
    assert desk.said(tn.ReturnWaits, boss) == []


async def test_what_the_rail_takes_back_meanwhile_nobody_sends_once_more(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await desk.order(tom)
    await desk.do(paying(tom, await invoice(desk, tom, code, Rail.PROVIDER)))
    await desk.do(c.Cancel(tom, code))
    (closed,) = desk.said(n.OrderClosed, tom)
    await desk.do(tap(tom, closed.back))
    await desk.do(tc.TakenBack(tom, "charge-1"))
    assert [one.state for one in desk.said(tn.ReturnCard, boss)] == ["undone"]
    assert await stands(desk, tom, clearing_of("provider")) == (0, 0, 0)
    assert await desk.refused(tc.SettleReturn(boss, closed.back.number, 1, True)) is Reason.PAYMENT_DONE
    await agrees(desk)


async def test_nobody_taking_it_offers_the_way_back(desk: Desk) -> None:
    tom = await desk.person()
    code = await desk.order(tom)
    await desk.do(paying(tom, await invoice(desk, tom, code)))
    await desk.passes(hours=1)
    (closed,) = desk.said(n.OrderClosed, tom)
    assert (closed.reason, closed.back.amount) == ("unfilled", 2000)
    assert await desk.state(code) is OrderState.EXPIRED
