"""The edge to Telegram. Whatever is imported from here, aiogram comes first, without what nobody uses of it."""

from bot.telegram import lean

lean.import_aiogram()
