"""Which reaction of one side the other sees."""

import pytest

from bot.rules.reactions import DELIVERED, FREE, mirrored


@pytest.mark.parametrize(
    ("reactions", "shown"),
    [
        ((), ""),
        (("👍",), "👍"),
        (("❤️",), "❤"),
        (("👍", "🔥"), "🔥"),
        (("👍", "🧶"), "👍"),
        (("🧶",), ""),
        (("❤️‍🔥",), "❤‍🔥"),
    ],
)
def test_the_newest_that_a_bot_may_show_is_shown(reactions: tuple[str, ...], shown: str) -> None:
    assert mirrored(reactions) == shown


def test_what_a_bot_may_show_is_telegram_s_list() -> None:
    assert len(FREE) == 73
    assert not [emoji for emoji in FREE if "\ufe0f" in emoji]


def test_the_mark_of_delivery_is_one_that_a_bot_may_set() -> None:
    assert DELIVERED in FREE
