"""The smallest real files of each kind that people send."""

import struct
import zlib


def png(width: int = 2, height: int = 2) -> bytes:
    """A red picture of this size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\0" + b"\xff\0\0" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PNG = png()
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0"
OGG = (  # Opus: three packets of silence, without a word of comment
    b"OggS\0\x02" + bytes(8) + b"\x01\0\0\0\0\0\0\0\x1c\x9f\xf5\xd9\x01\x13OpusHead\x01\x018\x01\x80\xbb" + bytes(5)
    + b"OggS\0\0" + bytes(8) + b"\x01\0\0\0\x01\0\0\0\x87X`\x1a\x01\x10OpusTags" + bytes(8)
    + b"OggS\0\0\xc0\x03\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\xd88\xbdP\x01\x03\xf8\xff\xfe"
    + b"OggS\0\0\x80\x07\0\0\0\0\0\0\x01\0\0\0\x03\0\0\0\xabc\x02\\\x01\x03\xf8\xff\xfe"
    + b"OggS\0\x04@\x0b\0\0\0\0\0\0\x01\0\0\0\x04\0\0\0\x02[\x1ck\x01\x03\xf8\xff\xfe"
)  # fmt: skip
GIF = b"GIF89a\x02\0\x02\0\0\0\0;"
MP3 = b"ID3\x04\0\0\0\0\0\0\xff\xfb\x90\x64" + bytes(32)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
