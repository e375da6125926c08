"""A changed configuration while the shop runs: all of it is checked first; then only the shop's own rules are swapped.

By SIGHUP, or by the owner's /reload. Of several processes the one that was told rings for the others; each reads it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import structlog

from bot.config import Config
from bot.config_faults import ConfigFault
from bot.desk.commands import ConfigRead
from bot.desk.notices import ConfigRefused, ConfigTaken, Notice
from bot.telegram.unit import Units

log = structlog.get_logger(__name__)

SWAPPED = ("shop", "talk", "settlement", "pay", "relay", "routing")
"""Sections that a running shop takes over; none of them holds a secret."""

FIXED = frozenset({"shop.currency", "shop.contact_guard"})
"""Keys of theirs that other parts have read at the start."""


RING = "reload"
"""What the others hear; no lane is called so."""


class Reloading:
    """What is in force, and how it is read anew. `ring` tells the other processes."""

    def __init__(self, config: Config, units: Units, source: Callable[[], Config]) -> None:
        self.config, self.units, self.source = config, units, source
        self.telling: set[asyncio.Task[None]] = set()
        self.ring: Callable[[], None] = lambda: None

    def __call__(self) -> Notice:
        """Take it here, and have the others take it."""
        notice = self.read()
        if isinstance(notice, ConfigTaken):
            self.ring()
        return notice

    def read(self) -> Notice:
        """Read, check and take it. With a fault anywhere in it, the last good configuration stays in force."""
        try:
            told = self.source()
        except ConfigFault as fault:
            log.warning("config_refused")
            return ConfigRefused(tuple(str(fault).splitlines()))
        before, after = flat(self.config.model_dump()), flat(told.model_dump())
        changed = sorted(key for key in before | after if before.get(key) != after.get(key))
        taken = [key for key in changed if key.split(".")[0] in SWAPPED and key not in FIXED]
        self.config = merged(self.config, told)
        rules, met = self.config.rules(), self.units.rules
        self.units.rules = replace(rules, secret=met.secret, bot_username=met.bot_username, topics=met.topics)
        log.info("config_taken", keys=taken)
        changes = tuple((key, said(before.get(key)), said(after.get(key))) for key in taken)
        return ConfigTaken(changes, tuple(key for key in changed if key not in taken))

    def on_signal(self) -> None:
        task = asyncio.get_running_loop().create_task(self.units.by_itself(ConfigRead(self())), name="reload")
        self.telling.add(task)
        task.add_done_callback(self._told)

    def _told(self, task: asyncio.Task[None]) -> None:
        self.telling.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("reload_untold", error=type(task.exception()).__name__)


def merged(old: Config, new: Config) -> Config:
    """The old one with the new one's sections that may be swapped, but for the fixed keys."""
    update: dict[str, Any] = {}
    for section in SWAPPED:
        fixed = {key.partition(".")[2] for key in FIXED if key.startswith(f"{section}.")}
        stays = {name: getattr(getattr(old, section), name) for name in fixed}
        update[section] = getattr(new, section).model_copy(update=stays)
    return old.model_copy(update=update)


def flat(told: dict[str, Any], under: str = "") -> dict[str, Any]:
    """Every key by its whole name."""
    found: dict[str, Any] = {}
    for name, value in told.items():
        key = f"{under}.{name}".lstrip(".")
        found |= flat(value, key) if isinstance(value, dict) and value else {key: value}
    return found


def said(value: object) -> str:
    return "–" if value is None else str(value)
