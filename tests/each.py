"""Many small cases in one test, which names every one that fails: a test of its own costs more than such a case."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Case = TypeVar("Case")


def each(cases: Iterable[Case], check: Callable[[Case], object], name: Callable[[Case], str] = repr) -> None:
    """Check them all; an AssertionError with a line or more for each that fails, whatever it raises."""
    wrong, count = [], 0
    for case in cases:
        count += 1
        try:
            check(case)
        except Exception as error:
            wrong.append(f"{name(case)}: {type(error).__name__}: {error}")
    assert count, "there is nothing to check"
    assert not wrong, f"{len(wrong)} of {count} fail:\n" + "\n".join(wrong)
