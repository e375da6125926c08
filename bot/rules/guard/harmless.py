"""Figures that are plainly something else: dates, times, money, decimals, scores, addresses of machines."""

import re
from bisect import bisect_right

MONTH, DAY, YEAR = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])", r"(?:19|20)\d\d"
BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
CLOCK = r"(?:[01]?\d|2[0-4])(?:[:：][0-5]\d){1,2}"

FIGURES = re.compile(
    "|".join(
        (
            rf"(?<!\d){YEAR}\s?[-/.年]\s?{MONTH}(?:\s?[-/.月]\s?{DAY}日?)?(?![\d]|[-/.]\d)",  # 2026-11-23
            rf"(?<!\d){YEAR}(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])"  # 20261123
            r"(?:[ t_-]?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?(?!\d)",
            rf"(?<![\d/.-]){DAY}[/.-]{DAY}[/.-](?:{YEAR}|\d\d)(?![\d]|[/.-]\d)",  # 23/11/2026
            rf"(?<![\d:.]){CLOCK}(?:\.\d+)?(?:\s?[-~–—到至]\s?{CLOCK})?(?![\d]|:\d)",  # 8:30-9:30
            r"(?<![零一二三四五六七八九十])[零一二三四五六七八九十]点[零一二三四五六七八九]{2,}(?!点)",  # 三点一四一五
            r"(?<![\d.])\d{1,3}\.\d{1,2}\.\d{2,5}\.\d{1,4}(?![\d.])",  # of a version
            r"[$¥€£₩]\s?\d[\d,]*(?:\.\d+)?",
            r"(?<![\d,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])",  # 12,345.67
            r"(?<![\d.])(?!(?<=(?<![\d.])\d )\d\.\d \d(?![\d.]))\d{1,2}\.\d+(?!\d|\.\d)",  # 3.1415926, not 3 1 2.5 5
            r"(?<![\d.])\d{3,}\.\d{1,4}(?!\d|[.-]\d)",
            r"(?<![\d/])\d{1,4}/\d{1,4}(?!\d|/\d)",  # 98/100
            rf"(?<![\d.])(?:{BYTE}\.){{3}}{BYTE}(?!\d|\.\d)",  # 192.168.1.1
            r"(?<!\d)97[89][- ]?(?:\d[- ]?){9}\d(?!\d)",  # the number of a book
            r"(?<![\d-])\d\d\s?[-~:]\s?\d{1,2}(?!\d|[-:]\d)",  # 21-19
            r"(?<![\d-])(?<!\d )\d\s?[-~:]\s?\d{1,2}(?! ?\d|[-:]\d)",  # 3-2
            r"(?<![\d:])\d{2,3}:\d{2,3}(?!\d|:\d)",  # 110:108
        )
    )
)


class Harmless:
    """Where such figures stand in a text."""

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in FIGURES.finditer(text)]
        self._starts, self._ends = [start for start, _ in spans], [end for _, end in spans]

    def covers(self, start: int, end: int) -> bool:
        """Whether one figure holds all of this stretch."""
        before = bisect_right(self._starts, start) - 1
        return before >= 0 and end <= self._ends[before]
