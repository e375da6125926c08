"""The house's rules, held by reading the source: who may import whom, who commits, who reads a clock, and sizes."""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("bot", "models", "routing", "migrations")
STDLIB = frozenset(sys.stdlib_module_names)
IMPURE = frozenset(
    {"asyncio", "os", "pathlib", "socket", "subprocess", "threading", "time", "io", "sqlite3", "tempfile"}
)

Check = Callable[[ast.AST], Iterator[str]]


@dataclass(frozen=True)
class Rule:
    """What holds for the files of these patterns, but for the exceptions; `bad` is a sample that breaks it."""

    name: str
    files: tuple[str, ...]
    check: Check
    bad: str
    good: str
    exceptions: frozenset[str] = frozenset()

    def binds(self, path: str) -> bool:
        return path not in self.exceptions and any(fnmatch(path, pattern) for pattern in self.files)


def imported(tree: ast.AST) -> Iterator[str]:
    """Dotted names of everything imported, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ("." * node.level + f"{node.module or ''}.{alias.name}" for alias in node.names)


def within(name: str, rooms: frozenset[str]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def imports_only(*rooms: str, pure: bool = False) -> Check:
    """The standard library (a pure file: what neither waits nor touches the world), and these."""
    allowed = frozenset(rooms) | (STDLIB - IMPURE if pure else STDLIB)
    return lambda tree: (f"imports {name}" for name in imported(tree) if not within(name, allowed))


def imports_never(*rooms: str) -> Check:
    return lambda tree: (f"imports {name}" for name in imported(tree) if within(name, frozenset(rooms)))


def calls_no_method(*names: str) -> Check:
    def check(tree: ast.AST) -> Iterator[str]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
                yield f"line {node.lineno} calls .{node.func.attr}()"

    return check


def reads_no_clock(tree: ast.AST) -> Iterator[str]:
    yield from imports_never("time")(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            called = f"{node.value.id}.{node.attr}"
            if called in {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}:
                yield f"line {node.lineno} reads {called}"


def draws_no_lots(tree: ast.AST) -> Iterator[str]:
    for name in imported(tree):
        if within(name, frozenset({"random", "secrets", "uuid"})) and name != "random.Random":
            yield f"imports {name}"


EVERYWHERE = tuple(f"{room}/*" for room in OURS)
SIMULATION = tuple(str(path.relative_to(ROOT)) for path in (ROOT / "routing/simulation").glob("*.py"))
STAND_IN = tuple(str(path.relative_to(ROOT)) for path in (ROOT / "bot/sandbox").glob("*.py"))

RULES = (
    Rule(
        "models know SQLAlchemy and each other",
        ("models/*",),
        imports_only("models", "sqlalchemy", "aiosqlite"),
        bad="from routing.engine import Policy",
        good="from models.base import Base\nfrom sqlalchemy import select\nimport asyncio",
    ),
    Rule(
        "the router is pure",
        ("routing/*",),
        imports_only("routing", "models.kinds", "numpy", "scipy", pure=True),
        bad="from models import order",
        good="from models.kinds import Language\nfrom routing.score import Weights\nimport json\nimport numpy",
        exceptions=frozenset({"routing/simulation/pictures.py"}),  # draws, and writes what it drew
    ),
    Rule(
        "deciding needs no simulation",
        ("routing/*",),
        imports_never("routing.simulation", "matplotlib"),
        bad="from routing.simulation.world import World",
        good="from routing.engine import Policy",
        exceptions=frozenset(SIMULATION),
    ),
    Rule(
        "the trade's rules are pure",
        ("bot/rules/*",),
        imports_only("bot.rules", "models.kinds", "phonenumbers", pure=True),
        bad="import asyncio",
        good="from models import kinds\nfrom bot.rules import meter\nfrom datetime import timedelta",
    ),
    Rule(
        "the desk looks down alone",
        ("bot/desk/*",),
        imports_only("bot.desk", "bot.rules", "bot.guard.words", "models", "routing", "sqlalchemy", pure=True),
        bad="from bot.telegram.view import View",
        good="from models import order\nfrom bot.rules import tariff\nfrom routing.decision import decide",
    ),
    Rule(
        "the edge meets the trade at the desk's door",
        ("bot/telegram/*",),
        imports_never("routing", "bot.app", "bot.config", "bot.sandbox", "bot.demo", "bot.seed", "migrations"),
        bad="from routing.decision import decide",
        good="from bot.desk import door",
    ),
    Rule(
        "handlers and words know no tables",
        ("bot/telegram/handlers/*", "bot/telegram/render/*", "bot/telegram/routes.py", "bot/telegram/callbacks.py"),
        imports_only("aiogram", "babel", "bot.desk", "bot.rules", "bot.telegram", "models.kinds", pure=True),
        bad="def handle() -> None:\n    from sqlalchemy import select",
        good="from aiogram.types import Message\nfrom models.kinds import Language\nfrom bot.desk import commands",
        exceptions=frozenset({"bot/telegram/render/tongue.py"}),  # reads the catalogues, once, from their files
    ),
    Rule(
        "only the edge and the composition root know aiogram",
        EVERYWHERE,
        imports_never("aiogram"),
        bad="import aiogram.types",
        good="import aiohttp",
        exceptions=frozenset(
            {"bot/app.py", *(str(path.relative_to(ROOT)) for path in (ROOT / "bot/telegram").rglob("*.py"))}
        ),
    ),
    Rule(
        "the stand-in is an independent witness",
        ("bot/sandbox/*",),
        imports_only("bot.sandbox", "aiohttp"),
        bad="from bot.clock import Clock",
        good="from aiohttp import web\nfrom bot.sandbox.world import World\nimport asyncio",
    ),
    Rule(
        "strangers' files meet the libraries that clean them and nothing of the shop",
        ("bot/files/*",),
        imports_only("bot.files", "PIL", "pikepdf", "lxml"),
        bad="from bot.desk import commands",
        good="from bot.files.kinds import Kind\nfrom PIL import Image\nimport asyncio",
        exceptions=frozenset({"bot/files/download.py"}),
    ),
    Rule(
        "a download knows HTTP beside the words of files",
        ("bot/files/download.py",),
        imports_only("bot.files.kinds", "aiohttp"),
        bad="from bot.files.clean import clean",
        good="import aiohttp\nfrom bot.files.kinds import Limits",
    ),
    Rule(
        "migrations know the tables alone",
        ("migrations/*",),
        imports_only("migrations", "models", "alembic", "sqlalchemy"),
        bad="from bot.config import load",
        good="from alembic import op\nimport models",
    ),
    Rule(
        "nobody but the edge opens or ends a transaction",
        EVERYWHERE,
        calls_no_method("begin", "commit", "rollback"),
        bad="async def use(session):\n    await session.commit()",
        good="async def use(session):\n    async with session.begin_nested():\n        await session.flush()",
        exceptions=frozenset(
            {
                "models/engine.py",  # what a transaction is
                "models/lead.py",  # and one of whoever leads
                "migrations/env.py",
                "bot/telegram/inbox.py",  # an update is kept
                "bot/telegram/lanes.py",
                "bot/telegram/unit.py",  # an update is handled
                "bot/telegram/ticker.py",  # a timer is fired
                "bot/telegram/heart.py",  # a beat
                "bot/telegram/courier.py",  # a delivery is written down
                "bot/app.py",
                "bot/watch.py",  # figures are read at one moment
                "bot/steady.py",  # what the clock goes by
                "bot/commands.py",  # `seed`
                "bot/books/commands.py",  # the bank's word on payouts
                "bot/vouchers.py",  # codes are made, or called back
                "bot/backup.py",  # a backup is read, all of it or nothing
                "bot/demo.py",
            }
        ),
    ),
    Rule(
        "time is handed in",
        EVERYWHERE,
        reads_no_clock,
        bad="from datetime import UTC, datetime\nlate = datetime.now(UTC)",
        good="from datetime import datetime\ndef late(now: datetime) -> bool:\n    return now.hour > 22",
        exceptions=frozenset({"bot/clock.py", "bot/commands.py", "bot/check.py", *STAND_IN}),
    ),
    Rule(
        "chance is handed in",
        EVERYWHERE,
        draws_no_lots,
        bad="import random\nfirst = random.choice([1, 2])",
        good="from random import Random\ndef draw(rng: Random) -> float:\n    return rng.random()",
        exceptions=frozenset(
            {
                "bot/app.py",  # where the real one is made
                "bot/rules/codes.py",  # voucher codes and invitations must not be guessed
                "bot/secret.py",
                *STAND_IN,
            }
        ),
    ),
    Rule(
        "imports are written out",
        EVERYWHERE,
        lambda tree: (f"imports {name}" for name in imported(tree) if name.startswith(".")),
        bad="from . import order",
        good="from models import order",
    ),
)

LONG_FILES = {
    "bot/desk/commands.py": "every command of the desk, one short class each",
    "bot/desk/notices.py": "every notice of the desk, one short class each",
    "bot/sandbox/deeds.py": "every verb of a person on the stand-in",
}
LONG_FUNCTIONS = {
    "bot/__main__.py": {"simulate"},  # the options of one command
    "bot/sandbox/entities.py": {"from_markdown"},  # one parser's loop
    "bot/telegram/routes.py": {"add_buttons", "add_commands"},  # the tables of buttons and of commands
}


def sources() -> list[Path]:
    return sorted(path for room in OURS for path in (ROOT / room).rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_holds(rule: Rule) -> None:
    bound = [path for path in sources() if rule.binds(named(path))]
    assert bound, "a rule that binds no file says nothing"
    faults = [f"{named(path)} {fault}" for path in bound for fault in rule.check(parsed(path))]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_finds_what_breaks_it_and_lets_the_rest_be(rule: Rule) -> None:
    assert list(rule.check(ast.parse(rule.bad)))
    assert not list(rule.check(ast.parse(rule.good)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_exception_outlives_its_file(rule: Rule) -> None:
    assert not [path for path in rule.exceptions if not (ROOT / path).is_file()]


def parsed(path: Path) -> ast.AST:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Name and lines of every function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield node.name, node.end_lineno - node.lineno + 1


def test_a_file_has_at_most_300_lines_or_a_reason() -> None:
    written_by_hand = [path for path in sources() if path.parent.name != "versions"]
    long = {named(path) for path in written_by_hand if len(path.read_text(encoding="utf-8").splitlines()) > 300}
    assert long == set(LONG_FILES)


def test_a_function_has_at_most_30_lines_or_a_reason() -> None:
    long: dict[str, set[str]] = {}
    for path in sources():
        if path.parent.name != "versions":
            for name, lines in functions(parsed(path)):
                if lines > 30:
                    long.setdefault(named(path), set()).add(name)
    assert long == LONG_FUNCTIONS


def test_a_handler_has_at_most_12_lines() -> None:
    handlers = (ROOT / "bot/telegram/handlers").glob("*.py")
    assert not [(path.name, name) for path in handlers for name, lines in functions(parsed(path)) if lines > 12]
