"""A number or a name told in pieces: what is kept of a sender's last messages, and what it makes of the next one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.guard.finding import Finding
from bot.rules.guard.fold import fold
from bot.rules.guard.guard import Guard
from bot.rules.guard.mentions import NO_WORD
from bot.rules.guard.names import IDENT, Strength
from bot.rules.guard.reading import Mention

KEEP = 2
"""Traces of so many messages are kept, so that a number told in three is seen."""

LOOK_BACK = timedelta(minutes=3)
"""And for so long."""

CLASSES = str.maketrans("3456789", "4447777")  # 0, 1 and 2 decide what a number can be; of the others any will do
CUES = {"m": "微信是:", "p": "电话是:", "e": "邮箱是:"}  # whatever was said, this is kept of it
REACH_CUE = "加我:"
ASIDE = 4  # letters that may stand beside a piece of a number: 先记 138


@dataclass(frozen=True)
class Trace:
    """What is kept of a message: nothing that can be read.

    Of a piece of a number the shape (digits by class: 3 to 5 are one, 6 to 9 another), of a piece of a name `xxx`, of
    "my insta is" that something is about to be told. Of any other message, nothing at all.
    """

    skeleton: str
    at: datetime


class LookBack:
    """Joins the pieces."""

    def __init__(self, guard: Guard) -> None:
        lists = guard.lists
        self._guard, self._characters = guard, lists.characters
        self._mention = lists.mention
        link = lists.any_of("grammar.link")
        self._open = re.compile(rf"(?:{NO_WORD}{{0,3}}{link}){{0,4}}+{NO_WORD}{{0,4}}$")
        told = lists.any_of("grammar.explicit")
        self._told = re.compile(rf"[:=]|{told}")
        self._mine = re.compile(rf"(?:我的?|my|{lists.any_of('grammar.add')}我?的?)[\W_]{{0,2}}$")
        self._reach = re.compile(rf"{lists.any_of('grammar.reach')}{NO_WORD}{{0,4}}$")
        self._ident = re.compile(IDENT)

    def trace(self, text: str, at: datetime) -> Trace:
        """What to keep of a message that was sent at `at`."""
        folded = fold(text, self._characters).text.strip()
        return Trace(self._cue(folded) or self._name(folded) or self._number(folded), at)

    def kept(self, previous: Sequence[Trace], latest: Trace) -> tuple[Trace, ...]:
        """The traces that are still worth keeping, oldest first: two at most, none older than LOOK_BACK."""
        fresh = [trace for trace in previous if latest.at - trace.at <= LOOK_BACK]
        return (*fresh, latest)[-KEEP:]

    def across(self, previous: Sequence[Trace], text: str, now: datetime) -> tuple[Finding, ...]:
        """What the text completes that earlier messages of the sender began; offsets in characters of `text`.

        What the text holds by itself is `Guard.find`'s business, and not among these.
        """
        fresh = [trace.skeleton for trace in previous[-KEEP:] if now - trace.at <= LOOK_BACK]
        if not any(fresh) or not text:
            return ()
        before = "".join(f"{skeleton or '。。'}\n" for skeleton in fresh)
        border = len(before)
        return tuple(
            Finding(0, found.end - border, found.kind)
            for found in self._guard.find(before + text)
            if found.start < border < found.end
        )

    def _cue(self, folded: str) -> str:
        """Whether the message ends where a name should come: 我的v是."""
        for match in self._mention.finditer(folded):
            if self._open.match(folded, match.end()):
                link = folded[match.end() :]
                if self._told.search(link) or self._mine.search(folded[max(0, match.start() - 8) : match.start()]):
                    return CUES[Mention.of(match).what]
        return REACH_CUE if self._reach.search(folded) else ""

    def _number(self, folded: str) -> str:
        runs = self._guard.runs(folded)
        digits = sum(group.end - group.start for run in runs for group in run.groups)
        if not runs or sum(ch.isalnum() for ch in folded) - digits > ASIDE:
            return ""
        return " ".join(group.digits.translate(CLASSES) for run in runs for group in run.groups)[-24:]

    def _name(self, folded: str) -> str:
        ident = self._ident.fullmatch(folded)
        if ident is None or self._guard.names.strength(folded) is Strength.NONE:
            return ""
        return re.sub(r"[a-z]", "x", folded.translate(CLASSES))[-24:]
