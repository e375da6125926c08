"""The Chinese catalogue and the code say the same things, neither more nor less."""

from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Message
from babel.messages.extract import extract

from bot.telegram import menus
from bot.telegram.render import kinds, sorry
from bot.telegram.render.tongue import catalogue
from models.kinds import Language
from tests.each import each

RENDER = Path(sorry.__file__).parent
CALLS: dict[str, Any] = {"t": None, "self": None, "plural": (1, 2)}
TABLES: list[Mapping[Any, str]] = [
    sorry.PLAIN,
    sorry.EXCLUSIONS,
    kinds.NOT_CARRIED,
    menus.EVERYONE,
    menus.REP,
    menus.OWNER,
]
ENTRIES = [message for message in catalogue(Language.ZH) if message.id]


def sentences() -> set[str | tuple[str, ...]]:
    """Everything that the code can say."""
    said: set[str | tuple[str, ...]] = set()
    for file in RENDER.glob("*.py"):
        with file.open("rb") as source:
            said |= {text for _, text, _, _ in extract("python", source, keywords=CALLS)}
    for table in TABLES:
        said |= set(table.values())
    return said


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def key(message: Message) -> str | tuple[str, ...]:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def test_every_sentence_is_translated_and_no_entry_is_left_over() -> None:
    written = {key(message) for message in ENTRIES}
    said = sentences()
    assert said - written == set()
    assert written - said == set()


def test_an_entry_is_finished() -> None:
    def is_finished(message: Message) -> None:
        assert not message.fuzzy
        english, chinese = forms(key(message)), forms(message.string)
        assert all(text.strip() for text in chinese)
        assert len(chinese) == 1
        assert holes(chinese[0]) == holes(english[-1])
        assert holes(english[0]) == holes(english[-1])

    each(ENTRIES, is_finished, lambda message: str(key(message)))


def test_both_languages_carry_the_same_signs() -> None:
    """The same emphasis, and the same emoji in front, so that a page looks alike in both."""

    def carry_the_same(message: Message) -> None:
        english, chinese = forms(key(message))[-1], forms(message.string)[0]
        for sign in ("<b>", "</b>", "<code>", "</code>", "/cancel", "/order", "/profile", "/pause", "/end"):
            assert (sign in english) == (sign in chinese), sign
        first = english[0]
        if ord(first) > 0x2000:
            assert chinese.startswith(first)

    each(ENTRIES, carry_the_same, lambda message: str(key(message)))
