"""Requests and answers against the data file of the Bot API's methods and fields: the unknown is a loud error."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from bot.sandbox.errors import ApiError, BadRequest

SCALARS: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Float number": (int, float),
    "Boolean": (bool,),
    "True": (bool,),
    "False": (bool,),
}
TEXT_ONLY = {"String"}
INTEGER = re.compile(r"-?[0-9]{1,20}")
FLOAT = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")  # clients write small ones as 1e-05


class Schema:
    def __init__(self, data: dict[str, Any]) -> None:
        self.methods: dict[str, dict[str, list[Any]]] = data["methods"]
        self.types: dict[str, dict[str, Any]] = data["types"]
        self.names: dict[str, str] = {name.lower(): name for name in self.methods}

    def method(self, called: str) -> str:
        """The method's proper name, case-insensitively. Raises the loud 404."""
        name: str | None = self.names.get(called.lower())
        if name is None:
            raise ApiError(404, "Not Found: method not found")
        return name

    def read(self, method: str, raw: dict[str, Any]) -> dict[str, Any]:
        """The parameters in their own types. Raises BadRequest naming the field that is unknown, missing or off."""
        known = self.methods[method]
        found: dict[str, Any] = {}
        for name, value in raw.items():
            if name not in known:
                raise BadRequest(f'unknown parameter "{name}" of {method}')
            found[name] = self._parse(f"{method}.{name}", known[name][0], value)
        missing = [name for name, (_, required) in known.items() if required and name not in found]
        if missing:
            words = {"chat_id": "chat_id is empty", "text": "message text is empty"}
            raise BadRequest(words.get(missing[0], f'parameter "{missing[0]}" of {method} is required'))
        return found

    def _parse(self, where: str, kind: str, value: Any) -> Any:
        """Text from a form becomes what the schema says it is."""
        if isinstance(value, str) and kind not in TEXT_ONLY:
            value = self._from_text(kind, value)
        fault = self.fault(kind, value, where, lenient=True)
        if fault:
            raise BadRequest(f"can't parse {fault}")
        return value

    @staticmethod
    def _from_text(kind: str, value: str) -> Any:
        alternatives = kind.split(" or ")
        if "Boolean" in alternatives or kind == "True":
            return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(
                value.lower(), value
            )
        if "Integer" in alternatives and INTEGER.fullmatch(value):
            return int(value)
        if "String" in alternatives or kind.startswith("InputFile"):
            return value
        if kind.startswith("Float"):
            return float(value) if FLOAT.fullmatch(value) else value
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value

    def fault(self, kind: str, value: Any, where: str, *, lenient: bool = False) -> str:
        """Where a value differs from its type, as a path; empty if nowhere. `lenient`: files may be names of parts."""
        if kind.startswith("Array of "):
            return self._array_fault(kind.removeprefix("Array of "), value, where, lenient=lenient)
        if " or " in kind:
            faults = [self.fault(one, value, where, lenient=lenient) for one in kind.split(" or ")]
            return "" if "" in faults else faults[0]
        if kind in SCALARS:
            wrong = not isinstance(value, SCALARS[kind]) or (
                isinstance(value, bool) and "Boolean" not in kind and kind not in ("True", "False")
            )
            return f"{where}: expected {kind}" if wrong else ""
        if kind == "InputFile":
            return "" if isinstance(value, str) else f"{where}: expected a file"
        return self._object_fault(kind, value, where, lenient=lenient)

    def _array_fault(self, kind: str, value: Any, where: str, *, lenient: bool) -> str:
        if not isinstance(value, list):
            return f"{where}: expected an Array of {kind}"
        inner = kind.replace(", ", " or ").replace(" and ", " or ")
        faults = (self.fault(inner, one, f"{where}[{i}]", lenient=lenient) for i, one in enumerate(value))
        return next((fault for fault in faults if fault), "")

    def _object_fault(self, kind: str, value: Any, where: str, *, lenient: bool) -> str:
        shape = self.types.get(kind)
        if shape is None:
            return ""
        if shape["any_of"] and not shape["fields"]:
            faults = [self.fault(one, value, where, lenient=lenient) for one in shape["any_of"] if one in self.types]
            return "" if not faults or "" in faults else "; ".join(faults)
        if not isinstance(value, dict):
            return f"{where}: expected {kind}"
        for name, (inner, required) in shape["fields"].items():
            if name not in value:
                if required:
                    return f"{where}.{name}: missing in {kind}"
                continue
            fault = self.fault(inner, value[name], f"{where}.{name}", lenient=lenient)
            if fault:
                return fault
        unknown = [name for name in value if name not in shape["fields"]]
        return f"{where}.{unknown[0]}: no field of {kind}" if unknown and shape["fields"] else ""

    def check_answer(self, kind: str, value: Any, where: str) -> None:
        """Our own answers are held to the same data. Raises a loud 500."""
        fault = self.fault(kind, value, where)
        if fault:
            raise ApiError(500, f"Internal Server Error: the stand-in would answer wrongly: {fault}")


@cache
def load() -> Schema:
    return Schema(json.loads(Path(__file__).with_name("botapi.json").read_text(encoding="utf-8")))
