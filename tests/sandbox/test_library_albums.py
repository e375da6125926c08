"""Albums of two other libraries, both ways, by long poll and by webhook: the library is left as it is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import aiogram
import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from telegram import InputMediaPhoto, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.sandbox.people import People, Person
from bot.sandbox.server import RunningSandbox
from tests.media import PDF, png
from tests.sandbox.bots import SECRET, free_port
from tests.sandbox.conftest import TOKEN
from tests.sandbox.rawbot import RawBot

Album = Callable[..., AbstractAsyncContextManager[list[tuple[str, bytes]]]]
PICTURES = [png(3, 3), png(4, 4), png(5, 5)]


@asynccontextmanager
async def ptb_album(url: str, *, webhook: bool) -> AsyncIterator[list[tuple[str, bytes]]]:
    """python-telegram-bot: keeps what comes as (album, bytes); answers words with an album, a document with a copy."""
    kept: list[tuple[str, bytes]] = []

    async def picture(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        content = await (await update.message.photo[-1].get_file()).download_as_bytearray()
        kept.append((update.message.media_group_id or "", bytes(content)))

    async def words(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        album = [InputMediaPhoto(data, caption=f"<i>{i}</i>", parse_mode="HTML") for i, data in enumerate(PICTURES)]
        sent = await update.message.reply_media_group(album)
        await update.message.reply_text(f"an album of {len(sent)}")

    async def document(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        assert update.message.document
        await update.message.reply_document(update.message.document.file_id, caption=update.message.document.file_name)

    builder = Application.builder().token(TOKEN).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")
    app: Application[Any, Any, Any, Any, Any, Any] = builder.build()
    app.add_handler(MessageHandler(filters.PHOTO, picture))
    app.add_handler(MessageHandler(filters.Document.ALL, document))
    app.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, words))
    async with app:
        await app.start()
        assert app.updater
        if webhook:
            port = free_port()
            address = f"http://127.0.0.1:{port}/hook"
            await app.updater.start_webhook("127.0.0.1", port, "hook", webhook_url=address, secret_token=SECRET)
        else:
            await app.updater.start_polling()
        try:
            yield kept
        finally:
            await app.updater.stop()
            await app.stop()


def aiogram_dispatcher(kept: list[tuple[str, bytes]]) -> aiogram.Dispatcher:
    dispatcher = aiogram.Dispatcher()

    @dispatcher.message(aiogram.F.photo)
    async def picture(message: aiogram.types.Message, bot: aiogram.Bot) -> None:
        assert message.photo
        content = await bot.download(message.photo[-1])
        assert content
        kept.append((message.media_group_id or "", content.read()))

    @dispatcher.message(aiogram.F.document)
    async def document(message: aiogram.types.Message) -> None:
        assert message.document
        await message.answer_document(message.document.file_id, caption=message.document.file_name)

    @dispatcher.message(aiogram.F.text, ~aiogram.F.text.startswith("/"))
    async def words(message: aiogram.types.Message) -> None:
        files = [BufferedInputFile(data, f"{i}.png") for i, data in enumerate(PICTURES)]
        album = [
            aiogram.types.InputMediaPhoto(media=file, caption=f"<i>{i}</i>", parse_mode="HTML")
            for i, file in enumerate(files)
        ]
        sent = await message.answer_media_group([*album])
        await message.answer(f"an album of {len(sent)}")

    return dispatcher


@asynccontextmanager
async def aiogram_album(url: str, *, webhook: bool) -> AsyncIterator[list[tuple[str, bytes]]]:
    """The same bot with aiogram."""
    kept: list[tuple[str, bytes]] = []
    bot = aiogram.Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = aiogram_dispatcher(kept)
    if not webhook:
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
        try:
            yield kept
        finally:
            await dispatcher.stop_polling()
            await polling
        return
    app, port = web.Application(), free_port()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET, handle_in_background=False).register(app, path="/hook")
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=SECRET)
    try:
        yield kept
    finally:
        await bot.delete_webhook()
        await runner.cleanup()
        await bot.session.close()


@pytest.mark.parametrize("webhook", [False, True], ids=["poll", "webhook"])
@pytest.mark.parametrize("library", [ptb_album, aiogram_album], ids=["python-telegram-bot", "aiogram"])
async def test_albums_and_documents_pass_through_a_library(
    sandbox: RunningSandbox, people: People, raw: RawBot, library: Album, webhook: bool
) -> None:
    mei = await people.person("Mei")
    await mei.starts()
    async with library(sandbox.url, webhook=webhook) as kept:
        # Given an album of hers, when it arrives, then it is three messages of one group with the same bytes
        for data in PICTURES:
            await mei.sends("photo", data, group="holiday")
        # And when she writes, then an album of three comes, each with its own caption and bytes
        await mei.says("now you")
        await mei.sees("an album of 3")
        assert sorted(kept) == sorted(("holiday", data) for data in PICTURES)
        await an_album_came(mei, raw)
        # And a document goes back by its file id alone, with its own name
        await mei.sends("document", PDF, filename="my diary.pdf", mime="application/pdf")
        back = await mei.sees("my diary.pdf")
        assert back["document"]["mime_type"] == "application/pdf"
        assert await raw.downloads(back["document"]["file_id"]) == PDF


async def an_album_came(mei: Person, raw: RawBot) -> None:
    album = [m for m in await mei.messages() if not m["out"] and "photo" in m]
    assert len({m["media_group_id"] for m in album}) == 1
    assert [m["caption"] for m in album] == ["0", "1", "2"]
    assert all(m["caption_entities"] == [{"type": "italic", "offset": 0, "length": 1}] for m in album)
    assert [await raw.downloads(m["photo"][-1]["file_id"]) for m in album] == PICTURES
