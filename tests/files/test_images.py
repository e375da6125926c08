"""Pictures come out with their pixels, upright, and with nothing else."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageSequence, ImageStat, PngImagePlugin, TiffImagePlugin

from bot.files.kinds import Kind, Limits, Reason
from tests.files.canary import NAME, PLACE
from tests.files.cleaning import bared, cleaned, refused

TIFF_STRUCTURE = {256, 257, 258, 259, 262, 273, 277, 278, 279, 284, 317, 339}  # TIFF 6.0: how the pixels lie
GPS, EXIF_IFD = 0x8825, 0x8769
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{NAME}</dc:creator>{PLACE}</x:xmpmeta>'.encode()


def painting(width: int = 48, height: int = 32) -> Image.Image:
    """Red above, blue below, and a green corner at the upper left, so that every turn shows."""
    image = Image.new("RGB", (width, height), (200, 30, 40))
    image.paste((20, 40, 200), (0, height // 2, width, height))
    image.paste((30, 180, 60), (0, 0, width // 4, height // 4))
    return image


def exif(orientation: int = 1) -> Image.Exif:
    """Camera, owner, software, place and a remark, each with the canary."""
    found = Image.Exif()
    for tag in (0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x8298):
        found[tag] = NAME
    found[0x0112] = orientation
    found[0x9C9D] = NAME.encode("utf-16-le")  # XPAuthor
    found.get_ifd(EXIF_IFD).update({0x9286: b"ASCII\0\0\0" + NAME.encode(), 0xA430: NAME, 0xA431: NAME})
    found.get_ifd(GPS).update({1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 25.0), 27: PLACE.encode()})
    return found


def profile() -> bytes:
    """A standard profile whose description names its display's owner."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    named = b"desc\0\0\0\0" + struct.pack(">I", len(NAME) + 1) + NAME.encode() + bytes(80)
    at = made.index(b"desc", 132)
    made[at + 4 : at + 12] = struct.pack(">II", len(made), len(named))
    made += named + bytes(-len(named) % 4)
    made[:4] = struct.pack(">I", len(made))
    return bytes(made)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def alike(one: Image.Image, other: Image.Image) -> bool:
    """The same size, and colours that on average differ by less than 10 of 255: a wrong turn, by more than 40."""
    if one.size != other.size:
        return False
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean) < 10


def jpeg(orientation: int = 1, image: Image.Image | None = None) -> bytes:
    made = saved(
        image or painting(), "JPEG", quality=95, exif=exif(orientation), icc_profile=profile(), comment=NAME, xmp=XMP
    )
    iptc = b"\x1c\x02\x50" + struct.pack(">H", len(NAME)) + NAME.encode()
    resource = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc
    segment = b"\xff\xed" + struct.pack(">H", len(resource) + 2) + resource
    return made[:2] + segment + made[2:] + b"PK\3\4 and then " + NAME.encode()


def png() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", NAME)
    info.add_text("Comment", NAME, zip=True)
    info.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    info.add(b"prVt", NAME.encode())
    return saved(painting(), "PNG", pnginfo=info, exif=exif(), icc_profile=profile()) + NAME.encode()


def webp() -> bytes:
    return saved(painting(), "WEBP", quality=95, exif=exif(), icc_profile=profile(), xmp=XMP)


def tiff() -> bytes:
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[315], info[270], info[700], info[33723] = NAME, NAME, XMP, NAME.encode()
    pages = [painting(), painting().transpose(Image.Transpose.ROTATE_180)]
    return saved(pages[0], "TIFF", tiffinfo=info, icc_profile=profile(), save_all=True, append_images=pages[1:])


def gif() -> bytes:
    frames = [
        painting(),
        painting().transpose(Image.Transpose.ROTATE_180),
        painting().transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    ]
    made = saved(
        frames[0], "GIF", save_all=True, append_images=frames[1:], duration=[50, 120, 200], loop=3, comment=NAME
    )
    return made + NAME.encode()


def bmp() -> bytes:
    return saved(painting(), "BMP") + NAME.encode()


STILL = {"jpeg": jpeg, "png": png, "webp": webp, "tiff": tiff, "gif": gif, "bmp": bmp}


