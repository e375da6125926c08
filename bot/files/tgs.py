"""Animated stickers (TGS: a gzipped Lottie drawing): drawn anew from the numbers that are drawn.

A drawing is a tree of objects. Of each, only keys that a player draws by are kept, under a bound for how large a number
may be; names, comments, markers, expressions, the program's name and whatever else stands there is left out. Words stay
only where they choose a shape, and compositions are named anew. What shows pictures or text is refused: Telegram's
own stickers have neither.
"""

import gzip
import json
import math
import re
import zlib
from pathlib import Path
from typing import Any

from bot.files.kinds import FileRefused, Reason, words

MOST_PACKED = 64 * 1024  # bytes; Telegram's own bound for a sticker
MOST_UNPACKED = 8 * 1024 * 1024
LARGEST = 1e7  # of any number: coordinates, frames, angles
DIGITS = 4  # after the point: the editors write three
DEEPEST = 64
VERSION = "5.5.2"  # of the format, as players want one
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
PRECOMPOSITION, SOLID, NULL, SHAPES = 0, 1, 3, 4
LAYERS = frozenset({PRECOMPOSITION, SOLID, NULL, SHAPES})

ROOT = words("fr ip op w h ddd")
DRAWN = words(
    "a ao b bm c cl d ddd e eo fh fr g h hasMask hd i ind inv ip ir is it k ks lc lj m masksProperties maxX "
    "maxY mm ml ml2 mode n o op or os p parent pt r rx ry rz s sa sc sh shapes sk so sr st sw sy t td ti tm "
    "to tp tr tt ty v w x y z"
)
"""Keys of layers, shapes, masks, properties and keyframes, all together: a key that means nothing where it stands
holds numbers alone, and of those none is larger than a coordinate."""

WORDS = {
    "ty": words("gr rc el sr sh fl st gf gs tr tm rp rd mm op pb zz tw"),  # a shape
    "n": words("d g o"),  # a dash, a gap, an offset
    "mode": words("n a s i l d f"),  # of a mask
}
"""Keys whose value may be a word, and which."""


def is_drawing(head: bytes) -> bool:
    """Whether a gzip file, by its first bytes, holds a JSON object."""
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    except zlib.error:
        return False


def clean_tgs(source: Path, target: Path) -> None:
    """Write the drawing alone to `target`. Raises FileRefused: too_big, bomb, broken, cannot_be_cleaned."""
    packed = source.read_bytes()
    if len(packed) > MOST_PACKED:
        raise FileRefused(Reason.TOO_BIG, "sticker")
    drawing = json.loads(_unpacked(packed), parse_constant=_no_number)
    if not isinstance(drawing, dict) or not isinstance(drawing.get("layers"), list):
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "no drawing")
    written = json.dumps(redrawn(drawing), separators=(",", ":")).encode()
    target.write_bytes(gzip.compress(written, compresslevel=9, mtime=0))
    if target.stat().st_size > MOST_PACKED:
        raise FileRefused(Reason.TOO_BIG, "sticker, once cleaned")


def _unpacked(packed: bytes) -> bytes:
    one = zlib.decompressobj(wbits=31)
    try:
        found = one.decompress(packed, MOST_UNPACKED)
    except zlib.error as error:
        raise FileRefused(Reason.BROKEN, "gzip") from error
    if one.unconsumed_tail:
        raise FileRefused(Reason.BOMB, "sticker")
    if not one.eof:
        raise FileRefused(Reason.BROKEN, "gzip")
    return found


def _no_number(_told: str) -> float:
    raise FileRefused(Reason.BROKEN, "not a number")


def redrawn(drawing: dict[str, Any]) -> dict[str, Any]:
    """The same drawing with nothing in it that is not drawn. Raises FileRefused: broken, cannot_be_cleaned."""
    assets = drawing.get("assets") or []
    if not isinstance(assets, list) or not all(isinstance(asset, dict) for asset in assets):
        raise FileRefused(Reason.BROKEN, "assets")
    if any(not isinstance(asset.get("layers"), list) for asset in assets):
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "a picture in a sticker")
    names = {str(asset.get("id")): f"c{number}" for number, asset in enumerate(assets)}
    drawn: dict[str, Any] = {"tgs": 1, "v": VERSION}
    drawn |= {key: number(drawing[key]) for key in sorted(ROOT) if key in drawing}
    drawn["assets"] = [
        {"id": names[str(asset.get("id"))], "layers": [_layer(layer, names) for layer in asset["layers"]]}
        for asset in assets
    ]
    drawn["layers"] = [_layer(layer, names) for layer in drawing["layers"]]
    return drawn


def _layer(layer: Any, names: dict[str, str]) -> dict[str, Any]:
    if not isinstance(layer, dict) or layer.get("ty") not in LAYERS:
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "text or a picture in a sticker")
    kept: dict[str, Any] = _kept({key: value for key, value in layer.items() if key not in {"refId", "sc"}}, 0)
    if layer["ty"] == PRECOMPOSITION:
        kept["refId"] = names.get(str(layer.get("refId")), "")
    if layer["ty"] == SOLID and COLOUR.fullmatch(str(layer.get("sc"))):
        kept["sc"] = layer["sc"]
    return kept


def _kept(value: Any, depth: int, key: str = "") -> Any:
    """What is drawn of a value; None where nothing is."""
    if depth > DEEPEST:
        raise FileRefused(Reason.BOMB, "a deep drawing")
    if isinstance(value, dict):
        inner = {name: _kept(part, depth + 1, name) for name, part in value.items() if name in DRAWN}
        return {name: part for name, part in inner.items() if part is not None}
    if isinstance(value, list):
        return [part for part in (_kept(one, depth + 1, key) for one in value) if part is not None]
    if isinstance(value, str):
        return value if value in WORDS.get(key, ()) else None
    return None if value is None else number(value)


def number(value: Any) -> bool | int | float:
    """The number, rounded as editors do. Raises FileRefused(cannot_be_cleaned) for what no drawing needs."""
    if isinstance(value, bool):
        return value
    if not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > LARGEST:
        raise FileRefused(Reason.CANNOT_BE_CLEANED, "a number that is none of a drawing")
    return value if isinstance(value, int) else round(value, DIGITS)
