"""What was said, beside what was heard: every word of every chat, and each way in which a relay can fail it. Pure.

A copy is recognised by the serial in its words, or by its file. Bounds: everything 0, but for repeats: a crash may
repeat one message in each receiving chat, or one album, and a call that died after the act may repeat what it carried.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise


@dataclass(slots=True)
class Said:
    """A message as its sender sees it now. Serials rise with time."""

    serial: int
    sender: int  # whose private chat
    receiver: int
    message_id: int  # in the sender's chat
    kind: str
    words: str
    edits: int = 0
    answers: int | None = None  # the serial that it answers
    answers_copy: int | None = None  # and the message id in the sender's chat, where that is a copy
    album: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A message of the bot's that carries what somebody said."""

    chat: int
    message_id: int  # rises with time
    at: int  # when it arrived, in the count of all that happened
    serial: int
    kind: str
    words: str
    answers: int | None = None  # a message id in the same chat
    album: str = ""
    died: bool = False  # the connection of the call that made it was cut after the act: nobody heard of its id


@dataclass(frozen=True, slots=True)
class Crash:
    """From the kill until the next start, in the same count."""

    killed: int
    born: int


@dataclass(slots=True)
class Verdict:
    """How often each thing happened. What is ALLOWED may be; of the rest, all must be 0."""

    said: int = 0
    lost: int = 0
    repeated: int = 0
    repeated_beyond_bound: int = 0
    inverted: int = 0
    misdelivered: int = 0
    edits_lost: int = 0
    altered: int = 0
    replies_misthreaded: int = 0
    albums: int = 0
    albums_split: int = 0  # in order and together, in more calls than one: something delayed a part
    albums_broken: int = 0
    receipts_wrong: int = 0
    billed_but_not_passed: int = 0
    stops_unclean: int = 0
    parked: int = 0
    examples: list[str] = field(default_factory=list)

    ALLOWED = ("said", "repeated", "albums", "albums_split", "examples")
    EXAMPLES = 40

    @property
    def clean(self) -> bool:
        return not any(self.wrong().values())

    def wrong(self) -> dict[str, int]:
        """Everything that must be 0."""
        return {name: getattr(self, name) for name in self.__slots__ if name not in self.ALLOWED}

    def count(self, what: str, example: str, times: int = 1) -> None:
        """Once more, with a line for who has to find out why."""
        setattr(self, what, getattr(self, what) + times)
        if what not in self.ALLOWED and len(self.examples) < self.EXAMPLES:
            self.examples.append(f"{what}: {example}")


Heard = Mapping[int, Sequence[Copy]]
"""The copies in each chat, in order."""


def judge(said: Sequence[Said], copies: Iterable[Copy], crashes: Sequence[Crash]) -> Verdict:
    """The whole comparison."""
    verdict = Verdict(said=len(said))
    known = {one.serial: one for one in said}
    heard: dict[int, list[Copy]] = defaultdict(list)
    for copy in sorted(copies, key=lambda copy: (copy.chat, copy.message_id)):
        if copy.serial in known and known[copy.serial].receiver == copy.chat:
            heard[copy.chat].append(copy)
        else:
            verdict.count("misdelivered", f"{copy}")
    each = {serial: list(found) for serial, found in by_serial(heard).items()}
    for one in said:
        judge_one(verdict, one, each.get(one.serial, []))
        judge_thread(verdict, one, known, each)
    for found in heard.values():
        judge_order(verdict, found)
        judge_repeats(verdict, found, crashes)
    judge_albums(verdict, said, heard)
    return verdict


def by_serial(heard: Heard) -> dict[int, list[Copy]]:
    found: dict[int, list[Copy]] = defaultdict(list)
    for copies in heard.values():
        for copy in copies:
            found[copy.serial].append(copy)
    return found


