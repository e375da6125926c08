"""What is said to the other about a messenger or a number, in whatever words: more often than not a way out."""

import re
from collections.abc import Iterator

from bot.rules.guard.clauses import Clauses
from bot.rules.guard.finding import Kind
from bot.rules.guard.lists import Lists
from bot.rules.guard.reading import Mention, Sentences

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
        found = (*messengers, *(noun.span() for noun in self._noun.finditer(text)))
        if not found:
            return
        called = frozenset(messengers if messengers and self._calls.search(text) else ())
        sentences, judged = Sentences(text), dict[tuple[int, int], tuple[bool, bool]]()
        for span in found:
            where = sentences.around(*span)
            if where not in judged:
                judged[where] = self._judged(text[slice(*where)])
            talk, told = judged[where]
            if not talk and (told or span in called) and not self._only_spoken_of(text, *span):
                yield (*span, Kind.INVITE)

    def _meant(self, text: str, mention: Mention) -> bool:
        word = text[mention.start : mention.end]
        if mention.sure:
            return mention.what == "m"
        return (
            mention.what == "m" and len(word) >= (LETTERS if word.isascii() else SIGNS) and word not in self._everyday
        )

    def _judged(self, sentence: str) -> tuple[bool, bool]:
        """Whether it is mere talk; and if not, whether it is said to the other."""
        if self._talk.search(sentence):
            return True, False
        sentence = self._not_you.sub(" ", sentence)
        return False, self._you.search(sentence) is not None and self._reach.search(sentence) is not None

    def _only_spoken_of(self, text: str, start: int, end: int) -> bool:
        return (
            self._compound.match(text, end) is not None
            or DONE.match(text, end) is not None
            or self._clauses.only_spoken_of(text, start)
        )
