"""The vocabulary of files: what kinds there are, what may be said of one, and why one is refused."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

MEBIBYTE = 1024 * 1024
NEW = "cleaned"  # the new file's name on the disk, whatever it will be sent as


def words(text: str) -> frozenset[str]:
    """A table of words, written as a line of them."""
    return frozenset(text.split())


class Kind(StrEnum):
    """Every kind of file that can be cleaned."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"
    BMP = "bmp"
    TIFF = "tiff"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    TEXT = "txt"
    MARKDOWN = "md"
    CSV = "csv"
    MP3 = "mp3"
    OGG = "ogg"
    M4A = "m4a"
    FLAC = "flac"
    WAV = "wav"
    MP4 = "mp4"
    MOV = "mov"
    WEBM = "webm"
    TGS = "tgs"


class Reason(StrEnum):
    """Why a file does not pass; each is one sentence to whoever sent it."""

    TOO_BIG = "too_big"  # more bytes than allowed
    EMPTY = "empty"  # no byte at all
    BROKEN = "broken"  # begins like its kind and is not whole
    WRONG_TYPE = "wrong_type"  # content is not what name or declared type say
    BOMB = "bomb"  # unpacks to far more than it weighs
    ENCRYPTED = "encrypted"  # nobody can look inside
    ACTIVE_CONTENT = "active_content"  # macros, embedded programs
    CANNOT_BE_CLEANED = "cannot_be_cleaned"  # a kind, or a part of it, that nothing here cleans
    TOO_SLOW = "too_slow"  # took longer than allowed
    CODE = "code"  # a picture with a QR code, which leads past the shop
    CONTACT = "contact"  # a text that leads past the shop in so many words
    UNAVAILABLE = "unavailable"  # could not be fetched; trying again may help


class FileRefused(Exception):  # noqa: N818 (what becomes of the file, as its sender is told)
    """This file does not pass, for `reason`; `detail` is for the log and never quotes the file."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason, self.detail = reason, detail

    def __reduce__(self) -> tuple[type["FileRefused"], tuple[Reason, str]]:
        return FileRefused, (self.reason, self.detail)


@dataclass(frozen=True)
class Declared:
    """What the sender's side says of a file; believed only to find that it is wrong."""

    name: str | None = None
    mime: str | None = None


@dataclass(frozen=True)
class Limits:
    """What a file may cost: sizes in bytes, times in seconds."""

    max_bytes: int = 20 * MEBIBYTE  # what the public Bot API lets a bot download
    max_cleaned: int = 50 * MEBIBYTE  # what it lets a bot send
    max_pixels: int = 64_000_000  # of one picture
    max_frames: int = 1000
    max_all_pixels: int = 150_000_000  # of all frames together
    max_pages: int = 2000
    max_objects: int = 300_000  # of a PDF
    max_parts: int = 3000  # files in an office document
    max_unpacked: int = 200 * MEBIBYTE
    max_ratio: int = 200  # unpacked to packed, of a part worth a mebibyte
    seconds: float = 30.0  # to clean it
    download_seconds: float = 120.0
    memory: int = 1536 * MEBIBYTE  # address space of the cleaning process


@dataclass(frozen=True)
class Cleaned:
    """A new file that bears nothing personal, and the neutral name and type to send it under."""

    path: Path
    kind: Kind
    name: str
    mime: str
    size: int


_OFFICE = "application/vnd.openxmlformats-officedocument"

