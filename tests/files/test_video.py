"""Video comes out byte for byte as long as it was, with what plays in its place and with nothing else."""

from pathlib import Path

import pytest

from bot.files.kinds import Kind, Reason
from bot.files.mp4_boxes import boxes, find
from tests.files.canary import NAME
from tests.files.cleaning import bared, cleaned, refused
from tests.files.movies import DATE, PICTURES, SEI, SOUNDS, box, movie


@pytest.mark.parametrize("brand", [b"isom", b"mp42", b"qt  "])
def test_what_plays_stays_where_it_was(brand: bytes, tmp_path: Path) -> None:
    sent = movie(brand)
    result = bared(tmp_path, sent)
    assert len(result) == len(sent)
    for sample in (*PICTURES, *SOUNDS):
        assert result[sent.index(sample) :][: len(sample)] == sample
    assert DATE not in result
    for kind in (b"stts", b"stsc", b"stsz", b"stco", b"avcC", b"esds"):
        at = sent.index(kind)
        size = int.from_bytes(sent[at - 4 : at], "big")
        assert result[at - 4 : at - 4 + size] == sent[at - 4 : at - 4 + size]


def test_the_tracks_that_play_are_the_tracks_that_stay(tmp_path: Path) -> None:
    result = bared(tmp_path, movie(), f"{NAME}.mp4", "video/mp4")
    moov = next(found for found in boxes(result, 0, len(result)) if found.kind == b"moov")
    tracks = [found for found in boxes(result, moov.body, moov.end) if found.kind == b"trak"]
    handlers = [find(result, track, b"mdia", b"hdlr") for track in tracks]
    assert [result[found.body + 8 : found.body + 12] for found in handlers if found] == [b"vide", b"soun"]


def test_sound_alone_is_an_m4a(tmp_path: Path) -> None:
    kind, result = cleaned(tmp_path, movie(b"M4A ", video=False), "song.m4a", "audio/mp4")
    assert (kind, SOUNDS[0] in result) == (Kind.M4A, True)
    assert cleaned(tmp_path, movie(video=False))[0] is Kind.M4A


def test_what_a_camera_says_inside_the_stream_becomes_filler(tmp_path: Path) -> None:
    message = len(SEI).to_bytes(4, "big") + SEI
    sent = movie(pictures=[message + PICTURES[0], PICTURES[1]])
    result = bared(tmp_path, sent)
    at = sent.index(message) + 4
    assert result[at] == 12
    assert result[at + len(SEI) :][: len(PICTURES[0])] == PICTURES[0]


def test_fragments_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, movie() + box(b"moof", bytes(8))) is Reason.CANNOT_BE_CLEANED


def test_media_outside_of_the_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, movie(inside=False)) is Reason.CANNOT_BE_CLEANED


def test_a_protected_video_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, movie().replace(b"avc1", b"encv")) is Reason.ENCRYPTED


def test_a_second_box_of_a_kind_hides_nothing(tmp_path: Path) -> None:
    sent = movie()
    moov = sent.rindex(b"moov") - 4
    more = box(b"mvhd", bytes(12), NAME.encode())
    size = int.from_bytes(sent[moov : moov + 4], "big")
    start, end = sent[:moov], sent[moov + size :]
    bared(tmp_path, start + (size + len(more)).to_bytes(4, "big") + sent[moov + 4 : moov + size] + more + end)


@pytest.mark.parametrize("cut", [20, 60, 300, 900])
def test_a_video_cut_short_is_broken(cut: int, tmp_path: Path) -> None:
    assert refused(tmp_path, movie()[:-cut]) is Reason.BROKEN
