"""What a sentence is after, weighed by its words: finds the ways of asking for a contact that no grammar foresaw."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from bot.rules.guard.finding import Kind
from bot.rules.guard.lists import BadList
from bot.rules.guard.names import Names, Strength
from bot.rules.guard.reading import Mention

Span = tuple[int, int, Kind]
Weights = Mapping[str, float]
Weighed = tuple[float, int, int]  # a sentence's weight, and where it stands
Token = tuple[str, int, int]  # what it counts as, and where it stands

TOKEN = re.compile(r"@?[a-z0-9][a-z0-9_.']*|[\u4e00-\u9fff]|[^\s\w⬛🔲]|\n")
CLOSES = frozenset("。!?;")
FIRST, LAST, SURE, LOOSE, NAME = "^", "$", "<sure>", "<loose>", "<name>"
LETTERS, FIGURES = 3, 4  # a messenger's everyday name is longer than this; so many digits count as any more do
REACH = 5  # words apart, at most, of a pair
LONGEST = 40  # words that are weighed together; a longer text sentence by sentence
LEAST = 0.9  # what is after a contact weighs more; a text of which nothing is known weighs the bias
MERE_TALK = -2.5  # and what weighs less is after none, whatever turn of speech stands in it


class Tenor:
    """Weighs sentences. Of nothing but the weights it is made with: without any it finds nothing.

    A weight belongs to a word (`微`), to two neighbours (`my @`) or to two words near each other (`add … snap`). Each
    counts once, and the bias (the weight of the empty trait) always.
    """

    def __init__(self, names: Names, weights: Weights) -> None:
        self._names = names
        self._bias = weights.get("", 0.0)
        self._single: dict[str, float] = {}
        self._beside: dict[str, dict[str, float]] = {}
        self._near: dict[str, dict[str, float]] = {}
        for trait, weight in weights.items():
            match trait.split(" "):
                case [one]:
                    self._single[one] = weight
                case [one, other]:
                    self._beside.setdefault(one, {})[other] = weight
                case [one, "…", other]:
                    self._near.setdefault(one, {})[other] = weight
                case _:
                    raise BadList(f"weights: {trait!r} is no trait; expected `one`, `one other` or `one … other`")
        self._weighs = bool(weights)

    def weighed(self, text: str, named: list[Mention]) -> list[Weighed]:
        """The sentences of a folded text, each with its weight and where it stands."""
        if not self._weighs:
            return []
        return [
            (self.weight([token for token, _, _ in sentence]), sentence[0][1], sentence[-1][2])
            for sentence in sentences(self.tokens(text, named))
            if any(token[-1].isalpha() or token[0] == "<" for token, _, _ in sentence)  # figures alone are not ours
        ]

    def spans(self, weighed: list[Weighed]) -> Iterator[Span]:
        """The sentences that are after a contact."""
        yield from ((start, end, Kind.INVITE) for weight, start, end in weighed if weight > LEAST)

    def only_talks(self, weighed: list[Weighed]) -> bool:
        """Whether every sentence is plainly after something else, so that an invitation in it is only spoken of."""
        return bool(weighed) and all(weight < MERE_TALK for weight, _, _ in weighed)

    def weight(self, words: list[str]) -> float:
        """The log odds that these words are after a contact."""
        words = [FIRST, *words, LAST]
        total = self._bias + sum(self._single.get(word, 0.0) for word in set(words))
        for one, other in set(pairwise(words)):
            beside = self._beside.get(one)
            if beside:
                total += beside.get(other, 0.0)
        seen: set[tuple[str, str]] = set()
        for i, one in enumerate(words):
            near = self._near.get(one)
            if near:
                for other in words[i + 2 : i + REACH + 1]:
                    if other in near and (one, other) not in seen:
                        seen.add((one, other))
                        total += near[other]
        return total

    def tokens(self, text: str, named: list[Mention]) -> list[Token]:
        """A folded text as words; a messenger, a name and a number count as what they are, a new line as its mark."""
        found: list[Token] = []
        at = 0
        for mention in named:
            if mention.what == "m" and (mention.sure or mention.end - mention.start > LETTERS):
                found.extend(self._words(text, at, mention.start))
                found.append((SURE if mention.sure else LOOSE, mention.start, mention.end))
                at = mention.end
        found.extend(self._words(text, at, len(text)))
        return found

    def _words(self, text: str, start: int, end: int) -> Iterator[Token]:
        for match in TOKEN.finditer(text, start, end):
            yield self._counted(match[0]), *match.span()

    def _counted(self, word: str) -> str:
        if not word[0].isascii() or word.isalpha() or (len(word) == 1 and not word.isdigit()):
            return word
        if word.isdigit():
            return f"#{min(len(word), FIGURES)}"
        word = word.rstrip(".'")
        plain = "'" in word or word.isalpha()
        return NAME if not plain and self._names.strength(word) is Strength.CLEAR else word


def traits(words: list[str]) -> set[str]:
    """Everything of a sentence that may have a weight."""
    words = [FIRST, *words, LAST]
    near = {f"{one} … {other}" for i, one in enumerate(words) for other in words[i + 2 : i + REACH + 1]}
    return {*words, *(f"{one} {other}" for one, other in pairwise(words)), *near}


def sentences(tokens: list[Token]) -> Iterator[list[Token]]:
    """The lines; a long text's are cut where sentences end, and none is longer than what is weighed together."""
    closes = CLOSES if len(tokens) > LONGEST else frozenset()
    begun: list[Token] = []
    for token in tokens:
        if token[0] != "\n":
            begun.append(token)
        if begun and (token[0] == "\n" or token[0] in closes or len(begun) == LONGEST):
            yield begun
            begun = []
    if begun:
        yield begun
