"""A WebM of a see-through picture and sound, with the canary in every element that can hold one."""

import struct

from bot.files.ebml import number, written
from tests.files.canary import NAME, PLACE

WHO = NAME.encode()
KEY, NEXT, ALPHA = b"\x82\x49\x83key", b"\x86next", b"\x82\x49\x83alpha"  # each begins as a VP9 frame does
SOUND = b"\xf8\xff\xfe"
HEAD = b"OpusHead\x01\x01" + struct.pack("<HIhB", 312, 44100, 0, 0)
VOID = written(0xEC, WHO)
CRC = written(0xBF, bytes(4))
TAGS = written(0x1254C367, written(0x7373, written(0x67C8, written(0x45A3, b"ARTIST"), written(0x4487, WHO))))
CHAPTERS = written(0x1043A770, written(0x45B9, written(0xB6, written(0x80, written(0x85, WHO)))))
ATTACHMENTS = written(0x1941A469, written(0x61A7, written(0x466E, WHO), written(0x465C, PLACE.encode())))
CUES = written(0x1C53BB6B, VOID)


def header(kind: bytes = b"webm") -> bytes:
    return written(0x1A45DFA3, number(0x4286, 1), written(0x4282, kind), number(0x4287, 4), VOID)


def info() -> bytes:
    names = (written(0x4D80, WHO), written(0x5741, WHO), written(0x7BA9, WHO), written(0x73A4, WHO), VOID)
    date = written(0x4461, WHO[:8])
    return written(0x1549A966, number(0x2AD7B1, 1_000_000), written(0x4489, struct.pack(">d", 66.0)), date, *names)


def picture_track(codec: bytes = b"V_VP9", *more: bytes) -> bytes:
    colour = written(0x55B0, number(0x55B1, 1), written(0x55D0, WHO))
    video = written(0xE0, number(0xB0, 512), number(0xBA, 512), number(0x53C0, 1), colour, written(0x2EB524, WHO))
    named = (written(0x536E, WHO), written(0x22B59C, b"zho"), written(0x258688, WHO), number(0x73C5, 0xDEADBEEF))
    private = written(0x63A2, b"\x01\x01\x00" + b"\x09\x01M" + b"\x7f\x0f" + WHO)
    return written(0xAE, number(0xD7, 1), number(0x83, 1), written(0x86, codec), *named, private, video, VOID, *more)


def sound_track(codec: bytes = b"A_OPUS", private: bytes = HEAD) -> bytes:
    audio = written(0xE1, written(0xB5, struct.pack(">d", 48000.0)), number(0x9F, 1), VOID)
    return written(
        0xAE,
        number(0xD7, 2),
        number(0x83, 2),
        written(0x86, codec),
        written(0x63A2, private),
        written(0x536E, WHO),
        audio,
    )


def words_track() -> bytes:
    return written(0xAE, number(0xD7, 3), number(0x83, 17), written(0x86, b"S_TEXT/UTF8"), written(0x536E, WHO))


def block(track: int, frame: bytes, flags: int = 0x80, at: int = 0) -> bytes:
    return bytes([0x80 | track]) + struct.pack(">hB", at, flags) + frame


def group(frame: bytes, *additions: tuple[int, bytes]) -> bytes:
    more = [written(0xA6, number(0xEE, kind), written(0xA5, data)) for kind, data in additions]
    return written(0xA0, written(0xA1, block(1, frame)), number(0x9B, 33), written(0xFB, b"\xff\xdf"),
                   written(0x75A1, *more), written(0xA4, WHO), VOID)  # fmt: skip


def cluster(*blocks: bytes, sized: bool = True) -> bytes:
    inner = (number(0xE7, 0), number(0xAB, 99), *blocks, VOID)
    return written(0x1F43B675, *inner) if sized else b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7 + b"".join(inner)


PLAYED = (
    group(KEY, (4, WHO), (1, ALPHA)),
    written(0xA3, block(2, SOUND)),
    written(0xA3, block(3, WHO)),
    written(0xA3, block(1, NEXT, 0, 33)),
)


def webm(*tracks: bytes, clusters: tuple[bytes, ...] = (), sized: bool = True, kind: bytes = b"webm") -> bytes:
    """A whole file: what plays between everything that does not."""
    listed = written(0x1654AE6B, *(tracks or (picture_track(), sound_track(), words_track())), CRC)
    played = clusters or (cluster(*PLAYED[:2], sized=sized), cluster(*PLAYED[2:], sized=sized))
    parts = (VOID, info(), listed, TAGS, *played, CUES, CHAPTERS, ATTACHMENTS, TAGS, written(0x4DBB, WHO))
    inside = b"".join(parts[:-1]) if sized else b"".join(parts[: 5 + len(played) - 1])
    segment = written(0x18538067, inside) if sized else b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + inside
    return header(kind) + segment + (VOID if sized else b"")
