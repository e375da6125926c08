"""What `check` says of the ways to pay."""

import pytest

from bot.check_payment import payments, shut, stars_only, unpayable
from bot.config import Config
from bot.rules.rails import RailRules
from bot.seed import seed_menu
from models.engine import Database
from models.kinds import Rail
from models.shop import Service

BOTH = RailRules(rails=(Rail.VOUCHER, Rail.STARS))


@pytest.mark.parametrize(
    ("live", "allowed", "well"),
    [(True, [], True), (False, [], False), (False, ["stars"], True), (False, ["voucher"], False)],
)
def test_what_is_no_live_talk_is_paid_in_stars_alone(live: bool, allowed: list[str], well: bool) -> None:
    found = stars_only(BOTH, [Service(slug="plan", rails=allowed, live=live)])
    assert all(fine for fine, _ in found) == well
    assert well or "/rails plan stars" in found[0][1]


def test_a_service_that_nobody_can_pay_is_named() -> None:
    found = unpayable(BOTH, [Service(slug="chat", rails=["transfer"], live=True)])
    assert [fine for fine, _ in found] == [False]
    assert unpayable(BOTH, [Service(slug="chat", rails=[], live=True)]) == []


async def test_a_new_shop_is_well(database_url: str, database: Database) -> None:
    async with database.begin() as session:
        await seed_menu(session)
    found = await payments(Config.model_validate({"database": {"url": database_url}}))
    assert [fine for fine, _ in found] == [True, True]


def test_of_a_currency_that_telegram_counts_otherwise_no_invoice_is_sent() -> None:
    told = {"payment": {"rails": ["voucher", "provider"], "provider_token": "1:for-tests"}, "shop": {"currency": "RSD"}}
    config = Config.model_validate(told)
    rules = config.rules().rails
    assert rules.rails == (Rail.VOUCHER,)
    assert [fine for fine, _ in shut(config, rules)] == [False]
    config = Config.model_validate(told | {"shop": {"currency": "JPY"}})
    assert config.rules().rails.rails == (Rail.VOUCHER, Rail.PROVIDER)
    assert shut(config, config.rules().rails) == []
