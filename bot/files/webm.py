"""WebM (Matroska, RFC 9559, with VP8, VP9, Opus or Vorbis): video stickers and short clips, written anew.

A new file is made of what plays: the tracks of picture and sound with the numbers that say how to play them, and their
blocks. Titles, tags, chapters, attachments, dates, random ids, names of programs, subtitles, padding and whatever is
not known stay behind. The index to seek by is left out too; players find their way without it.
"""

import math
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.files.ebml import Element, elements, number, unsigned, vint, written
from bot.files.kinds import FileRefused, Reason
from bot.files.webm_codecs import frame_fits, private

EBML, DOC_TYPE, SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
INFO, TIMECODE_SCALE, DURATION, MUXING_APP, WRITING_APP = 0x1549A966, 0x2AD7B1, 0x4489, 0x4D80, 0x5741
TRACKS, TRACK, TRACK_NUMBER, TRACK_UID, TRACK_TYPE = 0x1654AE6B, 0xAE, 0xD7, 0x73C5, 0x83
LACING, CODEC_ID, CODEC_PRIVATE = 0x9C, 0x86, 0x63A2
VIDEO, COLOUR, AUDIO, ENCODINGS, ENCRYPTION = 0xE0, 0x55B0, 0xE1, 0x6D80, b"\x50\x35"
CLUSTER, TIMECODE, SIMPLE_BLOCK, GROUP, BLOCK = 0x1F43B675, 0xE7, 0xA3, 0xA0, 0xA1
ADDITIONS, MORE, ADD_ID, ADDITIONAL = 0x75A1, 0xA6, 0xEE, 0xA5
TOP = frozenset({INFO, TRACKS, CLUSTER, 0x114D9B74, 0x1C53BB6B, 0x1254C367, 0x1043A770, 0x1941A469, EBML, SEGMENT})
"""What stands beside a cluster, and so ends one that says no size: seek head, cues, tags, chapters, attachments."""

PICTURE, SOUND = 1, 2
TRACK_NUMBERS = frozenset({0xB9, 0x88, 0x23E383, 0x56AA, 0x56BB, 0x55EE})
"""Enabled, by default, duration of a frame, delay and pre-roll of the codec, most of additions."""
VIDEO_NUMBERS = frozenset({
    0x9A, 0x9D, 0x53B8, 0x53C0, 0xB0, 0xBA, 0x54AA, 0x54BB, 0x54CC, 0x54DD, 0x54B0, 0x54BA, 0x54B2, 0x54B3,
})  # fmt: skip
"""Interlaced, fields, stereo, see-through, size in pixels, cropping, size as shown."""
COLOUR_NUMBERS = frozenset(range(0x55B1, 0x55BE))
AUDIO_NUMBERS = frozenset({0x9F, 0x6264})
SAMPLING = frozenset({0xB5, 0x78B5})  # floating point
GROUP_NUMBERS = frozenset({0x9B, 0xFB, 0x75A2})  # duration, what it is told apart from, what is cut off its end

HEADER = written(
    EBML,
    *(number(0x4286, 1), number(0x42F7, 1), number(0x42F2, 4), number(0x42F3, 8)),
    *(written(DOC_TYPE, b"webm"), number(0x4287, 4), number(0x4285, 2)),
)
NOBODY = b"webm"  # the names of the programs must stand there; this is nobody's
LACED, BLOCK_HEAD = 0x06, 3  # of a block: flags, and the bytes of time and flags


def clean_webm(source: Path, target: Path) -> None:
    """Write what plays to `target`. Raises FileRefused: broken, encrypted, cannot_be_cleaned."""
    data = source.read_bytes()
    top = elements(data, 0, len(data))
    head, segment = next(top), next(top, None)
    if head.kind != EBML or segment is None or segment.kind != SEGMENT:
        raise FileRefused(Reason.BROKEN, "WebM")
    said = {one.kind: data[one.body : one.end].rstrip(b"\0") for one in elements(data, head.body, head.end)}
    if said.get(DOC_TYPE) != b"webm":
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "a Matroska that is no WebM")
    target.write_bytes(HEADER + written(SEGMENT, *_segment(data, list(_parts(data, segment)))))


