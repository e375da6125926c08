"""Sound comes out with what plays, and with nothing else; mutagen reads it as a witness."""

import io
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mutagen
import pytest

from bot.files.kinds import Kind, Reason
from tests.files.canary import NAME
from tests.files.cleaning import bared, cleaned, refused
from tests.files.sounds import FRAME, bare_flac, flac, mp3, opus, vorbis, wav

TAGGED: dict[str, Callable[[Path], bytes]] = {
    "mp3": mp3,
    "flac": flac,
    "opus": opus,
    "ogg": vorbis,
    "wav": lambda _: wav(),
}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "made"
    folder.mkdir()
    return folder


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = tmp_path / "room"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("ending", TAGGED)
def test_sound_keeps_its_length_and_loses_its_tags(ending: str, made: Path, room: Path) -> None:
    sent = TAGGED[ending](made)
    before: Any = mutagen.File(io.BytesIO(sent))
    after: Any = mutagen.File(io.BytesIO(bared(room, sent, f"{NAME}.{ending}")))
    assert not after.tags
    assert after.info.length == pytest.approx(
        before.info.length, rel=0.2
    )  # MP3's is guessed from the whole file, tags too


def test_an_mp3_is_its_frames(made: Path, room: Path) -> None:
    assert bared(room, mp3(made), "a.mp3", "audio/mpeg") == FRAME * 5
    assert cleaned(room, FRAME * 5) == (Kind.MP3, FRAME * 5)


def test_a_flac_is_as_before_it_was_tagged(made: Path, room: Path) -> None:
    assert bared(room, flac(made)) == bare_flac()
    assert bared(room, bare_flac() + b"TAG" + NAME.encode().ljust(125, b"\0")) == bare_flac()


def test_an_opus_keeps_its_packets_and_gets_a_new_serial_number(made: Path, room: Path) -> None:
    result = bared(room, opus(made), "voice.oga", "audio/ogg")
    assert result.count(b"\xf8\xff\xfe") == 3
    assert all(result[at + 14 : at + 18] == b"\1\0\0\0" for at in range(len(result)) if result[at : at + 4] == b"OggS")


def test_a_wav_keeps_its_samples(room: Path) -> None:
    with wave.open(io.BytesIO(bared(room, wav(), "a.wav", "audio/x-wav"))) as sound:
        assert sound.readframes(1000) == bytes(range(200))


@pytest.mark.parametrize("ending", TAGGED)
def test_sound_cut_short_is_broken(ending: str, made: Path, room: Path) -> None:
    sent = TAGGED[ending](made)
    cut = {"mp3": len(sent) // 2, "wav": len(sent) // 2}.get(ending, len(sent) - 2)
    if ending == "mp3":
        cut = sent.index(FRAME) + len(FRAME) + 5  # all but one frame
    assert refused(room, sent[:cut]) is Reason.BROKEN


def test_bytes_after_the_last_flac_frame_are_refused(room: Path) -> None:
    assert refused(room, bare_flac() + NAME.encode()) is Reason.BROKEN


def test_an_ogg_with_a_wrong_checksum_is_broken(made: Path, room: Path) -> None:
    sent = bytearray(opus(made))
    sent[-1] ^= 1
    assert refused(room, bytes(sent)) is Reason.BROKEN
