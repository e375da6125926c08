"""Commands however people type them: in any case, full-width, with the bot's name behind."""

import unicodedata
from typing import Any

from aiogram import Bot
from aiogram.filters import Command
from aiogram.types import Message


class Word(Command):
    """The filter for one command. A caption is no command: a picture with words under it goes to the other side."""

    def __init__(self, name: str, **options: Any) -> None:
        # In a private chat nobody but this bot can be meant, so its name is not asked for.
        super().__init__(name, ignore_case=True, ignore_mention=True, **options)

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        if message.text is None:
            return False
        plain = unicodedata.normalize("NFKC", message.text)
        return await super().__call__(message.model_copy(update={"text": plain}), bot)


def looks_like_command(message: Message) -> bool:
    """Whether the text starts as a command does; a lone slash or a face such as `/:)` is talk."""
    plain = unicodedata.normalize("NFKC", message.text or "")
    return len(plain) > 1 and plain[0] == "/" and plain[1].isalpha()
