"""aiogram without the validators of its hundreds of types: each is built when it is first used.

aiogram asks for all of them while it is imported, which takes seconds of a processor and a hundred megabytes. The bot
needs an update and what lies in it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel

BUILD = "model_rebuild"
NAMES = "__pydantic_parent_namespace__"
"""Where pydantic looks up the names in a class's annotations when it builds the class later, by itself."""


def import_aiogram() -> None:
    """Import it, unless somebody has done so already."""
    if "aiogram" in sys.modules:
        return
    with built_later() as names:
        from aiogram import methods  # noqa: PLC0415 (here, where nothing is built)
    for name in methods.__all__:
        setattr(getattr(methods, name), NAMES, names)


@contextmanager
def built_later() -> Iterator[dict[str, Any]]:
    """Meanwhile a class that is to be built with given names only keeps them. Yields all those names."""
    build: Any = vars(BaseModel)[BUILD]
    known: dict[str, Any] = {}

    def keep(model: type[BaseModel], *, _types_namespace: dict[str, Any] | None = None, **more: Any) -> Any:
        if _types_namespace is None:
            return build.__func__(model, **more)
        known.update(_types_namespace)
        setattr(model, NAMES, _types_namespace)
        return None

    later: Any = classmethod(keep)  # type: ignore[arg-type]  # it is called with a class, and so it knows
    setattr(BaseModel, BUILD, later)
    try:
        yield known
    finally:
        setattr(BaseModel, BUILD, build)
