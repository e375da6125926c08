"""Zip packages: read whole within bounds, written anew with nothing but names and bytes."""

import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from bot.files.kinds import MEBIBYTE, FileRefused, Limits, Reason

METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
ENCRYPTED_FLAG = 0x1
NO_DATE = (1980, 1, 1, 0, 0, 0)


def read_package(path: Path, limits: Limits) -> dict[str, bytes]:
    """Every file of the package by its name; folders are no files.

    Raises FileRefused: bomb (too many, large or dense), encrypted, broken (also a name that leads outside, or twice).
    """
    try:
        with zipfile.ZipFile(path) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            _within(entries, limits)
            return {entry.filename: _read(package, entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise FileRefused(Reason.BROKEN, f"zip: {type(error).__name__}") from error


def _within(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.max_parts or sum(entry.file_size for entry in entries) > limits.max_unpacked:
        raise FileRefused(Reason.BOMB, "zip")
    for entry in entries:
        if entry.file_size > MEBIBYTE and entry.file_size > limits.max_ratio * max(entry.compress_size, 1):
            raise FileRefused(Reason.BOMB, "zip")
        if entry.flag_bits & ENCRYPTED_FLAG:
            raise FileRefused(Reason.ENCRYPTED, "zip")
        if entry.compress_type not in METHODS or not _stays_inside(entry.filename):
            raise FileRefused(Reason.BROKEN, "zip")
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise FileRefused(Reason.BROKEN, "one name twice")


def _stays_inside(name: str) -> bool:
    return not (name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts)


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of one file; reading stops where its header said it would, whatever follows."""
    with package.open(entry) as file:
        data = file.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise FileRefused(Reason.BROKEN, "a zip that lies about its sizes")
    return data


def write_package(path: Path, parts: Iterable[tuple[str, bytes]], *, stored: frozenset[str] = frozenset()) -> None:
    """Write these files in this order, all of one date and without any other property; `stored` ones unpacked."""
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts:
            entry = zipfile.ZipInfo(name, NO_DATE)
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            package.writestr(entry, data)
