"""Which reaction one side sees of the other's."""

from collections.abc import Sequence

LIST = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮
💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡
🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻
👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿
🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
FREE = frozenset(LIST.split())
"""What a bot may react with: Bot API, ReactionTypeEmoji."""

DELIVERED = "👌"
"""What a shop that wants it so shows a sender: the message has arrived."""

VARIATION = "\ufe0f"
"""Says "as a picture" after a sign; Telegram's list does without."""


def mirrored(reactions: Sequence[str]) -> str:
    """The newest that a bot may show; "" where there is none, which takes away what was shown before.

    Custom and paid reactions are not: nobody can say what they mean, and a wrong feeling is worse than none.
    """
    plain = (reaction.replace(VARIATION, "") for reaction in reversed(reactions))
    return next((reaction for reaction in plain if reaction in FREE), "")
