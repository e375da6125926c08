"""More of a talk for a wallet that is short: the code is written in the talk itself, and the talk goes on."""

import pytest
from sqlalchemy import func, select

from bot.desk import clock_notices as cn
from bot.desk import till_notices as tn
from bot.desk.clock_commands import Extend
from bot.desk.notices import Reason, Refused, Sorry
from bot.rules import codes
from bot.rules.postings import wallet_of
from bot.rules.terms import Terms
from models.engine import Database
from models.held import HeldRow
from models.kinds import Side, VoucherState
from models.link import Link
from models.money import Voucher
from models.rep import Rep
from tests.desk.money_shop import LIN, TOM, Till
from tests.desk.stage import REP, Stage


@pytest.fixture
async def till(database: Database) -> Till:
    return await Till(database).open()


async def new_code(database: Database, secret: bytes, service: str = "chat30") -> str:
    code = codes.voucher_code()
    digest = codes.digest(codes.parse_voucher(code), secret)
    async with database.begin() as session:
        session.add(Voucher(digest=digest, service=service, state=VoucherState.FRESH, created_at=Till.now))
    return code


async def carried(database: Database) -> int:
    async with database.begin() as session:
        return await session.scalar(select(func.count()).select_from(Link)) or 0


async def test_a_code_in_the_talk_fills_the_wallet_and_buys_what_was_wanted(till: Till) -> None:
    code = await till.talking()
    await till.speaking(30)
    short = await till.does(Extend(till.actor(TOM), code, 15, 30))
    assert isinstance(short, cn.TopUpFirst)
    assert (short.short, short.codes, short.ways) == (1000, True, False)
    before = await carried(till.database)
    await till.says(TOM, (await new_code(till.database, till.rules.secret)).lower())
    await till.wait(seconds=1)
    assert await carried(till.database) == before, "nobody else reads it"
    (came,) = till.heard(TOM, tn.MoneyCame)
    assert (came.amount, came.wallet) == (2000, 2000)
    assert [one.minutes for one in till.heard(TOM, cn.Extended)] == [15]
    order = await till.order(code)
    assert (order.minutes, order.price, (await till.balances())[wallet_of(TOM)]) == (45, 3000, -1000)
    assert await till.refused(Extend(till.actor(TOM), code, 15, 30)) is Reason.BOUGHT_ALREADY
    await till.speaking(15)
    await till.wait(minutes=3)
    assert (await till.order(code)).charged == 3000
    await till.holds()


async def test_money_that_nobody_waits_for_only_fills_the_wallet(till: Till) -> None:
    code = await till.talking()
    await till.says(TOM, await new_code(till.database, till.rules.secret))
    await till.wait(seconds=1)
    assert (await till.order(code)).minutes == 30
    assert (await till.balances())[wallet_of(TOM)] == -2000


async def test_a_code_of_somebody_who_waits_is_not_kept_for_who_comes(till: Till) -> None:
    await till.queued()
    await till.says(TOM, await new_code(till.database, till.rules.secret))
    async with till.database.begin() as session:
        assert await session.scalar(select(func.count()).select_from(HeldRow)) == 0
    assert (await till.balances())[wallet_of(TOM)] == -2000


async def test_a_used_code_is_named_and_what_only_looks_like_one_goes_over(till: Till) -> None:
    await till.talking()
    code = await new_code(till.database, till.rules.secret)
    await till.says(TOM, code)
    before = await carried(till.database)
    await till.says(TOM, code)  # answered, and stays
    await till.says(LIN, code)  # a representative has no wallet: it is a word
    assert await carried(till.database) == before + 1
    for number in range(1, till.rules.rails.voucher_tries):
        await till.says(TOM, codes.voucher_code())
        assert await carried(till.database) == before + 1 + number
    with pytest.raises(Refused) as refused:
        await till.says(TOM, codes.voucher_code())
    assert refused.value.notice.reason is Reason.VOUCHER_TRIES
    assert await carried(till.database) == before + till.rules.rails.voucher_tries


@pytest.fixture
async def stage(database: Database) -> Stage:
    """A talk since 20 s, whose words go with the many."""
    made = Stage(database, Terms(slow_reply_s=0, silence_ask_s=0))
    await made.open()
    for second, side in ((10, Side.REP), (20, Side.CUSTOMER), (30, Side.REP)):
        await made.at(second)
        await made.says(side)
    return made


async def test_a_code_among_many_words_is_found_and_the_shift_is_asked_for(stage: Stage) -> None:
    await stage.at(1300)
    assert isinstance(await stage.extends(15), cn.TopUpFirst)
    async with stage.database.begin() as session:
        rep = await session.get_one(Rep, REP)
        rep.hours, rep.time_zone = "mon 12:00-12:30", "UTC"
    before = await carried(stage.database)
    answer = await stage.says(Side.CUSTOMER, await new_code(stage.database, stage.rules.secret))
    await stage.at(1301)
    assert not isinstance(answer, Sorry)
    assert await carried(stage.database) == before
    assert [ask.minutes for ask in stage.seen(cn.StayAsk, REP)] == [15]
    assert (await stage.order()).minutes == 30