@pytest.mark.parametrize("kind", STILL)
def test_a_picture_keeps_its_pixels_and_loses_all_else(kind: str, tmp_path: Path) -> None:
    result = opened(bared(tmp_path, STILL[kind](), f"IMG_{NAME}.{kind}", f"image/{kind}"))
    assert alike(result, painting())
    assert not {tag for tag in result.getexif() if kind != "tiff" or tag not in TIFF_STRUCTURE}
    assert not {"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(result.info)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_as_its_exif_said(orientation: int, tmp_path: Path) -> None:
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # Pillow's numbers of the turn that shows it upright
    shown = painting().transpose(Image.Transpose(turns[orientation])) if orientation > 1 else painting()
    assert alike(opened(bared(tmp_path, jpeg(orientation))), shown)


def test_colours_of_another_profile_are_moved_to_the_standard(tmp_path: Path) -> None:
    turned = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    turned = turned.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    red, green, blue = painting().split()
    sent = saved(Image.merge("RGB", (blue, green, red)), "PNG", icc_profile=turned)
    assert not alike(opened(sent), painting())
    assert alike(opened(cleaned(tmp_path, sent)[1]), painting())


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    result = opened(cleaned(tmp_path, saved(painting().convert("CMYK"), "JPEG"))[1])
    assert (result.mode, result.size) == ("RGB", (48, 32))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_keeps_its_frames_and_their_times(kind: str, tmp_path: Path) -> None:
    frames = [
        painting(),
        painting().transpose(Image.Transpose.ROTATE_180),
        painting().transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    ]
    sent = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=[50, 120, 200], loop=3)
    result = opened(cleaned(tmp_path, sent)[1])
    seen = [(frame.copy(), frame.info["duration"]) for frame in ImageSequence.Iterator(result)]
    assert [time for _, time in seen] == [50, 120, 200]
    assert all(alike(frame, drawn) for (frame, _), drawn in zip(seen, frames, strict=True))
    assert result.info["loop"] == 3


def test_what_is_transparent_stays_so(tmp_path: Path) -> None:
    image = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    image.paste((0, 0, 255, 128), (0, 0, 4, 4))
    for form in ("PNG", "WEBP"):
        result = opened(cleaned(tmp_path, saved(image, form, lossless=True))[1]).convert("RGBA")
        assert [result.getpixel((1, 1))[3], result.getpixel((6, 6))[3]] == [128, 0]  # type: ignore[index]


def test_a_picture_of_grey_in_16_bits_stays_one(tmp_path: Path) -> None:
    image = Image.new("I;16", (4, 4), 40_000)
    assert opened(cleaned(tmp_path, saved(image, "PNG"))[1]).getpixel((2, 2)) == 40_000


def test_every_page_of_a_tiff_stays(tmp_path: Path) -> None:
    result = opened(bared(tmp_path, tiff()))
    pages = [frame.convert("RGB") for frame in ImageSequence.Iterator(result)]
    assert len(pages) == 2
    assert alike(pages[1], painting().transpose(Image.Transpose.ROTATE_180))


def test_of_a_photo_in_several_layers_the_one_that_is_shown_stays(tmp_path: Path) -> None:
    layers = saved(painting(), "MPO", save_all=True, append_images=[painting().rotate(180)], exif=exif())
    result = opened(bared(tmp_path, layers, "IMG_1.jpg"))
    assert (result.format, alike(result, painting())) == ("JPEG", True)


@pytest.mark.parametrize("kind", STILL)
def test_a_picture_cut_in_half_is_broken(kind: str, tmp_path: Path) -> None:
    whole = STILL[kind]()
    assert (
        refused(tmp_path, whole[: whole.rindex(NAME.encode()) // 2 if kind in {"gif", "bmp"} else len(whole) // 3])
        is Reason.BROKEN
    )


def test_a_small_file_of_many_pixels_is_a_bomb(tmp_path: Path) -> None:
    bomb = saved(Image.new("1", (9000, 9000)), "PNG")
    assert len(bomb) < 200_000
    assert refused(tmp_path, bomb) is Reason.BOMB


def test_too_many_frames_are_a_bomb(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (2, 2), (at % 256, at // 256, 7)) for at in range(30)]
    sent = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert refused(tmp_path, sent, limits=Limits(max_frames=20)) is Reason.BOMB
    assert refused(tmp_path, sent, limits=Limits(max_all_pixels=100)) is Reason.BOMB


def test_a_text_chunk_that_unpacks_to_much_is_refused(tmp_path: Path) -> None:
    body = b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    whole = saved(painting(), "PNG")
    assert refused(tmp_path, whole[:33] + chunk + whole[33:]) in {Reason.BOMB, Reason.BROKEN}


def test_a_sticker_stays_within_telegrams_bounds(tmp_path: Path) -> None:
    noise = Image.effect_noise((512, 512), 100)
    sent = saved(Image.merge("RGBA", (noise, noise, noise, noise)), "WEBP", lossless=True)
    kind, data = cleaned(tmp_path, sent)
    assert (kind, opened(data).size, opened(data).mode) == (Kind.WEBP, (512, 512), "RGBA")
    assert len(data) <= 512 * 1024
