"""The yardstick: a relay as aiogram's manual would write it, with a dictionary for its table, and nothing durable."""

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

from bench.api import FIRST_CUSTOMER, FIRST_REP

LINES = int(os.environ.get("LINES", "50"))
other_side = {FIRST_CUSTOMER + i: FIRST_REP + i for i in range(LINES)}
dispatcher = Dispatcher()


@dispatcher.message()
async def relay(message: Message, bot: Bot) -> None:
    await bot.copy_message(other_side[message.chat.id], message.chat.id, message.message_id)


async def main() -> None:
    server = TelegramAPIServer.from_base(os.environ["API_URL"])
    bot = Bot("1:bench", session=AiohttpSession(api=server))
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
