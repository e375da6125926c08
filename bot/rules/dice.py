"""What fell, in signs that both sides read alike."""

REELS = ("BAR", "🍇", "🍋", "7️⃣")
"""The slot machine's symbols, in the order in which its value counts them, the left reel first."""

HITS = {"🏀": 4, "⚽": 3}
"""From which value on it went in; these show no number."""
OF_SIX = frozenset({"🎯", "🎳"})


def fallen(emoji: str, value: int) -> str:
    """The emoji and what came of it: `🎲 4`, `🎯 6/6`, `🏀 ✅`, `🎰 BAR 🍇 🍋`.

    An emoji not known here shows its value.
    """
    if emoji == "🎰" and 1 <= value <= len(REELS) ** 3:
        return "🎰 " + " ".join(REELS[(value - 1) // len(REELS) ** reel % len(REELS)] for reel in range(3))
    known = emoji.removesuffix("\ufe0f")
    if known in HITS:
        return f"{emoji} {'✅' if value >= HITS[known] else '❌'}"
    return f"{emoji} {value}/6" if known in OF_SIX else f"{emoji} {value}"
