"""What a cleaned text or office file says where it begins: as much as a message may hold."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from bot.guard.words import guard
from bot.rules.guard.finding import Kind

MOST = 4096  # characters; longer papers are papers, and a guard of chats would find too much in them
MOST_BYTES = 2_000_000  # of a part of a package
PARTS = re.compile(r"word/document\.xml|xl/sharedStrings\.xml|ppt/slides/slide\d+\.xml|content\.xml")
ENDS = re.compile(r"</(?:w:p|a:p|si|text:p|text:h|table:table-cell)>")
TAGS = re.compile(r"<[^>]*>")
TOLD = frozenset(Kind) - {Kind.INVITE}  # plainly; turns of speech are too often a poem's or a paper's


def tells_contact(path: Path, mime: str) -> bool:
    """Whether a contact stands there plainly. What is neither text nor an office file tells none."""
    return any(finding.kind in TOLD for finding in guard().find(words_of(path, mime)))


def words_of(path: Path, mime: str) -> str:
    if mime.startswith("text/"):
        return path.read_text(encoding="utf-8", errors="replace")[:MOST]
    return "\n".join(said(path))[:MOST] if zipfile.is_zipfile(path) else ""


def said(path: Path) -> Iterator[str]:
    """The words of the parts that show any."""
    with zipfile.ZipFile(path) as package:
        for name in sorted(filter(PARTS.fullmatch, package.namelist())):
            with package.open(name) as part:
                marked = part.read(MOST_BYTES).decode("utf-8", errors="replace")
            yield unescaped(TAGS.sub("", ENDS.sub("\n", marked)))


def unescaped(text: str) -> str:
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text
