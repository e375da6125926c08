"""Invitations to meet elsewhere, and the clauses that only speak of one."""

import re
from collections.abc import Iterator
from typing import Protocol

from bot.rules.guard.finding import Kind
from bot.rules.guard.lists import Lists

REACH = 48  # so much of the clause before is read
NEAR = 9  # so near before an invitation a "not" is about it
TAIL = (
    r"[\W_]{0,2}(?:$|\n|[^\w\s^]|[吧呗呀啊聊嘛吗哦啦哈么咯呢好行谢以没领进]|看(?!看)|不(?![知会敢想用能要回管])|"
    r"详聊|私聊|联系|号|下次|方便|给我|发我)"
)
TOLD = re.compile(r"天?[了过得的着]")
ASKS = re.compile(r"什么|啥|哪|多少")
GONE, ENDS = re.compile(r"(?:去|转战|转到|换到)$"), re.compile(r"\s*(?:$|[,.!?;。~])")
OR_NOT = re.compile(r"(?:有没有|有无|用不用|玩不玩|有木有)\s?$")
ONLY_MINE = re.compile(r"(?:我|只)只?(?:有|用)\s?$")  # 我只有支付宝,能用吗
HAN = re.compile(r"[\u4e00-\u9fff]")
CALLED = re.compile(r"[打接通](?:了|个|着|到|过)*$")
DO_YOU = re.compile(r"\b(?:(?:do|have) (?:you|u|ya) (?:have|use|got)|(?:are|r) (?:you|u) on) (?:an? )?$")
BREAK = re.compile(r"[,.!?;。\n、…~()]+")
ADDED_BY_KEY = re.compile(r"[a-z0-9]\+$")  # ctrl+v
OWNED = re.compile(r"(?:你|妳|your|ur|my|我|u)(?:的|们的)?[\W_]{0,2}$")
CURT = re.compile(rf"(?:上|里)?(?:我|加我|联系|联系我|聊|找我|搜我|滴我)(?![\W_]*[0-9]){TAIL}")  # v我
WANTED = re.compile(r"(?:老|总|一直|非|都|就|还|又|天天|一个劲)(?:想|要|来)*(?:要|求|讨)我的?$")  # 老想要我微信
ASKED = re.compile(r"[\W_]{0,2}(?:吗|不|嘛|么|\?)")
CHANGED = re.compile(r"换(?:个|了|一个|掉)?$")  # 换个手机号
ME = re.compile(r"\s+(?:me|u later)(?![a-z'])")  # whatsapp me
CLOSED = re.compile(TAIL)
PAST = re.compile(r"(?<=我)(?:妈|爸|哥|姐|弟|妹|老)|\s?(?:了(?!吧)|过|被|会(?:被|封|罚|扣)|违规|们)")


class Named(Protocol):
    """A messenger's name in the text."""

    @property
    def sure(self) -> bool: ...
    @property
    def what(self) -> str: ...


