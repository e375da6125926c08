"""Pictures: their pixels are painted on a fresh canvas, so that nothing but pixels can come along.

What a picture may carry beside pixels: EXIF with place, device and owner (JPEG, PNG, WebP, TIFF), XMP, IPTC,
colour profiles with a name, comments, PNG text, a thumbnail of the uncropped picture, bytes after its end.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from PIL import Image, ImageCms, ImageOps, ImageSequence, UnidentifiedImageError

from bot.files.kinds import FileRefused, Kind, Limits, Reason

# The library's own alarm is silenced because every size is checked before a pixel is unpacked.
Image.MAX_IMAGE_PIXELS = None

FORMATS = {
    Kind.JPEG: "JPEG",
    Kind.PNG: "PNG",
    Kind.WEBP: "WEBP",
    Kind.GIF: "GIF",
    Kind.BMP: "BMP",
    Kind.TIFF: "TIFF",
}
_OPTIONS: dict[Kind, dict[str, Any]] = {
    Kind.JPEG: {"quality": 90},
    Kind.PNG: {},
    Kind.WEBP: {"quality": 90},
    Kind.GIF: {"optimize": False},
    Kind.BMP: {},
    Kind.TIFF: {"compression": "tiff_lzw"},
}
_PLAYING: dict[Kind, dict[str, Any]] = {Kind.GIF: {"disposal": 2}, Kind.WEBP: {}, Kind.PNG: {}}
_ANIMATED = frozenset(_PLAYING)
_DEEP_GREY = frozenset({"I;16", "I;16B", "I;16L", "I"})
FRAME_MS = 100  # a frame that does not say how long it stands
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def clean_image(source: Path, target: Path, kind: Kind, limits: Limits) -> None:
    """Write the same picture, upright and in sRGB, to `target`.

    An animation keeps its frames, their times and how often it plays. Raises FileRefused: bomb, broken.
    """
    with source.open("rb") as read, target.open("w+b") as write:
        rewrite_image(read, write, kind, limits)


def clean_image_bytes(data: bytes, kind: Kind, limits: Limits) -> bytes:
    """As `clean_image`, for a picture inside a document."""
    cleaned = io.BytesIO()
    rewrite_image(io.BytesIO(data), cleaned, kind, limits)
    return cleaned.getvalue()


def rewrite_image(read: IO[bytes], write: IO[bytes], kind: Kind, limits: Limits) -> None:
    """As `clean_image`, between open files."""
    with _faults(), Image.open(read, formats=[FORMATS[kind]]) as picture:
        _within(picture, limits)
        frames = _frames(picture, kind)
        first, *rest = [frame for frame, _ in frames]
        options = dict(_OPTIONS[kind])
        if rest:
            options |= {"save_all": True, "append_images": rest}
        if rest and kind in _ANIMATED:
            options |= {"duration": [stands for _, stands in frames], **_PLAYING[kind]}
            options |= {"loop": picture.info["loop"]} if "loop" in picture.info else {}
        first.save(write, FORMATS[kind], **options)


@contextmanager
def _faults() -> Iterator[None]:
    """What the libraries raise for a picture that is not whole, as one refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd tag of metadata is no concern: it goes
            yield
    except (FileRefused, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise FileRefused(Reason.BOMB, "picture") from error
    except UnidentifiedImageError as error:
        raise FileRefused(Reason.BROKEN, "picture") from error
    except Exception as error:  # decoders of hostile bytes raise whatever they like
        raise FileRefused(Reason.BROKEN, f"picture: {type(error).__name__}") from error


def _within(picture: Image.Image, limits: Limits) -> None:
    width, height = picture.size
    frames = getattr(picture, "n_frames", 1)
    if width * height > limits.max_pixels or frames > limits.max_frames:
        raise FileRefused(Reason.BOMB, "picture")
    if width * height * frames > limits.max_all_pixels:
        raise FileRefused(Reason.BOMB, "frames")


def _frames(picture: Image.Image, to: Kind) -> list[tuple[Image.Image, int]]:
    """Every frame (the first alone, where the kind has one), upright, in sRGB, bare; and its milliseconds."""
    several = to in _ANIMATED or to is Kind.TIFF
    found = ImageSequence.Iterator(picture) if several else [picture]
    return [(_bare(frame, to), int(frame.info.get("duration") or FRAME_MS)) for frame in found]


def _bare(frame: Image.Image, to: Kind) -> Image.Image:
    frame.load()
    profile = frame.info.get("icc_profile")
    upright = ImageOps.exif_transpose(frame)
    painted = _in_srgb(upright, profile) or upright.convert(_mode(upright, to))
    if painted.mode != _mode(painted, to):
        painted = painted.convert(_mode(painted, to))
    canvas = Image.new(painted.mode, painted.size)
    canvas.paste(painted)
    return canvas


def _mode(image: Image.Image, to: Kind) -> str:
    """The nearest mode that the kind can hold and that has no palette to hide in."""
    see_through = image.has_transparency_data and to not in {Kind.JPEG, Kind.BMP}
    if image.mode == "1" and to in {Kind.PNG, Kind.TIFF, Kind.BMP}:
        return "1"
    if image.mode in _DEEP_GREY and to in {Kind.PNG, Kind.TIFF}:
        return "I;16"
    if image.mode in {"1", "L", "LA"} and not see_through and to is not Kind.WEBP:
        return "L"
    return "RGBA" if see_through else "RGB"


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image | None:
    """The picture with its colours moved from its own profile to sRGB; None where that cannot be done."""
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return None
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, theirs, SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
