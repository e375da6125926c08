"""The other yardstick: the same relay as python-telegram-bot's manual would write it."""

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bench.api import FIRST_CUSTOMER, FIRST_REP

LINES = int(os.environ.get("LINES", "50"))
other_side = {FIRST_CUSTOMER + i: FIRST_REP + i for i in range(LINES)}


async def relay(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message is not None:
        await update.message.copy(other_side[update.message.chat_id])


def main() -> None:
    application = Application.builder().token("1:bench").base_url(os.environ["API_URL"] + "/bot").build()
    application.add_handler(MessageHandler(filters.ALL, relay))
    application.run_polling()


if __name__ == "__main__":
    main()
