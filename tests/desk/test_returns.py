"""Money that goes back over its rail, in parts where a person sends it, on both databases: never twice or too much."""

import asyncio

import pytest

from bot.books import audit
from bot.desk import commands as c
from bot.desk import till_commands as tc
from bot.desk import till_notices as tn
from bot.desk.notices import Reason, Refused
from bot.desk.work import Actor, ReturnStars
from bot.rules.postings import clearing_of
from models.engine import Database
from models.kinds import PaymentState, Rail
from models.payment import Payment
from tests.desk.test_rails import RULES, STARS, asked, invoice, paying
from tests.desk.till import Desk

TRANSFER = clearing_of("transfer")


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database, rules=RULES)
    await made.open()
    return made


async def called_off(desk: Desk, tom: Actor, boss: Actor) -> str:
    """An order that a transfer paid and that was cancelled: its 20 are in the wallet."""
    code = await desk.order(tom)
    await desk.do(tc.Looked(boss, (await asked(desk, tom, code)).number, True))
    await desk.do(c.Cancel(tom, code))
    return code


async def shown(desk: Desk, boss: Actor, code: str, typed: str) -> tc.GivePart:
    """The tap that the owner is offered."""
    page = await desk.do(tc.GiveBack(boss, code, typed))
    assert isinstance(page, tn.ReturnAsk)
    return tc.GivePart(boss, page.number, page.amount, page.gone)


async def payment_state(desk: Desk, number: int) -> PaymentState:
    async with desk.work() as work:
        return PaymentState((await work.session.get_one(Payment, number)).state)


async def agrees(desk: Desk) -> None:
    async with desk.database.begin() as session:
        assert (await audit.first_difference(session))[0] == ""


async def test_a_transfer_goes_back_in_parts_until_all_has_gone(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await called_off(desk, tom, boss)
    tap, posted = await shown(desk, boss, code, "¥ 5,5"), await desk.posted()
    assert (await desk.wallet(tom), tap.amount) == (2000, 550)  # asking moves nothing
    for typed, left in (("5.50", 1450), ("4", 1050)):
        tap = await shown(desk, boss, code, typed)
        given = await desk.do(tap)
        assert isinstance(given, tn.GivenBack)
        assert [one.amount for one in desk.said(tn.MoneyGoesBack, tom)] == [tap.amount]
        assert (given.by_hand, given.left, await desk.wallet(tom), await desk.balance(TRANSFER)) == (True, *(left,) * 3)
        assert await payment_state(desk, tap.number) is PaymentState.PAID
        assert await desk.refused(tap) is Reason.RETURN_MOVED  # a second tap
        await agrees(desk)
    await desk.do(tc.GiveBack(boss, code))  # without an amount it is the rest
    assert (await desk.wallet(tom), await desk.balance(TRANSFER), await desk.posted()) == (0, 0, posted + 3)
    assert await payment_state(desk, tap.number) is PaymentState.RETURNED
    for typed in ("", "1"):
        assert await desk.refused(tc.GiveBack(boss, code, typed)) is Reason.NOTHING_TO_RETURN
    await agrees(desk)


BAD = ("-5", "0", "0.00", "1e9", "12.345", "5 USD", "$5", "five", "99999999999", "4000000000")


@pytest.mark.parametrize("typed", BAD)
async def test_what_is_no_amount_goes_nowhere(desk: Desk, typed: str) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await called_off(desk, tom, boss)
    assert await desk.refused(tc.GiveBack(boss, code, typed)) is Reason.BAD_MONEY


async def test_no_more_goes_back_than_came_or_than_the_wallet_holds(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await called_off(desk, tom, boss)
    await desk.gives(tom, 5000)
    assert await desk.refused(tc.GiveBack(boss, code, "20.01")) is Reason.RETURN_TOO_MUCH
    tap = await shown(desk, boss, code, "15")
    assert await desk.refused(tc.GivePart(boss, tap.number, 2001, 0)) is Reason.RETURN_TOO_MUCH
    assert await desk.refused(tc.GivePart(tom, tap.number, 1500, 0)) is Reason.OWNER_ONLY
    assert await desk.refused(tc.GivePart(boss, 99, 1500, 0)) is Reason.STALE_BUTTON
    await desk.do(c.PayFromWallet(tom, await desk.order(tom, price=6000)))  # 10 are left
    assert await desk.refused(tap) is Reason.RETURN_WALLET_SHORT
    for typed in ("", "10.01"):
        assert await desk.refused(tc.GiveBack(boss, code, typed)) is Reason.RETURN_WALLET_SHORT
    await desk.do(await shown(desk, boss, code, "10"))
    assert (await desk.wallet(tom), await desk.balance(TRANSFER)) == (0, 1000)
    await agrees(desk)


async def test_two_owners_at_once_give_one_part(database_url: str) -> None:
    both = [Desk(Database(database_url), rules=RULES) for _ in range(2)]
    await both[0].open()
    tom, boss, wife = await both[0].person(), await both[0].person(owner=True), await both[0].person(owner=True)
    code = await called_off(both[0], tom, boss)
    taps = [await shown(both[0], who, code, "8") for who in (boss, wife)] * 2
    desks = zip(both * 2, taps, strict=True)
    done = await asyncio.gather(*(desk.do(tap) for desk, tap in desks), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["GivenBack", "Refused", "Refused", "Refused"]
    assert {one.notice.reason for one in done if isinstance(one, Refused)} == {Reason.RETURN_MOVED}
    assert (await both[0].wallet(tom), await both[0].balance(TRANSFER)) == (1200, 1200)
    await agrees(both[0])
    for desk in both:
        await desk.database.close()


async def test_stars_go_back_whole(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await desk.order(tom)
    await desk.do(paying(tom, await invoice(desk, tom, code)))
    await desk.do(c.Cancel(tom, code))
    assert await desk.refused(tc.GiveBack(boss, code, "5")) is Reason.RETURN_STARS_WHOLE
    for became, wallet in ((c.Became.REFUSED, 2000), (c.Became.DONE, 0)):
        await desk.do(await shown(desk, boss, code, "20"))
        (back,) = [one for one in desk.sent if isinstance(one, ReturnStars)]
        await desk.do(c.StarsReturned(back.payment_id, became))
        assert (await desk.wallet(tom), await desk.balance(STARS)) == (wallet, wallet)
        await agrees(desk)


async def test_what_a_provider_takes_back_after_a_part_went_is_the_rest(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    code = await desk.order(tom)
    await desk.do(paying(tom, await invoice(desk, tom, code, Rail.PROVIDER)))
    await desk.do(c.Cancel(tom, code))
    await desk.do(await shown(desk, boss, code, "5"))
    await desk.do(tc.TakenBack(tom, "charge-1"))
    assert [one.amount for one in desk.said(tn.MoneyTaken, tom)] == [1500]
    assert (await desk.wallet(tom), await desk.balance(clearing_of("provider"))) == (0, 0)
    await agrees(desk)
