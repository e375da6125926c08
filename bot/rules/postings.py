"""Double entry: every event of money is one posting whose lines sum to zero.

A positive amount is what the shop holds or is owed (an asset, a cost), a negative one what it owes or has
earned; what somebody may draw is minus the sum of their account. Accounts: `voucher-clearing` (money taken at the
other counter), `prepaid` (owed as time), `customer:<id>:wallet`, `rep:<id>:pending` (owed as money), `revenue`. Ids
are the house's own, not Telegram's.
"""

from dataclasses import dataclass

from bot.rules.amounts import check_amount
from bot.rules.errors import BadAmount, Unbalanced

CLEARING = "voucher-clearing"
PREPAID = "prepaid"
REVENUE = "revenue"


@dataclass(frozen=True)
class Line:
    """What one account gains, or with a minus gives."""

    account: str
    amount: int  # minor units


@dataclass(frozen=True)
class Posting:
    """One event of money in the order's one currency; `key` is unique, so that a repeat posts nothing.

    A free order moves no money: its posting has no lines, and its key still says that this was dealt with.
    Raises Unbalanced unless the lines sum to zero, none of them zero and no account named twice; BadAmount.
    """

    key: str
    memo: str
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        if any(isinstance(line.amount, bool) or not isinstance(line.amount, int) for line in self.lines):
            raise BadAmount(f"{self.key}: amounts are whole minor units")
        if any(line.amount == 0 for line in self.lines) or sum(line.amount for line in self.lines) != 0:
            raise Unbalanced(f"{self.key}: lines must be non-zero and sum to zero")
        if len({line.account for line in self.lines}) != len(self.lines):
            raise Unbalanced(f"{self.key}: one line an account")


def wallet_of(customer_id: int) -> str:
    """The account of what the shop owes a customer."""
    return f"customer:{customer_id}:wallet"


def pending_of(rep_id: int) -> str:
    """The account of what the shop owes a representative."""
    return f"rep:{rep_id}:pending"


def posting(key: str, memo: str, *lines: tuple[str, int]) -> Posting:
    """A posting of these lines, zero ones left out."""
    return Posting(key, memo, tuple(Line(account, amount) for account, amount in lines if amount))


def check_split(charged: int, rep_pay: int) -> None:
    check_amount(charged)
    check_amount(rep_pay)
    if rep_pay > charged:
        raise BadAmount(f"a pay of {rep_pay} out of a charge of {charged}")


def voucher_redeemed(code: str, price: int) -> Posting:
    """Money taken at the other counter is now owed as time."""
    check_amount(price)
    return posting(f"order:{code}:paid", "voucher redeemed", (CLEARING, price), (PREPAID, -price))


def wallet_paid(code: str, price: int, customer_id: int) -> Posting:
    """Money owed to the customer is now owed as time."""
    check_amount(price)
    return posting(f"order:{code}:paid", "paid from wallet", (wallet_of(customer_id), price), (PREPAID, -price))


def settled(code: str, price: int, charged: int, rep_pay: int, *, rep_id: int, customer_id: int) -> Posting:
    """The prepaid price becomes the representative's pay, the shop's revenue and the customer's change.

    Raises BadAmount unless pay <= charge <= price.
    """
    check_split(charged, rep_pay)
    if charged > price:
        raise BadAmount(f"order {code}: a charge of {charged} on a price of {price}")
    return posting(
        f"order:{code}:settled",
        "session settled",
        (PREPAID, price),
        (pending_of(rep_id), -rep_pay),
        (REVENUE, rep_pay - charged),
        (wallet_of(customer_id), charged - price),
    )


def returned(code: str, price: int, customer_id: int) -> Posting:
    """An order called off before the talk: the whole price goes to the wallet."""
    check_amount(price)
    return posting(f"order:{code}:settled", "called off", (PREPAID, price), (wallet_of(customer_id), -price))


def refunded(code: str, charged: int, rep_pay: int, *, rep_id: int, customer_id: int) -> Posting:
    """What a settled session had cost goes to the wallet; pay and revenue go back. Raises BadAmount."""
    check_split(charged, rep_pay)
    return posting(
        f"order:{code}:refunded",
        "refunded by the owner",
        (pending_of(rep_id), rep_pay),
        (REVENUE, charged - rep_pay),
        (wallet_of(customer_id), -charged),
    )
