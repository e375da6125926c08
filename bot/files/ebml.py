"""EBML (RFC 8794): elements of an id, a size and a body, as Matroska and WebM are made of."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.files.kinds import FileRefused, Reason

MOST_OF_A_NUMBER = 8  # bytes


@dataclass(frozen=True, slots=True)
class Element:
    """`kind` is the id with its marker bits; the body lies at data[body:end]. `sized`: it says where it ends."""

    kind: int
    body: int
    end: int
    sized: bool = True


def elements(data: bytes, at: int, end: int, *, ends_before: frozenset[int] = frozenset()) -> Iterator[Element]:
    """The elements between these places, one after the other; up to the first of `ends_before`.

    One without a size reaches to the end, and whoever reads it finds out where it ends. Raises FileRefused(broken).
    """
    while at < end:
        kind, start = _vint(data, at, end, longest=4, marker=True)
        if kind in ends_before:
            return
        size, body = _vint(data, start, end, longest=8, marker=False)
        sized = size != (1 << 7 * (body - start)) - 1
        stop = body + size if sized else end
        if stop > end:
            raise FileRefused(Reason.BROKEN, "EBML")
        yield Element(kind, body, stop, sized)
        at = stop


def _vint(data: bytes, at: int, end: int, *, longest: int, marker: bool) -> tuple[int, int]:
    """A number that says its own length by its leading zeros, and where it ends."""
    length = 9 - data[at].bit_length() if at < end else longest + 1
    if length > longest or at + length > end:
        raise FileRefused(Reason.BROKEN, "EBML")
    found = int.from_bytes(data[at : at + length], "big")
    return (found if marker else found & (1 << 7 * length) - 1), at + length


def vint(data: bytes, at: int, end: int) -> tuple[int, int]:
    """A number as the beginning of a block has it, and where it ends. Raises FileRefused(broken)."""
    return _vint(data, at, end, longest=8, marker=False)


def unsigned(data: bytes, found: Element) -> int:
    """The body as a whole number. Raises FileRefused(broken)."""
    if found.end - found.body > MOST_OF_A_NUMBER:
        raise FileRefused(Reason.BROKEN, "EBML number")
    return int.from_bytes(data[found.body : found.end], "big")


def written(kind: int, *parts: bytes) -> bytes:
    """An element with this body."""
    body = b"".join(parts)
    return kind.to_bytes((kind.bit_length() + 7) // 8, "big") + size_of(len(body)) + body


def number(kind: int, value: int) -> bytes:
    """An element with a whole number."""
    return written(kind, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def size_of(size: int) -> bytes:
    """A size in as few bytes as hold it; all ones are kept for a size that is not known."""
    length = next(n for n in range(1, 9) if size < (1 << 7 * n) - 1)
    return (size | 1 << 7 * length).to_bytes(length, "big")
