"""Sound and video built from their smallest valid bytes, and tagged by mutagen and by hand with the canary."""

import io
import struct
from pathlib import Path
from typing import Any

from mutagen.apev2 import APEv2
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, COMM, GEOB, ID3, PRIV, TIT2, TPE1, TXXX, USLT
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from bot.files.flac import _checksum
from bot.files.ogg import Page
from tests.files.canary import NAME, PLACE
from tests.files.test_images import jpeg

FRAME = b"\xff\xfb\x90\x00" + bytes(range(1, 200)) + bytes(214)  # MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes


def mp3(folder: Path) -> bytes:
    path = folder / "made.mp3"
    path.write_bytes(FRAME * 5)
    tags = ID3()
    for frame in (
        *(
            TIT2(encoding=3, text=NAME),
            TPE1(encoding=1, text=NAME),
            COMM(encoding=3, lang="eng", desc=NAME, text=PLACE),
        ),
        *(TXXX(encoding=3, desc=NAME, text=NAME), PRIV(owner=NAME, data=NAME.encode()), USLT(encoding=3, text=NAME)),
        *(APIC(encoding=3, mime="image/jpeg", desc=NAME, data=jpeg()), GEOB(encoding=3, desc=NAME, data=jpeg())),
    ):
        tags.add(frame)
    tags.save(path, v1=2)
    ape = APEv2()
    ape["Artist"] = NAME
    ape.save(path)
    return path.read_bytes()


def bare_flac(frames: int = 3) -> bytes:
    """Silence: subframes that say one constant (RFC 9639, 9.2)."""
    info = (
        struct.pack(">HH", 192, 192)
        + bytes(6)
        + ((44100 << 44) | (0 << 41) | (15 << 36) | 192 * frames).to_bytes(8, "big")
    )
    sound = b""
    for number in range(frames):
        header = b"\xff\xf8\x19\x08" + bytes([number])
        body = header + bytes([_crc8(header)]) + b"\0\0\0"
        sound += body + _checksum(body).to_bytes(2, "big")
    return b"fLaC" + b"\x80" + len(info + bytes(16)).to_bytes(3, "big") + info + bytes(16) + sound


def _crc8(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ (0x07 if crc & 0x80 else 0)) & 0xFF
    return crc


def flac(folder: Path) -> bytes:
    path = folder / "made.flac"
    path.write_bytes(bare_flac())
    tagged: Any = FLAC(path)
    tagged["ARTIST"] = tagged["TITLE"] = tagged["LOCATION"] = NAME
    cover: Any = Picture()
    cover.data, cover.desc = jpeg(), NAME
    tagged.add_picture(cover)
    tagged.save()
    return path.read_bytes()


def _ogg(headers: list[bytes], sound: list[bytes]) -> bytes:
    pages = [Page(2, bytes(8), b"", _lacing(headers[0]), headers[0])]
    rest = headers[1:]
    pages.append(Page(0, bytes(8), b"", b"".join(map(_lacing, rest)), b"".join(rest)))
    for number, packet in enumerate(sound, 1):
        last = 4 if number == len(sound) else 0
        pages.append(Page(last, (960 * number).to_bytes(8, "little"), b"", _lacing(packet), packet))
    return b"".join(page.written(number) for number, page in enumerate(pages))


def _lacing(packet: bytes) -> bytes:
    return b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255])


def opus(folder: Path) -> bytes:
    """Three packets of silence."""
    path = folder / "made.opus"
    head = b"OpusHead\x01\x01" + struct.pack("<HIhB", 312, 48000, 0, 0)
    comments = b"OpusTags" + struct.pack("<I", len(NAME)) + NAME.encode() + bytes(4)
    path.write_bytes(_ogg([head, comments], [b"\xf8\xff\xfe"] * 3))
    tagged: Any = OggOpus(path)
    tagged["artist"] = tagged["title"] = tagged["location"] = NAME
    tagged["metadata_block_picture"] = PLACE
    tagged.save()
    return path.read_bytes()


def vorbis(folder: Path) -> bytes:
    path = folder / "made.ogg"
    head = b"\x01vorbis" + struct.pack("<IBIiiiBB", 0, 1, 44100, 0, 64000, 0, 0xB8, 1)
    comments = b"\x03vorbis" + struct.pack("<I", len(NAME)) + NAME.encode() + bytes(4) + b"\x01"
    path.write_bytes(_ogg([head, comments, b"\x05vorbis" + bytes(300)], [b"\x02" + bytes(40)] * 3))
    tagged: Any = OggVorbis(path)
    tagged["artist"] = NAME
    tagged.save()
    return path.read_bytes()


def wav() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)

    fmt = struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)
    info = b"INFO" + chunk(b"IART", NAME.encode())
    body = (
        chunk(b"bext", NAME.encode()) + chunk(b"fmt ", fmt) + chunk(b"LIST", info) + chunk(b"data", bytes(range(200)))
    )
    tags = io.BytesIO()
    ID3().save(tags)
    return chunk(b"RIFF", b"WAVE" + body + chunk(b"id3 ", tags.getvalue() + NAME.encode())) + NAME.encode()
