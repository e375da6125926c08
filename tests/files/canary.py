"""A name and a place that are put into every field a file has, and the search for them in whatever comes out."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator

import pikepdf

NAME = "Mei-Wang-canary"
PLACE = "+31.2304+121.4737"
SECRETS = tuple(secret.encode(encoding) for secret in (NAME, PLACE) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def traces(data: bytes, where: str = "file") -> list[str]:
    """Where a secret is found: in the bytes, and in whatever can be unpacked from them, however deep."""
    found = [where for secret in SECRETS if secret.lower() in data.lower()]
    for name, inner in _unpacked(data):
        found += traces(inner, f"{where} > {name}") + ([f"name {name}"] if NAME.lower() in name.lower() else [])
    return found


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data.startswith(b"PK\3\4"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield "comment", package.comment
            for entry in package.infolist():
                yield entry.filename, package.read(entry)
                yield f"{entry.filename} (extra)", entry.extra + entry.comment
    elif data.startswith(b"%PDF"):
        yield from _objects(data)
    elif data.startswith(b"\x1f\x8b"):
        yield "gzip", gzip.decompress(data)
    else:
        yield from _deflated(data)


def _objects(data: bytes) -> Iterator[tuple[str, bytes]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number, obj in enumerate(pdf.objects):
            yield f"object {number}", obj.unparse(resolved=True)
            yield f"object {number} read", repr(obj).encode()
            if isinstance(obj, pikepdf.Stream):
                yield f"stream {number}", obj.read_raw_bytes()
                if "/DCTDecode" not in str(obj.get("/Filter")) and "/JPX" not in str(obj.get("/Filter")):
                    yield f"stream {number} decoded", obj.read_bytes()
        yield "trailer", pdf.trailer.unparse(resolved=True)


def _deflated(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Whatever a zlib stream somewhere in the bytes says: PNG's compressed texts and profiles."""
    for magic in (b"\x78\x9c", b"\x78\xda", b"\x78\x01", b"\x78\x5e"):
        at = -1
        while (at := data.find(magic, at + 1)) != -1:
            try:
                yield f"zlib at {at}", zlib.decompressobj().decompress(data[at:], 1 << 22)
            except zlib.error:
                continue
