"""The boxes an MP4 or QuickTime file is made of (ISO/IEC 14496-12, 4.2): found by place, blanked in place."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.files.kinds import FileRefused, Reason

MOST_BOXES = 20_000


@dataclass(frozen=True)
class Box:
    """A box by its place: `start` of its header, `body` and `end`."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(data: bytes | bytearray, at: int, end: int) -> Iterator[Box]:
    """The boxes that fill this span. Raises FileRefused(broken) when they do not."""
    met = 0
    while at < end:
        size, kind, body = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8]), at + 8
        if size == 1:
            size, body = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        elif size == 0:
            size = end - at
        met += 1
        if size < body - at or at + size > end or met > MOST_BOXES:
            raise FileRefused(Reason.BROKEN, "MP4 boxes")
        yield Box(kind, at, body, at + size)
        at += size


def find(data: bytes | bytearray, box: Box, *path: bytes) -> Box | None:
    """The first box on this path below."""
    for kind in path:
        inner = next((inner for inner in boxes(data, box.body, box.end) if inner.kind == kind), None)
        if inner is None:
            return None
        box = inner
    return box


def number(data: bytes | bytearray, at: int, size: int = 4) -> int:
    """The unsigned number at this place."""
    return int.from_bytes(data[at : at + size], "big")


def zero(data: bytearray, start: int, end: int) -> None:
    """Overwrite a span with zeros."""
    data[start:end] = bytes(max(end - start, 0))


def blank(data: bytearray, box: Box) -> None:
    """Turn a box into free space of the same size."""
    data[box.start + 4 : box.start + 8] = b"free"
    zero(data, box.body, box.end)
