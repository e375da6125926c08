"""The guard's words, read from plain tables, checked, and made into patterns."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from re import Pattern
from typing import Any

from bot.rules.errors import RuleError
from bot.rules.guard.fold import fold

Table = Mapping[str, Any]

WORDS = {
    "grammar": (
        "add", "add_odd", "trade", "filler", "ask", "there", "talk", "have", "whether", "question", "meet", "go",
        "together", "link", "explicit", "search", "not_names", "cue", "reach", "after", "polite",
        "negation", "not_negation", "third",
    ),
    "phrases": ("invite", "compounds", "labels", "units", "known"),
    "addresses": ("at", "dot", "slash", "providers", "endings", "wordy", "hosts", "plain", "schemes"),
    "digits": ("between",),
    "signs": (
        "address", "again", "any", "before", "befriend", "business", "call", "calmly", "chat", "colon", "come",
        "detail", "dial", "elsewhere", "find", "give", "go", "got", "hand", "has", "having", "hidden", "house",
        "how", "in", "inperson", "inside", "joined", "kind", "later", "live", "look", "made", "meet", "missed",
        "my", "number", "other", "own", "piece", "place", "post", "request", "said", "thing", "together",
        "told", "too", "want", "what", "which", "wrong", "your",
        "pass", "bare", "group", "direct", "quoted", "platform", "seek", "cta", "when", "save", "recommend",
        "admit", "safe", "isme", "spot", "day", "home", "bring", "faster", "dating", "swipe",
    ),
    "broad": ("noun", "reach", "you", "not_you", "calls", "talk", "everyday"),
    "words": ("common",),
}  # fmt: skip
NUMBERS = ("plain", "weak", "spelled", "times")
LEET = {"a": "a@4", "e": "e3€", "i": "i1!", "l": "l1|", "o": "o0", "s": "s$5"}  # signs for letters
STRENGTHS = ("sure", "loose")
GROUPS = {"phone": "p", "email": "e"}  # what is asked of the name behind it; of all others "m"


class BadList(RuleError):  # noqa: N818 (named by what happened, as the trade says it)
    """A list of the guard that cannot be used; the text says which, and what is expected there."""


@dataclass(frozen=True)
class Lists:
    """All languages' words together, since people mix them; `Lists.of` makes it.

    Holds words as sets for what is looked up and as alternations (pattern texts) for what is searched.
    """

    characters: Mapping[str, str]
    digits: Mapping[str, Mapping[str, int]]
    words: Mapping[str, frozenset[str]]
    mention: Pattern[str]
    sure: str

    @classmethod
    def of(cls, tables: Mapping[str, Table]) -> "Lists":
        """From one table per language, named in complaints by its key. Raises BadList."""
        for name, table in tables.items():
            check(name, table)
        characters = merge(table.get("characters", {}) for table in tables.values())
        words: dict[str, frozenset[str]] = {
            f"{section}.{key}": folded((table.get(section, {}).get(key, ()) for table in tables.values()), characters)
            for section, keys in WORDS.items()
            for key in keys
        }
        digits = {key: merge(t.get("digits", {}).get(key, {}) for t in tables.values()) for key in NUMBERS}
        return cls(characters, digits, words, *mention_patterns(list(tables.values()), characters))

    def any_of(self, *keys: str) -> str:
        """A pattern for one word of these lists, the longest first; matches nothing if they are empty."""
        return alternation(word for key in keys for word in self.words[key])


def check(name: str, table: Table) -> None:
    """Raises BadList for what is no list of ours, or holds what it should not."""
    known = {*WORDS, "messengers", "characters", "digits"}
    for section, content in table.items():
        if section not in known or not isinstance(content, Mapping):
            raise BadList(f"{name}: [{section}] is no table of the guard's; expected one of {', '.join(sorted(known))}")
        for key, value in content.items():
            fault = fault_in(section, key, value)
            if fault:
                raise BadList(f"{name}: {section}.{key}: {fault}")


def fault_in(section: str, key: str, value: object) -> str:
    """What is wrong with one entry, in a sentence; empty if nothing."""
    if section == "messengers":
        well = isinstance(value, Mapping) and value.keys() <= set(STRENGTHS) and all(map(is_words, value.values()))
        return "" if well else "expected two lists of words, sure and loose"
    if section == "characters":
        return "" if isinstance(value, str) and value else "expected a character in quotes"
    if section == "digits" and key in NUMBERS:
        well = isinstance(value, Mapping) and all(type(n) is int and 0 <= n <= 9 and w for w, n in value.items())
        return "" if well else "expected words with a digit each, 0 to 9"
    if key not in WORDS[section]:
        return (
            f"no such list; expected one of {', '.join((*WORDS[section], *(NUMBERS if section == 'digits' else ())))}"
        )
    if section == "words":
        return "" if isinstance(value, str) else "expected one text of words with spaces between them"
    return "" if is_words(value) else 'expected words in quotes with commas between them: ["one", "two"]'


def is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value)


def merge(tables: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {key: value for table in tables for key, value in table.items()}


def folded(found: Iterable[Any], characters: Mapping[str, str]) -> frozenset[str]:
    words = (word for value in found for word in (value.split() if isinstance(value, str) else value))
    return frozenset(fold(word, characters).text.strip() for word in words)


def alternation(words: Iterable[str]) -> str:
    longest = sorted(set(words), key=lambda word: (-len(word), word))
    return f"{firsts(longest)}(?:{'|'.join(map(bounded, longest))})" if longest else "(?!)"


def firsts(words: Iterable[str]) -> str:
    """A look ahead at the first character, which spares most places of a text the whole list."""
    return f"(?=[{re.escape(''.join(sorted({ch for word in words for ch in LEET.get(word[0], word[0])})))}])"


def bounded(word: str) -> str:
    """The word as it stands, Latin ones not within a longer word; a space is any gap, or none."""
    body = r"[\W_]{0,2}".join(re.escape(part) for part in word.split())
    before = r"(?<![a-z])" if "a" <= word[0] <= "z" else ""
    after = r"(?![a-z])" if "a" <= word[-1] <= "z" else ""
    return before + body + after


def mention_patterns(tables: list[Table], characters: Mapping[str, str]) -> tuple[Pattern[str], str]:
    """Any messenger's name, and the sure ones. The group that matched tells how sure it is, and what must follow."""
    groups: dict[str, set[str]] = {}
    for table in tables:
        for service, entry in table.get("messengers", {}).items():
            for strength in STRENGTHS:
                name = f"{strength}_{GROUPS.get(service, 'm')}"
                groups.setdefault(name, set()).update(folded([entry.get(strength, [])], characters))
    ordered = sorted(groups, key=lambda name: (not name.startswith("sure"), name))
    patterns = {name: spread(groups[name], name) for name in ordered}
    every = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items()))
    return every, "|".join(pattern for name, pattern in patterns.items() if name.startswith("sure"))


