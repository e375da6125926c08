"""Sound that is a row of self-describing pieces: MP3 frames (ISO/IEC 11172-3, 13818-3) and WAV chunks (RIFF).

Only the pieces that play are copied, which leaves out every tag there is: ID3, APE, Lyrics3, LIST, bext, XMP.
"""

from collections.abc import Iterator
from pathlib import Path

from bot.files.kinds import FileRefused, Reason

RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s of layer III, version 1
RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)  # versions 2 and 2.5
SAMPLING = (44100, 48000, 32000)  # Hz, version 1
DIVISORS = {3: 1, 2: 2, 0: 4}  # of the sampling rate, by the header's version
FEWEST_FRAMES = 3
WAV_KEPT = (b"fmt ", b"fact", b"data")
MOST_OF_A_FORMAT = 40


def clean_mp3(source: Path, target: Path) -> None:
    """Write the frames of sound alone. Raises FileRefused(broken)."""
    data = source.read_bytes()
    spans = list(_frames(data))
    if len(spans) < FEWEST_FRAMES:
        raise FileRefused(Reason.BROKEN, "MP3 without sound")
    target.write_bytes(b"".join(data[start:end] for start, end in spans))


def _frames(data: bytes) -> Iterator[tuple[int, int]]:
    """Where each frame stands. After other bytes a frame counts when another one follows it."""
    at, in_row = _after_tags(data), False
    while at + 4 <= len(data):
        size = _frame_size(data, at)
        if size and at + size <= len(data) and (in_row or _frame_size(data, at + size)):
            yield at, at + size
            at, in_row = at + size, True
        else:
            in_row = False
            at = data.find(b"\xff", at + 1)
            if at == -1:
                return


def _after_tags(data: bytes) -> int:
    """Where the ID3v2 tags at the beginning end; their sizes are written in sevens of bits."""
    at = 0
    while data[at : at + 3] == b"ID3" and at + 10 <= len(data):
        a, b, c, d = data[at + 6 : at + 10]
        footer = 10 if data[at + 5] & 0x10 else 0
        at += 10 + (a << 21 | b << 14 | c << 7 | d) + footer
    return at


def _frame_size(data: bytes, at: int) -> int:
    """Bytes of the layer III frame that begins here; 0 when none does."""
    head = data[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sampling = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version not in DIVISORS or rate in {0, 15} or sampling == 3:
        return 0
    bits = (RATES_1 if version == 3 else RATES_2)[rate] * 1000
    return (144 if version == 3 else 72) * bits // (SAMPLING[sampling] // DIVISORS[version]) + (head[2] >> 1 & 1)


def clean_wav(source: Path, target: Path) -> None:
    """Write format and samples alone. Raises FileRefused(broken)."""
    data = source.read_bytes()
    data = data[: 8 + int.from_bytes(data[4:8], "little")]
    found: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data):
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > len(data):
            raise FileRefused(Reason.BROKEN, "WAV")
        found.setdefault(kind, data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    if b"fmt " not in found or not found.get(b"data"):
        raise FileRefused(Reason.BROKEN, "WAV without sound")
    found[b"fmt "] = found[b"fmt "][:MOST_OF_A_FORMAT]
    body = b"".join(_chunk(kind, found[kind]) for kind in WAV_KEPT if kind in found)
    target.write_bytes(_chunk(b"RIFF", b"WAVE" + body))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)
