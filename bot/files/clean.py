"""One file cleaned: its kind found, its cleaner called, its neutral name given."""

from collections.abc import Callable
from pathlib import Path

from bot.files.flac import clean_flac
from bot.files.frames import clean_mp3, clean_wav
from bot.files.images import clean_image
from bot.files.kinds import (
    IMAGES,
    ISO_MEDIA,
    NEW,
    OOXML,
    OPEN_DOCUMENT,
    TEXTS,
    Cleaned,
    Declared,
    FileRefused,
    Kind,
    Limits,
    Reason,
    cleaned_at,
)
from bot.files.mp4 import clean_mp4
from bot.files.odf import clean_odf
from bot.files.ogg import clean_ogg
from bot.files.ooxml import clean_ooxml
from bot.files.sniff import sniff
from bot.files.text import clean_text
from bot.files.tgs import clean_tgs
from bot.files.webm import clean_webm


def clean(path: Path, declared: Declared, limits: Limits) -> Cleaned:
    """Write a new file beside `path` that shows the same and bears nothing personal; `path` itself is not changed.

    Raises FileRefused with its reason, and nothing else for any bytes whatever. It may take long and much memory:
    call it through `bot.files.cleaner`, which bounds both.
    """
    size = path.stat().st_size
    if size > limits.max_bytes:
        raise FileRefused(Reason.TOO_BIG)
    target = path.with_name(NEW)
    try:
        kind = _cleaned(path, target, sniff(path, declared), limits)
    except Exception as error:
        target.unlink(missing_ok=True)
        raise _refusal(error) from None
    if target.stat().st_size > limits.max_cleaned:
        target.unlink()
        raise FileRefused(Reason.TOO_BIG, "once cleaned")
    target.chmod(0o600)
    return cleaned_at(target, kind)


def _refusal(error: Exception) -> FileRefused:
    """Why, for whatever a library raised: the standard library's zip alone raises eight kinds of errors."""
    if isinstance(error, FileRefused):
        return error
    if isinstance(error, MemoryError):
        return FileRefused(Reason.BOMB, "memory")
    return FileRefused(Reason.BROKEN, type(error).__name__)


def _cleaned(source: Path, target: Path, kind: Kind, limits: Limits) -> Kind:
    """Call the kind's cleaner; the kind of what it wrote."""
    if kind in ISO_MEDIA:
        return clean_mp4(source, target, kind)
    if kind in IMAGES:
        clean_image(source, target, kind, limits)
    elif kind in OOXML:
        clean_ooxml(source, target, kind, limits)
    elif kind in OPEN_DOCUMENT:
        clean_odf(source, target, kind, limits)
    elif kind is Kind.PDF:
        from bot.files.pdf import clean_pdf  # noqa: PLC0415 (its library takes a third of the time to begin)

        clean_pdf(source, target, limits)
    elif kind in TEXTS:
        clean_text(source, target)
    else:
        _ONE_KIND[kind](source, target)
    return kind


_ONE_KIND: dict[Kind, Callable[[Path, Path], None]] = {
    Kind.MP3: clean_mp3,
    Kind.OGG: clean_ogg,
    Kind.FLAC: clean_flac,
    Kind.WAV: clean_wav,
    Kind.WEBM: clean_webm,
    Kind.TGS: clean_tgs,
}
