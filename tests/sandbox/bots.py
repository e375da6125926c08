"""Two small bots, written as their libraries' manuals write them; the address of the server is all that is set."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import aiogram
from aiogram import F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandStart
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, LabeledPrice
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Markup
from telegram import LabeledPrice as Price
from telegram import Message, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    PreCheckoutQueryHandler,
    filters,
)

SECRET = "a-secret-of-the-webhook"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


# --- python-telegram-bot ---


async def ptb_start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message
    keyboard = Markup([[Button("One", callback_data="one"), Button("Two", callback_data="two")]])
    await update.effective_message.reply_text("Hello, choose", reply_markup=keyboard)


async def ptb_tap(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query
    await query.answer(f"you took {query.data}")
    await query.edit_message_text(f"<b>{query.data}</b> it is", parse_mode="HTML")


async def ptb_photo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    assert message
    content = await (await message.photo[-1].get_file()).download_as_bytearray()
    await message.reply_photo(BytesIO(bytes(content)), caption=f"{len(content)} bytes")


async def ptb_buy(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message
    await update.effective_message.reply_invoice(
        title="A talk", description="Half an hour", payload="order-1", currency="XTR", prices=[Price("A talk", 50)]
    )


async def ptb_checkout(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.pre_checkout_query
    await update.pre_checkout_query.answer(ok=update.pre_checkout_query.invoice_payload == "order-1")


async def ptb_paid(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    assert message
    assert message.successful_payment
    await message.reply_text(f"paid {message.successful_payment.total_amount}")


async def ptb_echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    assert isinstance(message, Message)
    await message.reply_text(message.text or "", entities=message.entities)


@asynccontextmanager
async def ptb(url: str, token: str, *, webhook: bool) -> AsyncIterator[None]:
    """A bot of python-telegram-bot, running."""
    builder = Application.builder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")
    app: Application[Any, Any, Any, Any, Any, Any] = builder.build()
    app.add_handler(CommandHandler("start", ptb_start))
    app.add_handler(CommandHandler("buy", ptb_buy))
    app.add_handler(CallbackQueryHandler(ptb_tap))
    app.add_handler(PreCheckoutQueryHandler(ptb_checkout))
    app.add_handler(MessageHandler(filters.SUCCESSFUL_PAYMENT, ptb_paid))
    app.add_handler(MessageHandler(filters.PHOTO, ptb_photo))
    app.add_handler(MessageHandler(filters.TEXT, ptb_echo))
    async with app:
        await app.start()
        assert app.updater
        if webhook:
            port = free_port()
            await app.updater.start_webhook(
                "127.0.0.1", port, "hook", webhook_url=f"http://127.0.0.1:{port}/hook", secret_token=SECRET
            )
        else:
            await app.updater.start_polling(timeout=2)
        try:
            yield
        finally:
            await app.updater.stop()
            await app.stop()


# --- aiogram ---


def aiogram_router() -> aiogram.Router:
    router = aiogram.Router()

    @router.message(CommandStart())
    async def start(message: aiogram.types.Message) -> None:
        row = [InlineKeyboardButton(text=name, callback_data=name.lower()) for name in ("One", "Two")]
        await message.answer("Hello, choose", reply_markup=InlineKeyboardMarkup(inline_keyboard=[row]))

    @router.message(Command("buy"))
    async def buy(message: aiogram.types.Message) -> None:
        prices = [LabeledPrice(label="A talk", amount=50)]
        await message.answer_invoice("A talk", "Half an hour", payload="order-1", currency="XTR", prices=prices)

    @router.callback_query()
    async def tap(query: CallbackQuery) -> None:
        await query.answer(f"you took {query.data}")
        assert isinstance(query.message, aiogram.types.Message)
        await query.message.edit_text(f"<b>{query.data}</b> it is", parse_mode="HTML")

    @router.pre_checkout_query()
    async def checkout(query: aiogram.types.PreCheckoutQuery) -> None:
        await query.answer(ok=query.invoice_payload == "order-1")

    @router.message(F.successful_payment)
    async def paid(message: aiogram.types.Message) -> None:
        assert message.successful_payment
        await message.answer(f"paid {message.successful_payment.total_amount}")

    @router.message(F.photo)
    async def photo(message: aiogram.types.Message, bot: aiogram.Bot) -> None:
        assert message.photo
        content = await bot.download(message.photo[-1])
        assert content
        data = content.read()
        await message.answer_photo(BufferedInputFile(data, "a.png"), caption=f"{len(data)} bytes")

    @router.message(F.text)
    async def echo(message: aiogram.types.Message) -> None:
        await message.answer(message.text or "", entities=message.entities)

    return router


@asynccontextmanager
async def aiogram_bot(url: str, token: str, *, webhook: bool) -> AsyncIterator[None]:
    """A bot of aiogram, running."""
    bot = aiogram.Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = aiogram.Dispatcher()
    dispatcher.include_router(aiogram_router())
    if not webhook:
        polling = asyncio.create_task(dispatcher.start_polling(bot, polling_timeout=2, handle_signals=False))
        try:
            yield
        finally:
            await dispatcher.stop_polling()
            await polling
        return
    app, port = web.Application(), free_port()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(app, path="/hook")
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=SECRET)
    try:
        yield
    finally:
        await bot.delete_webhook()
        await runner.cleanup()
        await bot.session.close()