# Kind: neutral name, type to send under, endings and types a sender may declare
_TABLE: dict[Kind, tuple[str, str, str, str]] = {
    Kind.JPEG: ("photo.jpg", "image/jpeg", "jpg jpeg jpe jfif", "image/jpeg image/jpg image/pjpeg"),
    Kind.PNG: ("picture.png", "image/png", "png apng", "image/png image/x-png image/apng image/vnd.mozilla.apng"),
    Kind.WEBP: ("picture.webp", "image/webp", "webp", "image/webp"),
    Kind.GIF: ("animation.gif", "image/gif", "gif", "image/gif"),
    Kind.BMP: ("picture.bmp", "image/bmp", "bmp dib", "image/bmp image/x-bmp image/x-ms-bmp"),
    Kind.TIFF: ("picture.tiff", "image/tiff", "tif tiff", "image/tiff image/tif"),
    Kind.PDF: ("document.pdf", "application/pdf", "pdf", "application/pdf application/x-pdf"),
    Kind.DOCX: (
        "document.docx",
        f"{_OFFICE}.wordprocessingml.document",
        "docx dotx",
        f"{_OFFICE}.wordprocessingml.template",
    ),
    Kind.XLSX: (
        "table.xlsx",
        f"{_OFFICE}.spreadsheetml.sheet",
        "xlsx xltx",
        f"{_OFFICE}.spreadsheetml.template",
    ),
    Kind.PPTX: (
        "slides.pptx",
        f"{_OFFICE}.presentationml.presentation",
        "pptx potx ppsx",
        f"{_OFFICE}.presentationml.template {_OFFICE}.presentationml.slideshow",
    ),
    Kind.ODT: ("document.odt", "application/vnd.oasis.opendocument.text", "odt", ""),
    Kind.ODS: ("table.ods", "application/vnd.oasis.opendocument.spreadsheet", "ods", ""),
    Kind.ODP: ("slides.odp", "application/vnd.oasis.opendocument.presentation", "odp", ""),
    Kind.TEXT: ("text.txt", "text/plain", "txt text", "text/plain"),
    Kind.MARKDOWN: ("text.md", "text/markdown", "md markdown", "text/markdown text/x-markdown text/plain"),
    Kind.CSV: (
        "table.csv",
        "text/csv",
        "csv",
        "text/csv text/comma-separated-values text/plain application/csv application/vnd.ms-excel",
    ),
    Kind.MP3: ("audio.mp3", "audio/mpeg", "mp3", "audio/mpeg audio/mp3 audio/x-mp3 audio/mpeg3"),
    Kind.OGG: ("audio.ogg", "audio/ogg", "ogg oga opus", "audio/ogg audio/opus audio/x-opus+ogg application/ogg"),
    Kind.M4A: ("audio.m4a", "audio/mp4", "m4a mp4 m4b", "audio/mp4 audio/m4a audio/x-m4a audio/aac video/mp4"),
    Kind.FLAC: ("audio.flac", "audio/flac", "flac", "audio/flac audio/x-flac"),
    Kind.WAV: ("audio.wav", "audio/wav", "wav wave", "audio/wav audio/x-wav audio/wave audio/vnd.wave"),
    Kind.MP4: ("video.mp4", "video/mp4", "mp4 m4v mov qt", "video/mp4 video/x-m4v video/quicktime"),
    Kind.MOV: ("video.mov", "video/quicktime", "mov qt mp4", "video/quicktime video/mp4"),
    Kind.WEBM: ("video.webm", "video/webm", "webm", "video/webm audio/webm"),
    Kind.TGS: ("sticker.tgs", "application/x-tgsticker", "tgs", "application/gzip application/x-gzip"),
}

NEUTRAL_NAMES = {kind: row[0] for kind, row in _TABLE.items()}
MIMES = {kind: row[1] for kind, row in _TABLE.items()}
ENDINGS = {kind: words(row[2]) for kind, row in _TABLE.items()}
DECLARABLE = {kind: words(row[3]) | {row[1]} for kind, row in _TABLE.items()}
IMAGES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.GIF, Kind.BMP, Kind.TIFF})
OOXML = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX})
OPEN_DOCUMENT = frozenset({Kind.ODT, Kind.ODS, Kind.ODP})
TEXTS = frozenset({Kind.TEXT, Kind.MARKDOWN, Kind.CSV})
ISO_MEDIA = frozenset({Kind.M4A, Kind.MP4, Kind.MOV})


def cleaned_at(path: Path, kind: Kind) -> Cleaned:
    """The finished file at `path`, under the neutral name of its kind."""
    return Cleaned(path, kind, NEUTRAL_NAMES[kind], MIMES[kind], path.stat().st_size)
