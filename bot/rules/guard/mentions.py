"""What stands around a messenger's name: somebody's name there, a number, or an invitation."""

import re
from collections.abc import Iterator
from re import Match

from bot.rules.guard.clauses import Clauses
from bot.rules.guard.digits import Run
from bot.rules.guard.finding import Kind
from bot.rules.guard.lists import Lists
from bot.rules.guard.names import IDENT, Names, Strength
from bot.rules.guard.numbers import Numbers, numbered
from bot.rules.guard.reading import Mention, Reading

Span = tuple[int, int, Kind]
WINDOW = 64
TOLD = re.compile(
    r"(?:\bi'?m|\bi am|\bas|\bcalled|\bname is|\bit'?s|\badd|"
    r"\bsearch|\bsearch for|\bfind|\bfollow|\blook for|\bdm|加|搜|叫) ?$"
)
SOON = 24
FOLLOWING = re.compile(r" +([a-z']+)")
NO_WORD = r"[^\w@$#]"
GAP = re.compile(rf"{NO_WORD}{{0,4}}(?:这?就?是我?的?|我的?)?{NO_WORD}{{0,3}}$")
GLUE = frozenset({"", ".", "-", "'"})  # between the letters of one word: w.w.ii
EVERYBODY = re.compile(r"@?(?:所有人|全体|全员|大家|[我你他她](?![\w]|们))")
LABELLED, LONGEST_NAME = re.compile(r".{2,8}: ?[\u4e00-\u9fff]+"), 10  # 小红书:夜里的鲸鱼, and nothing else
SAID = re.compile(r"[他她们被把说我你不没已对]|了$")
KINDS = {"m": Kind.MESSENGER, "p": Kind.PHONE, "e": Kind.EMAIL}


