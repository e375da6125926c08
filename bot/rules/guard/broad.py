"""What is said to the other about a messenger or a number, in whatever words: more often than not a way out."""

import re
from collections.abc import Iterator

from bot.rules.guard.clauses import Clauses
from bot.rules.guard.finding import Kind
from bot.rules.guard.frames import END_OF_SENTENCE
from bot.rules.guard.lists import Lists
from bot.rules.guard.reading import Mention

LETTERS, SIGNS = 4, 2  # so long is an everyday word at least that may be meant as a messenger: bereal, 豆瓣
DONE = re.compile(r"\s?(?:上|里)?(?:转\s?\d|了(?!吧)|过|着|得|响|卡|费|里的|上的|那头|什么的)")


class Broad:
    """Finds messengers and contacts that are named to the other, or with a call to do something there.

    A sentence about what one watches, hears or remembers there is only talk, and so is one about somebody else.
    """

    def __init__(self, lists: Lists, clauses: Clauses) -> None:
        any_of = lists.any_of
        self._clauses = clauses
        self._everyday = lists.words["broad.everyday"]
        self._noun = re.compile(any_of("broad.noun"))
        self._reach = re.compile(any_of("broad.reach"))
        self._you = re.compile(any_of("broad.you"))
        self._not_you = re.compile(any_of("broad.not_you"))
        self._calls = re.compile(any_of("broad.calls"))
        self._talk = re.compile(any_of("broad.talk", "signs.business"))
        self._compound = re.compile(rf"\s?{any_of('phrases.compounds')}")

    def spans(self, text: str, named: list[Mention]) -> Iterator[tuple[int, int, Kind]]:
        messengers = [(mention.start, mention.end) for mention in named if self._meant(text, mention)]
        calls = bool(messengers) and self._calls.search(text) is not None
        nouns = [found.span() for found in self._noun.finditer(text)]
        for start, end in (*messengers, *nouns):
            if self._only_talk(text, start, end):
                continue
            if (calls and (start, end) in messengers) or self._to_the_other(text, start, end):
                yield start, end, Kind.INVITE

    def _meant(self, text: str, mention: Mention) -> bool:
        word = text[mention.start : mention.end]
        if mention.sure:
            return mention.what == "m"
        return (
            mention.what == "m" and len(word) >= (LETTERS if word.isascii() else SIGNS) and word not in self._everyday
        )

    def _to_the_other(self, text: str, start: int, end: int) -> bool:
        sentence = self._not_you.sub(" ", self._sentence(text, start, end))
        return self._you.search(sentence) is not None and self._reach.search(sentence) is not None

    def _only_talk(self, text: str, start: int, end: int) -> bool:
        return (
            self._compound.match(text, end) is not None
            or DONE.match(text, end) is not None
            or self._clauses.only_spoken_of(text, start)
            or self._talk.search(self._sentence(text, start, end)) is not None
        )

    def _sentence(self, text: str, start: int, end: int) -> str:
        opens = max((mark.end() for mark in END_OF_SENTENCE.finditer(text, 0, start)), default=0)
        mark = END_OF_SENTENCE.search(text, end)
        return text[opens : mark.start() if mark else len(text)]
