"""FLAC (RFC 9639): the frames of sound under the stream's description; tags, pictures and padding left out."""

from collections.abc import Iterator
from pathlib import Path

from bot.files.kinds import FileRefused, Reason

MAGIC = b"fLaC"
STREAMINFO, SEEKTABLE = 0, 3
LAST = 0x80
SYNC = (b"\xf8", b"\xf9")
MOST_OF_A_FRAME = 1 << 17


def clean_flac(source: Path, target: Path) -> None:
    """Write the sound alone to `target`. Raises FileRefused(broken), also when bytes follow the last frame."""
    data = source.read_bytes()
    blocks, frames = _parted(data)
    sound = _without_tags(data[frames:])
    if not blocks or blocks[0][0] != STREAMINFO or sound[:1] != b"\xff" or not _ends_with_a_frame(sound):
        raise FileRefused(Reason.BROKEN, "FLAC")
    kept = [block for block in blocks if block[0] in {STREAMINFO, SEEKTABLE}]
    with target.open("wb") as file:
        file.write(MAGIC)
        for number, (kind, body) in enumerate(kept, 1):
            file.write(bytes([kind | (LAST if number == len(kept) else 0)]) + len(body).to_bytes(3, "big") + body)
        file.write(sound)


def _parted(data: bytes) -> tuple[list[tuple[int, bytes]], int]:
    """Kind and body of each block of metadata, and where the frames begin."""
    blocks: list[tuple[int, bytes]] = []
    at, last = len(MAGIC), False
    while not last:
        end = at + 4 + int.from_bytes(data[at + 1 : at + 4], "big")
        if at + 4 > len(data) or end > len(data):
            raise FileRefused(Reason.BROKEN, "FLAC")
        last = bool(data[at] & LAST)
        blocks.append((data[at] & ~LAST, data[at + 4 : end]))
        at = end
    return blocks, at


def _without_tags(sound: bytes) -> bytes:
    """Without what other formats' programs append: ID3v1, and APE by the size that its footer tells."""
    if sound[-128:-125] == b"TAG":
        sound = sound[:-128]
    if sound[-32:-24] == b"APETAGEX":
        header = 32 if sound[-9] & 0x80 else 0
        sound = sound[: max(len(sound) - int.from_bytes(sound[-20:-16], "little") - header, 0)]
    return sound


def _ends_with_a_frame(sound: bytes) -> bool:
    """Whether some frame's checksum closes at the last byte (9.3)."""
    last = sound[-MOST_OF_A_FRAME:]
    return any(_checksum(last[at:]) == 0 for at in _syncs(last))


def _syncs(data: bytes) -> Iterator[int]:
    at = len(data)
    while (at := data.rfind(b"\xff", 0, at)) != -1:
        if data[at + 1 : at + 2] in SYNC:
            yield at


def _row(value: int) -> int:
    crc = value << 8
    for _ in range(8):
        crc = (crc << 1 ^ (0x8005 if crc & 0x8000 else 0)) & 0xFFFF
    return crc


CRC16 = tuple(_row(value) for value in range(256))


def _checksum(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc = (crc << 8 ^ CRC16[crc >> 8 ^ byte]) & 0xFFFF
    return crc
