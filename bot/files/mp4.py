"""MP4, M4A and QuickTime (ISO/IEC 14496-12; QuickTime File Format): blanked in place, byte for byte as long as before.

The sample tables hold absolute offsets into the file, so nothing may move. Boxes that describe become `free` boxes
of zeros, dates become 0, and of the media data only bytes that a picture or sound track plays stay: tracks of telemetry
(GPS, sensors), text, and bytes that nobody plays become zeros.
"""

from pathlib import Path

from bot.files.kinds import FileRefused, Kind, Reason
from bot.files.mp4_boxes import Box, blank, boxes, find, zero
from bot.files.mp4_entries import clean_entries
from bot.files.mp4_samples import blank_user_data, samples, zero_between

CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts"})
KEPT = CONTAINERS | frozenset(
    b"ftyp mdat mvhd tkhd mdhd hdlr vmhd smhd nmhd gmhd dref elst stsd stts ctts cslg stsc stsz stz2 stco co64 stss "
    b"sdtp sbgp sgpd subs tapt clef prof enof wide".split()
)
DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
FRAGMENTED = frozenset({b"moof", b"mvex", b"sidx"})
PLAYED = frozenset({b"vide", b"soun"})
DEEPEST = 8


def clean_mp4(source: Path, target: Path, kind: Kind) -> Kind:
    """Write the blanked file to `target`; its kind (M4A when it holds sound alone).

    Raises FileRefused: broken, cannot_be_cleaned (fragments, compressed or external tables).
    """
    data = bytearray(source.read_bytes())
    top = list(boxes(data, 0, len(data)))
    moov = [box for box in top if box.kind == b"moov"]
    if any(box.kind in FRAGMENTED for box in top):
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "fragments")
    if len(moov) != 1 or not any(box.kind == b"mdat" for box in top):
        raise FileRefused(Reason.BROKEN, "MP4 without a movie")
    handlers = _keep_played(data, moov[0], [box for box in top if box.kind == b"mdat"])
    for box in top:
        _clean(data, box, 0)
    target.write_bytes(data)
    if handlers == {b"soun"}:
        return Kind.M4A
    return Kind.MP4 if kind is Kind.M4A else kind


def _keep_played(data: bytearray, moov: Box, media: list[Box]) -> set[bytes]:
    """Blank the tracks that are neither picture nor sound, and all media data that the others do not play."""
    handlers: set[bytes] = set()
    spans: list[tuple[int, int]] = []
    for track in [box for box in boxes(data, moov.body, moov.end) if box.kind == b"trak"]:
        handler = find(data, track, b"mdia", b"hdlr")
        kind = bytes(data[handler.body + 8 : handler.body + 12]) if handler else b""
        if kind not in PLAYED:
            blank(data, track)
            continue
        handlers.add(kind)
        clean_entries(data, track, kind)
        own = samples(data, track)
        blank_user_data(data, track, own)
        spans += own
    if not handlers:
        raise FileRefused(Reason.BROKEN, "MP4 without picture or sound")
    zero_between(data, media, spans)
    return handlers


def _clean(data: bytearray, box: Box, depth: int) -> None:
    if depth > DEEPEST or box.kind in FRAGMENTED:
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "fragments")
    if box.kind not in KEPT:
        blank(data, box)
    elif box.kind in CONTAINERS:
        met: set[bytes] = set()
        for inner in boxes(data, box.body, box.end):
            if inner.kind in met and inner.kind != b"trak":
                blank(data, inner)  # a second box of a kind hides behind the first
            else:
                _clean(data, inner, depth + 1)
            met.add(inner.kind)
    elif box.kind in DATED:
        zero(data, box.body + 4, box.body + (20 if data[box.body] == 1 else 12))
    elif box.kind == b"hdlr":
        zero(data, box.body + 12, box.end)  # after its type: manufacturer and name
    elif box.kind == b"dref":
        _clean_references(data, box)


def _clean_references(data: bytearray, box: Box) -> None:
    """An alias holds a path of whoever edited the file, even when it points to the file itself."""
    for entry in boxes(data, box.body + 8, box.end):
        if not data[entry.body + 3] & 1:
            raise FileRefused(Reason.CANNOT_BE_CLEANED, "media that lies outside the file")
        zero(data, entry.body + 4, entry.end)
