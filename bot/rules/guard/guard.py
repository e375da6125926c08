"""The contact guard: finds what leads past the shop, in one text or over a sender's last few."""

import re
from collections.abc import Iterator, Mapping

from bot.rules.guard.addresses import Addresses
from bot.rules.guard.broad import Broad
from bot.rules.guard.clauses import Clauses
from bot.rules.guard.digits import Run
from bot.rules.guard.disguised import accounts, disguised
from bot.rules.guard.finding import Finding, Kind, mask, merged
from bot.rules.guard.fold import fold
from bot.rules.guard.frames import Frames
from bot.rules.guard.lists import Lists, Table
from bot.rules.guard.mentions import NO_WORD, Mentions, Span
from bot.rules.guard.names import IDENT, Names, Strength
from bot.rules.guard.numbers import Numbers
from bot.rules.guard.reading import Mention, Reading
from bot.rules.guard.tenor import Tenor, Weights

CLEARLY, CUED = 7, 16  # letters of a name that needs only a cue, and how near the cue is
LONGEST = 40
ROUNDS = 4  # a mask may bring together what it stood between; after so many it covers everything


class Guard:
    """Made once from the lists; keeps nothing of what it reads."""

    def __init__(self, tables: Mapping[str, Table], weights: Weights | None = None) -> None:
        """From one table of words per language; with weights, `Tenor` looks as well. Raises BadList."""
        self.lists = Lists.of(tables)
        self.names = Names(self.lists)
        self._numbers = Numbers(self.lists)
        self._addresses = Addresses(self.lists)
        self._clauses = Clauses(self.lists)
        self._broad = Broad(self.lists, self._clauses)
        self._frames = Frames(self.lists, self.names, self._clauses)
        self._mentions = Mentions(self.lists, self._numbers, self.names, self._clauses)
        self._tenor = Tenor(self.names, weights or {})
        reach = self.lists.any_of("grammar.reach")
        link = self.lists.any_of("grammar.link")
        self._reach = re.compile(rf"{reach}(?P<link>(?:{NO_WORD}{{0,3}}{link}){{0,3}}+{NO_WORD}{{0,4}})")
        self._after = re.compile(rf"[\W_]{{0,6}}(?:这)?{self.lists.any_of('grammar.after')}")
        self._cue = re.compile(self.lists.any_of("grammar.cue"))
        self._ident = re.compile(IDENT)
        self._at = re.compile(r"(?<![\w.@])@[a-z_][a-z0-9_.]{2,31}|(?<![\w.@])@ [a-z][a-z0-9.]*[_0-9][a-z0-9_.]+")
        self._said = re.compile(r"(?<![a-z0-9])[a-z0-9]{2,32} ?(?:underscore|下划线) ?[a-z0-9]{1,32}")
        self._tag = re.compile(
            r"(?:riot|valorant|lol)(?: id)?[: ]{1,3}[a-z0-9_ ]{3,16}#[a-z0-9]{2,5}(?![a-z0-9])"
            r"|(?<![a-z0-9_.#])[a-z0-9][a-z0-9_.]{2,31}#\d{4}(?!\d)"
        )

    def find(self, text: str) -> tuple[Finding, ...]:
        """Every contact in the text, in order, none overlapping; offsets in characters of the text as it was given.

        Takes a time linear in the text. Finds nothing in `mask(text, find(text))`.
        """
        found: tuple[Finding, ...] = ()
        for _ in range(ROUNDS):
            more = self._look(mask(text, found))
            if not more:
                return found
            found = merged((*found, *more))
        return (Finding(0, len(text), found[0].kind),)

    def make_all(self) -> None:
        """Make what is else made when a text first needs it, so that no text waits for it."""
        self._frames.make_all()

    def runs(self, folded: str) -> list[Run]:
        """The runs of digits in a folded text."""
        return self._numbers.runs(folded)

    def words(self, folded: str) -> list[str]:
        """A folded text as the words that have weights."""
        return [word for word, _, _ in self._tenor.tokens(folded, self._mentions.named(folded))]

    def _look(self, text: str) -> tuple[Finding, ...]:
        folded = fold(text, self.lists.characters)
        read = [span for span in self._read(folded.text) if span[0] < span[1]]
        return merged(Finding(*folded.span(start, end), kind) for start, end, kind in read)

    def _read(self, text: str) -> list[Span]:
        """What stands there plainly; if that is nothing, turns of speech, and then what the words weigh.

        Invitations in mere talk are left out. Whatever is left behind a mask is found when `find` looks again.
        """
        named = self._mentions.named(text)
        weighed = self._tenor.weighed(text, named)
        mere_talk = self._tenor.only_talks(weighed)
        plain = list(self._contacts(text, named))
        if mere_talk and all(kind is Kind.INVITE for _, _, kind in plain):
            plain = []
        plain.extend(self._firm(text, named))
        if mere_talk:
            return plain
        return plain or list(self._invitations(text, named)) or list(self._tenor.spans(weighed))

    def _contacts(self, text: str, named: list[Mention]) -> Iterator[Span]:
        runs = self._numbers.runs(text)
        reading = Reading.of(text, runs)
        yield from self._addresses.spans(text)
        yield from ((*span, Kind.PHONE) for span in self._numbers.phones(text, runs, reading.figures))
        yield from ((*span, Kind.PHONE) for span in disguised(text))
        yield from self._mentions.spans(reading, named)
        yield from self._handles(reading)

    def _firm(self, text: str, named: list[Mention]) -> Iterator[Span]:
        """Invitations that are meant whatever else is spoken of: to pay past the shop, and plain requests."""
        yield from ((*span, Kind.INVITE) for span in accounts(text))
        yield from self._frames.requests(text, named=any(mention.sure for mention in named))

    def _invitations(self, text: str, named: list[Mention]) -> Iterator[Span]:
        yield from self._clauses.phrases(text)
        yield from self._frames.spans(text, named=any(mention.sure for mention in named))
        yield from self._broad.spans(text, named)

    def _handles(self, reading: Reading) -> Iterator[Span]:
        text = reading.text
        for pattern in (self._at, self._tag, self._said):
            for found in pattern.finditer(text):
                word = found.group().lstrip("@ ").rstrip("._")
                everybody = self.names.strength(found.group()) is Strength.NONE and found.group().startswith("@")
                if word not in self.lists.words["words.common"] and len(word) > 2 and not everybody:
                    yield (*found.span(), Kind.HANDLE)
        for verb in self._reach.finditer(text):
            end = self._told(reading, verb.end(), verb["link"])
            if end:
                yield verb.start(), end, Kind.HANDLE
        yield from self._cued(text)
        for run in reading.runs:
            if len(run.digits) >= 7 and self._after.match(text, run.end) and not self._is_count(reading, run.start):
                yield run.start, run.end, Kind.PHONE

    def _cued(self, text: str) -> Iterator[Span]:
        """A clear name in a clause that says to look for it: 复制 heynana8 去搜."""
        for ident in self._ident.finditer(text):
            word = ident.group()
            if (
                not CLEARLY <= len(word) <= LONGEST
                or not re.search(r"[a-z]{3}.*[0-9_]", word)
                or "-" in word
                or "." in word
            ):
                continue
            around = text[max(0, ident.start() - CUED) : ident.start()] + "\n" + text[ident.end() : ident.end() + CUED]
            labelled = self._numbers.labelled(text, ident.start())
            if self.names.strength(word) is Strength.CLEAR and not labelled and self._cue.search(around):
                yield (*ident.span(), Kind.HANDLE)

    def _told(self, reading: Reading, at: int, link: str) -> int | None:
        """Where the name or number that stands at `at` ends; None if there is none."""
        run = reading.starts.get(at)
        if run and len(run.digits) >= 6 and not self._is_count(reading, at):
            return run.end
        ident = self._ident.match(reading.text, at)
        if ident is None or self._numbers.labelled(reading.text, at):
            return None
        strength = self.names.strength(ident.group())
        told = any(sign in link for sign in (":", "=", "是", "is"))
        return ident.end() if strength is Strength.CLEAR or (strength is Strength.MAYBE and told) else None

    def _is_count(self, reading: Reading, at: int) -> bool:
        run = reading.starts.get(at)
        if run is None:
            return True
        return self._numbers.counts(reading.text, run, reading.figures) or self._numbers.labelled(reading.text, at)
