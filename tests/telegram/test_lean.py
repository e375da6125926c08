"""aiogram comes without the validators that nobody uses; what is used is built by itself, and is aiogram's own."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
USED = """
import bot.app
from aiogram import methods, types
from aiogram.methods.base import Response

assert not types.Update.__pydantic_complete__
assert not types.Message.__pydantic_complete__

mei = {"id": 5, "is_bot": False, "first_name": "Mei"}
told = {"message_id": 2, "date": 1, "chat": {"id": 5, "type": "private"}, "from": mei}
answered = {**told, "text": "a", "entities": [{"type": "bold", "offset": 0, "length": 1}]}
update = types.Update.model_validate({"update_id": 1, "message": {**told, "reply_to_message": answered}})
assert isinstance(update.message, types.Message)
assert isinstance(update.message.reply_to_message.entities[0], types.MessageEntity)

keys = types.InlineKeyboardMarkup(inline_keyboard=[[types.InlineKeyboardButton(text="Yes", callback_data="y")]])
call = methods.SendMessage(chat_id=5, text="c", reply_markup=keys)
assert isinstance(call.reply_markup, types.InlineKeyboardMarkup)
answer = Response[methods.SendMessage.__returning__].model_validate({"ok": True, "result": told})
assert isinstance(answer.result, types.Message)
member = Response[methods.GetChatMember.__returning__].model_validate(
    {"ok": True, "result": {"user": mei, "status": "left"}}
)
assert isinstance(member.result, types.ChatMemberLeft)
"""


def test_the_bot_builds_of_aiogram_only_what_it_uses() -> None:
    done = subprocess.run(
        [sys.executable, "-c", USED], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