def _parts(data: bytes, segment: Element) -> Iterator[Element]:
    """The segment's elements, each cluster with its end."""
    at = segment.body
    while at < segment.end:
        found = next(elements(data, at, segment.end))
        if not found.sized:
            if found.kind != CLUSTER:
                raise FileRefused(Reason.BROKEN, "WebM without an end")
            inner = list(elements(data, found.body, found.end, ends_before=TOP))
            found = Element(CLUSTER, found.body, inner[-1].end if inner else found.body)
        yield found
        at = found.end


def _segment(data: bytes, parts: list[Element]) -> Iterator[bytes]:
    infos = [part for part in parts if part.kind == INFO]
    tracks = [part for part in parts if part.kind == TRACKS]
    if len(infos) != 1 or len(tracks) != 1:
        raise FileRefused(Reason.BROKEN, "WebM without tracks")
    yield _info(data, infos[0])
    codecs: dict[int, bytes] = {}
    yield written(TRACKS, *_tracks(data, tracks[0], codecs))
    blocks = 0
    for part in parts:
        if part.kind == CLUSTER:
            kept = list(_cluster(data, part, codecs))
            blocks += len(kept) - 1
            yield written(CLUSTER, *kept)
    if not blocks:
        raise FileRefused(Reason.BROKEN, "WebM without pictures or sound")


def _info(data: bytes, info: Element) -> bytes:
    found = {one.kind: one for one in elements(data, info.body, info.end)}
    kept = [number(TIMECODE_SCALE, unsigned(data, found[TIMECODE_SCALE]))] if TIMECODE_SCALE in found else []
    if DURATION in found:
        kept.append(_float(data, found[DURATION]))
    return written(INFO, *kept, written(MUXING_APP, NOBODY), written(WRITING_APP, NOBODY))


def _float(data: bytes, found: Element) -> bytes:
    body = data[found.body : found.end]
    if len(body) not in {4, 8} or not math.isfinite(struct.unpack(">f" if len(body) == 4 else ">d", body)[0]):
        raise FileRefused(Reason.BROKEN, "WebM number")
    return written(found.kind, body)


def _tracks(data: bytes, tracks: Element, codecs: dict[int, bytes]) -> Iterator[bytes]:
    """The tracks that play; `codecs` learns the codec of each by its number."""
    for track in elements(data, tracks.body, tracks.end):
        found = {one.kind: one for one in elements(data, track.body, track.end)} if track.kind == TRACK else {}
        if TRACK_TYPE not in found or unsigned(data, found[TRACK_TYPE]) not in {PICTURE, SOUND}:
            continue
        if TRACK_NUMBER not in found or CODEC_ID not in found:
            raise FileRefused(Reason.BROKEN, "WebM track")
        if ENCODINGS in found:
            locked = ENCRYPTION in data[found[ENCODINGS].body : found[ENCODINGS].end]
            raise FileRefused(Reason.ENCRYPTED if locked else Reason.CANNOT_BE_CLEANED, "WebM track")
        mine = unsigned(data, found[TRACK_NUMBER])
        if not 0 < mine < 127 or mine in codecs:
            raise FileRefused(Reason.CANNOT_BE_CLEANED, "WebM tracks of odd numbers")
        codecs[mine] = data[found[CODEC_ID].body : found[CODEC_ID].end].rstrip(b"\0")
        yield written(TRACK, *_track(data, found, mine, codecs[mine]))
    if not codecs:
        raise FileRefused(Reason.BROKEN, "WebM without tracks")


