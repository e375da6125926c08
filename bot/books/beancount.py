"""The ledger in the text format of Beancount, such that `bean-check` accepts it and proves its balances."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.money_text import plain
from bot.rules.postings import Nature, nature

ROOTS = {
    Nature.ASSET: "Assets",
    Nature.LIABILITY: "Liabilities",
    Nature.INCOME: "Income",
    Nature.EXPENSE: "Expenses",
}


@dataclass(frozen=True)
class Entry:
    """One posting. Amounts in minor units."""

    day: date
    key: str
    memo: str
    currency: str
    lines: tuple[tuple[str, int], ...]


def account_name(account: str, rep_codes: dict[int, str]) -> str:
    """`rep:7:pending` is Liabilities:Rep:RK7Q2:Pending; a customer is a number of the house."""
    parts = account.split(":")
    if len(parts) == 3 and parts[1].isdecimal():
        number = int(parts[1])
        whom = rep_codes.get(number, f"R{number}") if parts[0] == "rep" else f"C{number}"
        parts = [parts[0], whom, parts[2]]
    return ":".join((ROOTS[nature(account)], *(capital(part) for part in parts)))


def capital(part: str) -> str:
    return "-".join(word[:1].upper() + word[1:] for word in part.split("-"))


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def line_of(name: str, amount: int, currency: str) -> str:
    return f"  {name:<48} {plain(amount, currency):>14} {currency}"


def text_of(
    first: date,
    end: date,
    opening: dict[tuple[str, str], int],
    entries: Sequence[Entry],
    rep_codes: dict[int, str],
) -> str:
    """A month: the accounts, what they came to before, every posting, and what they come to at its end."""
    closing = dict(opening)
    for entry in entries:
        for account, amount in entry.lines:
            closing[account, entry.currency] = closing.get((account, entry.currency), 0) + amount
    names = {account: account_name(account, rep_codes) for account, _ in closing}
    out = [f'option "title" "Earshot {first:%Y-%m}"']
    out += [f'option "operating_currency" {quoted(currency)}' for currency in sorted({c for _, c in closing})]
    opened = sorted({(names[account], currency) for account, currency in closing})
    out += ["", *(f"{first} open {name} {','.join(sorted(of))}" for name, of in by_name(opened))]
    for currency in sorted({c for _, c in opening}):
        lines = [(names[account], amount) for (account, c), amount in sorted(opening.items()) if c == currency]
        out += ["", f'{first} * "opening balances"', *(line_of(name, amount, currency) for name, amount in lines)]
    for entry in entries:
        if entry.lines:
            out += ["", f"{entry.day} * {quoted(entry.memo)} {quoted(entry.key)}"]
            out += [line_of(names[account], amount, entry.currency) for account, amount in entry.lines]
    out += [""]
    for (account, currency), amount in sorted(closing.items()):
        out.append(f"{end} balance {names[account]:<42} {plain(amount, currency):>14} {currency}")
    return "\n".join(out) + "\n"


def by_name(opened: Iterable[tuple[str, str]]) -> list[tuple[str, set[str]]]:
    found: dict[str, set[str]] = {}
    for name, currency in opened:
        found.setdefault(name, set()).add(currency)
    return sorted(found.items())
