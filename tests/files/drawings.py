"""An animated sticker as the editors write it, with the canary wherever a word can stand."""

import gzip
import io
import json
from typing import Any

from tests.files.canary import NAME, PLACE

Json = dict[str, Any]


def drawing() -> Json:
    """Two layers: a shape that moves, cut out by a mask, and a composition of another one."""
    eased = {"i": {"x": [0.833], "y": [0.833]}, "o": {"x": [0.167], "y": [0.167]}, "t": 0, "s": [10, 20.123456, 0]}
    frames = [{**eased, "n": f"0p8_{NAME}", "to": [1, 2, 0], "ti": [0, 0, 0]}, {"t": 60, "s": [100, 20, 0]}]
    moved = {"a": 1, "k": frames, "ix": 2, "x": f"var who = '{NAME}';", "l": 2}
    place = {"o": {"a": 0, "k": 100, "x": NAME}, "p": moved, "s": {"a": 0, "k": [100, 100, 100]}}
    outline = {"a": 0, "k": {"i": [[0, 0]], "o": [[1, 1]], "v": [[5, 5]], "c": True}}
    dashes = [{"n": "d", "nm": NAME, "v": {"a": 0, "k": 4}}]
    stroke = {"ty": "st", "c": {"a": 0, "k": [1, 0, 0.5, 1]}, "o": {"a": 0, "k": 100}, "w": {"a": 0, "k": 3}, "lc": 2,
              "d": dashes, "nm": NAME, "mn": NAME, "cl": NAME, "ln": NAME}  # fmt: skip
    shape = {"ty": "gr", "it": [{"ty": "sh", "ks": outline, "nm": NAME}, stroke], "nm": NAME, "np": 2, "cix": 2}
    mask = {"mode": "a", "inv": False, "pt": outline, "o": {"a": 0, "k": 100}, "nm": NAME}
    layer = {"ddd": 0, "ind": 1, "ty": 4, "nm": NAME, "cl": NAME, "ln": NAME, "sr": 1, "ks": place, "ao": 0,
             "hasMask": True, "masksProperties": [mask], "shapes": [shape], "ip": 0, "op": 60, "st": 0, "bm": 0,
             NAME: 7, "ef": [{"ty": 5, "nm": NAME, "v": PLACE}]}  # fmt: skip
    inner = {"ty": 1, "nm": NAME, "sw": 512, "sh": 512, "sc": "#ff8800", "ks": {}, "ip": 0, "op": 60, "st": 0}
    named = inner | {"sc": NAME}
    whole = {"ty": 0, "ind": 2, "refId": f"comp of {NAME}", "w": 512, "h": 512, "ks": {}, "ip": 0, "op": 60, "st": 0}
    return {
        "tgs": 1, "v": f"5.5.2-{NAME}", "fr": 60, "ip": 0, "op": 60, "w": 512, "h": 512, "ddd": 0, "nm": NAME,
        "meta": {"a": NAME, "d": PLACE, "g": "LottieFiles"}, "markers": [{"cm": NAME, "tm": 0, "dr": 1}],
        "chars": [{"ch": NAME}], "fonts": {"list": [{"fName": NAME}]}, "props": {NAME: NAME}, "comment": NAME,
        "assets": [{"id": f"comp of {NAME}", "nm": NAME, "layers": [inner, named]}], "layers": [layer, whole],
    }  # fmt: skip


def packed(made: Any, name: str = NAME) -> bytes:
    """Gzipped, under a name that the header tells."""
    out = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=out, mtime=1_700_000_000) as file:
        file.write(json.dumps(made).encode())
    return out.getvalue()


def tgs() -> bytes:
    return packed(drawing())
