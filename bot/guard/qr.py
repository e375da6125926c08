"""QR codes in photos: what is written in them leads past the shop as plainly as a link."""

import struct
import zlib
from io import BytesIO

import zxingcpp
from PIL import Image, UnidentifiedImageError

MOST_BYTES = 20_000_000  # as large as a bot may download
MOST_PIXELS = 40_000_000
TOO_LARGE = f"the photo has more than {MOST_PIXELS} pixels"
LONGEST_SIDE = 4096
KINDS = ("JPEG", "PNG", "WEBP", "GIF")
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, struct.error, zlib.error, OverflowError)


class BadPhoto(ValueError):  # noqa: N818 (named by what happened)
    """Bytes that are no photo, a broken one, or one too large to be looked at; the text says which."""


def codes_in(photo: bytes) -> tuple[str, ...]:
    """What is written in the codes of a photo; empty if there is none. Turned, small, mirrored and inverted ones too.

    JPEG, PNG, WebP, and the first picture of a GIF. Takes up to a second for a large photo: call it in a thread,
    and rather on the copy that was cleaned (bot/files) than on a stranger's bytes. Raises BadPhoto.
    """
    formats = zxingcpp.BarcodeFormats(  # one that outlives the module makes it complain on stderr at the end
        (
            zxingcpp.BarcodeFormat.QRCode,
            zxingcpp.BarcodeFormat.MicroQRCode,
            zxingcpp.BarcodeFormat.RMQRCode,
            zxingcpp.BarcodeFormat.Aztec,
            zxingcpp.BarcodeFormat.DataMatrix,
        )
    )
    found = zxingcpp.read_barcodes(grey(photo), formats=formats)
    return tuple(code.text for code in found)


def grey(photo: bytes) -> Image.Image:
    """The photo in shades of grey, at most LONGEST_SIDE long, on white where it is transparent. Raises BadPhoto."""
    if len(photo) > MOST_BYTES:
        raise BadPhoto(f"the photo has more than {MOST_BYTES} bytes")
    try:
        with Image.open(BytesIO(photo), formats=KINDS) as image:
            measured(image)
            image.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
            plain = opaque(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPhoto(TOO_LARGE) from error
    except UnidentifiedImageError as error:
        raise BadPhoto("this is no JPEG, PNG, WebP or GIF") from error
    except BadPhoto:
        raise
    except BROKEN as error:
        raise BadPhoto(f"the photo is broken ({type(error).__name__})") from error
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return plain


def measured(image: Image.Image) -> None:
    """Nothing is unpacked yet. Raises BadPhoto."""
    if image.width * image.height > MOST_PIXELS:
        raise BadPhoto(TOO_LARGE)


def opaque(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("L")
    seen = image.convert("RGBA")
    ground = Image.new("RGBA", seen.size, "white")
    ground.alpha_composite(seen)
    return ground.convert("L")