def spread(words: set[str], name: str) -> str:
    if not words:
        return "(?!)"
    longest = sorted(words, key=lambda word: (-len(word), word))
    return firsts(longest) + f"(?:{'|'.join(spaced(word, sure=name.startswith('sure')) for word in longest)})"


def spaced(word: str, *, sure: bool) -> str:
    """Also with gaps between its characters: 微 信, v.x; a short English word must be whole, and stand alone."""
    if not word.isascii():
        tail = r"(?![a-z])" if "a" <= word[-1] <= "z" else ""
        head = r"(?<![a-z])" if "a" <= word[0] <= "z" else ""
        return head + r"[\W_]{0,2}".join(re.escape(ch) for ch in word if ch != " ") + tail
    head = r"(?<![a-z_@.])" if sure else r"(?<![a-z0-9_@.'$(])"
    whole = r"[\W_]{0,2}".join(leet(part) if sure else re.escape(part) for part in word.split())
    whole += f"{re.escape(word[-1])}*+" if sure or len(word) > 3 else ""
    letters = [re.escape(ch) for ch in word if ch.isalpha()]
    apart = "|" + r"[\W_]{1,2}".join(letters) if sure and len(letters) > 1 else ""
    return rf"{head}(?:{whole}{apart})(?:id)?(?![a-z])" if sure else rf"{head}{whole}(?![a-z])"


def leet(word: str) -> str:
    """Also with signs for its letters, 1nst@; not where a word is too short to know again."""
    return (
        "".join(f"[{LEET[ch]}]" if ch in LEET else re.escape(ch) for ch in word) if len(word) > 3 else re.escape(word)
    )
