"""What can be wrong with the configuration: one sentence says where, which key, what was expected. Never a value."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Keys = Mapping[str, frozenset[str]]
"""The keys of each section."""

NAME = re.compile(r"[A-Za-z_.]{1,40}")
EXPECTED = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "int_parsing_size": "a whole number",
    "finite_number": "a number other than nan and inf",
    "too_long": "at most {max_length} of them",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "a text in quotes",
    "list_type": "a list of numbers such as [1, 2]",
    "dict_type": "a table such as {{ night = {{ slow_reply_s = 0 }} }}",
    "model_type": "a section with its keys below it",
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "{ge:g} or more",
    "less_than_equal": "{le:g} or less",
    "literal_error": "{expected}",
    "enum": "{expected}",
    "value_error": "{error}",
}
"""Pydantic's kinds of fault, in our words; its own could quote the value."""


class ConfigFault(Exception):  # noqa: N818 (what is wrong, as the owner will read it)
    """The configuration cannot be used; the text names file or variable, key, and what was expected."""


def read_toml(file: Path) -> dict[str, Any]:
    """The file's sections. Raises ConfigFault where it is missing or no TOML; a parser's own words could quote it."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigFault(f"{file}: there is no such file. Copy config.example.toml and fill it in.") from None
    except OSError as error:
        raise ConfigFault(f"{file}: cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigFault(f"{file}: expected a text file in UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        place = f"line {line[1]}" if line else "its end"
        raise ConfigFault(f'{file}: expected TOML, at {place}. A text stands in quotes: token = "…".') from None


def environment_faults(prefix: str, keys: Keys) -> list[str]:
    """Variables that begin like ours and name no key: a slip that would otherwise be passed over in silence."""
    known = {f"{prefix}{section.replace('.', '__')}__{key}".upper() for section, names in keys.items() for key in names}
    known.add(f"{prefix}CONFIG")
    return [
        f"environment {name}: not a key of Earshot. A key is written {prefix}SECTION__KEY, as {prefix}TELEGRAM__TOKEN."
        for name in sorted(os.environ)
        if name.upper().startswith(prefix) and name.upper() not in known
    ]


def sentence(file: str, prefix: str, fault: Mapping[str, Any]) -> str:
    """One fault that pydantic found."""
    parts = [part for part in fault["loc"] if isinstance(part, str)]
    if not all(NAME.fullmatch(part) for part in parts):  # a value where a key belongs, and it may be a secret
        parts = [*parts[:-1], "(a key that cannot be one)"]
    key = ".".join(parts)
    variable = prefix + key.upper().replace(".", "__")
    where = f"environment {variable}" if variable in os.environ else file
    if fault["type"] == "extra_forbidden":
        return f"{where}: {key} is not a key of Earshot. config.example.toml lists them all."
    wanted = EXPECTED.get(fault["type"], "another kind of value")
    return f"{where}: {key}: expected {wanted.format(**fault.get('ctx', {}))}."
