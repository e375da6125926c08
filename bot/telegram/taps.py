"""Taps on Accept in raw updates, and what answers a tap in passing."""

from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from bot.desk.burst import Tapped
from bot.desk.notices import Notice
from bot.telegram.callbacks import AcceptTap
from bot.telegram.render import render
from bot.telegram.view import View
from models.kinds import Language

TOAST_LIMIT = 200
ACCEPT = f"{AcceptTap.__prefix__}:"


def tap_in(update: dict[str, Any]) -> tuple[str, Tapped] | None:
    """The id to answer by, and the tap on Accept; None for everything else, and for what is malformed."""
    query = update.get("callback_query")
    if not isinstance(query, dict) or not str(query.get("data", "")).startswith(ACCEPT):
        return None
    try:
        who, tapped = query["from"], AcceptTap.unpack(query["data"])
        plain = type(query["id"]) is str and type(who["id"]) is int and not who["is_bot"] and query["message"]["chat"]
    except (KeyError, TypeError, ValueError):
        return None  # it fails by itself, and is parked by itself
    return (query["id"], Tapped(who["id"], tapped.code, tapped.epoch)) if plain else None


def answer(query_id: str, toast: View | None) -> tuple[str, dict[str, object]]:
    """The lane and the parameters of answerCallbackQuery: a few words in passing, or that the tap was heard."""
    payload: dict[str, object] = {"callback_query_id": query_id}
    text = unescape(toast.text) if toast is not None else ""
    if text and toast is not None:
        payload |= {"text": text[:TOAST_LIMIT], "show_alert": bool(toast.alert)}
    return f"cb{query_id}"[:32], payload


class Toasts:
    """The same words for the same notice, found once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone, self.known = zone, dict[tuple[str, Language], View]()

    def __getitem__(self, told: tuple[Notice, Language]) -> View:
        """Raises ValueError for a notice that is no toast."""
        notice, language = told
        if not notice.toast:
            raise ValueError(f"{type(notice).__name__} does not answer in passing")
        key = (repr(notice), language)
        if key not in self.known:
            self.known[key] = render(notice, language, zone=self.zone)
        return self.known[key]
