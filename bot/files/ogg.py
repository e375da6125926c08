"""Ogg with Opus or Vorbis (RFC 3533, RFC 7845, Vorbis I): the same pages of sound under headers without comments.

Tags, pictures and the name of the program live in the second packet. The stream's serial number, drawn by lot when it
was recorded, becomes 1.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.files.kinds import FileRefused, Reason

CAPTURE, HEADER = b"OggS", 27
CONTINUED, FIRST = 1, 2
NO_COMMENTS = bytes(8)  # a vendor of no letters and a list of no comments
CODECS = {  # start of a codec's first packet: its bare comment packet, and how many packets come before sound
    b"OpusHead": (b"OpusTags" + NO_COMMENTS, 2),
    b"\x01vorbis": (b"\x03vorbis" + NO_COMMENTS + b"\x01", 3),
}
SERIAL = 1
BACKWARDS = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True)
class Page:
    """One page; `position` counts samples, `lacing` the lengths of the pieces of packets in `body`."""

    flags: int
    position: bytes
    serial: bytes
    lacing: bytes
    body: bytes

    def written(self, number: int) -> bytes:
        """The page under our serial number, as the `number`th."""
        fixed = b"\0" + bytes([self.flags]) + self.position
        head = CAPTURE + fixed + SERIAL.to_bytes(4, "little") + number.to_bytes(4, "little")
        rest = bytes([len(self.lacing)]) + self.lacing + self.body
        return head + _checksum(head + bytes(4) + rest) + rest


def _checksum(page: bytes) -> bytes:
    """Ogg's CRC runs from the other end of each byte than zlib's does, and starts from zero."""
    crc = zlib.crc32(page.translate(BACKWARDS), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{crc:032b}"[::-1], 2).to_bytes(4, "little")


def clean_ogg(source: Path, target: Path) -> None:
    """Write the sound alone to `target`. Raises FileRefused: broken, cannot_be_cleaned."""
    pages = list(_pages(source.read_bytes()))
    if len({page.serial for page in pages}) != 1:
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "several streams in one Ogg")
    codec = next((row for magic, row in CODECS.items() if pages[0].body.startswith(magic)), None)
    if codec is None:
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "an Ogg of another codec")
    comments, many = codec
    packets, sound = _headers(pages, many)
    new = [_page(packets[0], FIRST), _page(comments, 0), *(_page(packet, 0) for packet in packets[2:])]
    target.write_bytes(b"".join(page.written(number) for number, page in enumerate([*new, *sound])))


def _pages(data: bytes) -> Iterator[Page]:
    at = 0
    while at < len(data):
        lacing = data[at + HEADER : at + HEADER + data[at + 26]] if at + HEADER <= len(data) else b""
        body = at + HEADER + len(lacing)
        end = body + sum(lacing)
        whole = data[at : at + 22] + bytes(4) + data[at + 26 : end]
        if data[at : at + 5] != CAPTURE + b"\0" or end > len(data) or _checksum(whole) != data[at + 22 : at + 26]:
            raise FileRefused(Reason.BROKEN, "Ogg")
        yield Page(data[at + 5], data[at + 6 : at + 14], data[at + 14 : at + 18], lacing, data[body:end])
        at = end


def _headers(pages: list[Page], many: int) -> tuple[list[bytes], list[Page]]:
    """The header packets, and the pages after them; sound begins on a page of its own."""
    packets: list[bytes] = []
    open_packet = b""
    rest = list(pages)
    while rest and len(packets) < many:
        page, at = rest.pop(0), 0
        for length in page.lacing:
            open_packet += page.body[at : at + length]
            at += length
            if length < 255:
                packets.append(open_packet)
                open_packet = b""
    if len(packets) != many or open_packet or not rest or rest[0].flags & (CONTINUED | FIRST):
        raise FileRefused(Reason.BROKEN, "Ogg without sound")
    return packets, rest


def _page(packet: bytes, flags: int) -> Page:
    lacing = b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255])
    if len(lacing) > 255:
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "an Ogg with long headers")
    return Page(flags, bytes(8), b"", lacing, packet)
