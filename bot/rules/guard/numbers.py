"""Which runs of digits are somebody's number, and which are scores, counts and orders."""

import re
from collections.abc import Iterator
from itertools import pairwise

from phonenumbers import NumberParseException, is_possible_number, is_valid_number, parse

from bot.rules.guard.digits import MOBILE, Digits, Group, Run
from bot.rules.guard.harmless import Harmless
from bot.rules.guard.lists import Lists, alternation

BARE = range(9, 16)  # digits that need no context to be a number
LONE = range(7, 9)  # digits that are one if the message says nothing else
REGIONS = ("US", "GB", "HK", "TW", "AU", "SG", "JP", "MY", "KR", "CN")
NAMED_BEFORE = 28  # so far before a number its label may stand
PREFIXED = re.compile(r"(?:0086|86)?(1[3-9]\d{9})")
DATED = re.compile(r"1\d|20")
YEAR = re.compile(r"(?:19|20)\d\d")
END_OF_SENTENCE = re.compile(r"[。!?;\n]")
VAGUE = frozenset({"id", "username", "user name", "账号", "帐号", "用户名", "id是", "my id"})
SOME_NUMBER = re.compile(
    r"(?:第|(?<![号扫个])码|[工订账定清名]单|[证卡编序票案批货款牌床座桌栋房楼班车学考工单]号|编码|代码|期号?)(?:是|为|就是)?[\s:#]{0,3}$"
    r"|(?<![a-z])(?!(?:my|your|ur|phone|cell|mobile|contact|new|uk|us|personal|private|direct|home|work|real|other|same"
    r"|whatsapp|wa|[a-z]+(?:ish|ese|ian|rman|ican|wiss|ench|utch|reek)|the|a|this|his|her|telephone|area|signal|viber|burner|second|old|best)(?![a-z]))[a-z]{3,}"
    r" (?:number|no|nr|code)(?: is| was|'s)?[\s:.#]{0,3}$"
)
APART = re.compile(r"[^0-9]{1,12}")


class Numbers:
    """Telephone numbers among the runs of a folded text."""

    def __init__(self, lists: Lists) -> None:
        self._label = re.compile(lists.any_of("phrases.labels"))
        asking = alternation(lists.words["grammar.reach"] - VAGUE)
        self._contact = re.compile(rf"{asking}|{lists.sure}")
        self._unit = re.compile(rf"[ +]?{lists.any_of('phrases.units')}")
        self._known = lists.words["phrases.known"]
        self._digits = Digits(lists)

    def runs(self, text: str) -> list[Run]:
        return self._digits.runs(text)

    def phones(self, text: str, runs: list[Run], figures: Harmless) -> Iterator[tuple[int, int]]:
        """Stretches of `text` that are telephone numbers, whatever stands around them."""
        yield from self._digits.homophones(text)
        for run in runs:
            if len(run.digits) < LONE.start or self.labelled(text, run.start):
                continue
            mobile = self._mobile(run, figures)
            if mobile:
                yield mobile
            elif self._bare(text, run, figures) and not numbered(text, run.start):
                yield run.start, run.end
        yield from self._spread(text, runs, figures)

    def counts(self, text: str, run: Run, figures: Harmless, *, named: bool = False) -> bool:
        """Whether a run is a price, a date, a quantity, a famous number, and no identifier."""
        return (
            (run.digits in self._known and not named)
            or len(set(run.digits)) == 1
            or (len(run.digits) < 7 and run.digits.endswith("000"))
            or self._unit.match(text, run.end) is not None
            or figures.covers(run.start, run.end)
        )

    def labelled(self, text: str, start: int) -> bool:
        """Whether the last word before it that names a number names one that is no contact: 准考证号."""
        before = text[max(0, start - NAMED_BEFORE) : start]
        sentence = END_OF_SENTENCE.split(before)[-1]
        labels = list(self._label.finditer(sentence))
        if not labels:
            return False
        return self._contact.search(sentence, labels[-1].end()) is None

    def sum_before(self, text: str, start: int) -> bool:
        """Whether it is what a sum comes to."""
        return text[max(0, start - 3) : start].rstrip()[-1:] in {"=", "≈", "^"}

    def _mobile(self, run: Run, figures: Harmless) -> tuple[int, int] | None:
        groups = run.groups
        for first in range(len(groups)):
            digits = ""
            for last in range(first, min(first + 15, len(groups))):
                digits += groups[last].digits
                if len(digits) > 15:
                    break
                window = groups[first : last + 1]
                if PREFIXED.fullmatch(digits) and self._whole(run, window, figures):
                    return window[0].start, window[-1].end
        return None

    def _whole(self, run: Run, window: tuple[Group, ...], figures: Harmless) -> bool:
        """Whether the groups are one number, and no stretch of a list of numbers."""
        if len(window) == 1:
            return not figures.covers(window[0].start, window[0].end)
        others = len(run.digits) - sum(len(group.digits) for group in window)
        return others <= 6 and not ordered(window) and not figures.covers(window[0].start, window[-1].end)

    def _bare(self, text: str, run: Run, figures: Harmless) -> bool:
        groups = tuple(group for group in run.groups if not figures.covers(group.start, group.end))
        if not groups:
            return False
        left = Run(groups)
        if left.start and "a" <= text[left.start - 1] <= "z":  # sf13902456781
            return False
        if called(text, left):
            return True
        foreign = len(groups) > 1 and left.digits[0] == "0"  # 090-1234-5678 日本的号
        counted = self.counts(text, left, figures) and not (foreign or spoken_for(text, left))
        if counted or monotonous(left.digits) or ordered(groups) or self.sum_before(text, left.start):
            return False
        if len(left.digits) in LONE:
            return lonely(text, left) and not YEAR.match(left.digits) and paired(text, groups)
        return len(left.digits) in BARE and shaped(groups)

    def _spread(self, text: str, runs: list[Run], figures: Harmless) -> Iterator[tuple[int, int]]:
        """Groups of 3, 4 and 4 digits, or 7 and 4, with a few words between: 前七位 1380013，后四位 8000."""
        groups = [group for run in runs for group in run.groups if len(group.digits) > 2]
        for i in range(len(groups)):
            for sizes in ((3, 4, 4), (7, 4), (3, 8)):
                window = groups[i : i + len(sizes)]
                if tuple(len(group.digits) for group in window) == sizes and self._one(text, window, figures):
                    yield window[0].start, window[-1].end

    def _one(self, text: str, window: list[Group], figures: Harmless) -> bool:
        close = all(APART.fullmatch(text, a.end, b.start) for a, b in pairwise(window))
        counted = any(self._unit.match(text, group.end) or figures.covers(group.start, group.end) for group in window)
        mobile = MOBILE.fullmatch("".join(group.digits for group in window))
        return close and mobile is not None and not counted and not self.labelled(text, window[0].start)


