"""The guard with the word lists and the weights that are shipped."""

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from bot.rules.guard.guard import Guard
from bot.rules.guard.lists import BadList

HERE = Path(__file__).parent
FILES = ("zh.toml", "en.toml")
CORPUS = HERE / "corpus.tsv"
WEIGHTS = HERE / "weights.tsv"


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


def weights() -> dict[str, float]:
    """What words weigh, as `scripts/weigh_guard.py` found it in the corpus. Raises BadList."""
    found: dict[str, float] = {}
    try:
        for line in WEIGHTS.read_text(encoding="utf-8").splitlines():
            weight, tab, trait = line.partition("\t")
            if tab:
                found[trait] = float(weight)
    except (OSError, ValueError) as error:
        raise BadList(f"{WEIGHTS.name}: cannot be used ({error}); make it anew with scripts/weigh_guard.py") from error
    return found


def corpus_mark() -> str:
    """What the weights' first line bears, so that they are known to be those of this corpus."""
    return hashlib.sha256(CORPUS.read_bytes()).hexdigest()[:16]


@cache
def guard() -> Guard:
    """The guard, made at the first call. Raises BadList."""
    return Guard({name: read(HERE / name) for name in FILES}, weights())
