"""Pictures inside office documents: cleaned as any other, under a neutral ending."""

from bot.files.images import clean_image_bytes
from bot.files.kinds import FileRefused, Kind, Limits, Reason

ENDING = {Kind.JPEG: "jpeg", Kind.PNG: "png", Kind.GIF: "gif", Kind.BMP: "bmp", Kind.TIFF: "tiff", Kind.WEBP: "webp"}
_MAGIC = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF8", Kind.GIF),
    (b"BM", Kind.BMP),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
)


def clean_embedded(data: bytes, limits: Limits) -> tuple[Kind, bytes]:
    """Kind and cleaned bytes of a picture. Raises FileRefused: bomb, broken, cannot_be_cleaned (vectors)."""
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind is None and data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        kind = Kind.WEBP
    if kind is None:
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "a picture of another kind in a document")
    return kind, clean_image_bytes(data, kind, limits)
