"""Turns of speech that ask for a contact, give one, or point to where it stands, without naming it plainly."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial, reduce
from operator import or_
from re import Match, Pattern

from bot.rules.guard.clauses import Clauses
from bot.rules.guard.finding import Kind
from bot.rules.guard.lists import WORDS, Lists
from bot.rules.guard.names import Names, Strength
from bot.rules.guard.reading import Sentences
from bot.rules.guard.turns import FRAMES, REQUESTS, TAIL

GAP = r"[^\w\n]{0,3}"
REST = r"[^.!?;。\n]"  # of a sentence
SLOT = re.compile(r"\{([a-z]+)\}|~(\d+)| ")
PART = re.compile(r"\{[a-z]+\}|[(|)]")
LOOKS_AROUND = ("?!", "?=", "?<")
ERRAND = re.compile(r"客服|热线|医院|挂号|银行|退款|店里")  # of those anybody may ask for a number
QUOTED, ASIDE = re.compile(r"(?:说|问|问我|讲) ?[:,“\"「]"), 6
BEGINNING = 4  # letters of a word by which it is looked for first


@dataclass(frozen=True)
class Frame:
    """A pattern, made when it is first asked for, and the lists of which the text must have words, one bit a list."""

    pattern: Callable[[], Pattern[str]]
    every: int  # of each of these
    some: tuple[int, ...]  # and of one at least of each choice


class Frames:
    """Finds such turns in a folded text; what only speaks of others or says no is none."""

    def __init__(self, lists: Lists, names: Names, clauses: Clauses) -> None:
        self._lists, self._names, self._clauses = lists, names, clauses
        self._bits = {name: 1 << i for i, name in enumerate(WORDS["signs"])}
        self._beginnings: dict[str, int] = {}
        for name, bit in self._bits.items():
            for word in lists.words[f"signs.{name}"]:
                key = word.split()[0][:BEGINNING]
                self._beginnings[key] = self._beginnings.get(key, 0) | bit
        self._firsts = frozenset(key[0] for key in self._beginnings)
        self._frames = tuple(map(self._frame, FRAMES))
        self._requests = tuple(map(self._frame, REQUESTS))
        self._business = re.compile(lists.any_of("signs.business"))

    def make_all(self) -> None:
        """Make every pattern now: together they take seconds."""
        for frame in (*self._frames, *self._requests):
            frame.pattern()

    def requests(self, text: str, *, named: bool) -> Iterator[tuple[int, int, Kind]]:
        """What is asked of the other in so many words, even where the sentence is about somebody else."""
        sentences = Sentences(text)
        for frame in self._near(self._requests, text, named=named):
            for found in frame.pattern().finditer(text):
                errand = ERRAND.search(text, *sentences.around(*found.span()))
                if errand is None and not QUOTED.search(text[max(0, found.start() - ASIDE) : found.start() + 1]):
                    yield (*found.span(), Kind.INVITE)

    def spans(self, text: str, *, named: bool) -> Iterator[tuple[int, int, Kind]]:
        """Where they stand; `named`: whether a messenger is."""
        sentences = Sentences(text)
        for frame in self._near(self._frames, text, named=named):
            for found in frame.pattern().finditer(text):
                if self._named(found) and not self._harmless(text, sentences, *found.span()):
                    yield (*found.span(), Kind.INVITE)

    def _near(self, frames: tuple[Frame, ...], text: str, *, named: bool) -> list[Frame]:
        """Those of which the text may have all words."""
        there = self._there(text) | (self._bits["thing"] if named else 0)
        every = [frame for frame in frames if there & frame.every == frame.every]
        return [frame for frame in every if all(there & choice for choice in frame.some)]

    def _there(self, text: str) -> int:
        """The lists of which a word may be in the text: far cheaper than looking for each frame."""
        there = 0
        for i, ch in enumerate(text):
            if ch in self._firsts and not ("a" <= ch <= "z" and i and "a" <= text[i - 1] <= "z"):
                for length in range(1, BEGINNING + 1):
                    there |= self._beginnings.get(text[i : i + length], 0)
        return there

    def _named(self, found: Match[str]) -> bool:
        """Whether what stands where a name should is one."""
        return all(self._names.strength(name) is not Strength.NONE for name in found.groupdict().values() if name)

    def _harmless(self, text: str, sentences: Sentences, start: int, end: int) -> bool:
        """Whether the sentence is about an order or a refund, or the clause about somebody else."""
        where = sentences.around(start, end)
        return self._business.search(text, *where) is not None or self._clauses.only_spoken_of(text, start)

    def _frame(self, frame: str) -> Frame:
        needs = list(self._needs(frame))
        every = sum({need for need in needs if need.bit_count() == 1})
        return Frame(cache(partial(self._pattern, frame)), every, tuple(need for need in needs if need.bit_count() > 1))

    def _needs(self, frame: str) -> list[int]:
        """Lists without which it cannot match; of a choice, one list for each way."""
        ways = [[need for part in way for need in self._needed(part)] for way in parts(frame)]
        if len(ways) == 1:
            return ways[0]
        return [reduce(or_, (way[0] for way in ways))] if all(ways) else []

    def _needed(self, part: str) -> list[int]:
        if part.startswith("{"):
            bit = self._bits.get(part[1:-1])
            return [bit] if bit else []
        return [] if part.startswith(LOOKS_AROUND) else self._needs(part)

    def _pattern(self, frame: str) -> Pattern[str]:
        return re.compile(SLOT.sub(lambda slot: self._slot(slot[1], slot[2]), frame))

    def _slot(self, name: str | None, width: str | None) -> str:
        if width:
            return f"{REST}{{0,{width}}}?"
        if not name:
            return GAP
        if name == "tail":
            return TAIL
        words = self._lists.any_of(f"signs.{name}")
        return f"(?:{words}|{self._lists.sure})" if name == "thing" else f"(?:{words})"


def parts(frame: str) -> list[list[str]]:
    """The words and groups that a frame cannot do without, for each of its ways."""
    ways: list[list[str]] = [[]]
    depth = start = 0
    for found in PART.finditer(frame):
        mark, optional = found[0], frame[found.end() : found.end() + 1] == "?"
        depth -= mark == ")"
        if depth == 0 and mark == "(":
            start = found.end()
        elif depth == 0 and mark == "|":
            ways.append([])
        elif depth == 0 and not optional:
            ways[-1].append(frame[start : found.start()] if mark == ")" else mark)
        depth += mark == "("
    return ways
