"""An animated sticker comes out with what is drawn, and with no word of whoever drew it."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files.kinds import FileRefused, Kind, Reason
from bot.files.tgs import COLOUR, LARGEST, MOST_PACKED, VERSION, WORDS, redrawn
from tests.files.canary import NAME
from tests.files.cleaning import bared, cleaned, refused
from tests.files.drawings import Json, drawing, packed, tgs


def read(data: bytes) -> Json:
    found: Json = json.loads(gzip.decompress(data))
    return found


def words_in(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every word, under the key it stands at."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from words_in(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from words_in(part, key)


def test_what_is_drawn_stays(tmp_path: Path) -> None:
    before, after = drawing(), read(bared(tmp_path, tgs(), f"{NAME}.tgs", "application/x-tgsticker"))
    assert {key: after[key] for key in ("tgs", "fr", "ip", "op", "w", "h")} == {
        key: before[key] for key in ("tgs", "fr", "ip", "op", "w", "h")
    }
    (shape, mask), old = (after["layers"][0][key][0] for key in ("shapes", "masksProperties")), before["layers"][0]
    assert shape["it"][0] == {"ty": "sh", "ks": old["shapes"][0]["it"][0]["ks"]}
    stroke = {key: value for key, value in old["shapes"][0]["it"][1].items() if key not in {"nm", "mn", "cl", "ln"}}
    assert shape["it"][1] == stroke | {"d": [{"n": "d", "v": {"a": 0, "k": 4}}]}
    assert mask == {key: value for key, value in old["masksProperties"][0].items() if key != "nm"}
    first, last = after["layers"][0]["ks"]["p"]["k"]
    assert (first["s"], first["i"], first["to"]) == ([10, 20.1235, 0], {"x": [0.833], "y": [0.833]}, [1, 2, 0])
    assert last == {"t": 60, "s": [100, 20, 0]}
    assert after["assets"][0]["layers"][0]["sc"] == "#ff8800"
    assert after["layers"][1]["refId"] == after["assets"][0]["id"]


def test_the_only_words_are_those_of_the_format(tmp_path: Path) -> None:
    for key, word in words_in(read(cleaned(tmp_path, tgs())[1])):
        known = {"v": {VERSION}, "id": {"c0"}, "refId": {"c0"}} | {name: set(found) for name, found in WORDS.items()}
        assert COLOUR.fullmatch(word) if key == "sc" else word in known[key]


def test_no_header_tells_a_name_or_a_time(tmp_path: Path) -> None:
    kind, result = cleaned(tmp_path, tgs())
    assert kind is Kind.TGS
    assert result[:8] == b"\x1f\x8b\x08\0\0\0\0\0"
    assert cleaned(tmp_path, result)[1] == result


def changed(**fields: Any) -> bytes:
    return packed(drawing() | fields)


def one_layer(**fields: Any) -> bytes:
    return changed(layers=[drawing()["layers"][0] | fields])


def deep(levels: int) -> Any:
    found: Any = 1
    for _ in range(levels):
        found = [found]
    return found


REFUSED: dict[str, tuple[bytes, Reason]] = {
    "a bomb": (gzip.compress(b'{"layers":[' + b"0," * 8_000_000 + b"0]}"), Reason.BOMB),
    "too big": (gzip.compress(b"{" + bytes(range(256)) * 300, 0), Reason.TOO_BIG),
    "cut short": (tgs()[:-20], Reason.BROKEN),
    "without its checksum": (tgs()[:-4], Reason.BROKEN),
    "no JSON": (gzip.compress(b'{"layers": [}'), Reason.BROKEN),
    "no layers": (packed({"w": 512}), Reason.CANNOT_BE_CLEANED),
    "text": (one_layer(ty=5, t={"d": {"k": [{"s": {"t": NAME}}]}}), Reason.CANNOT_BE_CLEANED),
    "a picture": (one_layer(ty=2, refId="image"), Reason.CANNOT_BE_CLEANED),
    "a picture in an asset": (changed(assets=[{"id": "i", "p": "data:image/png,"}]), Reason.CANNOT_BE_CLEANED),
    "assets of no kind": (changed(assets=[NAME]), Reason.BROKEN),
    "endless": (gzip.compress(json.dumps(drawing() | {"op": float("inf")}).encode()), Reason.BROKEN),
    "a number like an id": (one_layer(st=7_001_002_003), Reason.CANNOT_BE_CLEANED),
    "deep": (one_layer(ks=deep(100)), Reason.BOMB),
    "too deep to read": (gzip.compress(b'{"layers":' + b"[" * 100_000), Reason.BROKEN),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_broken_or_shows_more_than_a_drawing_is_refused(case: str, tmp_path: Path) -> None:
    data, reason = REFUSED[case]
    if case == "too big":
        assert len(data) > MOST_PACKED
    assert refused(tmp_path, data) is reason


NAMED = ["ty", "k", "ks", "nm", "n", "mode", "it", "x", "refId", "sc", "id", "layers"]
KEYS = st.sampled_from(NAMED) | st.text(max_size=3)
NUMBERS = st.integers() | st.floats(allow_nan=False)
LEAVES = st.none() | st.booleans() | NUMBERS | st.text(max_size=8) | st.sampled_from(["gr", "d", "a", NAME])
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
SHAPED = st.dictionaries(KEYS, JSON, max_size=3).map(lambda layer: layer | {"ty": 4})
COMPOSED = st.fixed_dictionaries({"id": st.text(max_size=3), "layers": st.lists(SHAPED, max_size=2)})


@given(st.fixed_dictionaries({"layers": st.lists(SHAPED, max_size=2), "assets": st.lists(COMPOSED, max_size=2)}))
def test_whatever_stands_in_it_only_small_numbers_and_known_words_come_out(made: Json) -> None:
    try:
        after = redrawn(made)
    except FileRefused:
        return
    known = {VERSION, "", *(f"c{i}" for i in range(2))}.union(*WORDS.values())
    assert all(word in known or COLOUR.fullmatch(word) for _, word in words_in(after))
    assert all(abs(float(found)) <= LARGEST for found in numbers_in(after))


def numbers_in(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from numbers_in(part)
    elif not isinstance(value, str):
        yield value
