"""The samples of an MP4 track: where they lie (ISO/IEC 14496-12, 8.7), and what they say beside picture and sound.

A camera or program may speak in supplemental messages of the video stream itself: user data (H.264 and H.265, annex D).
"""

from bot.files.kinds import FileRefused, Reason
from bot.files.mp4_boxes import Box, boxes, find, number, zero

MOST_SAMPLES = 5_000_000
AVC_SEI, AVC_FILLER = 6, 12
HEVC_SEI, HEVC_FILLER = frozenset({39, 40}), 38
USER_DATA = frozenset({5})  # unregistered; 4 is registered: captions and brightness
VISUAL_FIELDS = 78

Span = tuple[int, int]  # first byte, and the byte after the last


def samples(data: bytearray, track: Box) -> list[Span]:
    """Where the samples of the track lie: each, or a chunk at a time where all are of one size.

    Raises FileRefused: broken, cannot_be_cleaned.
    """
    table = find(data, track, b"mdia", b"minf", b"stbl")
    if table is None:
        raise FileRefused(Reason.BROKEN, "MP4 without sample tables")
    chunks = _offsets(data, table)
    counts = _per_chunk(data, table, len(chunks))
    fixed, sizes = _sizes(data, table)
    if fixed:
        spans = [(start, start + many * fixed) for start, many in zip(chunks, counts, strict=True)]
    else:
        spans = _one_by_one(chunks, counts, sizes)
    if any(end > len(data) for _, end in spans):
        raise FileRefused(Reason.BROKEN, "MP4 that ends too early")
    return spans


def _one_by_one(chunks: list[int], counts: list[int], sizes: list[int]) -> list[Span]:
    spans: list[Span] = []
    for start, many in zip(chunks, counts, strict=True):
        at = start
        for size in sizes[len(spans) : len(spans) + many]:
            spans.append((at, at + size))
            at += size
    if len(spans) != len(sizes):
        raise FileRefused(Reason.BROKEN, "MP4 sample tables")
    return spans


def _table(data: bytearray, table: Box, kind: bytes, *, width: int, skip: int = 4) -> list[int]:
    """The numbers of a full box that counts its rows after `skip` bytes; each row `width` bytes in words of 4 or 8."""
    box = find(data, table, kind)
    if box is None:
        return []
    count, at = number(data, box.body + skip), box.body + skip + 4
    if at + count * width > box.end or count > MOST_SAMPLES:
        raise FileRefused(Reason.BROKEN, "MP4 sample tables")
    word = 8 if kind == b"co64" else 4
    return [number(data, place, word) for place in range(at, at + count * width, word)]


def _offsets(data: bytearray, table: Box) -> list[int]:
    return _table(data, table, b"stco", width=4) or _table(data, table, b"co64", width=8)


def _per_chunk(data: bytearray, table: Box, chunks: int) -> list[int]:
    """How many samples each chunk has: the table has a row for each chunk at which that changes."""
    rows = _table(data, table, b"stsc", width=12)
    counts: list[int] = []
    firsts, many = rows[::3], rows[1::3]
    for row, count in enumerate(many):
        until = firsts[row + 1] if row + 1 < len(firsts) else chunks + 1
        if firsts[row] != len(counts) + 1 or not firsts[row] <= until <= chunks + 1 or count > MOST_SAMPLES:
            raise FileRefused(Reason.BROKEN, "MP4 sample tables")
        counts += [count] * (until - firsts[row])
    if len(counts) != chunks:
        raise FileRefused(Reason.BROKEN, "MP4 sample tables")
    return counts


def _sizes(data: bytearray, table: Box) -> tuple[int, list[int]]:
    """The one size of all samples, or 0 and the size of each."""
    box = find(data, table, b"stsz")
    if box is None:
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "compact sample sizes")
    fixed = number(data, box.body + 4)
    if fixed == 1:
        fixed = _bytes_of_a_frame(data, table)
    return fixed, [] if fixed else _table(data, table, b"stsz", width=4, skip=8)


def _bytes_of_a_frame(data: bytearray, table: Box) -> int:
    """QuickTime counts uncompressed sound in frames of size 1: the entry says how many bytes that is."""
    entries = find(data, table, b"stsd")
    entry = next(boxes(data, entries.body + 8, entries.end), None) if entries else None
    if entry is None or number(data, entry.body + 8, 2) != 0:
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "sound of another version")
    return max(number(data, entry.body + 16, 2) * number(data, entry.body + 18, 2) // 8, 1)


def zero_between(data: bytearray, media: list[Box], spans: list[Span]) -> None:
    """Overwrite all media data that no span covers. Raises FileRefused(broken) when a span lies outside."""
    if any(not any(box.body <= start <= end <= box.end for box in media) for start, end in _merged(spans)):
        raise FileRefused(Reason.BROKEN, "MP4 samples outside of media data")
    for box in media:
        at = box.body
        for start, end in _merged(spans):
            if box.body <= start < box.end:
                zero(data, at, start)
                at = end
        zero(data, at, box.end)


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return merged


def blank_user_data(data: bytearray, track: Box, spans: list[Span]) -> None:
    """Turn messages of user data in an AVC or HEVC stream into filler of the same size."""
    entries = find(data, track, b"mdia", b"minf", b"stbl", b"stsd")
    entry = next(boxes(data, entries.body + 8, entries.end), None) if entries else None
    if entry is None or entry.kind not in {b"avc1", b"avc3", b"hvc1", b"hev1"}:
        return
    avc = entry.kind.startswith(b"avc")
    inner = boxes(data, entry.body + VISUAL_FIELDS, entry.end)
    config = next((box for box in inner if box.kind == (b"avcC" if avc else b"hvcC")), None)
    if config is None:
        raise FileRefused(Reason.BROKEN, "MP4 without its decoder's settings")
    width = (data[config.body + (4 if avc else 21)] & 3) + 1
    for start, end in spans:
        _blank_messages(data, start, end, width, avc=avc)


def _blank_messages(data: bytearray, start: int, end: int, width: int, *, avc: bool) -> None:
    """One sample: units of the stream, each after its length."""
    header, at = 1 if avc else 2, start
    while at + width + header <= end:
        unit, size = at + width, number(data, at, width)
        kind = data[unit] & 31 if avc else data[unit] >> 1 & 63
        at = unit + size
        if at > end:
            raise FileRefused(Reason.BROKEN, "MP4 samples")
        messages = kind == AVC_SEI if avc else kind in HEVC_SEI
        if messages and size > header and _holds_user_data(bytes(data[unit + header : at])):
            data[unit] = AVC_FILLER if avc else data[unit] & 0x81 | HEVC_FILLER << 1
            data[unit + header : at] = b"\xff" * (size - header - 1) + b"\x80"


def _holds_user_data(messages: bytes) -> bool:
    payload, at = messages.replace(b"\0\0\3", b"\0\0"), 0
    while at + 2 <= len(payload):
        numbers = []
        for _ in range(2):  # type, then size
            value = 0
            while at < len(payload) and payload[at] == 0xFF:
                value, at = value + 255, at + 1
            numbers.append(value + (payload[at] if at < len(payload) else 0))
            at += 1
        if numbers[0] in USER_DATA:
            return True
        at += numbers[1]
    return False
