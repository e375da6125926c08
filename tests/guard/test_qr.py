"""Codes in photos: found however they stand, and no photo breaks the reader."""

import struct
import zlib
from io import BytesIO
from random import Random

import pytest
import segno
from PIL import Image, ImageFilter, ImageOps

from bot.guard.qr import MOST_PIXELS, BadPhoto, codes_in

WECHAT = "https://u.wechat.com/MAbCdEf"


def code(text: str = WECHAT, scale: int = 6) -> Image.Image:
    out = BytesIO()
    segno.make(text, micro=False).save(out, kind="png", scale=scale)
    return Image.open(out).convert("RGB")


def saved(image: Image.Image, kind: str = "PNG") -> bytes:
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def scenery(width: int, height: int) -> Image.Image:
    """Something like a photo: soft noise."""
    noise = Image.frombytes("RGB", (width // 8, height // 8), Random(1).randbytes(width // 8 * (height // 8) * 3))
    return noise.resize((width, height)).filter(ImageFilter.GaussianBlur(3))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_plain_code_is_read(kind: str) -> None:
    assert codes_in(saved(code(), kind)) == (WECHAT,)


@pytest.mark.parametrize("degrees", [7, 30, 45, 90, 133, 180, 270])
def test_a_turned_code_is_read(degrees: int) -> None:
    turned = code().rotate(degrees, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    assert codes_in(saved(turned)) == (WECHAT,)


def test_a_small_code_in_a_bigger_photo_is_read() -> None:
    photo = scenery(2400, 1800)
    photo.paste(code(scale=4), (1900, 1400))
    assert codes_in(saved(photo, "JPEG")) == (WECHAT,)


def test_an_inverted_code_is_read() -> None:
    assert codes_in(saved(ImageOps.invert(code()))) == (WECHAT,)


def test_a_mirrored_code_is_read() -> None:
    assert codes_in(saved(ImageOps.mirror(code()))) == (WECHAT,)


def test_a_code_on_nothing_is_read() -> None:
    black = code().convert("L").point(lambda shade: 255 - shade)
    clear = Image.new("RGBA", black.size, (0, 0, 0, 0))
    clear.putalpha(black)
    assert codes_in(saved(clear)) == (WECHAT,)


def test_two_codes_and_chinese_words_are_read() -> None:
    both = Image.new("RGB", (700, 350), "white")
    both.paste(code("加我微信 lili1999"), (0, 0))
    both.paste(code(), (350, 0))
    assert set(codes_in(saved(both))) == {"加我微信 lili1999", WECHAT}


def test_a_photo_without_a_code_has_none() -> None:
    assert codes_in(saved(scenery(1280, 960), "JPEG")) == ()
    assert codes_in(saved(Image.new("RGB", (1, 1)))) == ()


@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"\xff\xd8\xff\xe0" + b"\0" * 99])
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    with pytest.raises(BadPhoto):
        codes_in(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_no_damage_raises_anything_but_bad_photo(kind: str) -> None:
    whole, rng = saved(code(scale=3), kind), Random(7)
    for _ in range(150):
        torn = bytearray(whole[: rng.randrange(8, len(whole) + 1)])
        for _ in range(rng.randrange(4)):
            torn[rng.randrange(len(torn))] = rng.randrange(256)
        try:
            codes_in(bytes(torn))
        except BadPhoto as fault:
            assert str(fault)  # noqa: PT017 (any other error fails the test)


@pytest.mark.parametrize("side", [7_000, 60_000])
def test_a_bomb_is_refused_before_it_is_unpacked(side: int) -> None:
    """A PNG's head that promises more pixels than are looked at, with nothing behind it."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", len(head)) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    with pytest.raises(BadPhoto, match=str(MOST_PIXELS)):
        codes_in(b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT")))


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(BadPhoto, match="bytes"):
        codes_in(saved(code()) + b"\0" * 20_000_000)
