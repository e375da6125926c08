"""JPEG and JPEG 2000 streams stripped without touching a coefficient: for pictures that live inside a PDF.

A PDF ties the picture to its own colour space and decoding, so re-encoding it could change what is seen.
Segments: ITU-T T.81, annex B. Boxes and markers of JPEG 2000: ITU-T T.800, annexes I and A.
"""

from collections.abc import Iterator

from bot.files.kinds import FileRefused, Reason

SOI, SOS, EOI, COM, APP0, APP14, APP15 = 0xD8, 0xDA, 0xD9, 0xFE, 0xE0, 0xEE, 0xEF
RESTARTS = range(0xD0, 0xD8)
JP2_SIGNATURE = b"\0\0\0\x0cjP  \r\n\x87\n"
JP2_KEPT = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
J2K_START, J2K_TILE, J2K_COMMENT = b"\xff\x4f", 0x90, 0x64


def strip_jpeg(data: bytes) -> bytes:
    """The same scans without application segments (but for what the colours need), comments and trailing bytes.

    Raises FileRefused(broken).
    """
    if data[:2] != b"\xff\xd8":
        raise FileRefused(Reason.BROKEN, "JPEG in a document")
    return b"\xff\xd8" + b"".join(_kept(data)) + b"\xff\xd9"


def _kept(data: bytes) -> Iterator[bytes]:
    at = 2
    while (marker := _marker(data, at)) != EOI:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data) or end < at + 4:
            raise FileRefused(Reason.BROKEN, "JPEG in a document")
        yield _segment(data[at:end], marker)
        at = end
        if marker == SOS:
            end = _after_scan(data, at)
            yield data[at:end]
            at = end


def _marker(data: bytes, at: int) -> int:
    """The marker at this place; the end of the picture where the bytes end after a scan, as many files do."""
    if at >= len(data):
        return EOI
    if data[at] != 0xFF or at + 1 >= len(data):
        raise FileRefused(Reason.BROKEN, "JPEG in a document")
    return data[at + 1]


def _segment(segment: bytes, marker: int) -> bytes:
    if marker == APP0 and segment[4:9] == b"JFIF\0":
        return b"\xff\xe0\0\x10" + segment[4:16].ljust(12, b"\0") + b"\0\0"  # without its thumbnail
    if marker == APP14 and segment[4:9] == b"Adobe":
        return b"\xff\xee\0\x0e" + segment[4:16].ljust(12, b"\0")
    return b"" if APP0 <= marker <= APP15 or marker == COM else segment


def _after_scan(data: bytes, at: int) -> int:
    """Where the next marker stands that is neither a stuffed byte nor a restart."""
    while (at := data.find(b"\xff", at)) != -1 and at + 1 < len(data):
        if data[at + 1] == 0xFF:
            at += 1
        elif data[at + 1] == 0 or data[at + 1] in RESTARTS:
            at += 2
        else:
            return at
    return len(data)


def strip_jpeg2000(data: bytes) -> bytes:
    """The same codestream without XML, UUID and other boxes, and without its comments. Raises FileRefused(broken)."""
    if data.startswith(J2K_START):
        return _without_comments(data)
    if not data.startswith(JP2_SIGNATURE):
        raise FileRefused(Reason.BROKEN, "JPEG 2000 in a document")
    return b"".join(_kept_boxes(data))


def _kept_boxes(data: bytes) -> Iterator[bytes]:
    at = 0
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big") or len(data) - at, data[at + 4 : at + 8]
        if size < 8 or at + size > len(data):
            raise FileRefused(Reason.BROKEN, "JPEG 2000 in a document")
        if kind == b"jp2c":
            stream = _without_comments(data[at + 8 : at + size])
            yield (len(stream) + 8).to_bytes(4, "big") + kind + stream
        elif kind in JP2_KEPT:
            yield data[at : at + size]
        at += size


def _without_comments(stream: bytes) -> bytes:
    kept, at = [stream[:2]], 2
    while at + 4 <= len(stream) and stream[at] == 0xFF and stream[at + 1] != J2K_TILE:
        end = at + 2 + int.from_bytes(stream[at + 2 : at + 4], "big")
        if stream[at + 1] != J2K_COMMENT:
            kept.append(stream[at:end])
        at = end
    if stream[at : at + 2] != bytes([0xFF, J2K_TILE]):
        raise FileRefused(Reason.BROKEN, "JPEG 2000 in a document")
    return b"".join(kept) + stream[at:]
