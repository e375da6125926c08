"""By webhook: told to Telegram, guarded by the secret, and 200 only for what is on the disk."""

import socket
from io import BytesIO

import aiohttp
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from models.inbox import InboxRow
from tests.journeys.conftest import Shop

SECRET = "a-webhook-secret"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
async def webhook_shop(shop: Shop) -> Shop:
    """The same shop, opened again behind a webhook."""
    port = free_port()
    await shop.app.stop()
    telegram = shop.config.telegram.model_copy(
        update={
            "mode": "webhook",
            "webhook_url": f"http://127.0.0.1:{port}/telegram",
            "webhook_secret": SecretStr(SECRET),
            "webhook_port": port,
        }
    )
    shop.config = shop.config.model_copy(update={"telegram": telegram})
    await shop.open()
    return shop


async def test_a_whole_talk_by_webhook(webhook_shop: Shop) -> None:
    shop = webhook_shop
    await shop.talking(shop.tom)
    for i in range(10):
        await shop.tom.says(f"line {i}")
    await shop.lin.sees("line 9")
    said = [m["text"] for m in await shop.lin.messages() if str(m.get("text")).startswith("line")]
    assert said == [f"line {i}" for i in range(10)]
    shop.clock.advance(1800)
    await shop.tom.sees("Receipt")


async def test_strangers_at_the_webhook_are_turned_away(webhook_shop: Shop) -> None:
    url = webhook_shop.config.telegram.webhook_url
    update = {"update_id": 77_000, "message": {"chat": {"id": 1}}}
    header = "X-Telegram-Bot-Api-Secret-Token"
    async with aiohttp.ClientSession() as http:

        async def posted(**options: object) -> int:
            async with http.post(url, **options) as response:  # type: ignore[arg-type]  # whatever a stranger sends
                return response.status

        assert await posted(json=update) == 401
        assert await posted(json=update, headers={header: "guessed"}) == 401
        assert await stored(webhook_shop) == 0
        assert await posted(data=b"{not json", headers={header: SECRET}) == 200  # or it would come for a day
        assert await posted(data=BytesIO(b"x" * 20_000_000), headers={header: SECRET}) == 413
        assert await stored(webhook_shop) == 0
        assert await posted(json=update, headers={header: SECRET}) == 200
        assert await posted(json=update, headers={header: SECRET}) == 200
        assert await stored(webhook_shop) == 1
    assert webhook_shop.app._state().webhook_refused == {"secret": 2, "too_big": 1}
    assert webhook_shop.app._state().malformed == 1
    await webhook_shop.talking(webhook_shop.tom)


async def stored(shop: Shop) -> int:
    async with shop.app.database.begin() as session:
        query = select(func.count()).select_from(InboxRow).where(InboxRow.update_id == 77_000)
        return await session.scalar(query) or 0


async def test_an_update_that_cannot_be_stored_is_not_confirmed(
    webhook_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(webhook_shop.app.inbox, "keep", full)
    async with aiohttp.ClientSession() as http:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        url = webhook_shop.config.telegram.webhook_url
        async with http.post(url, json={"update_id": 77_000}, headers=headers) as response:
            assert response.status == 500