def judge_one(verdict: Verdict, one: Said, copies: Sequence[Copy]) -> None:
    """Whether it arrived, and shows what its sender sees. Of several copies it is the last that edits follow."""
    if not copies:
        return verdict.count("lost", f"{one}")
    if copies[-1].words != one.words and one.edits:
        return verdict.count("edits_lost", f"{one} shows {copies[-1]}")
    if copies[-1].kind != one.kind or copies[-1].words != one.words:
        return verdict.count("altered", f"{one} shows {copies[-1]}")
    return None


def judge_thread(verdict: Verdict, one: Said, known: Mapping[int, Said], each: Mapping[int, Sequence[Copy]]) -> None:
    """Whether every copy answers what its original answers.

    One answer may come alone: that to a copy which a crash or a dead connection left behind, since the id of that
    copy was never heard of.
    """
    wanted: set[int | None] = {None}
    if one.answers is not None:
        target, seen = known[one.answers], each.get(one.answers, [])
        theirs = target.sender == one.receiver
        wanted = {target.message_id} if theirs else {copy.message_id for copy in seen}
        if theirs and seen and one.answers_copy != seen[-1].message_id:
            wanted.add(None)
    for copy in each.get(one.serial, []):
        if copy.answers not in wanted:
            verdict.count("replies_misthreaded", f"{one} answers {wanted} and shows {copy}")


def calls(heard: Iterable[Copy]) -> list[list[Copy]]:
    """What came at once: a message, or the parts of an album."""
    return [list(parts) for _, parts in groupby(heard, key=lambda copy: copy.album or copy.message_id)]


def judge_order(verdict: Verdict, heard: Sequence[Copy]) -> None:
    """Whether nothing stands behind what was said later; an album that comes again does so as a whole."""
    together = calls(heard)
    pairs = [pair for parts in together for pair in pairwise(parts)]
    for before, after in pairwise(together):
        shown = {copy.serial for copy in before}
        pairs += [(before[-1], copy) for copy in after if copy.serial not in shown]
    for one, other in pairs:
        if other.serial < one.serial:
            verdict.count("inverted", f"{other} after {one}")


def judge_repeats(verdict: Verdict, heard: Sequence[Copy], crashes: Sequence[Crash]) -> None:
    """Every repeat in a chat needs an excuse of its own: what it repeats died after the act, or a crash was between.

    The parts of an album came in one call, so all of them again are one repeat.
    """
    free, last, albums = list(crashes), dict[int, Copy](), set[str]()
    for copy in heard:
        before = last.get(copy.serial)
        last[copy.serial] = copy
        if before is None or before.album in albums:
            continue
        albums |= {before.album} - {""}
        verdict.count("repeated", "")
        crash = next((one for one in free if before.at <= one.born and one.killed < copy.at), None)
        if before.died:
            continue
        if crash is not None:
            free.remove(crash)
        else:
            verdict.count("repeated_beyond_bound", f"{copy} after {before}")


def last_of_each(copies: Sequence[Copy]) -> list[Copy]:
    """Without those that came again later."""
    latest = {copy.serial: copy for copy in copies}
    return sorted(latest.values(), key=lambda copy: copy.message_id)


def judge_albums(verdict: Verdict, said: Sequence[Said], heard: Heard) -> None:
    """The parts of an album stand together, in order; of parts that came twice, the last ones count."""
    albums: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        if one.album:
            albums[one.album].append(one)
    last = {chat: last_of_each(copies) for chat, copies in heard.items()}
    for parts in albums.values():
        verdict.count("albums", "")
        serials = [part.serial for part in parts]
        copies = last.get(parts[0].receiver, [])
        start = next((i for i, copy in enumerate(copies) if copy.serial == serials[0]), len(copies))
        together = copies[start : start + len(serials)]
        if [copy.serial for copy in together] != serials:
            verdict.count("albums_broken", f"{serials} shows {together}")
        elif len(calls(together)) > 1:
            verdict.count("albums_split", "")
