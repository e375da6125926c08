"""A WebM comes out with the frames that play and the numbers to play them by, and with nothing else."""

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files.ebml import Element, elements, number, size_of, unsigned, vint, written
from bot.files.kinds import FileRefused, Kind, Reason
from bot.files.ogg import CODECS
from tests.files.canary import NAME
from tests.files.cleaning import bared, cleaned, refused
from tests.files.webms import (
    ALPHA,
    HEAD,
    KEY,
    NEXT,
    PLAYED,
    SOUND,
    WHO,
    block,
    cluster,
    group,
    picture_track,
    sound_track,
    webm,
    words_track,
)

FOLDERS = frozenset({
    0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0, 0x55B0, 0xE1, 0x1F43B675, 0xA0, 0x75A1, 0xA6,
})  # fmt: skip
KEPT = FOLDERS | {
    *(0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4282, 0x4287, 0x4285),
    *(0x2AD7B1, 0x4489, 0x4D80, 0x5741),
    *(0xD7, 0x73C5, 0x83, 0x9C, 0x86, 0x63A2, 0xB0, 0xBA, 0x53C0, 0x55B1, 0xB5, 0x9F),
    *(0xE7, 0xA3, 0xA1, 0x9B, 0xFB, 0xEE, 0xA5),
}


def tree(data: bytes, at: int, end: int) -> Iterator[tuple[Element, bytes]]:
    for one in elements(data, at, end):
        yield one, data[one.body : one.end]
        if one.kind in FOLDERS:
            yield from tree(data, one.body, one.end)


def found(data: bytes, kind: int) -> list[bytes]:
    return [body for one, body in tree(data, 0, len(data)) if one.kind == kind]


@pytest.mark.parametrize("sized", [True, False])
def test_what_plays_stays_and_nothing_else_does(sized: bool, tmp_path: Path) -> None:
    result = bared(tmp_path, webm(sized=sized), f"{NAME}.webm", "video/webm")
    assert {one.kind for one, _ in tree(result, 0, len(result))} == KEPT
    assert found(result, 0xA1) == [block(1, KEY)]
    assert found(result, 0xA5) == [ALPHA]
    assert found(result, 0xFB) == [b"\xff\xdf"]
    assert found(result, 0xA3) == [block(2, SOUND), block(1, NEXT, 0, 33)]
    assert found(result, 0x86) == [b"V_VP9", b"A_OPUS"]
    assert [len(found(result, kind)) for kind in (0x1F43B675, 0xAE, 0xE7)] == [2, 2, 2]
    assert found(result, 0x4489) == [struct.pack(">d", 66.0)]
    assert found(result, 0xB0) == [b"\x02\x00"]


def test_a_cleaned_file_is_clean_already(tmp_path: Path) -> None:
    kind, once = cleaned(tmp_path, webm())
    assert (kind, cleaned(tmp_path, once)[1]) == (Kind.WEBM, once)


def test_ids_drawn_by_lot_and_names_of_programs_are_everybodys(tmp_path: Path) -> None:
    result = cleaned(tmp_path, webm())[1]
    assert found(result, 0x73C5) == [b"\x01", b"\x02"]
    assert found(result, 0x4D80) == found(result, 0x5741) == [b"webm"]
    assert found(result, 0x63A2) == [b"\x01\x01\x00", HEAD[:12] + struct.pack("<I", 48000) + HEAD[16:]]


