"""What is said, and by whom: a seeded conversation of many pairs that never ends. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import TypeVar

from models.kinds import Side

Kind = TypeVar("Kind", bound=StrEnum)


class What(StrEnum):
    """What somebody does in their chat."""

    TEXT = "text"
    PHOTO = "photo"
    VOICE = "voice"
    DOCUMENT = "document"
    STICKER = "sticker"
    ALBUM = "album"  # of photos
    FILES = "files"  # several as an album
    EDIT = "edit"
    PAUSE = "pause"


class Answers(StrEnum):
    """Whose message it answers."""

    NOBODY = ""
    OWN = "own"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that one side of one pair does, and how long everybody is silent after it."""

    pair: int
    side: Side
    what: What
    words: str
    answers: Answers = Answers.NOBODY
    back: int = 0  # how many messages ago it was, that is answered or edited
    parts: int = 1  # of an album
    rest_s: float = 0.0


OFTEN = {
    What.TEXT: 56,
    What.EDIT: 18,
    What.PHOTO: 7,
    What.ALBUM: 5,
    What.FILES: 2,
    What.STICKER: 5,
    What.VOICE: 3,
    What.DOCUMENT: 2,
    What.PAUSE: 2,
}
WHOM = {Answers.NOBODY: 70, Answers.OWN: 10, Answers.THEIRS: 20}
WORDS = (
    *("I", "thought", "about", "what", "you", "said", "yesterday", "and", "it", "was", "not", "easy", "<b>really</b>"),
    *("&amp;", "夜", "很长", "我知道", "👋🏽", "🌙", "*maybe*", "_so_", "ok", "why?", "\n", "…"),
)
LONG_FLURRY, FLURRY = 14, 6
REST_S = 0.12


def lines(rng: Random, pairs: int) -> Iterator[Line]:
    """Flurries, each of one pair; now and then one that runs into the messenger's limits."""
    while True:
        yield from flurry(rng, rng.randrange(pairs))


def flurry(rng: Random, pair: int) -> Iterator[Line]:
    long = rng.random() < 0.12
    count = rng.randint(FLURRY, LONG_FLURRY) if long else rng.randint(1, FLURRY)
    side = rng.choice(list(Side))
    for left in reversed(range(count)):
        if rng.random() < (0.1 if long else 0.35):
            side = side.other
        yield line(rng, pair, side, rest_s=rng.uniform(0, REST_S) if left == 0 else rng.choice((0, 0, 0, 0.01)))


def line(rng: Random, pair: int, side: Side, *, rest_s: float) -> Line:
    """One line of somebody. The newest message is edited more often than an old one."""
    what = drawn(rng, OFTEN)
    if what is What.PAUSE and side is Side.REP:
        what = What.TEXT
    return Line(
        pair=pair,
        side=side,
        what=what,
        words=words(rng),
        answers=drawn(rng, WHOM),
        back=int(rng.expovariate(0.7)),
        parts=rng.randint(2, 4),
        rest_s=rest_s,
    )


def words(rng: Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(1, 9))).strip() or "ok"


def drawn(rng: Random, table: dict[Kind, int]) -> Kind:
    """One of them, as often as the table says."""
    return rng.choices(list(table), list(table.values()))[0]
