"""A film that a browser recorded plays as before once it is cleaned: to the same end, with the same last picture."""

import base64
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from bot.files.kinds import Kind
from tests.files.cleaning import cleaned

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.asyncio(loop_scope="session")]

RECORD = """async (mime) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 96;
  const paint = canvas.getContext("2d");
  const stream = canvas.captureStream(20);
  const room = new AudioContext();
  const tone = room.createOscillator();
  const heard = room.createMediaStreamDestination();
  tone.connect(heard);
  tone.start();
  stream.addTrack(heard.stream.getAudioTracks()[0]);
  const recorder = new MediaRecorder(stream, { mimeType: mime });
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const stopped = new Promise((done) => (recorder.onstop = done));
  recorder.start(200);
  for (let x = 0; x < 40; x++) {
    paint.clearRect(0, 0, 96, 96);
    paint.fillStyle = "rgb(200 30 40)";
    paint.fillRect(x, 10, 30, 60);
    await new Promise((done) => setTimeout(done, 20));
  }
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
}"""
PLAY = """async (data) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const film = document.createElement("video");
  film.src = URL.createObjectURL(new Blob([bytes], { type: "video/webm" }));
  film.muted = true;
  await new Promise((done, fail) => {
    film.onended = done;
    film.onerror = () => fail(new Error(film.error.message));
    film.play();
  });
  const canvas = document.createElement("canvas");
  canvas.width = film.videoWidth;
  canvas.height = film.videoHeight;
  const paint = canvas.getContext("2d");
  paint.drawImage(film, 0, 0);
  const pixels = Array.from(paint.getImageData(0, 0, canvas.width, canvas.height).data);
  return { width: film.videoWidth, time: film.currentTime, sound: film.webkitAudioDecodedByteCount > 0, pixels };
}"""


@pytest.mark.parametrize("codecs", ["vp9,opus", "vp8,opus"])
async def test_a_recorded_film_plays_as_before(browser: Browser, codecs: str, tmp_path: Path) -> None:
    page = await browser.new_page()
    recorded = base64.b64decode(await page.evaluate(RECORD, f"video/webm;codecs={codecs}"))
    assert b"Chrome" in recorded
    kind, bare = cleaned(tmp_path, recorded, "recorded.webm", f"video/webm;codecs={codecs}")
    assert kind is Kind.WEBM
    assert b"Chrome" not in bare
    before, after = [await played(page, film) for film in (recorded, bare)]
    assert after == before
    assert (after["width"], after["sound"]) == (96, True)
    assert {after["pixels"][0:4][3], max(after["pixels"])} == {0, 255}  # see-through where nothing was painted
    await page.close()


async def played(page: Any, film: bytes) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(PLAY, base64.b64encode(film).decode())
    return found
