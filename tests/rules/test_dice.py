"""What a dice that fell is called in words."""

import pytest

from bot.rules.dice import fallen


@pytest.mark.parametrize(
    ("emoji", "value", "shown"),
    [
        ("🎲", 5, "🎲 5"),
        ("🎯", 6, "🎯 6/6"),
        ("🎳", 1, "🎳 1/6"),
        ("🏀", 3, "🏀 ❌"),
        ("🏀", 4, "🏀 ✅"),
        ("⚽", 2, "⚽ ❌"),
        ("⚽️", 3, "⚽️ ✅"),
        ("🎰", 1, "🎰 BAR BAR BAR"),
        ("🎰", 2, "🎰 🍇 BAR BAR"),
        ("🎰", 22, "🎰 🍇 🍇 🍇"),
        ("🎰", 43, "🎰 🍋 🍋 🍋"),
        ("🎰", 64, "🎰 7️⃣ 7️⃣ 7️⃣"),
        ("🎰", 65, "🎰 65"),
        ("🪙", 2, "🪙 2"),
    ],
)
def test_both_sides_read_the_same_luck(emoji: str, value: int, shown: str) -> None:
    assert fallen(emoji, value) == shown
