"""Reactions: what a bot may set, and what a person's client can show."""

from typing import Any

from bot.sandbox.errors import BadRequest

Json = dict[str, Any]
LIST = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮
💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡
🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻
👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿
🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
FREE = set(LIST.split())


def set_by_a_bot(wanted: list[Json]) -> str:
    """The one emoji that the bot sets, "" for none. Raises BadRequest as Telegram does."""
    if len(wanted) > 1:
        raise BadRequest("REACTIONS_TOO_MANY")
    emoji = str(wanted[0].get("emoji", "")) if wanted else ""
    if wanted and (wanted[0].get("type") != "emoji" or emoji not in FREE):
        raise BadRequest("REACTION_INVALID")
    return emoji


def kinds(shown: str | None) -> list[Json]:
    """A person's reaction as the Bot API tells it; `custom:<id>` and `paid` are what no bot can set."""
    if not shown:
        return []
    if shown == "paid":
        return [{"type": "paid"}]
    kind, _, number = shown.partition(":")
    return (
        [{"type": "custom_emoji", "custom_emoji_id": number}]
        if kind == "custom"
        else [{"type": "emoji", "emoji": shown}]
    )