def _track(data: bytes, found: dict[int, Element], mine: int, codec: bytes) -> Iterator[bytes]:
    kind = unsigned(data, found[TRACK_TYPE])
    old = data[found[CODEC_PRIVATE].body : found[CODEC_PRIVATE].end] if CODEC_PRIVATE in found else b""
    new = private(codec, old, picture=kind == PICTURE)
    yield number(TRACK_NUMBER, mine) + number(TRACK_UID, mine) + number(TRACK_TYPE, kind)
    yield number(LACING, 0)
    yield from _numbers(data, found.values(), TRACK_NUMBERS)
    yield written(CODEC_ID, codec)
    if new:
        yield written(CODEC_PRIVATE, new)
    if kind == PICTURE and VIDEO in found:
        yield written(VIDEO, *_video(data, found[VIDEO]))
    if kind == SOUND and AUDIO in found:
        inner = list(elements(data, found[AUDIO].body, found[AUDIO].end))
        yield written(
            AUDIO,
            *_numbers(data, inner, AUDIO_NUMBERS),
            *(_float(data, one) for one in inner if one.kind in SAMPLING),
        )


def _video(data: bytes, video: Element) -> Iterator[bytes]:
    inner = list(elements(data, video.body, video.end))
    yield from _numbers(data, inner, VIDEO_NUMBERS)
    for one in inner:
        if one.kind == COLOUR:
            yield written(COLOUR, *_numbers(data, elements(data, one.body, one.end), COLOUR_NUMBERS))


def _numbers(data: bytes, found: Iterable[Element], kept: frozenset[int]) -> Iterator[bytes]:
    return (number(one.kind, unsigned(data, one)) for one in found if one.kind in kept)


def _cluster(data: bytes, cluster: Element, codecs: dict[int, bytes]) -> Iterator[bytes]:
    """Its time, and the blocks of the tracks that play."""
    inner = list(elements(data, cluster.body, cluster.end))
    times = [unsigned(data, one) for one in inner if one.kind == TIMECODE]
    if len(times) != 1:
        raise FileRefused(Reason.BROKEN, "WebM cluster")
    yield number(TIMECODE, times[0])
    for one in inner:
        if one.kind == SIMPLE_BLOCK and _plays(data, one, codecs):
            yield written(SIMPLE_BLOCK, data[one.body : one.end])
        elif one.kind == GROUP:
            yield from _group(data, one, codecs)


def _group(data: bytes, group: Element, codecs: dict[int, bytes]) -> Iterator[bytes]:
    found = {one.kind: one for one in elements(data, group.body, group.end)}
    if BLOCK not in found:
        raise FileRefused(Reason.BROKEN, "WebM block")
    codec = _plays(data, found[BLOCK], codecs)
    if not codec:
        return
    kept = [written(BLOCK, data[found[BLOCK].body : found[BLOCK].end])]
    for kind in sorted(GROUP_NUMBERS & found.keys()):
        unsigned(data, found[kind])  # a number, and signed: so it is copied as it is
        kept.append(written(kind, data[found[kind].body : found[kind].end]))
    if ADDITIONS in found:
        kept += _additions(data, found[ADDITIONS], codec)
    yield written(GROUP, *kept)


def _additions(data: bytes, additions: Element, codec: bytes) -> Iterator[bytes]:
    """What is see-through, a picture of the same codec; nothing else that goes with a block."""
    for more in elements(data, additions.body, additions.end):
        found = {one.kind: one for one in elements(data, more.body, more.end)} if more.kind == MORE else {}
        if ADDITIONAL in found and (ADD_ID not in found or unsigned(data, found[ADD_ID]) == 1):
            alpha = data[found[ADDITIONAL].body : found[ADDITIONAL].end]
            _fits(codec, alpha)
            yield written(ADDITIONS, written(MORE, number(ADD_ID, 1), written(ADDITIONAL, alpha)))
            return


def _plays(data: bytes, block: Element, codecs: dict[int, bytes]) -> bytes:
    """The codec of the block's track; empty where that is not kept. Raises FileRefused where it cannot be checked."""
    mine, at = vint(data, block.body, block.end)
    if at + BLOCK_HEAD >= block.end:
        raise FileRefused(Reason.BROKEN, "WebM block")
    if mine not in codecs:
        return b""
    if data[at + 2] & LACED:
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "several frames in one block")
    _fits(codecs[mine], data[at + BLOCK_HEAD : block.end])
    return codecs[mine]


def _fits(codec: bytes, frame: bytes) -> None:
    if not frame_fits(codec, frame):
        raise FileRefused(Reason.BROKEN, "a block that is no frame")
