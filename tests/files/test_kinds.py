"""A file is what its content is; a name or a type that says otherwise ends it."""

import gzip
from pathlib import Path

import pytest

from bot.files.kinds import DECLARABLE, ENDINGS, MIMES, NEUTRAL_NAMES, Kind, Limits, Reason
from tests.files.cleaning import cleaned, refused
from tests.files.movies import movie
from tests.files.offices import docx, xlsx
from tests.files.sounds import FRAME
from tests.files.test_images import bmp, jpeg, png, tiff

WORDS = "Good evening, 晚上好\n".encode()


@pytest.mark.parametrize(
    ("name", "mime", "data", "kind"),
    [
        ("IMG_0001.JPG", "image/jpeg", jpeg(), Kind.JPEG),
        (None, None, jpeg(), Kind.JPEG),
        ("holiday photo", "application/octet-stream", png(), Kind.PNG),
        ("scan.TIF", None, tiff(), Kind.TIFF),
        ("old.bmp", "image/x-ms-bmp", bmp(), Kind.BMP),
        ("notes.txt", "text/plain; charset=utf-8", WORDS, Kind.TEXT),
        ("notes.md", "text/markdown", WORDS, Kind.MARKDOWN),
        ("prices.csv", "text/csv", b"tea,3\n", Kind.CSV),
        ("without ending", None, WORDS, Kind.TEXT),
        ("plan.final", None, docx(), Kind.DOCX),
        ("a.MOV", "video/quicktime", movie(b"qt  "), Kind.MOV),
        ("giphy.gif.mp4", "video/mp4", movie(), Kind.MP4),
    ],
)
def test_a_kind_is_found_by_content(
    name: str | None, mime: str | None, data: bytes, kind: Kind, tmp_path: Path
) -> None:
    assert cleaned(tmp_path, data, name, mime)[0] is kind


@pytest.mark.parametrize(
    ("name", "mime", "data"),
    [
        ("photo.png", None, jpeg()),
        ("photo.jpg", "image/png", jpeg()),
        ("letter.pdf", None, docx()),
        ("letter.docx", None, xlsx()),
        ("game.exe", None, png()),
        ("page.html", None, png()),
        ("song.mp3", None, WORDS),
        ("notes.txt", None, png()),
        ("notes.txt", None, b"one\0two"),
        ("notes.txt", None, b"caf\xe9"),
        ("photo.jpg", None, bytes(range(256))),
    ],
)
def test_a_claim_that_the_content_denies_is_a_wrong_type(
    name: str, mime: str | None, data: bytes, tmp_path: Path
) -> None:
    assert refused(tmp_path, data, name, mime) is Reason.WRONG_TYPE


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.rar", b"Rar!\x1a\x07\x00" + bytes(30)),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(30)),
        ("a.exe", b"MZ" + bytes(100)),
        ("a.mkv", b"\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska" + bytes(30)),
        ("a.gz", gzip.compress(b"words", mtime=0)),
        ("IMG_1.HEIC", b"\0\0\0\x1cftypheic" + bytes(16)),
        ("a.avif", b"\0\0\0\x1cftypavif" + bytes(16)),
        ("a.html", b"<html><script>1</script></html>"),
        ("a.svg", b'<?xml version="1.0"?><svg/>'),
        ("card.vcf", b"BEGIN:VCARD\r\nFN:Mei\r\n"),
        ("a.dng", tiff()),
        ("a.json", b"{}"),
        ("a.rtf", b"{\\rtf1 hello}"),
    ],
)
def test_what_nothing_here_cleans_is_refused_for_that(name: str, data: bytes, tmp_path: Path) -> None:
    assert refused(tmp_path, data, name) is Reason.CANNOT_BE_CLEANED


@pytest.mark.parametrize("words", [b"BMW is a car", b"ID3 is a tag", b"The free world", b"GIFs are fun", b"%PD"])
def test_words_that_begin_like_another_kind_are_words(words: bytes, tmp_path: Path) -> None:
    assert cleaned(tmp_path, words, "a.txt") == (Kind.TEXT, words)


def test_text_passes_as_it_is_but_for_its_mark(tmp_path: Path) -> None:
    assert cleaned(tmp_path, b"\xef\xbb\xbf" + WORDS, "a.txt") == (Kind.TEXT, WORDS)


def test_nothing_is_empty(tmp_path: Path) -> None:
    assert refused(tmp_path, b"", "photo.jpg") is Reason.EMPTY


def test_more_than_allowed_is_too_big(tmp_path: Path) -> None:
    assert refused(tmp_path, jpeg(), limits=Limits(max_bytes=100)) is Reason.TOO_BIG
    assert refused(tmp_path, FRAME * 5, limits=Limits(max_cleaned=100)) is Reason.TOO_BIG


def test_every_kind_has_a_neutral_name_that_it_could_be_declared_by() -> None:
    for kind in Kind:
        assert NEUTRAL_NAMES[kind].rpartition(".")[2] in ENDINGS[kind]
        assert MIMES[kind] in DECLARABLE[kind]
