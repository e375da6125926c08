"""Runs of digits: written, spoken, disguised, and spread over a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from re import Match

from bot.rules.guard.lists import Lists, alternation

LOOKS = str.maketrans({"o": "0", "l": "1", "i": "1"})  # l38OO
JOINT = r"(?:[^\w%=×÷^<>$¥€£]|_)"  # what stands between the groups of a number, and not between those of a sum
LONGEST_GAP = 20
MOBILE = re.compile(r"1[3-9]\d{9}")
LEAST_PLAIN, MOST_PLAIN = 4, 9  # of eleven: so many digits of a number are no homophones


@dataclass(frozen=True)
class Group:
    """Digits that stand together, and where."""

    digits: str
    start: int
    end: int


@dataclass(frozen=True)
class Run:
    """Groups with nothing between them but what may stand within a number."""

    groups: tuple[Group, ...]

    @property
    def start(self) -> int:
        return self.groups[0].start

    @property
    def end(self) -> int:
        return self.groups[-1].end

    @property
    def digits(self) -> str:
        return "".join(group.digits for group in self.groups)


class Digits:
    """Finds runs of digits in a folded text."""

    def __init__(self, lists: Lists) -> None:
        values = lists.digits
        self._values = {**values["plain"], **values["spelled"]}
        self._times = values["times"]
        self._soft = {**values["weak"], **values["plain"], **{str(n): n for n in range(10)}}
        self._hard = frozenset(values["plain"]) | frozenset("0123456789")
        chars = "".join(map(re.escape, values["plain"])) or "0"
        spelled = "|".join(map(re.escape, sorted(values["spelled"], key=len, reverse=True))) or "(?!)"
        self._word = re.compile(spelled)
        one = rf"(?:[0-9{chars}]|(?<![a-z])(?:{spelled})(?![a-z]))"
        self._token = re.compile(
            rf"(?P<times>{alternation(self._times)})[\s-]?(?P<timed>{one})(?![0-9])"
            r"|(?<![a-z])(?=(?:[oli]{0,2}|o{0,4}+)[0-9])(?P<looks>[oli0-9]++)(?![a-z])"
            rf"|(?P<plain>[0-9]+|[{chars}])"
            rf"|(?<![a-z])(?P<oo>o{{1,4}}+)(?![a-z])|(?<![a-z])(?P<spelled>(?:{spelled})++)(?![a-z])"
        )
        between = lists.any_of("digits.between")
        self._gap = re.compile(rf"{JOINT}{{0,6}}|(?:{JOINT}{{0,3}}{between}){{1,2}}{JOINT}{{0,3}}")
        soft = "".join(map(re.escape, self._soft))
        self._softly = re.compile(rf"(?:[{soft}][\W_]{{0,2}}){{11,}}+")

    def runs(self, text: str) -> list[Run]:
        """All runs, in order."""
        found: list[Run] = []
        groups: list[Group] = []
        for token in self._token.finditer(text):
            group = Group(self._read(token), token.start(), token.end())
            if groups and not self._joined(text, groups[-1].end, group.start):
                found.append(Run(tuple(groups)))
                groups = []
            if groups and groups[-1].end == group.start:
                last = groups.pop()
                group = Group(last.digits + group.digits, last.start, group.end)
            groups.append(group)
        return [*found, Run(tuple(groups))] if groups else found

    def _joined(self, text: str, start: int, end: int) -> bool:
        return end - start <= LONGEST_GAP and self._gap.fullmatch(text, start, end) is not None

    def _read(self, token: Match[str]) -> str:
        if token["times"]:
            return self._spoken(token["timed"]) * self._times[" ".join(token["times"].split())]
        written = token["looks"] or token["oo"]
        if written:
            return written.translate(LOOKS)
        return self._spoken(token["plain"] or token["spelled"])

    def _spoken(self, words: str) -> str:
        if words.isascii() and words.isdigit():
            return words
        return "".join(str(self._values[word]) for word in ([words] if words in self._values else self._split(words)))

    def _split(self, words: str) -> list[str]:
        return self._word.findall(words)

    def homophones(self, text: str) -> Iterator[tuple[int, int]]:
        """Whole mobile numbers of which some digits only sound like digits: 幺伞扒零零幺伞扒零零零."""
        for stretch in self._softly.finditer(text):
            places = [i for i in range(stretch.start(), stretch.end()) if text[i] in self._soft]
            read = "".join(str(self._soft[text[i]]) for i in places)
            for number in MOBILE.finditer(read):
                here = places[number.start() : number.end()]
                around = text[max(0, here[0] - 1) : here[0]] + text[here[-1] + 1 : here[-1] + 2]
                if LEAST_PLAIN <= sum(text[i] in self._hard for i in here) <= MOST_PLAIN and not self._hard & set(
                    around
                ):
                    yield here[0], here[-1] + 1
