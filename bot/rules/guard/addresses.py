"""Links and e-mail addresses, plain and with their dots and ats in words."""

import re
from collections.abc import Iterator
from re import Match

from bot.rules.guard.finding import Kind
from bot.rules.guard.lists import Lists

Span = tuple[int, int, Kind]
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
LOCAL = r"[a-z0-9][a-z0-9_+-]{0,62}"
SPELLED = re.compile(
    r"(?<![a-z0-9])(?:[a-z0-9][ ._-]){4,40}+(?:at|@) ?(?:gmail|outlook|hotmail|yahoo|icloud|qq|proton)(?![a-z])"
)
SPACED = re.compile(r"(?<![a-z0-9])(?:[a-z0-9][ ._]){2,40}+ ?@ ?(?:[a-z0-9] ?(?:\. ?)?){3,40}(?![a-z0-9])")


class Addresses:
    """Finds links and e-mail addresses in a folded text."""

    def __init__(self, lists: Lists) -> None:
        self._common = lists.words["words.common"]
        self._wordy = lists.words["addresses.wordy"]
        self._hosts = lists.words["addresses.hosts"]
        self._plain = lists.words["addresses.plain"]
        any_of = lists.any_of
        dot = rf"(?:\s?{any_of('addresses.dot')}\s?|\s?[.。·]\s?|,(?=com(?![a-z]))|\s+dot\s+)"
        ending = rf"(?:{any_of('addresses.endings', 'addresses.wordy')})(?![a-z0-9_-]|\.[a-z0-9])"
        slash = rf"(?:\s?/\s?|\s?{any_of('addresses.slash')}\s?)"
        at = rf"(?:\s?{any_of('addresses.at')}\s?|\s?@+\s?)"
        providers = any_of("addresses.providers")
        host = rf"(?<![a-z0-9@_.-]){LABEL}(?:{dot}{LABEL}){{0,3}}?(?P<dot>{dot})(?P<ending>{ending})"
        self._link = re.compile(rf"{host}(?P<path>(?::\d{{2,5}})?{slash}[^\s\u4e00-\u9fff]*)?")
        self._scheme = re.compile(
            rf"(?<![a-z])(?:{any_of('addresses.schemes')})\s?:\s?/\s?/\s?\S+|(?<![a-z])(?:mailto|tel|sms):\S+"
            rf"|(?<![a-z0-9])www{dot}{LABEL}(?:{dot}{LABEL}){{0,4}}\S*"
            rf"|(?<![a-z0-9])www\s+{LABEL}\s+(?:com|cn|net|org)(?![a-z])"
            r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}:\d{2,5}(?!\d)\S*"
            r"|(?:服务器|server|(?<![a-z])ip) ?(?:ip|地址|is|是|:)?[\W_]{0,2}"
            r"(?!10\.|127\.|192\.168)\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
            r"|(?<![a-z0-9])(?:linktree|linktr|carrd|patreon|ko-?fi|beacons|onlyfans|paypal|revolut|monzo)"
            r" ?/ ?[a-z0-9_.]{3,}"
        )
        tail = rf"(?:{LABEL}{dot}){{1,3}}(?:{any_of('addresses.endings', 'addresses.wordy')})(?![a-z0-9])"
        local = rf"(?<![a-z0-9_.'+-]){LOCAL}(?:{dot}{LOCAL}){{0,6}}"
        given = rf"(?:{providers})(?:{dot}|\s)?(?:com|cn|net|org|me|co)(?![a-z])|(?:{providers})(?![a-z0-9.])"
        self._mail = re.compile(rf"{local}{at}(?:{tail}|{given})")
        spoken = rf"{LABEL}(?:\s+dot\s+{LABEL}){{0,2}}\s+dot\s+(?:{any_of('addresses.endings', 'addresses.wordy')})"
        self._said = re.compile(rf"(?P<local>{local})\s+at\s+(?P<where>{spoken}(?![a-z0-9])|{tail}|{given})")

    def spans(self, text: str) -> Iterator[Span]:
        """Everything that leads somewhere."""
        yield from ((*found.span(), Kind.EMAIL) for found in self._mail.finditer(text))
        yield from ((*found.span(), Kind.EMAIL) for found in SPACED.finditer(text))
        yield from ((*found.span(), Kind.EMAIL) for found in SPELLED.finditer(text))
        yield from ((*found.span(), Kind.EMAIL) for found in self._said.finditer(text) if self._written(found))
        yield from ((*found.span(), Kind.LINK) for found in self._scheme.finditer(text))
        yield from ((*found.span(), Kind.LINK) for found in self._link.finditer(text) if self._leads(text, found))

    def _written(self, found: Match[str]) -> bool:
        """Whether `lily at gmail` is an address, and no place somebody works at."""
        local, sentence_ends = found["local"], re.search(r"[.。]\s+([a-z]+)$", found["where"])
        if sentence_ends and sentence_ends[1] in self._wordy:
            return False
        return len(local) > 2 and local not in self._common

    def _leads(self, text: str, found: Match[str]) -> bool:
        """Whether it is a link: any well-known ending, and one that is a word too if a path or nothing follows."""
        host = re.sub(r"[^a-z0-9-]+", ".", found.group().partition("/")[0].strip())
        if host in self._plain:
            return False
        if found["path"] or found["ending"] not in self._wordy:
            return not self._sentence(found)
        name, *more = host.split(".")
        last = not text[found.end() :].strip(" .!?)")
        if name not in self._common and (len(more) > 1 or (last and found["dot"].strip() != ".")) and len(name) > 3:
            return True  # calmwithjo.as.me, pebblewav dot art
        return found["dot"] == "." and (host in self._hosts or (last and name not in self._common and len(name) > 2))

    def _sentence(self, found: Match[str]) -> bool:
        """Whether the dot ends a sentence or is a decimal: `fine . so`, 3.ml."""
        name = re.split(r"[^a-z0-9-]", found.group())[0]
        return (found["dot"] != "." and name in self._common and not found["path"]) or (
            name.isdigit() and found["dot"].strip() != "." and not found["path"] and len(name) < 3
        )
