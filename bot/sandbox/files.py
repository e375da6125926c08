"""Files both ways: the same bytes come back, by file id and by path."""

import hashlib
import struct
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import BadRequest

DOWNLOAD_LIMIT = 20 * 1024 * 1024
FOLDERS = {"photo": "photos", "voice": "voice", "sticker": "stickers", "video": "videos", "document": "documents"}


@dataclass(frozen=True)
class File:
    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    data: bytes
    path: str
    about: dict[str, Any]  # what belongs to the file, however often it is sent again: a sticker's set, a song's tags


class Files:
    def __init__(self) -> None:
        self.by_id: dict[str, File] = {}
        self.by_path: dict[str, File] = {}

    def add(self, kind: str, data: bytes, name: str, mime: str, about: dict[str, Any] | None = None) -> File:
        told = repr(sorted(about.items())) if about else ""
        digest = hashlib.sha256(kind.encode() + data + name.encode() + told.encode()).hexdigest()
        file_id = f"AgAC{digest[:40]}"
        if file_id not in self.by_id:
            ending = name.rsplit(".", 1)[-1] if "." in name else "bin"
            path = f"{FOLDERS.get(kind, kind + 's')}/file_{len(self.by_id)}.{ending}"
            file = File(file_id, f"AQAD{digest[:12]}", kind, name, mime, data, path, about or {})
            self.by_id[file_id] = self.by_path[path] = file
        return self.by_id[file_id]

    def get(self, file_id: str) -> File:
        if file_id not in self.by_id:
            raise BadRequest("wrong file_id or the file is temporarily unavailable")
        return self.by_id[file_id]

    def described(self, file: File) -> dict[str, Any]:
        if len(file.data) > DOWNLOAD_LIMIT:
            raise BadRequest("file is too big")
        about = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.data)}
        return about | {"file_path": file.path}


def media(file: File, kind: str, given: dict[str, Any]) -> Any:  # noqa: PLR0911 (one return a kind)
    """The Bot API's object for a file sent as `kind`: a list of sizes for a photo."""
    base: dict[str, Any] = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.data)}
    width, height = picture_size(file.data)
    sized = {"width": int(given.get("width") or width), "height": int(given.get("height") or height)}
    given = given | file.about
    if isinstance(given.get("thumbnail"), dict) and kind not in ("photo", "voice"):
        base |= {"thumbnail": given["thumbnail"]}
    duration = {"duration": int(given.get("duration") or 3)}
    named = {"file_name": file.name, "mime_type": file.mime}
    match kind:
        case "photo":
            return [base | sized]
        case "voice":
            return base | duration | {"mime_type": file.mime}
        case "video_note":
            return base | duration | {"length": int(given.get("length") or 240)}
        case "sticker":
            playing = {"is_animated": file.data[:2] == b"\x1f\x8b", "is_video": file.data[:4] == b"\x1a\x45\xdf\xa3"}
            told = {key: given[key] for key in ("emoji", "set_name") if given.get(key)}
            return base | playing | {"type": "regular", "width": 512, "height": 512} | told
        case "audio":
            tags = {key: given[key] for key in ("performer", "title") if given.get(key)}
            return base | duration | named | tags
        case "video" | "animation":
            return base | sized | duration | named
        case _:
            return base | named


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF or JPEG; 320 x 240 for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return struct.unpack("<HH", data[6:10])
    place = 2
    while data[:2] == b"\xff\xd8" and place + 9 < len(data) and data[place] == 0xFF:
        if 0xC0 <= data[place + 1] <= 0xC3:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
    return 320, 240
