"""Make the stand-in's data file: `python scripts/botapi_schema.py schema.json > bot/sandbox/botapi.json`.

The input is the machine-readable schema that lies in aiogram's source distribution (.butcher/schema/schema.json, MIT).
Only facts are kept: names of methods, types and fields, their types, and which are required.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any


def fields(item: dict[str, Any]) -> dict[str, list[Any]]:
    """Field name -> [type text, 1 if required]."""
    found: dict[str, list[Any]] = {}
    for one in item["annotations"]:
        required = one.get("required", not one["description"].startswith("Optional"))
        found[one["name"]] = [one["type"], int(bool(required))]
    return found


def unions(item: dict[str, Any]) -> list[str]:
    """Types that an umbrella type such as ChatMember may be."""
    return re.findall(r"^\s*-\s*(\w+)", item["description"], re.MULTILINE) if not item["annotations"] else []


def main(source: str) -> None:
    schema = json.loads(Path(source).read_text(encoding="utf-8"))
    methods: dict[str, Any] = {}
    types: dict[str, Any] = {}
    for item in (child for section in schema["items"] for child in section["children"]):
        if " " in item["name"]:
            continue
        if item["name"][0].islower():
            methods[item["name"]] = fields(item)
        else:
            types[item["name"]] = {"fields": fields(item), "any_of": unions(item)}
    data = {"version": schema["api"]["version"], "methods": methods, "types": types}
    json.dump(data, sys.stdout, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


if __name__ == "__main__":
    main(sys.argv[1])
