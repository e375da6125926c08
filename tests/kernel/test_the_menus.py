"""Telegram learns the menus of commands, also when it is away as the shop opens."""

from tests.journeys.conftest import Shop
from tests.patience import eventually


async def test_menus_are_told_again_while_telegram_is_away(shop: Shop) -> None:
    await shop.app.stop()
    before = await told(shop)
    await shop.people.fault("502", "setMyCommands", times=3)
    await shop.open()

    async def all_told() -> bool:
        shop.clock.advance(5)
        return await told(shop) - before >= 4  # two languages for everybody, two for the owner

    await eventually(all_told)


async def told(shop: Shop) -> int:
    return sum(c["method"] == "setMyCommands" and c["status"] == 200 for c in await shop.people.calls())
