"""A shop whose currency is changed while there is money in the old one: it says so, and adds nothing up."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.check import findings
from bot.check_currency import open_in_others, refuse_mixing
from bot.config import Config
from bot.config_faults import ConfigFault
from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk import till_commands as tc
from bot.desk.doubts import doubts
from bot.desk.notices import Reason
from models import money
from models.engine import Database
from tests.desk.till import Desk
from tests.test_cli import earshot


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database)
    await made.open()
    return made


async def still_open(desk: Desk, currency: str = "USD") -> dict[str, list[str]]:
    async with desk.database.begin() as session:
        return await open_in_others(session, currency, desk.now)


def in_dollars(url: str) -> Config:
    return Config.model_validate({"shop": {"currency": "USD"}, "database": {"url": url}})


async def test_what_is_not_settled_in_another_currency_is_named(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    assert await still_open(desk) == {}
    await desk.gives(tom, 2500)
    await desk.do(c.MakeVouchers(boss, 3, "chat30"))
    code = await desk.order(tom)
    await desk.do(c.PayFromWallet(tom, code))
    wanted = [
        "5.00 in wallets",
        "20.00 on orders",
        "1 orders that are not finished",
        "3 voucher codes that were not used",
    ]
    assert {key: sorted(told) for key, told in (await still_open(desk)).items()} == {"CNY": sorted(wanted)}
    assert await still_open(desk, "CNY") == {}
    async with desk.work() as work:
        await money.checkpoint(work.session)
    await desk.do(c.Cancel(tom, code))  # what came after the balances were added up counts too
    assert "25.00 in wallets" in (await still_open(desk))["CNY"]
    desk.now = desk.now.replace(year=desk.now.year + 9)
    assert len((await still_open(desk))["CNY"]) == 2


async def test_the_shop_does_not_open_and_check_says_why(desk: Desk, database_url: str) -> None:
    config = in_dollars(database_url)
    await refuse_mixing(config, desk.now)
    await desk.gives(await desk.person(), 1234)
    with pytest.raises(ConfigFault, match=r"shop\.currency: it is USD.* in CNY: 12\.34 in wallets.*Put CNY back"):
        await refuse_mixing(config, desk.now)
    assert [said for well, said in await findings(config) if not well and said.startswith("shop.currency")]


def test_run_refuses_with_the_key_named(database_url: str) -> None:
    async def fill() -> None:
        desk = Desk(Database(database_url))
        await desk.open()
        await desk.gives(await desk.person(), 1234)
        await desk.database.close()

    asyncio.run(fill())
    told: dict[str, Any] = {
        "EARSHOT_DATABASE__URL": database_url,
        "EARSHOT_SHOP__CURRENCY": "JPY",
        "EARSHOT_TELEGRAM__TOKEN": "1:made-up",
        "EARSHOT_TELEGRAM__GROUP_ID": "-1",
        "EARSHOT_TELEGRAM__API_URL": "http://127.0.0.1:9",
        "EARSHOT_OWNER__IDS": "1",
        "EARSHOT_SECURITY__SECRET": "x" * 40,
    }
    answer = earshot("run", **told)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("shop.currency: it is JPY, and this shop still has, in CNY: 12.34 in wallets.")


async def test_a_service_that_is_priced_otherwise_waits_for_a_new_price(desk: Desk) -> None:
    tom, boss = await desk.person(), await desk.person(owner=True)
    await desk.do(c.BeginOrder(tom))
    await desk.do(c.PickTopic(tom, "chat"))
    await desk.do(c.PickService(tom, "chat30"))
    await desk.do(c.WishesDone(tom))
    await desk.do(c.SkipNote(tom))
    desk.rules = replace(desk.rules, currency="USD")
    assert await desk.refused(c.ConfirmOrder(tom)) is Reason.GONE_FROM_MENU
    assert await desk.refused(c.MakeVouchers(boss, 3, "chat30")) is Reason.NO_SUCH_SERVICE
    async with desk.work() as work:
        told = await doubts(work)
    assert n.Doubt("currency", "chat30", "CNY") in told
    await desk.do(tc.SetPrice(boss, ("service", "chat30", "4.50")))
    page = await desk.do(c.BackTo(tom, "service"))
    assert isinstance(page, n.ServiceList)
    assert [(one.slug, one.price, one.currency) for one in page.services] == [("chat30", 450, "USD")]
