"""Parse modes: HTML, Markdown and MarkdownV2 to text and entities, with offsets in UTF-16 units."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from bot.sandbox.errors import BadRequest

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
    "span": "spoiler",
}  # fmt: skip


def utf16(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class Built:
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)

    @property
    def at(self) -> int:
        return utf16(self.text)

    def close(self, kind: str, start: int, extra: dict[str, Any]) -> None:
        if self.at > start:
            self.entities.append({"type": kind, "offset": start, "length": self.at - start, **extra})


TAG = re.compile(r"<([^\s>]*)((?:\s+[^\s=>]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?)*)\s*>")
ATTRIBUTE = re.compile(r"([^\s=>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?")
END_TAG = re.compile(r"</([^\s>]*)\s*>")
REFERENCE = re.compile(r"&(?:lt|gt|amp|quot)(?![A-Za-z]);?|&#(?:[0-9]{1,7}|x[0-9a-fA-F]{1,6});?")


def plain(text: str) -> str:
    """Text without its references; Telegram knows four names, and numbers."""
    return REFERENCE.sub(lambda found: unescape(found[0]), text)


class HtmlReader:
    """Only Telegram's tags; a bare `<` is an error, as it is there."""

    def __init__(self, text: str) -> None:
        self.text, self.built = text, Built()
        self.open: list[tuple[str, str, int, dict[str, Any]]] = []

    def fault(self, words: str, place: int, rest: str = "") -> BadRequest:
        return BadRequest(f"can't parse entities: {words} at byte offset {len(self.text[:place].encode())}{rest}")

    def read(self) -> Built:
        place = 0
        while place < len(self.text):
            if self.text[place] != "<":
                end = self.text.find("<", place)
                end = len(self.text) if end < 0 else end
                self.built.text += plain(self.text[place:end])
                place = end
            else:
                place = self.ends(place) if self.text.startswith("</", place) else self.starts(place)
        if self.open:
            raise BadRequest(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{self.open[-1][0]}\""
            )
        self.built.entities.sort(key=lambda e: (e["offset"], -e["length"]))
        return self.built

    def starts(self, place: int) -> int:
        """Open the tag that stands here; returns where it ends."""
        end = next((i for i in range(place, len(self.text)) if self.text[i].isspace() or self.text[i] == ">"), None)
        tag = self.text[place + 1 : end].lower()
        if end is not None and tag not in TAGS:
            raise self.fault(f'Unsupported start tag "{tag}"', place)
        found = TAG.match(self.text, place)
        if found is None:
            raise self.fault("Unclosed start tag", place)
        given = {m[1].lower(): plain(m[2] or m[3] or m[4] or "") for m in ATTRIBUTE.finditer(found[2])}
        self.open.append((tag, self.kind(tag, given, place), self.built.at, self.details(tag, given)))
        return found.end()

    def kind(self, tag: str, given: dict[str, str], place: int) -> str:
        if tag == "span" and given.get("class") != "tg-spoiler":
            raise self.fault('Tag "span" must have class "tg-spoiler"', place)
        return "expandable_blockquote" if tag == "blockquote" and "expandable" in given else TAGS[tag]

    def details(self, tag: str, given: dict[str, str]) -> dict[str, Any]:
        if tag == "a":
            return {"url": given.get("href", "")}
        if tag == "tg-emoji":
            return {"custom_emoji_id": given.get("emoji-id", "")}
        named = given.get("class", "")
        if tag == "code" and named.startswith("language-") and self.open and self.open[-1][0] == "pre":
            self.open[-1][3]["language"] = named.removeprefix("language-")
        return {}

    def ends(self, place: int) -> int:
        """Close the tag that stands here; returns where it ends."""
        if not self.open:
            raise self.fault("Unexpected end tag", place)
        found = END_TAG.match(self.text, place)
        if found is None:
            raise self.fault("Unclosed end tag", place)
        tag, kind, start, extra = self.open.pop()
        if found[1] and found[1].lower() != tag:
            raise self.fault("Unmatched end tag", place, f', expected "</{tag}>", found "</{found[1].lower()}>"')
        inside_pre = kind == "code" and self.open and self.open[-1][0] == "pre"
        if not inside_pre and not (kind == "text_link" and not extra["url"]):
            self.built.close(kind, start, extra)
        return found.end()


