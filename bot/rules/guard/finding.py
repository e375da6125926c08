"""What the guard finds, and how it is masked."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found; the owner is told this word, never the text."""

    PHONE = "phone"
    EMAIL = "email"
    LINK = "link"
    MESSENGER = "messenger"  # a name on a messenger: 微信 lili1999, insta lily.w
    HANDLE = "handle"  # a name somewhere: @lily_99, 加我 lily_1999
    INVITE = "invite"  # to go elsewhere, or to tell a number: 加个v, what's your snap


@dataclass(frozen=True, order=True)
class Finding:
    """`text[start:end]` in characters (code points) of the text that was given; `utf16` gives Telegram's units."""

    start: int
    end: int
    kind: Kind

    def utf16(self, text: str) -> tuple[int, int]:
        """Offset and length in UTF-16 units, as a message entity has them."""
        before, found = text[: self.start], text[self.start : self.end]
        return units(before), units(found)


def units(text: str) -> int:
    return len(text) + sum(ch > "\uffff" for ch in text)


NARROW, WIDE = "⬛", "🔲"


def mask(text: str, findings: Iterable[Finding]) -> str:
    """The text with every character of the findings blotted out.

    One character for one, and of the same length in UTF-16, so that offsets and formatting stay where they were.
    What `find` returned leaves nothing behind to find.
    """
    masked = list(text)
    for finding in findings:
        for i in range(finding.start, finding.end):
            masked[i] = WIDE if masked[i] > "\uffff" else NARROW
    return "".join(masked)


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In order of the text, those that touch joined into one, of the kind that says most."""
    joined: list[Finding] = []
    for finding in sorted(findings):
        if joined and finding.start < joined[-1].end:
            last = joined.pop()
            kind = min(last.kind, finding.kind, key=list(Kind).index)
            finding = Finding(last.start, max(last.end, finding.end), kind)  # noqa: PLW2901 (grows as it swallows)
        joined.append(finding)
    return tuple(joined)
