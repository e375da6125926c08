"""Two other libraries read our answers with their own types, and raise their own exceptions at our refusals."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import aiogram
import pytest
import telegram
import telegram.error
from aiogram import exceptions
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.sandbox.people import People, Person
from bot.sandbox.server import RunningSandbox
from tests.media import OGG, PNG
from tests.sandbox.conftest import BOT_ID, TOKEN
from tests.sandbox.rawbot import RawBot


@pytest.fixture
async def gram(sandbox: RunningSandbox) -> AsyncIterator[aiogram.Bot]:
    bot = aiogram.Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url)))
    yield bot
    await bot.session.close()


@pytest.fixture
async def ptb(sandbox: RunningSandbox) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(TOKEN, base_url=f"{sandbox.url}/bot", base_file_url=f"{sandbox.url}/file/bot") as bot:
        yield bot


def same_sentence(error: Exception, words: str) -> None:
    """One of the libraries writes the first letter large."""
    assert words.casefold() in str(error).casefold()


async def test_aiogram_raises_its_own_exceptions(gram: aiogram.Bot, people: People, mei: Person) -> None:
    stranger = await people.person("Stranger")
    sent = await gram.send_message(mei.id, "same")
    refusals: list[tuple[Callable[[], Awaitable[object]], type[Exception], str]] = [
        (lambda: gram.send_message(1, "x"), exceptions.TelegramBadRequest, "chat not found"),
        (lambda: gram.send_message(stranger.id, "x"), exceptions.TelegramForbiddenError, "can't initiate conversation"),
        (
            lambda: gram.edit_message_text("same", chat_id=mei.id, message_id=sent.message_id),
            exceptions.TelegramBadRequest,
            "message is not modified",
        ),
        (lambda: gram.answer_callback_query("7"), exceptions.TelegramBadRequest, "query is too old"),
        (lambda: gram.get_file("no-such-file"), exceptions.TelegramBadRequest, "wrong file_id"),
    ]
    for call, kind, words in refusals:
        with pytest.raises(kind) as caught:
            await call()
        same_sentence(caught.value, words)
    await mei.blocks()
    with pytest.raises(exceptions.TelegramForbiddenError, match="bot was blocked by the user"):
        await gram.send_message(mei.id, "x")


async def test_python_telegram_bot_raises_its_own_exceptions(ptb: telegram.Bot, people: People, mei: Person) -> None:
    stranger = await people.person("Stranger")
    sent = await ptb.send_message(mei.id, "same")
    refusals: list[tuple[Callable[[], Awaitable[object]], type[Exception], str]] = [
        (lambda: ptb.send_message(1, "x"), telegram.error.BadRequest, "chat not found"),
        (lambda: ptb.send_message(stranger.id, "x"), telegram.error.Forbidden, "can't initiate conversation"),
        (lambda: sent.edit_text("same"), telegram.error.BadRequest, "message is not modified"),
        (lambda: ptb.answer_callback_query("7"), telegram.error.BadRequest, "query is too old"),
        (lambda: ptb.get_file("no-such-file"), telegram.error.BadRequest, "wrong file_id"),
    ]
    for call, kind, words in refusals:
        with pytest.raises(kind) as caught:
            await call()
        same_sentence(caught.value, words)
    await mei.blocks()
    with pytest.raises(telegram.error.Forbidden, match="bot was blocked by the user"):
        await ptb.send_message(mei.id, "x")


async def test_both_understand_when_to_come_back(
    gram: aiogram.Bot, ptb: telegram.Bot, people: People, mei: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the library's own way to the kind of its next version
    await people.fault("429", "sendMessage", times=2, retry_after=7)
    with pytest.raises(exceptions.TelegramRetryAfter) as flooded:
        await gram.send_message(mei.id, "x")
    assert flooded.value.retry_after == 7
    with pytest.raises(telegram.error.RetryAfter) as flooded_too:
        await ptb.send_message(mei.id, "x")
    assert flooded_too.value.retry_after == timedelta(seconds=7)


async def test_both_understand_servers_in_trouble(
    gram: aiogram.Bot, ptb: telegram.Bot, people: People, mei: Person
) -> None:
    await people.fault("500", "getMe", times=1)
    with pytest.raises(exceptions.TelegramServerError):
        await gram.get_me()
    await people.fault("502", "getMe", times=1)
    with pytest.raises(telegram.error.NetworkError):
        await ptb.get_me()
    await people.fault("reset_before", "getMe", times=2)
    with pytest.raises(exceptions.TelegramNetworkError):
        await gram.get_me()
    with pytest.raises(telegram.error.NetworkError):
        await ptb.get_me()
    assert (await gram.get_me()).id == (await ptb.get_me()).id == BOT_ID


async def test_aiogram_reads_every_answer(gram: aiogram.Bot, people: People, raw: RawBot, mei: Person) -> None:
    boss = await people.person("Boss")
    group = await people.group("Team", [mei], creator=boss, is_forum=True)
    assert (await gram.me()).can_join_groups
    assert (await gram.get_chat(mei.id)).username == "mei_zh"
    assert (await gram.get_chat(group)).is_forum
    assert {m.user.id for m in await gram.get_chat_administrators(group)} == {boss.id, BOT_ID}
    assert (await gram.get_chat_member(group, mei.id)).status == "member"
    topic = await gram.create_forum_topic(group, "Meadow")
    inside = await gram.send_message(group, "hello", message_thread_id=topic.message_thread_id)
    assert inside.is_topic_message
    voice = aiogram.types.BufferedInputFile(OGG, "a.oga")
    said = await gram.send_voice(mei.id, voice, caption="listen", duration=4)
    assert said.voice
    assert (said.voice.duration, said.caption) == (4, "listen")
    copied = await gram.copy_message(group, mei.id, said.message_id, message_thread_id=topic.message_thread_id)
    assert await gram.pin_chat_message(group, copied.message_id)
    place = await gram.send_location(mei.id, 31.25, -0.00001)
    assert place.location
    assert (place.location.latitude, place.location.longitude) == (31.25, -0.00001)
    asked = await gram.send_poll(mei.id, "Tea?", [aiogram.types.InputPollOption(text=text) for text in ("yes", "no")])
    assert asked.poll
    assert [option.text for option in asked.poll.options] == ["yes", "no"]
    picture = aiogram.types.InputMediaPhoto(media=aiogram.types.BufferedInputFile(PNG, "p.png"), caption="new")
    first = await gram.send_photo(mei.id, aiogram.types.BufferedInputFile(PNG, "p.png"), has_spoiler=True)
    changed = await gram.edit_message_media(picture, chat_id=mei.id, message_id=first.message_id)
    assert isinstance(changed, aiogram.types.Message)
    assert changed.caption == "new"
    assert (await gram.get_webhook_info()).url == ""
    assert await gram.delete_messages(mei.id, [said.message_id, first.message_id])


async def test_python_telegram_bot_reads_every_answer(
    ptb: telegram.Bot, people: People, raw: RawBot, mei: Person
) -> None:
    boss = await people.person("Boss")
    group = await people.group("Team", [mei], creator=boss, is_forum=True)
    assert (await ptb.get_me()).can_join_groups
    assert (await ptb.get_chat(mei.id)).username == "mei_zh"
    assert {m.user.id for m in await ptb.get_chat_administrators(group)} == {boss.id, BOT_ID}
    assert (await ptb.get_chat_member(group, mei.id)).status == "member"
    topic = await ptb.create_forum_topic(group, "Meadow")
    inside = await ptb.send_message(group, "hello", message_thread_id=topic.message_thread_id)
    assert inside.is_topic_message
    said = await ptb.send_voice(mei.id, OGG, caption="listen", duration=4)
    assert said.voice
    assert bytes(await (await said.voice.get_file()).download_as_bytearray()) == OGG
    copied = await said.copy(group, message_thread_id=topic.message_thread_id)
    assert await ptb.pin_chat_message(group, copied.message_id)
    place = await ptb.send_location(mei.id, 31.25, -0.00001)
    assert place.location
    assert (place.location.latitude, place.location.longitude) == (31.25, -0.00001)
    asked = await ptb.send_poll(mei.id, "Tea?", ["yes", "no"])
    assert asked.poll
    assert [option.text for option in asked.poll.options] == ["yes", "no"]
    first = await ptb.send_photo(mei.id, PNG)
    changed = await first.edit_media(telegram.InputMediaPhoto(PNG, caption="new"))
    assert isinstance(changed, telegram.Message)
    assert changed.caption == "new"
    assert (await ptb.get_webhook_info()).url == ""
    assert await ptb.delete_messages(mei.id, [said.message_id, first.message_id])
