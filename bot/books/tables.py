"""Tables for spreadsheets: CSV in UTF-8 with a mark at its beginning, in which no cell can be a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class Number(str):
    """A cell that is a number of ours, and may begin with a minus."""

    __slots__ = ()


def cell(value: object) -> str:
    """As it stands in the table. What a spreadsheet would run gets an apostrophe in front."""
    text = "" if value is None else str(value)
    if isinstance(value, Number | int):
        return text
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def csv_text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return BOM + out.getvalue()


def read_csv(text: str) -> list[dict[str, str]]:
    """The rows of such a table, by the names in its head; what an apostrophe protects is itself again."""
    rows = csv.DictReader(io.StringIO(text.removeprefix(BOM)), restkey="", restval="")
    return [{str(name).strip(): unprotected(value) for name, value in row.items() if name} for row in rows]


def unprotected(value: str) -> str:
    plain = value.strip()
    return plain[1:] if plain.startswith("'") and plain[1:].lstrip(" ").startswith(FORMULA) else plain
