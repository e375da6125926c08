"""A text as the guard reads it: one spelling for everything that looks or counts the same, and the way back."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from phonenumbers import SUPPORTED_REGIONS

BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0\x00")  # letters that show nothing
INVISIBLE = frozenset({"Cf", "Mn", "Me"})
FIRST_FLAG, LAST_FLAG, FLAG = "\U0001f1e6", "\U0001f1ff", "\u2691"
SQUARED = ((0x1F150, 0x1F169), (0x1F170, 0x1F189))  # white letters on black, in a circle or a square


@dataclass(frozen=True)
class Folded:
    """`text` in small, plain characters; its character i comes from `source[starts[i]:ends[i]]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of `text`, at least one character long, stands in the source."""
        return self.starts[start], self.ends[end - 1]


def fold(source: str, characters: Mapping[str, str]) -> Folded:
    """Compatibility forms, capitals, accents, digits of every script, look-alikes; what cannot be seen is left out."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    flag_ends = 0
    for i, ch in enumerate(source):
        usual = "!" <= ch <= "~" or "\u4e00" <= ch <= "\u9fff"  # most of any text, and neither unseen nor a flag
        if not usual and unicodedata.category(ch) in INVISIBLE:
            for k in range(len(ends) - len(text[-1]) if text else 0, len(ends)):
                ends[k] = i + 1
            continue
        if not usual and i >= flag_ends and is_flag(source[i : i + 2]):
            flag_ends = i + 2
        folded = FLAG if i < flag_ends else plain(ch, characters)
        text.append(folded)
        starts.extend([i] * len(folded))
        ends.extend([i + 1] * len(folded))
    return Folded("".join(text), tuple(starts), tuple(ends))


def is_flag(pair: str) -> bool:
    """Two regional letters that are a country's; any others spell something."""
    return letter(pair[:1]) + letter(pair[1:]) in SUPPORTED_REGIONS


def letter(ch: str) -> str:
    """What a regional letter stands for; nothing for any other character."""
    return chr(ord("A") + ord(ch) - ord(FIRST_FLAG)) if ch and FIRST_FLAG <= ch <= LAST_FLAG else ""


def plain(ch: str, characters: Mapping[str, str]) -> str:
    """One character as the lists spell it; never empty."""
    if "!" <= ch <= "~":
        return ch.lower()
    found = characters.get(ch)
    if found is not None:
        return found
    if "\u4e00" <= ch <= "\u9fff" or ch in " \n":
        return ch
    return strange(ch, characters)


def strange(ch: str, characters: Mapping[str, str]) -> str:
    if ch in BLANKS or unicodedata.category(ch) == "Cc":
        return "\n" if ch in "\r\n" else " "
    number = unicodedata.numeric(ch, None)
    if number is not None and number == int(number) and unicodedata.category(ch) in {"No", "Nd"} and number < 1000:
        return str(int(number))
    for first, last in SQUARED:
        if first <= ord(ch) <= last:
            return chr(ord("a") + ord(ch) - first)
    if letter(ch):
        return letter(ch).lower()
    wide = unicodedata.normalize("NFKC", ch).casefold()
    return "".join(characters.get(part, bare(part)) for part in wide) or " "


def bare(ch: str) -> str:
    """A Latin letter without its accents."""
    first = unicodedata.normalize("NFD", ch)[0]
    return first if first.isascii() else ch
