"""`python -m bot check-guard`: how well the guard tells contacts from other lines."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.guard.words import CORPUS, guard
from bot.rules.guard.guard import Guard
from bot.rules.guard.lists import BadList

LABELS = {"contact": True, "ok": False}
FORM = "Write `contact` or `ok`, a tab, and the text."


class BadFile(ValueError):  # noqa: N818 (named by what happened)
    """A labelled file that cannot be used; the text says which line, and what to do."""


@dataclass(frozen=True)
class Line:
    number: int
    contact: bool
    text: str


@dataclass(frozen=True)
class Score:
    """`precision`: of what was found, how much is a contact. `recall`: of the contacts, how many were found."""

    precision: float
    recall: float
    wrong: tuple[Line, ...]

    def as_json(self) -> str:
        return json.dumps({"precision": floor(self.precision), "recall": floor(self.recall)})


def floor(share: float) -> float:
    """Four digits, never more than there was."""
    return int(share * 10_000) / 10_000


def lines(path: Path) -> Iterator[Line]:
    """The labelled lines; empty ones and those that begin with # are left out. Raises BadFile."""
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = error.object[: error.start].count(b"\n") + 1
        raise BadFile(f"{path}: line {place} is not UTF-8. Save the file as UTF-8.") from error
    except OSError as error:
        raise BadFile(f"{path}: cannot be read ({error.strerror}). Name a file of labelled lines.") from error
    for number, whole in enumerate(content.split("\n"), 1):
        line = whole.removesuffix("\r")
        if line.strip() and not line.startswith("#"):
            yield labelled(path, number, line)


def labelled(path: Path, number: int, line: str) -> Line:
    label, tab, text = line.partition("\t")
    if not tab:
        raise BadFile(f"{path}: line {number} has no tab. {FORM}")
    if label.strip() not in LABELS:
        raise BadFile(f"{path}: line {number} is labelled {label.strip()[:40]!r}. {FORM}")
    return Line(number, LABELS[label.strip()], text.replace("\\n", "\n"))


def measure(path: Path, with_guard: Guard) -> Score:
    """Raises BadFile, also for a file without a labelled line."""
    found: list[tuple[Line, bool]] = [(line, bool(with_guard.find(line.text))) for line in lines(path)]
    if not found:
        raise BadFile(f"{path}: holds no line. {FORM}")
    right = sum(line.contact and hit for line, hit in found)
    hits, contacts = sum(hit for _, hit in found), sum(line.contact for line, _ in found)
    wrong = tuple(line for line, hit in found if line.contact is not hit)
    return Score(right / hits if hits else 1.0, right / contacts if contacts else 1.0, wrong)


def check_guard(file: Path | None, *, misses: bool = False) -> int:
    """Print the score as one line of JSON; 2 if the file or a list cannot be used. With `misses` the wrong lines
    go to standard error, each with its number."""
    path = file or CORPUS
    try:
        score = measure(path, guard())
    except (BadFile, BadList) as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    sys.stdout.write(f"{score.as_json()}\n")
    if misses:
        for line in score.wrong:
            told = "missed" if line.contact else "not a contact"
            sys.stderr.write(f"{path.name}:{line.number}: {told}: {json.dumps(line.text, ensure_ascii=False)}\n")
    return 0
