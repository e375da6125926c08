"""The drawn receipt: a talk as one strip of time, the same picture for both. Pure: facts in, the bytes of a PNG out.

It holds no words but the order's code, so that it needs no language and no letters beyond the font's.
"""

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

DRAW = "draw"
"""The parameter of a sendPhoto that says what to draw; see `Strip.told`."""

WIDTH, HEIGHT, EDGE = 1080, 600, 48
BAR = (180, 300)
INK, FAINT, PAPER = "#22262b", "#7a828c", "#ffffff"
COLOURS = {
    "live": "#37a35a",
    "waiting": "#f2b632",
    "paused": "#c3cad1",
    "silent": "#4a7fd0",
    "outage": "#d64545",
    "gift": "#8e5bc0",
    "topup": "#b58a5a",
    "grace": "#b58a5a",
}
"""The caption names them by the little squares of these colours."""

ORDER = tuple(COLOURS)


@dataclass(frozen=True)
class Strip:
    """Stretches (kind, start, end) in unix seconds, and by how many minutes the shop's zone is ahead of UTC."""

    code: str
    spans: tuple[tuple[str, int, int], ...]
    counted_s: int
    bought_s: int
    ahead: int = 0

    @classmethod
    def told(cls, facts: dict[str, Any]) -> "Strip":
        spans = tuple((str(kind), int(start), int(end)) for kind, start, end in facts["spans"])
        return cls(str(facts["code"]), spans, int(facts["counted_s"]), int(facts["bought_s"]), int(facts["ahead"]))


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """DejaVu Sans, which comes with matplotlib; Pillow's own where that is not there."""
    found = find_spec("matplotlib")
    if found is not None and found.origin is not None:
        file = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
        if file.exists():
            return ImageFont.truetype(str(file), size)
    return ImageFont.load_default(size)


def clock(seconds: int) -> str:
    """`24:10`, `1:02:00`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def sums(strip: Strip) -> dict[str, int]:
    """How long it was each of these, in the order of the colours; what lasted no second is left out."""
    found = {kind: sum(end - start for k, start, end in strip.spans if k == kind) for kind in ORDER}
    return {kind: seconds for kind, seconds in found.items() if seconds}


def draw(strip: Strip) -> bytes:
    """The picture, readable on a phone."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((EDGE, 44), strip.code, INK, font(46))
    total = f"{clock(strip.counted_s)} / {clock(strip.bought_s)}"
    pen.text((WIDTH - EDGE, 36), total, COLOURS["live"], font(60), anchor="ra")
    bar(pen, strip)
    times(pen, strip)
    legend(pen, strip)
    counted = [end - start for kind, start, end in strip.spans if kind == "live" and end > start]
    shown = [clock(one) for one in counted] if len(counted) <= 5 else [clock(one) for one in counted[:4]] + ["…"]
    pen.text((EDGE, HEIGHT - 80), f"{' + '.join(shown)} = {clock(sum(counted))}", INK, font(34))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def bar(pen: ImageDraw.ImageDraw, strip: Strip) -> None:
    for kind, left, right in sorted(placed(strip), key=lambda one: one[1] - one[2]):  # the shortest on top
        pen.rectangle((left, BAR[0], right, BAR[1]), COLOURS.get(kind, FAINT))


def placed(strip: Strip) -> list[tuple[str, int, int]]:
    """Every stretch from where to where, in pixels; however short, it is to be seen."""
    began, ended = strip.spans[0][1], strip.spans[-1][2]
    scale = (WIDTH - 2 * EDGE) / max(1, ended - began)
    found = []
    for kind, start, end in strip.spans:
        if end > start:
            left = EDGE + round((start - began) * scale)
            found.append((kind, left, max(left + 3, EDGE + round((end - began) * scale)) - 1))
    return found


def times(pen: ImageDraw.ImageDraw, strip: Strip) -> None:
    """The time of day below every change, but for those that would stand in each other's way."""
    marks = [strip.spans[0][1], *(end for _, start, end in strip.spans if end > start)]
    began, ended = marks[0], marks[-1]
    scale = (WIDTH - 2 * EDGE) / max(1, ended - began)
    at = [(moment, EDGE + (moment - began) * scale) for moment in marks]
    room = pen.textlength("00:00:00", font(28)) + 24
    kept = [at[0]]
    for mark in at[1:-1]:
        if mark[1] - kept[-1][1] >= room and at[-1][1] - mark[1] >= room:
            kept.append(mark)
    for (moment, x), anchor in zip([*kept, at[-1]], ["la", *["ma"] * (len(kept) - 1), "ra"], strict=True):
        told = datetime.fromtimestamp(moment, UTC) + timedelta(minutes=strip.ahead)
        pen.line((x, BAR[1], x, BAR[1] + 12), INK, 3)
        pen.text((x, BAR[1] + 18), f"{told:%H:%M:%S}", FAINT, font(28), anchor=anchor)


def legend(pen: ImageDraw.ImageDraw, strip: Strip) -> None:
    x, y = EDGE, BAR[1] + 92
    for kind, seconds in sums(strip).items():
        told = clock(seconds)
        wide = 44 + pen.textlength(told, font(36)) + 40
        if x + wide > WIDTH - EDGE:
            x, y = EDGE, y + 58
        pen.rectangle((x, y + 4, x + 32, y + 36), COLOURS[kind])
        pen.text((x + 44, y), told, INK, font(36))
        x += round(wide)
