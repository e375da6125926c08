"""The codecs of a WebM: what is kept of their settings, and whether a block holds a frame of theirs."""

import struct

from bot.files.kinds import FileRefused, Reason
from bot.files.ogg import CODECS

VP8, VP9, OPUS, VORBIS = b"V_VP8", b"V_VP9", b"A_OPUS", b"A_VORBIS"
PICTURES, SOUNDS = frozenset({VP8, VP9}), frozenset({OPUS, VORBIS})
VP9_FEATURES = range(1, 5)  # profile, level, bits, subsampling of colours: each one byte
OPUS_HEAD = 19  # bytes, where it has at most two channels; else a table of them follows
VORBIS_PACKETS = 2  # as the first byte says it: one less than there are


def private(codec: bytes, old: bytes, *, picture: bool) -> bytes:
    """The codec's settings without words. Raises FileRefused: broken, cannot_be_cleaned (another codec)."""
    if codec not in (PICTURES if picture else SOUNDS):
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "a WebM of another codec")
    if codec == OPUS:
        return _opus(old)
    if codec == VORBIS:
        return _vorbis(old)
    return b"".join(_features(old)) if codec == VP9 else b""


def _features(old: bytes) -> list[bytes]:
    triples = [old[at : at + 3] for at in range(0, len(old), 3)]
    return [one for one in triples if len(one) == 3 and one[0] in VP9_FEATURES and one[1] == 1]


def _opus(old: bytes) -> bytes:
    if len(old) < OPUS_HEAD or not old.startswith(b"OpusHead"):
        raise FileRefused(Reason.BROKEN, "Opus")
    size = OPUS_HEAD if old[18] == 0 else OPUS_HEAD + 2 + old[9]
    if len(old) < size:
        raise FileRefused(Reason.BROKEN, "Opus")
    return old[:12] + struct.pack("<I", 48000) + old[16:size]


def _vorbis(old: bytes) -> bytes:
    """Three packets in one, the lengths of the first two before them; the second holds comments alone."""
    lengths: list[int] = []
    at = 1
    for _ in range(VORBIS_PACKETS):
        length = 0
        while old[at : at + 1] == b"\xff":
            length, at = length + 255, at + 1
        if at >= len(old):
            raise FileRefused(Reason.BROKEN, "Vorbis")
        lengths.append(length + old[at])
        at += 1
    first, second = old[at : at + lengths[0]], old[at + lengths[0] : at + sum(lengths)]
    setup, bare = old[at + sum(lengths) :], CODECS[b"\x01vorbis"][0]
    named = zip((first, second, setup), (b"\x01vorbis", b"\x03vorbis", b"\x05vorbis"), strict=True)
    if old[0] != VORBIS_PACKETS or not all(packet.startswith(name) for packet, name in named):
        raise FileRefused(Reason.BROKEN, "Vorbis")
    laced = b"\xff" * (len(first) // 255) + bytes([len(first) % 255])
    return bytes([VORBIS_PACKETS]) + laced + bytes([len(bare)]) + first + bare + setup


def frame_fits(codec: bytes, frame: bytes) -> bool:
    """Whether these bytes begin as a frame of the codec does."""
    if not frame:
        return False
    if codec == VP9:
        return frame[0] >> 6 == 2
    if codec == VP8:
        return bool(frame[0] & 1) or frame[3:6] == b"\x9d\x01\x2a"
    return codec != VORBIS or not frame[0] & 1
