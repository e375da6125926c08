"""The guard with the word lists that are shipped."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from bot.rules.guard.guard import Guard
from bot.rules.guard.lists import BadList

HERE = Path(__file__).parent
FILES = ("zh.toml", "en.toml")


def read(path: Path) -> dict[str, Any]:
    """One list. Raises BadList with the file's name and what is wrong in it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadList(f"{path.name}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BadList(f"{path.name}: is not UTF-8; save it as such") from error
    except tomllib.TOMLDecodeError as error:
        raise BadList(f"{path.name}: {error}") from error


@cache
def guard() -> Guard:
    """The guard, made at the first call. Raises BadList."""
    return Guard({name: read(HERE / name) for name in FILES})