def from_html(text: str) -> Built:
    return HtmlReader(text).read()


MARKS_V2 = (
    ("```", "pre"),
    ("||", "spoiler"),
    ("__", "underline"),
    ("*", "bold"),
    ("_", "italic"),
    ("~", "strikethrough"),
    ("`", "code"),
)
MARKS = (("```", "pre"), ("*", "bold"), ("_", "italic"), ("`", "code"))
RESERVED = frozenset("_*[]()~`>#+-=|{}.!")


def from_markdown(text: str, *, v2: bool) -> Built:
    """Both Markdowns by one scanner; v2 wants its reserved characters escaped."""
    built, marks, place = Built(), MARKS_V2 if v2 else MARKS, 0
    stack: list[tuple[str, str, int]] = []
    while place < len(text):
        if text[place] == "\\" and place + 1 < len(text) and (v2 or text[place + 1] in "_*`["):
            built.text += text[place + 1]
            place += 2
            continue
        link = re.match(r"\[((?:[^\]\\]|\\.)*)\]\(([^)\s]*)\)", text[place:])
        if link and not (stack and stack[-1][1] in ("code", "pre")):
            inner = from_markdown(link[1], v2=v2)
            start = built.at
            built.text += inner.text
            built.close("text_link", start, {"url": link[2]})
            place += link.end()
            continue
        mark = _mark_at(text, place, marks, stack)
        if mark is None:
            if v2 and text[place] in RESERVED and not (stack and stack[-1][1] in ("code", "pre")):
                raise BadRequest(
                    f"can't parse entities: Character '{text[place]}' is reserved and must be escaped with the preceding '\\'"
                )
            built.text += text[place]
            place += 1
            continue
        place += len(mark[0])
        if stack and stack[-1][0] == mark[0]:
            _, kind, start = stack.pop()
            built.close(kind, start, {})
        else:
            stack.append((*mark, built.at))
    if stack:
        raise BadRequest(f"can't parse entities: Can't find end of the entity starting at byte offset {stack[-1][2]}")
    built.entities.sort(key=lambda e: (e["offset"], -e["length"]))
    return built


def _mark_at(
    text: str, place: int, marks: tuple[tuple[str, str], ...], stack: list[tuple[str, str, int]]
) -> tuple[str, str] | None:
    inside = stack[-1] if stack and stack[-1][1] in ("code", "pre") else None
    for mark, kind in marks:
        if text.startswith(mark, place) and (inside is None or inside[0] == mark):
            return mark, kind
    return None


def parse(text: str, mode: str | None, given: list[dict[str, Any]] | None) -> Built:
    """Text and entities of a request: by parse mode, or as given; plain links, commands and mentions are found too."""
    mode = (mode or "").lower()
    if mode == "html":
        built = from_html(text)
    elif mode in ("markdown", "markdownv2"):
        built = from_markdown(text, v2=mode == "markdownv2")
    elif mode:
        raise BadRequest("unsupported parse_mode")
    else:
        built = Built(text, [dict(entity) for entity in given or []])
    return found_in_text(built)


PATTERNS = (
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z][\w]{0,31}(?:@\w{3,32})?")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}")),
    ("url", re.compile(r"https?://[^\s<>\"']+")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")),
)


def found_in_text(built: Built) -> Built:
    """Add what Telegram marks by itself, where no code or link covers it."""
    covered = [
        (e["offset"], e["offset"] + e["length"])
        for e in built.entities
        if e["type"] in ("code", "pre", "text_link", "url", "bot_command", "mention", "email")
    ]
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(built.text):
            start, end = utf16(built.text[: match.start()]), utf16(built.text[: match.end()])
            if all(end <= a or start >= b for a, b in covered):
                built.entities.append({"type": kind, "offset": start, "length": end - start})
                covered.append((start, end))
    built.entities.sort(key=lambda e: (e["offset"], -e["length"]))
    return built
