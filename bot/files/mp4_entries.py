"""Sample entries of MP4 and QuickTime (ISO/IEC 14496-12, 8.5.2 and 12; QuickTime's too): what a decoder needs stays."""

from bot.files.kinds import FileRefused, Reason
from bot.files.mp4_boxes import Box, blank, boxes, find, number, zero

DECODERS = frozenset(
    b"avcC hvcC av1C vpcC esds pasp btrt clap fiel gama dvcC dvvC d263 wave alac dOps chan pcmC damr frma enda".split()
)
PROTECTED = frozenset({b"encv", b"enca", b"drms", b"drmi", b"sinf"})
VISUAL_FIELDS, COMPRESSOR_NAME = 78, (42, 74)
SOUND_FIELDS = {0: 28, 1: 44, 2: 64}  # by QuickTime's version of the entry


def clean_entries(data: bytearray, track: Box, handler: bytes) -> None:
    """Blank the names, profiles and unknown boxes in a track's sample entries.

    Raises FileRefused: encrypted, broken (no entries).
    """
    table = find(data, track, b"mdia", b"minf", b"stbl", b"stsd")
    if table is None:
        raise FileRefused(Reason.BROKEN, "MP4 without sample entries")
    for entry in boxes(data, table.body + 8, table.end):
        if entry.kind in PROTECTED:
            raise FileRefused(Reason.ENCRYPTED, "MP4")
        fields = VISUAL_FIELDS
        if handler == b"vide":
            start, end = COMPRESSOR_NAME
            zero(data, entry.body + start, min(entry.body + end, entry.end))
        else:
            fields = SOUND_FIELDS.get(number(data, entry.body + 8, 2), 28)
        _clean_extensions(data, entry.body + fields, entry.end)


def _clean_extensions(data: bytearray, at: int, end: int) -> None:
    """Each box after the fixed fields; QuickTime ends such lists with four bytes of zeros."""
    if end - at < 8:
        zero(data, at, end)
        return
    for inner in boxes(data, at, end - 4 if number(data, end - 4) == 0 and not _fills(data, at, end) else end):
        names_profile = inner.kind == b"colr" and bytes(data[inner.body : inner.body + 4]) in {b"nclx", b"nclc"}
        if inner.kind in PROTECTED:
            raise FileRefused(Reason.ENCRYPTED, "MP4")
        if inner.kind not in DECODERS and not names_profile:
            blank(data, inner)


def _fills(data: bytearray, at: int, end: int) -> bool:
    """Whether boxes fill the span to its last byte."""
    try:
        return list(boxes(data, at, end))[-1].end == end
    except FileRefused:
        return False