class Mentions:
    """Finds names and numbers beside a messenger's name, and invitations to one."""

    def __init__(self, lists: Lists, numbers: Numbers, names: Names, clauses: Clauses) -> None:
        any_of = lists.any_of
        link = any_of("grammar.link")
        self._mention = lists.mention
        self._numbers, self._names, self._clauses = numbers, names, clauses
        self._link = re.compile(rf"(?:{NO_WORD}{{0,3}}{link}){{0,4}}+{NO_WORD}{{0,4}}")
        self._explicit = re.compile(rf"[:=>→]|{any_of('grammar.explicit')}")
        self._ident = re.compile(IDENT)
        self._before = re.compile(
            rf"(?P<ident>{IDENT})(?P<link>{NO_WORD}{{0,4}}"
            r"(?:这?就?是我?的?|我的?|加|on the|on|is my|is|at|for|into|in|to|<-|←)?"
            rf"{NO_WORD}{{0,3}}(?:我的?|my)?{NO_WORD}{{0,2}})$"
        )
        self._called = re.compile(
            rf"(?:{NO_WORD}{{0,3}}(?:我的|我|号|id|名字|名|昵称|是|上|里)){{0,2}}{NO_WORD}{{0,2}}"
            rf"(?P<how>{any_of('grammar.search')}|:|@){NO_WORD}{{0,2}}(?P<name>@?[\u4e00-\u9fff][\w]{{1,11}})"
        )
        self._not_name = re.compile(any_of("grammar.not_names"))
        self._follows = re.compile(
            r"\s*(?:$|[^\w\s]|\n|同|号|搜|加|找|联系|也|和|或|哦|哈|啦|呀|谢|same|pls|ok|or|too"
            r"|(?:it|that)'?s me|and (?:dm|add|msg)|hmu|dm)"
        )
        self._compound = re.compile(rf"\s?{any_of('phrases.compounds')}")

    def named(self, text: str) -> list[Mention]:
        """Every messenger's name in a folded text."""
        return [Mention.of(match) for match in self._mention.finditer(text)]

    def spans(self, reading: Reading, named: list[Mention]) -> Iterator[Span]:
        for mention in named:
            compound = self._compound.match(reading.text, mention.end) is not None
            found = self._behind(reading, mention, compound) or (None if compound else self._ahead(reading, mention))
            if found:
                yield (*found, KINDS[mention.what])
            elif not compound and self._clauses.invites(reading.text, mention.start, mention.end, mention):
                yield (*self._clauses.whole(reading.text, mention.start, mention.end), Kind.INVITE)

    def _behind(self, reading: Reading, mention: Mention, compound: bool) -> tuple[int, int] | None:
        """What is told behind it: V: lili1999, 扣扣 三七五八, 小红书搜莉莉."""
        text = reading.text
        link = self._link.match(text, mention.end, mention.end + WINDOW)
        at = link.end() if link else mention.end
        run = reading.starts.get(at)
        if run and self._number(reading, run, mention):
            return mention.start, run.end
        ident = self._ident.match(text, at)
        if ident and mention.what != "p" and self._fits(text, mention, text[mention.end : at], ident, compound):
            return mention.start, ident.end()
        if mention.what == "m" and mention.sure:
            return self._soon(text, mention) or self._by_name(text, mention)
        return self._by_name(text, mention)

    def _soon(self, text: str, mention: Mention) -> tuple[int, int] | None:
        """A clear name a few words further: 微信小号啊 lili1999."""
        for ident in self._ident.finditer(text, mention.end, mention.end + SOON):
            whole = self._ident.match(text, ident.start())
            if whole and len(whole.group()) > 5 and self._names.strength(whole.group()) is Strength.CLEAR:
                return mention.start, whole.end()
        return None

    def _by_name(self, text: str, mention: Mention) -> tuple[int, int] | None:
        """A name in Chinese, said to be one: 小红书搜莉莉."""
        called = self._called.match(text, mention.end)
        if called and mention.what == "m" and self._is_name(mention, called):
            return mention.start, called.end()
        return None

    def _number(self, reading: Reading, run: Run, mention: Mention) -> bool:
        least = 7 if mention.what == "p" and not mention.sure else 5
        if len(run.digits) < least or self._numbers.counts(
            reading.text, run, reading.figures, named=len(run.digits) > 6
        ):
            return False
        glued = mention.end == run.start and not mention.sure and reading.text[run.start - 1].isascii()
        if glued and len(run.groups[0].digits) < 5:  # Q1 2026
            return False
        follower = reading.text[run.end : run.end + 1]
        return not ("a" <= follower <= "z") and not self._another(reading.text, mention, run)

    def _another(self, text: str, mention: Mention, run: Run) -> bool:
        """Whether the number is of something else: exam number 5738…"""
        return self._numbers.labelled(text, mention.end) or (mention.what == "p" and numbered(text, run.start))

    def _fits(self, text: str, mention: Mention, link: str, ident: Match[str], compound: bool) -> bool:
        """Whether the word behind is a name: clearly, or maybe and said to be one."""
        strength = self._names.strength(ident.group())
        if link in GLUE and not mention.sure and text[mention.end - 1].isascii():
            return False
        explicit = self._explicit.search(link) is not None
        if strength is Strength.CLEAR:
            return mention.what == "m" or mention.sure or explicit
        return strength is Strength.MAYBE and not compound and self._maybe(text, mention, link, ident.end())

    def _maybe(self, text: str, mention: Mention, link: str, end: int) -> bool:
        """Whether what may be a name is said to be one: by a colon, an `is` and nothing more, or an `add`."""
        asked = "?" in link and text[max(0, mention.start - 4) : mention.start].endswith(("my ", "我", "我的"))
        explicit = asked or self._explicit.search(link) is not None
        colon = any(sign in link for sign in ":=>→")
        if mention.what == "e" and not colon and not (mention.sure and explicit):
            return mention.sure and not text[mention.start : mention.end].isascii() and self._alone(text, end)
        following = FOLLOWING.match(text, end)
        goes_on = following is not None and not self._clauses.is_tail(following[1])
        if not explicit and (goes_on or not (mention.sure or self._clauses.added(text, mention.start))):
            return False
        return colon or self._alone(text, end)

    def _alone(self, text: str, end: int) -> bool:
        """Whether no sentence goes on behind the word."""
        following = FOLLOWING.match(text, end)
        return (
            following is None
            or self._clauses.is_tail(following[1])
            or self._names.strength(following[1]) is not Strength.NONE
        )

    def _is_name(self, mention: Mention, called: Match[str]) -> bool:
        name = called["name"]
        if called["how"] == ":" and mention.sure and LABELLED.fullmatch(called.string, mention.start, called.end()):
            return len(name) <= LONGEST_NAME and called.end() == len(called.string) and not SAID.search(name)
        if called["how"] == "@" and mention.sure:
            return EVERYBODY.match(name) is None
        if self._not_name.match(name) or (not mention.sure and called["how"] == ":"):
            return False
        return called["how"] != ":" or (len(name) <= 8 and not re.search(r"[了的他她吗们被把说]", name))

    def _ahead(self, reading: Reading, mention: Mention) -> tuple[int, int] | None:
        """What was told before it: lili1999 是我微信, 37582194 qq."""
        text, start = reading.text, max(0, mention.start - WINDOW)
        if not self._follows.match(text, mention.end):
            return None
        for found in self._before.finditer(text[start : mention.start]):
            at, end = start + found.start("ident"), start + found.end("ident")
            run = reading.ends.get(end)
            if run and self._number(reading, run, mention):
                return run.start, mention.end
            strength = self._names.strength(found["ident"]) if mention.what == "m" else Strength.NONE
            told = TOLD.search(text[max(0, at - 10) : at]) is not None
            if strength is Strength.CLEAR or (
                strength is Strength.MAYBE
                and ((told and (mention.sure or "on" in found["link"])) or (mention.sure and "is my" in found["link"]))
            ):
                return at, mention.end
        return self._number_ahead(reading, mention)

    def _number_ahead(self, reading: Reading, mention: Mention) -> tuple[int, int] | None:
        """A number in Chinese digits or with gaps, of which no word could be made."""
        gap = GAP.search(reading.text[max(0, mention.start - 16) : mention.start])
        for end in {mention.start, mention.start - len(gap[0]) if gap else mention.start}:
            run = reading.ends.get(end)
            if run and self._number(reading, run, mention):
                return run.start, mention.end
        return None