def test_vorbis_keeps_its_set_up_and_loses_its_comments(tmp_path: Path) -> None:
    first, setup = b"\x01vorbis" + bytes(23), b"\x05vorbis" + bytes(300)
    comments = b"\x03vorbis" + struct.pack("<I", len(WHO)) + WHO + WHO * 20
    private = b"\x02" + bytes([len(first)]) + b"\xff" * (len(comments) // 255) + bytes([len(comments) % 255])
    sent = webm(sound_track(b"A_VORBIS", private + first + comments + setup),
                clusters=(cluster(written(0xA3, block(2, b"\x02sound"))),))  # fmt: skip
    bare = CODECS[b"\x01vorbis"][0]
    assert found(bared(tmp_path, sent), 0x63A2) == [b"\x02" + bytes([len(first), len(bare)]) + first + bare + setup]


REFUSED: dict[str, tuple[bytes, Reason]] = {
    "another document": (webm(kind=b"webmatroska"), Reason.CANNOT_BE_CLEANED),
    "two times of one cluster": (webm(clusters=(cluster(number(0xE7, 7), *PLAYED),)), Reason.BROKEN),
    "no tracks": (webm(words_track()), Reason.BROKEN),
    "no blocks": (webm(clusters=(cluster(),)), Reason.BROKEN),
    "words in the place of a frame": (webm(clusters=(cluster(written(0xA3, block(1, b"words"))),)), Reason.BROKEN),
    "words in the place of what is see-through": (webm(clusters=(cluster(group(KEY, (1, b"words"))),)), Reason.BROKEN),
    "an empty block": (webm(clusters=(cluster(written(0xA3, block(1, b""))),)), Reason.BROKEN),
    "several frames in a block": (
        webm(clusters=(cluster(written(0xA3, block(2, SOUND, 0x86))),)),
        Reason.CANNOT_BE_CLEANED,
    ),
    "another codec": (webm(picture_track(b"V_MPEG4/ISO/AVC")), Reason.CANNOT_BE_CLEANED),
    "sound as a picture": (webm(picture_track(b"A_OPUS")), Reason.CANNOT_BE_CLEANED),
    "packed tracks": (webm(picture_track(b"V_VP9", written(0x6D80, bytes(4)))), Reason.CANNOT_BE_CLEANED),
    "locked tracks": (
        webm(picture_track(b"V_VP9", written(0x6D80, written(0x6240, written(0x5035, b""))))),
        Reason.ENCRYPTED,
    ),
    "two tracks of a number": (webm(picture_track(), picture_track()), Reason.CANNOT_BE_CLEANED),
    "no length in time": (webm(clusters=(written(0x1F43B675, *PLAYED),)), Reason.BROKEN),
    "Opus without its head": (webm(sound_track(private=b"OpusHea")), Reason.BROKEN),
    "endless time": (webm().replace(struct.pack(">d", 66.0), struct.pack(">d", float("inf"))), Reason.BROKEN),
    "a number of nine bytes": (webm(clusters=(written(0x1F43B675, written(0xE7, bytes(9)), *PLAYED),)), Reason.BROKEN),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_broken_or_cannot_be_checked_is_refused(case: str, tmp_path: Path) -> None:
    data, reason = REFUSED[case]
    assert refused(tmp_path, data) is reason


@pytest.mark.parametrize("part", range(1, 10))
def test_a_webm_cut_short_is_broken(part: int, tmp_path: Path) -> None:
    whole = webm()
    assert refused(tmp_path, whole[: 40 + (len(whole) - 100) * part // 10]) is Reason.BROKEN


@given(st.integers(0, (1 << 56) - 2))
def test_a_size_reads_as_it_was_written(size: int) -> None:
    assert vint(size_of(size), 0, 8) == (size, len(size_of(size)))


@given(st.integers(0, (1 << 64) - 1), st.sampled_from([0xA3, 0x4282, 0x2AD7B1, 0x1F43B675]))
def test_a_number_reads_as_it_was_written(value: int, kind: int) -> None:
    data = number(kind, value)
    (one,) = elements(data, 0, len(data))
    assert (one.kind, unsigned(data, one), one.end) == (kind, value, len(data))


@given(st.binary(max_size=40))
def test_any_bytes_are_elements_or_broken(data: bytes) -> None:
    read: list[Element] = []
    with suppress(FileRefused):
        read += elements(data, 0, len(data))
    assert all(one.body <= one.end <= len(data) for one in read)
