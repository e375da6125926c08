"""`python -m bot payouts`: the open payouts as a table for the bank, and the bank's answer read back."""

import csv
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.books.export import amount
from bot.books.tables import csv_text, read_csv
from bot.desk.payouts import Outcome
from bot.rules.errors import BadAmount
from bot.rules.money_text import minor_units, plain
from models import books, pay
from models.pay import Payout

HEAD = ("payout", "week", "representative", "amount", "currency", "account", "status", "reference")
STATUS = {"paid": True, "failed": False}
MOST_LINES = 100_000


class BadFile(ValueError):  # noqa: N818 (named by what it is, as the errors of the rules are)
    """The bank's answer cannot be read; the text says which line and why. Nothing of it counts."""


async def open_csv(session: AsyncSession, batch: str = "") -> tuple[str, int]:
    """The table, and how many payouts it holds. Codes of the house and what representatives wrote; no names of ours."""
    found = await pay.open_payouts(session, batch)
    reps = await books.rep_codes(session)
    rows = [
        (p.code, p.batch, reps.get(p.rep_id, ""), amount(p.amount, p.currency), p.currency, p.account, "", "")
        for p in found
    ]
    return csv_text(HEAD, rows), len(rows)


async def outcomes(session: AsyncSession, text: str) -> list[Outcome]:
    """What such a table says once `status` is filled in; lines without one are left. Raises BadFile."""
    told: list[Outcome] = []
    for number, row in enumerate(rows_of(text), 2):
        status = row["status"].lower()
        if not status:
            continue
        if status not in STATUS:
            raise BadFile(f"Line {number}: status is `paid`, `failed` or empty, not {row['status'][:20]!r}.")
        check(await pay.payout_by_code(session, row["payout"]), row, number)
        told.append(Outcome(row["payout"].upper(), STATUS[status], row.get("reference", "")[:64]))
    twice(told)
    return told


def rows_of(text: str) -> list[dict[str, str]]:
    try:
        rows = read_csv(text)
    except csv.Error as error:
        raise BadFile(f"This is no table ({error}).") from None
    if len(rows) > MOST_LINES:
        raise BadFile(f"The file has more than {MOST_LINES} lines.")
    if not rows or not {"payout", "status"} <= rows[0].keys():
        raise BadFile("The file needs a first line that names its columns, `payout` and `status` among them.")
    return rows


def check(payout: Payout | None, row: dict[str, str], number: int) -> None:
    """Whether the line is of a payout of ours, and of its amount: a spreadsheet writes 25.00 as 25."""
    if payout is None:
        raise BadFile(f"Line {number}: there is no payout {row['payout'][:12]!r}.")
    wanted = plain(payout.amount, payout.currency)
    said, currency = row.get("amount", wanted), row.get("currency", payout.currency)
    try:
        right = said == wanted or minor_units(said, payout.currency) == payout.amount
        same = right and currency == payout.currency
    except BadAmount:
        same = False
    if not same:
        raise BadFile(
            f"Line {number}: payout {payout.code} is of {wanted} {payout.currency}, not {said[:20]} {currency[:8]}."
        )


def twice(told: Sequence[Outcome]) -> None:
    codes = [one.code for one in told]
    again = next((code for code in codes if codes.count(code) > 1), None) if len(set(codes)) != len(codes) else None
    if again is not None:
        raise BadFile(f"Payout {again} is there twice.")
