"""Whatever the bytes: a clean file or a refusal with its reason, and no other end."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.files.clean import clean
from bot.files.kinds import Declared, FileRefused, Limits
from tests.files.drawings import tgs
from tests.files.movies import movie
from tests.files.offices import docx, pptx, xlsx
from tests.files.sounds import bare_flac, mp3, opus, vorbis, wav
from tests.files.test_images import bmp, gif, jpeg, png, tiff, webp
from tests.files.test_open_document import document
from tests.files.test_pdf import plain, signed, written
from tests.files.webms import webm

SMALL = Limits(max_bytes=1 << 20, max_pixels=1 << 20, max_all_pixels=1 << 22, max_unpacked=1 << 22)


def _sound(maker: Callable[[Path], bytes]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return maker(Path(folder))


SAMPLES: dict[str, Callable[[], bytes]] = {
    "jpeg": jpeg,
    "png": png,
    "webp": webp,
    "gif": gif,
    "bmp": bmp,
    "tiff": tiff,
    "docx": docx,
    "xlsx": xlsx,
    "pptx": pptx,
    "odt": document,
    "pdf": lambda: written(signed(plain())),
    "mp4": movie,
    "webm": webm,
    "webm without sizes": lambda: webm(sized=False),
    "tgs": tgs,
    "wav": wav,
    "flac": bare_flac,
    "mp3": lambda: _sound(mp3),
    "opus": lambda: _sound(opus),
    "vorbis": lambda: _sound(vorbis),
}
WHOLE = {kind: maker() for kind, maker in SAMPLES.items()}  # once: a colour profile bears the time it was made at
BEGINNINGS = [whole[:16] for whole in WHOLE.values()]


def ends_well(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        received = Path(folder, "received")
        received.write_bytes(data)
        try:
            found = clean(received, Declared(), SMALL)
        except FileRefused:
            assert [path.name for path in Path(folder).iterdir()] == ["received"]
        else:
            assert found.size


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([b"", *BEGINNINGS]), st.binary(max_size=600))
def test_any_bytes_end_in_a_clean_file_or_a_refusal(beginning: bytes, rest: bytes) -> None:
    ends_well(beginning + rest)


@pytest.mark.parametrize("kind", WHOLE)
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_damage_ends_in_a_clean_file_or_a_refusal(kind: str, data: st.DataObject) -> None:
    damaged = bytearray(WHOLE[kind])
    places = st.integers(0, len(damaged) - 1)
    for place, value in data.draw(st.lists(st.tuples(places, st.binary(min_size=1, max_size=4)), max_size=12)):
        damaged[place : place + len(value)] = value
    ends_well(bytes(damaged[: data.draw(st.integers(0, len(damaged)))] if data.draw(st.booleans()) else damaged))
