"""Telegram's limits as numbers, apart from their buckets so that the configuration can name them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    on: bool = True
    overall_per_second: float = 30.0
    chat_per_second: float = 1.0
    chat_burst: int = 4
    group_per_minute: float = 20.0
