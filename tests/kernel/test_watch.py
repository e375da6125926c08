"""What somebody who watches the shop sees, over real HTTP."""

import socket

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.journeys.conftest import Shop
from tests.patience import eventually


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
async def watched(shop: Shop) -> tuple[Shop, str]:
    """The same shop, opened again with somebody watching."""
    port = free_port()
    await shop.app.stop()
    shop.config = shop.config.model_copy(update={"watch": shop.config.watch.model_copy(update={"port": port})})
    await shop.open()
    return shop, f"http://127.0.0.1:{port}"


async def asked(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        return response.status, await response.text()


async def figures(url: str) -> dict[str, float]:
    status, text = await asked(f"{url}/metrics")
    assert status == 200
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_a_shop_that_is_well_says_so(watched: tuple[Shop, str]) -> None:
    _, url = watched
    assert await asked(f"{url}/healthz") == (200, '{"well": true}')

    async def leads() -> bool:
        return await asked(f"{url}/readyz") == (200, '{"ready": true, "database": true, "role": "leads"}')

    await eventually(leads)


async def test_a_shop_of_which_a_part_failed_says_so(watched: tuple[Shop, str]) -> None:
    shop, url = watched
    shop.app.failed.set()
    assert (await asked(f"{url}/healthz"))[0] == 503
    assert (await asked(f"{url}/readyz"))[0] == 503


async def test_the_figures_tell_what_waits_and_what_became_of_it(watched: tuple[Shop, str]) -> None:
    # Given a talk in which one message arrives, and Telegram is then too busy for the next
    shop, url = watched
    await shop.talking(shop.tom)
    await shop.tom.says("this one arrives")
    await shop.lin.sees("this one arrives")
    await shop.quiet()
    await shop.people.fault("429", "sendMessage", chat_id=shop.lin.id, times=1, retry_after=30)
    await shop.tom.says("this one waits")

    async def refused() -> bool:
        return (await figures(url)).get("earshot_deliveries_total wait too_fast", 0) == 1

    await eventually(refused)
    shop.clock.advance(5)
    # Then that is what the figures say, without a word or a number of anybody's
    found = await figures(url)
    assert found["earshot_waiting_rows outbox"] == found["earshot_waiting_lanes outbox"] == 1
    assert found["earshot_waiting_oldest_seconds outbox"] == 5
    assert found["earshot_waiting_rows inbox"] == 0
    assert found["earshot_meters_running"] == 1
    assert found["earshot_leads"] == 1
    assert found["earshot_delivery_seconds_count"] >= 1
    _, text = await asked(f"{url}/metrics")
    assert "this one" not in text
    assert str(shop.tom.id) not in text
    shop.clock.advance(30)
    await shop.lin.sees("this one waits")


async def test_what_is_no_update_is_counted(watched: tuple[Shop, str]) -> None:
    shop, url = watched
    await shop.app.inbox.keep([None, {"update_id": "x"}])
    assert (await figures(url))["earshot_malformed_updates"] == 2
