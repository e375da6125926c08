"""Colour profiles (ICC.1): a display's profile often bears its owner's name, and every one a date and a device."""

HEADER = 128
# Header fields, as spans of bytes: date; manufacturer and model of the device; creator and the profile's identifier.
NAMING_FIELDS = ((24, 36), (48, 56), (80, 100))
COLOUR_TAGS = frozenset(
    b"rXYZ gXYZ bXYZ wtpt bkpt chad rTRC gTRC bTRC kTRC lumi A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 B2D0 B2D1 B2D2 B2D3 "
    b"D2B0 D2B1 D2B2 D2B3 gamt aarg aagg aabg cicp".split()
)


def strip_icc(profile: bytes) -> bytes:
    """The same profile with the tags that describe colours alone; empty when it cannot be read.

    Raises nothing: a profile is an aid, and a reader without it falls back on the number of components.
    """
    count = int.from_bytes(profile[HEADER : HEADER + 4], "big")
    if profile[36:40] != b"acsp" or len(profile) < HEADER + 4 + 12 * count:
        return b""
    tags: list[tuple[bytes, bytes]] = []
    for at in range(HEADER + 4, HEADER + 4 + 12 * count, 12):
        name, offset, size = (profile[at : at + 4], *(_number(profile, at + skip) for skip in (4, 8)))
        if name in COLOUR_TAGS and offset + size <= len(profile):
            tags.append((name, profile[offset : offset + size]))
    return _assembled(profile[:HEADER], tags)


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")


def _assembled(header: bytes, tags: list[tuple[bytes, bytes]]) -> bytes:
    table, body = len(tags).to_bytes(4, "big"), b""
    start = HEADER + 4 + 12 * len(tags)
    for name, data in tags:
        table += name + (start + len(body)).to_bytes(4, "big") + len(data).to_bytes(4, "big")
        body += data + bytes(-len(data) % 4)
    bare = bytearray(header)
    for begin, end in NAMING_FIELDS:
        bare[begin:end] = bytes(end - begin)
    bare[:4] = (start + len(body)).to_bytes(4, "big")
    return bytes(bare) + table + body
