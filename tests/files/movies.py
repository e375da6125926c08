"""A video of two samples beside a track of places, with the canary in every box that can hold one."""

import struct

from tests.files.canary import NAME, PLACE

PICTURES = [b"\0\0\0\4\x65abc", b"\0\0\0\6\x41defgh"]
SOUNDS = [b"sound-one", b"sound-two!"]
PLACES = [PLACE.encode(), NAME.encode()]
SEI = b"\x06\x05" + bytes([16 + len(NAME)]) + bytes(range(16)) + NAME.encode() + b"\x80"
DATE = struct.pack(">II", 3_800_000_000, 3_800_000_001)


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def full(kind: bytes, *parts: bytes) -> bytes:
    return box(kind, bytes(4), *parts)


def table(kind: bytes, *rows: tuple[int, ...]) -> bytes:
    return full(kind, struct.pack(">I", len(rows)), *(struct.pack(f">{len(row)}I", *row) for row in rows))


def udta() -> bytes:
    words = b"".join(
        box(kind, struct.pack(">HH", len(text), 0x15C7), text.encode())
        for kind, text in ((b"\xa9xyz", PLACE + "/"), (b"\xa9nam", NAME), (b"\xa9ART", NAME), (b"\xa9mak", NAME))
    )
    return box(b"udta", words, meta())


def meta() -> bytes:
    handler = full(b"hdlr", bytes(4), b"mdir", bytes(12), NAME.encode())
    return full(b"meta", handler, box(b"ilst", box(b"\xa9nam", box(b"data", struct.pack(">II", 1, 0), NAME.encode()))))


def track(kind: bytes, samples: list[bytes], offset: int, entry: bytes, *, inside: bool = True) -> bytes:
    sizes = full(b"stsz", struct.pack(">II", 0, len(samples)), *(struct.pack(">I", len(one)) for one in samples))
    tables = box(
        b"stbl",
        *(full(b"stsd", struct.pack(">I", 1), entry), table(b"stts", (len(samples), 100)), sizes),
        *(table(b"stsc", (1, len(samples), 1)), table(b"stco", (offset,)), udta()),
    )
    reference = full(b"dref", struct.pack(">I", 1), box(b"alis", struct.pack(">I", int(inside)), NAME.encode()))
    media = box(b"minf", full(b"vmhd" if kind == b"vide" else b"smhd", bytes(8)), box(b"dinf", reference), tables)
    handler = full(b"hdlr", bytes(4), kind, bytes(12), NAME.encode() + b"\0")
    dates = full(b"mdhd", DATE, struct.pack(">IIHH", 600, 1200, 0x15C7, 0))
    header = full(b"tkhd", DATE, struct.pack(">II", 1, 0), bytes(68))
    return box(b"trak", header, udta(), meta(), box(b"mdia", dates, handler, media))


def visual() -> bytes:
    name = bytes([len(NAME)]) + NAME.encode().ljust(31, b"\0")
    fields = bytes(6) + struct.pack(">H", 1) + bytes(16) + struct.pack(">HH", 64, 48) + bytes(14) + name + bytes(4)
    settings = box(b"avcC", b"\x01\x64\0\x1f\xff\xe0\0")
    return box(b"avc1", fields, settings, box(b"colr", b"prof", NAME.encode()), box(b"uuid", NAME.encode()))


def audible() -> bytes:
    return box(
        b"mp4a", bytes(6) + struct.pack(">H", 1) + bytes(20), box(b"esds", bytes(20)), box(b"name", NAME.encode())
    )


def movie(
    brand: bytes = b"isom", *, pictures: list[bytes] | None = None, video: bool = True, inside: bool = True
) -> bytes:
    """Media data first: what plays between what nobody plays."""
    seen = PICTURES if pictures is None else pictures
    start = box(b"ftyp", brand, bytes(4), brand)
    junk = NAME.encode()
    rows = [junk, *seen, junk, *SOUNDS, *PLACES, junk]
    places = [len(start) + 8 + sum(map(len, rows[:at])) for at in (1, 2 + len(seen), 2 + len(seen) + len(SOUNDS))]
    tracks = [track(b"vide", seen, places[0], visual(), inside=inside)] if video else []
    tracks.append(track(b"soun", SOUNDS, places[1], audible()))
    tracks.append(track(b"meta", PLACES, places[2], box(b"mebx", NAME.encode())))
    header = full(b"mvhd", DATE, struct.pack(">II", 600, 1200), bytes(80))
    uuid = box(b"uuid", bytes(16), NAME.encode())
    return (
        start + box(b"mdat", *rows) + box(b"moov", header, *tracks, udta(), meta()) + uuid + box(b"free", junk) + meta()
    )
