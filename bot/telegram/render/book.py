"""The table from notice to words. Areas register their functions here; a test holds that none is missing."""

from collections.abc import Callable
from html import unescape
from typing import Any, TypeVar

from aiogram.filters.callback_data import CallbackData

from bot.desk.notices import Notice
from bot.telegram.render.tongue import Tongue
from bot.telegram.view import Button, View

BOOK: dict[type[Notice], Callable[[Tongue, Any], View]] = {}

Page = TypeVar("Page", bound=Callable[[Tongue, Any], View])


def renders(notice: type[Notice]) -> Callable[[Page], Page]:
    """Register the function that finds the words for this notice."""

    def register(page: Page) -> Page:
        BOOK[notice] = page
        return page

    return register


def button(label: str, data: CallbackData) -> Button:
    """A label is plain text, so what was escaped for a page is itself again."""
    return Button(unescape(label), data.pack())


def rows(buttons: list[Button], width: int) -> tuple[tuple[Button, ...], ...]:
    """The buttons in rows of at most `width`, for a phone."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))


GAP = "\n"
"""An empty line between two parts of a page."""


def lines(*parts: str) -> str:
    """The parts that say something, each on a line of its own; GAP leaves one empty line, never two."""
    text = "\n".join("" if part == GAP else part for part in parts if part)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip("\n")
