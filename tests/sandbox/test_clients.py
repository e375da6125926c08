"""Bots written with other libraries talk to the stand-in as to Telegram, unmodified."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import aiohttp
import pytest

from bot.sandbox.people import People
from bot.sandbox.server import RunningSandbox
from tests.media import png
from tests.sandbox.bots import aiogram_bot, ptb
from tests.sandbox.conftest import TOKEN

Bot = Callable[..., AbstractAsyncContextManager[None]]


@pytest.mark.parametrize("webhook", [False, True], ids=["poll", "webhook"])
@pytest.mark.parametrize("library", [ptb, aiogram_bot], ids=["python-telegram-bot", "aiogram"])
async def test_a_small_bot_works_unmodified(
    sandbox: RunningSandbox, people: People, library: Bot, webhook: bool
) -> None:
    mei = await people.person("Mei", language_code="zh")
    async with library(sandbox.url, TOKEN, webhook=webhook):
        # Deep link, keyboard, answer in passing, edit with formatting
        await mei.starts("from-a-friend")
        await mei.sees("Hello, choose")
        assert await mei.taps("Two") == "you took two"
        chosen = await mei.sees("two it is")
        assert chosen["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
        # Text comes back with its formatting, counted as Telegram counts
        spoiler = [{"type": "spoiler", "offset": 3, "length": 5}]
        await mei.says("👋 night <&> 夜", entities=spoiler)
        echoed = await mei.sees("👋 night <&> 夜")
        assert echoed["entities"] == spoiler
        # A picture goes through with the same bytes
        picture = png(9, 9)
        await mei.sends("photo", picture)
        answer = await mei.sees(f"{len(picture)} bytes")
        assert await the_bytes(sandbox, answer["photo"][-1]["file_id"]) == picture
        # Stars: invoice, pre-checkout, payment
        await mei.says("/buy")
        invoice = await mei.sees(lambda message: "invoice" in message)
        assert invoice["invoice"]["total_amount"] == 50
        await mei.pays(invoice["message_id"])
        await mei.sees("paid 50")


async def the_bytes(sandbox: RunningSandbox, file_id: str) -> bytes:
    address = f"{sandbox.url}/control/file"
    async with aiohttp.ClientSession() as http, http.get(address, params={"file_id": file_id}) as response:
        return await response.read()