class Clauses:
    """Reads what is said about a messenger in its clause."""

    def __init__(self, lists: Lists) -> None:
        any_of = lists.any_of
        gap, filler = r"[\W_]{0,2}", any_of("grammar.filler")
        some = rf"(?:{gap}{filler}){{0,4}}{gap}$"
        self._add = re.compile(rf"(?<![a-z0-9]\+)(?<!增)(?<!参)(?<!更)(?:{any_of('grammar.add')}){some}")
        self._odd = re.compile(rf"{any_of('grammar.add_odd')}{some}")
        self._trade = re.compile(rf"{any_of('grammar.trade')}{some}")
        self._question = re.compile(rf"{any_of('grammar.question')}\s+(?:(?:your|ur|yo|u)\s+)$")
        self._asks = re.compile(rf"{any_of('grammar.question')}\s+$")
        self._have = re.compile(rf"{any_of('grammar.have')}(?:\s+(?:an?|any|your|ur|a))?{gap}$")
        self._meet = re.compile(
            rf"(?:{any_of('grammar.meet')}|(?:{any_of('grammar.together')})(?:\s+[a-z']+){{0,2}}?\s+{any_of('grammar.go')})"
            rf"(?:\s+[a-z']+){{0,3}}?\s+{any_of('grammar.there')}\s*(?:{filler}\s+)?$"
        )
        self._there = re.compile(rf"{any_of('grammar.there')}{some}")
        self._ask = re.compile(
            rf"(?:号)?{gap}(?:是|还|再|能|可以)?(?P<what>{any_of('grammar.ask')})(?:{TAIL}|\s+(?=[\u4e00-\u9fff]))"
        )
        self._whether = re.compile(rf"\s*(?:account\s*|acc\s*|too\s*|或者[^,.]*)?(?:{any_of('grammar.whether')})")
        self._talk = re.compile(rf"(?:上|里|那边)?{gap}{any_of('grammar.talk')}")
        self._polite = lists.words["grammar.polite"]
        self._no = re.compile(any_of("grammar.negation"))
        self._yes = re.compile(any_of("grammar.not_negation"))
        self._third = re.compile(any_of("grammar.third"))
        self._phrase = re.compile(any_of("phrases.invite"))

    def phrases(self, text: str) -> Iterator[tuple[int, int, Kind]]:
        """Invitations that need no messenger: 私下联系, outside this app."""
        for found in self._phrase.finditer(text):
            if not PAST.match(text, found.end()) and not self.only_spoken_of(text, found.start()):
                yield (*found.span(), Kind.INVITE)

    def invites(self, text: str, start: int, end: int, name: Named) -> bool:
        """Whether the clause invites to a messenger whose name stands at [start, end), or asks for a name there."""
        before = self.before(text, start)
        if PAST.match(text, end) or (name.what == "p" and CALLED.search(before)):
            return False
        return self._said(text, before, start, end, name) and not self.only_spoken_of(text, start)

    def _said(self, text: str, before: str, start: int, end: int, name: Named) -> bool:
        tail = CLOSED.match(text, end) is not None
        owned = OWNED.search(before) is not None
        if name.what == "p" and not name.sure:
            return owned and (
                self._asked(text, end, owned=True, sure=False)
                or bool(self._question.search(before) or self._traded(before))
            )
        own_tongue = name.sure or text[end - 1].isascii()
        odd = tail and not name.sure and self._odd.search(before) is not None
        return (
            odd
            or (self._adds(before) and (name.sure or tail))
            or (self._asks if name.what == "p" else self._question).search(before) is not None
            or self._gives(text, before, start, end, name)
            or self._asked(text, end, owned=owned, sure=name.sure)
            or (own_tongue and self._has(text, before, end))
            or self._elsewhere(text, before, end, name)
        )

    def _has(self, text: str, before: str, end: int) -> bool:
        """Whether somebody is asked for having it: 你有微信吗, do you have snap."""
        if OR_NOT.search(before) and (not HAN.match(text, end) or CLOSED.match(text, end)):
            return True
        if ONLY_MINE.search(before):
            return False
        if self._have.search(before) and self._whether.match(text, end):
            return True
        return DO_YOU.search(before) is not None and CLOSED.match(text, end) is not None

    def _elsewhere(self, text: str, before: str, end: int, name: Named) -> bool:
        if self._meet.search(before) and (name.sure or text[end - 1].isascii()):
            return True
        there = self._there.search(before) is not None
        if name.what == "m" and len(before.strip()) <= 2 and CURT.match(text, end):
            return True
        if name.what != "m" or not (name.sure or there):
            return False
        if there and name.sure and (text[end : end + 1] == "吧" or (GONE.search(before) and ENDS.match(text, end))):
            return True
        if ME.match(text, end):
            return True
        talk = self._talk.match(text, end)
        return talk is not None and not TOLD.match(text, talk.end()) and (there or bool(CLOSED.match(text, talk.end())))

    def _gives(self, text: str, before: str, start: int, end: int, name: Named) -> bool:
        """Whether it is given, left, swapped or asked for: 留个 v, drop your snap; not `drop me a line`."""
        if not self._traded(before) or (WANTED.search(before) and not ASKED.match(text, end)):
            return False
        if name.what == "p" and CHANGED.search(before):
            return False
        if name.what == "p" and name.sure and text[start].isascii():  # give me your number: the name says whose
            return True
        if OWNED.search(before) and not before.endswith(("我", "我的")):
            return True
        short = end - start == 1 or not text[end - 1].isascii()
        return CLOSED.match(text, end) is not None and (name.sure or short)

    def _adds(self, before: str) -> bool:
        return self._add.search(before) is not None and not ADDED_BY_KEY.search(before.rstrip())

    def _traded(self, before: str) -> bool:
        return self._trade.search(before) is not None

    def _asked(self, text: str, end: int, *, owned: bool, sure: bool) -> bool:
        """Whether it is asked for: 微信发我, 你微信多少; not 电报是什么."""
        ask = self._ask.match(text, end)
        if ask is None:
            return False
        return owned or (sure and (not ASKS.search(ask["what"]) or text[end - 1] == "号"))

    def added(self, text: str, start: int) -> bool:
        """Whether an `add` stands right before: 加v lilyxo, add me on snap lilyxo."""
        before = self.before(text, start)
        odd = self._odd.search(before) is not None
        return (
            odd
            or self._adds(before)
            or self._meet.search(before) is not None
            or before.endswith(("我", "我的", "add my "))
        )

    def before(self, text: str, start: int) -> str:
        """The clause as far as it stands before, at most REACH characters of it."""
        return BREAK.split(text[max(0, start - REACH) : start])[-1]

    def whole(self, text: str, start: int, end: int) -> tuple[int, int]:
        """The invitation with its verb, so that masking leaves none: 加个 v."""
        before = self.before(text, start)
        return start - len(before.lstrip()), end

    def only_spoken_of(self, text: str, start: int) -> bool:
        """Whether the clause says no, or is about somebody else: 不加微信, 前任加我微信."""
        before = self.before(text, start)
        plain = self._yes.sub(lambda kept: "·" * len(kept[0]), before)
        words = plain.split()
        near = " ".join(words[-6:]) if plain.isascii() else plain[-NEAR:]
        return self._no.search(near) is not None or self._third.search(plain[-24:]) is not None

    def is_tail(self, word: str) -> bool:
        """Whether a word behind a name does not go on with a sentence about it."""
        return word in self._polite
