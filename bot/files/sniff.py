"""What a file is, by its content; and whether name and declared type say the same."""

import zipfile
import zlib
from pathlib import Path

from bot.files.kinds import DECLARABLE, ENDINGS, TEXTS, Declared, FileRefused, Kind, Reason, words
from bot.files.tgs import is_drawing

ENOUGH_OF_IT = 4096  # bytes of a container, to see by its beginning what it holds
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
STILL_BRANDS = frozenset(b"heic heix heim heis mif1 msf1 hevc hevx avif avis".split())
ISO_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
BITMAP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})  # the lengths a BMP's second header can have
AUDIO_BRANDS = frozenset({b"M4A ", b"M4B "})

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"%PDF-", Kind.PDF),
    (b"OggS", Kind.OGG),
    (b"fLaC", Kind.FLAC),
    (b"ID3\2", Kind.MP3),
    (b"ID3\3", Kind.MP3),
    (b"ID3\4", Kind.MP3),
)
_RIFF = {b"WEBP": Kind.WEBP, b"WAVE": Kind.WAV}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": Kind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
    b"application/vnd.oasis.opendocument.presentation": Kind.ODP,
}
_OOXML = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX, "ppt/presentation.xml": Kind.PPTX}
_ELSEWHERE = words(  # endings that say of a file what nothing here is
    "exe apk ipa msi bat cmd com sh ps1 js jar py scr lnk dmg iso bin zip rar 7z tar gz bz2 xz tgz html htm "
    "svg xml json doc dot xls xlt ppt pot pps rtf pages numbers key epub mobi djvu mkv avi wmv flv mpg "
    "mpeg 3gp ts aac amr wma aiff aif mid midi psd ai eps ico avif jp2 vcf ics eml msg torrent sqlite db"
)
_MACROS = words("docm dotm xlsm xltm xlsb xlam pptm potm ppsm ppam")
_CAMERA_RAW = words("dng cr2 nef arw orf rw2 pef srw raf")  # negatives that begin as TIFF does
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"{\\rtf", b"begin:vcard", b"begin:vcalendar", b"#!")


def sniff(path: Path, declared: Declared) -> Kind:
    """The kind of this file, by its first bytes and its structure.

    Raises FileRefused: empty, cannot_be_cleaned (known or unknown, nothing here cleans it), encrypted, wrong_type.
    Plain text has no magic: its kind is the one of its declared name.
    """
    with path.open("rb") as file:
        head = file.read(64)
    if not head:
        raise FileRefused(Reason.EMPTY)
    kind = _by_magic(path, head)
    if kind is None:
        kind = _text(path, declared)
    _agree(kind, declared)
    return kind


def _by_magic(path: Path, head: bytes) -> Kind | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in BITMAP_HEADERS:
        return Kind.BMP
    if head[4:8] in ISO_BOXES and head[0] < 16:  # a length, not letters
        return _iso_media(head)
    for magic, inside in _CONTAINERS:
        if head.startswith(magic):
            return inside(path)
    if head.startswith(OLE):
        raise FileRefused(Reason.ENCRYPTED if _holds(path, ENCRYPTED_PACKAGE) else Reason.CANNOT_BE_CLEANED, "OLE file")
    return Kind.MP3 if _mpeg_audio(head) else None


def _mpeg_audio(head: bytes) -> bool:
    """An MPEG audio frame header of layer III with a real bit rate and sampling rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3


def _iso_media(head: bytes) -> Kind:
    brand = head[8:12] if head[4:8] == b"ftyp" else b"qt  "
    if brand in STILL_BRANDS:
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "HEIC or AVIF")
    if brand in AUDIO_BRANDS:
        return Kind.M4A
    return Kind.MOV if brand == b"qt  " else Kind.MP4


def _package(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            if names[:1] == ["mimetype"] and package.getinfo("mimetype").file_size < 100:
                return _OPEN_DOCUMENT[package.read("mimetype").strip()]
            found = [kind for name, kind in _OOXML.items() if name in names]
            if len(found) == 1 and "[Content_Types].xml" in names:
                return found[0]
    except KeyError as error:
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "a package of another kind") from error
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise FileRefused(Reason.BROKEN, "zip") from error
    raise FileRefused(Reason.CANNOT_BE_CLEANED, "an archive")


def _gzip(path: Path) -> Kind:
    with path.open("rb") as file:
        if is_drawing(file.read(ENOUGH_OF_IT)):
            return Kind.TGS
    raise FileRefused(Reason.CANNOT_BE_CLEANED, "an archive")


def _matroska(path: Path) -> Kind:
    with path.open("rb") as file:
        if b"webm" in file.read(64):  # the type of document stands in the head of the file
            return Kind.WEBM
    raise FileRefused(Reason.CANNOT_BE_CLEANED, "a Matroska that is no WebM")


_CONTAINERS = ((b"PK\x03\x04", _package), (b"\x1f\x8b\x08", _gzip), (b"\x1a\x45\xdf\xa3", _matroska))


def _holds(path: Path, wanted: bytes) -> bool:
    return wanted in path.read_bytes()


def _text(path: Path, declared: Declared) -> Kind:
    ending = _ending(declared)
    claimed = next((kind for kind in TEXTS if ending in ENDINGS[kind]), None)
    claims_text = claimed is not None or (declared.mime or "").startswith("text/")
    content = path.read_bytes()
    if not is_text(content):
        raise FileRefused(Reason.WRONG_TYPE if claims_text or _claims_ours(ending) else Reason.CANNOT_BE_CLEANED)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower().startswith(_MARKUP):
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "markup or a script")
    return claimed or Kind.TEXT


def is_text(content: bytes) -> bool:
    """UTF-8 without control characters, but for those that break lines and pages."""
    try:
        decoded = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(ord(char) < 32 and char not in "\t\n\r\f" for char in set(decoded))


def _ending(declared: Declared) -> str:
    return Path(declared.name or "").suffix.removeprefix(".").lower()


def _claims_ours(ending: str) -> bool:
    return any(ending in endings for endings in ENDINGS.values())


def _agree(kind: Kind, declared: Declared) -> None:
    """wrong_type when the name's ending, or the declared type, is known and belongs to another kind.

    A name that promises what nothing here cleans is refused for that.
    """
    ending = _ending(declared)
    if ending in _MACROS:
        raise FileRefused(Reason.ACTIVE_CONTENT, "a kind of document that holds macros")
    if ending in _CAMERA_RAW or (kind in TEXTS and ending in _ELSEWHERE):
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "a camera's negative, or a program's text")
    known = _claims_ours(ending) or ending in _ELSEWHERE
    if ending and known and ending not in ENDINGS[kind]:
        raise FileRefused(Reason.WRONG_TYPE, f"content is {kind}, its name says otherwise")
    mime = (declared.mime or "").partition(";")[0].strip().lower()
    if mime and mime != "application/octet-stream" and mime not in DECLARABLE[kind]:
        raise FileRefused(Reason.WRONG_TYPE, f"content is {kind}, its declared type says otherwise")
