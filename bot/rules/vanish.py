"""A talk that is to be gone from both phones: in which portions, and what came of it on one phone."""

from collections.abc import Iterable
from dataclasses import dataclass

AT_ONCE = 100
"""So many messages go with one call: Bot API, deleteMessages."""


@dataclass(frozen=True)
class Tally:
    """How many messages of one phone went, and how many stay there, by reason."""

    gone: int = 0
    old: int = 0  # past the 48 hours in which a bot may delete
    refused: int = 0  # Telegram would not
    unreachable: int = 0  # whose phone it is blocked the bot

    @property
    def left(self) -> int:
        return self.old + self.refused + self.unreachable


def portions(message_ids: Iterable[int]) -> list[tuple[int, ...]]:
    """Each message once, the oldest first, at most AT_ONCE together. Ids of one chat rise with time."""
    ordered = sorted(set(message_ids))
    return [tuple(ordered[i : i + AT_ONCE]) for i in range(0, len(ordered), AT_ONCE)]
