"""A notice in words: what render makes and the outbox stores."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Button:
    label: str
    data: str = ""  # callback data, at most 64 bytes
    url: str = ""


@dataclass(frozen=True)
class View:
    """Telegram HTML with its inline keyboard; as a toast, plain text of at most 200 characters."""

    text: str
    keyboard: tuple[tuple[Button, ...], ...] = ()
    alert: bool = False
    silent: bool = False
    picture: dict[str, Any] | None = None  # drawn when it is sent, with the text below it; see telegram/strip.py
