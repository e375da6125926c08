"""A backup as a file: gzip, one JSON document a line. A header; of each table its columns, then its rows; a seal.

The seal holds the number of rows of each table and the SHA-256 of every line before it.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Table

from models import dump

FORMAT, VERSION = "earshot-backup", 1
GZIP = 31  # zlib's word for gzip's own frame
MAGIC = b"\x1f\x8b"  # what every gzip file begins with

Row = tuple[Table, dict[str, Any]]


class Unfit(Exception):  # noqa: N818 (what is wrong, as the owner will read it)
    """A backup cannot be made or used; the text says why and what to do."""


@dataclass(frozen=True)
class Header:
    revision: str
    made_at: str
    """ISO, UTC."""
    dialect: str
    secret: str | None
    """The fingerprint of the secret that codes were kept under, if there was one."""


class Writer:
    """Writes one backup into an open file. Without `seal` it is none."""

    def __init__(self, raw: BinaryIO, header: Header) -> None:
        self._raw = raw
        self._gzip = zlib.compressobj(wbits=GZIP)
        self._sum = hashlib.sha256()
        self._table = ""
        self.counts: dict[str, int] = {}
        self._line({"format": FORMAT, "version": VERSION} | asdict(header))

    def table(self, table: Table) -> None:
        self._table = table.name
        self.counts[table.name] = 0
        self._line({"table": table.name, "columns": dump.columns(table)})

    def row(self, packed: list[Any]) -> None:
        self.counts[self._table] += 1
        self._line(packed)

    def seal(self) -> None:
        self._line({"rows": self.counts, "sha256": self._sum.hexdigest()})
        self._raw.write(self._gzip.flush())

    def _line(self, document: Any) -> None:
        line = json.dumps(document, separators=(",", ":")).encode() + b"\n"
        self._sum.update(line)
        self._raw.write(self._gzip.compress(line))


class Reader:
    """Reads one backup. Who came to the end of `rows` without Unfit has read all of it, as it was written."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._sum = hashlib.sha256()
        self._is_ours = False
        self._documents = self._read()
        self.header = self._header()

    def rows(self) -> Iterator[Row]:
        try:
            yield from self._rows()
        except (ValueError, TypeError, LookupError):  # a line that no backup has
            raise self._changed() from None

    def _rows(self) -> Iterator[Row]:
        tables, counts = dump.tables(), dict.fromkeys(dump.tables(), 0)
        table = None
        for document in self._documents:
            if isinstance(document, list) and table is not None:
                counts[table.name] += 1
                yield table, dump.unpacked(table, document)
            elif "table" in document:
                table = tables[document["table"]]
                if document["columns"] != dump.columns(table):
                    raise self._changed()
            else:
                self._sealed(document, counts)
                return
        raise self._short()

    def _sealed(self, seal: Any, counts: dict[str, int]) -> None:
        whole = seal == {"rows": counts, "sha256": self._sum.hexdigest()}
        if not whole or next(self._documents, None) is not None:
            raise self._changed()

    def _header(self) -> Header:
        found = next(self._documents, None)
        if not isinstance(found, dict) or found.pop("format", None) != FORMAT:
            raise self._changed()
        self._is_ours = True
        version = found.pop("version", None)
        if version != VERSION:
            raise Unfit(
                f"{self._file} has the backup format {version}, and this Earshot reads {VERSION}. "
                "Restore it with the Earshot that made it."
            )
        try:
            return Header(**found)
        except TypeError:
            raise self._changed() from None

    def _read(self) -> Iterator[Any]:
        """Each line's document. While one is looked at, the sum is that of the lines before it."""
        with self._file.open("rb") as raw:
            if raw.read(len(MAGIC)) != MAGIC:
                raise self._changed()
            raw.seek(0)
            try:
                for line in gzip.GzipFile(fileobj=raw):
                    yield json.loads(line)
                    self._sum.update(line)
            except EOFError:
                raise self._short() from None
            except (gzip.BadGzipFile, zlib.error, ValueError):
                raise self._changed() from None

    def _short(self) -> Unfit:
        return Unfit(f"{self._file} ends too early: it was not written or copied to its end. Take another copy.")

    def _changed(self) -> Unfit:
        if not self._is_ours:
            return Unfit(f"{self._file} is not a backup of Earshot's.")
        return Unfit(f"{self._file} is not as it was written: something in it has changed. Take another copy.")