def spoken_for(text: str, run: Run) -> bool:
    """Whether ten digits are an American's number though a word of counting follows: 5035550142 day or night."""
    apart = text[run.end : run.end + 1] == " "
    return apart and len(run.digits) == 10 and run.digits[0] in "23456789" and valid(run.digits, "US")


def numbered(text: str, start: int) -> bool:
    """Whether something that is nobody's is numbered: 工单 5738…, student number 5738…"""
    return SOME_NUMBER.search(text[max(0, start - NAMED_BEFORE) : start]) is not None


def ordered(groups: tuple[Group, ...]) -> bool:
    """Numbers that only rise or only fall are a list: 1, 3, 5, 7, 9."""
    values = [int(group.digits) for group in groups]
    if all(YEAR.fullmatch(group.digits) for group in groups):
        return True
    return len(groups) >= 5 and values in (sorted(values), sorted(values, reverse=True))


def monotonous(digits: str) -> bool:
    """Counting, or one or two digits over and over: 123454321, 6666, 123123123."""
    steps = [abs(int(a) - int(b)) for a, b in pairwise(digits)]
    counting = sum(step <= 1 for step in steps) > (0.9 if len(digits) in BARE else 0.75) * len(steps)
    return counting or len(set(digits)) <= 2 or digits in (digits + digits)[1:-1]


def lonely(text: str, run: Run) -> bool:
    """Whether next to nothing is said but the number."""
    return sum(ch.isalnum() for ch in text[: run.start] + text[run.end :]) <= 1


def paired(text: str, groups: tuple[Group, ...]) -> bool:
    """One group, two of four, or 555-0182."""
    sizes = tuple(len(group.digits) for group in groups)
    return (
        len(sizes) == 1
        or (sizes == (4, 4) and not all(map(DATED.match, (g.digits for g in groups))))
        or (sizes == (3, 4) and text[groups[0].end : groups[1].start] == "-")
    )


def shaped(groups: tuple[Group, ...]) -> bool:
    """Whether the grouping is one that people give numbers, and not that of a row of scores."""
    sizes = [len(group.digits) for group in groups]
    if (
        max(sizes) == 1
        or len(sizes) == 1
        or (sizes[-1] >= 4 and max(sizes) <= 8)
        or (groups[0].digits[0] == "0" and sum(sizes) > 9)
    ):
        return True
    digits = "".join(group.digits for group in groups)
    return max(sizes) > 2 and len(digits) in {10, 11} and any(valid(digits, region) for region in REGIONS)


def called(text: str, run: Run) -> bool:
    """Whether it is written as numbers of other countries are: +44…, 0044…"""
    plus = text[max(0, run.start - 1) : run.start] == "+" or text[max(0, run.start - 2) : run.start] == "+("
    if not plus and not (run.digits.startswith("00") and len(run.digits) > 10):
        return False
    try:
        return is_possible_number(parse("+" + run.digits.removeprefix("00"), None))
    except NumberParseException:
        return False


def valid(digits: str, region: str) -> bool:
    try:
        return is_valid_number(parse(digits, region))
    except NumberParseException:
        return False
