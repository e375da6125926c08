"""Double entry: every event of money is one posting whose lines sum to zero.

A positive amount is what the shop holds or has spent (an asset, a cost), a negative one what it owes or has
earned; what somebody may draw is minus the sum of their account. A posting is never changed: what was wrong is
reversed by another. The chart of accounts is below; ids in it are the house's own, not Telegram's.

    <rail>-clearing           money that came in over that rail, less what went back over it
    prepaid                   owed to customers as the time of orders that are paid and not settled yet
    customer:<id>:wallet      owed to a customer as money
    customer:<id>:returning   owed to a customer over the rail they paid by: asked for, and not sent yet
    customer:<id>:time        owed to a customer as time of a service, at what they paid for it
    rep:<id>:pending          earned, and still open to question
    rep:<id>:available        theirs to ask for
    rep:<id>:requested        asked for, on its way
    rep:<id>:paid             what has left the shop's bank towards them
    rep:<id>:debt             what they owe, where a refund was more than their money
    revenue                   what the shop has earned
    tips                      what customers gave on top, before it is a representative's
    bonuses                   what the shop adds to representatives' pay
    safety-fund               what the shop pays where a talk had to be free for somebody's safety
    shop-loss                 what the shop bears because nobody else should
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.rules.amounts import check_amount
from bot.rules.errors import BadAmount, Unbalanced

PREPAID = "prepaid"
REVENUE = "revenue"
TIPS = "tips"
BONUSES = "bonuses"
SAFETY_FUND = "safety-fund"
SHOP_LOSS = "shop-loss"


class Nature(StrEnum):
    """What an account is to an accountant."""

    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    EXPENSE = "expense"


@dataclass(frozen=True)
class Line:
    """What one account gains, or with a minus gives."""

    account: str
    amount: int  # minor units


@dataclass(frozen=True)
class Posting:
    """One event of money in one currency; `key` is unique, so that a repeat posts nothing.

    A free order moves no money: its posting has no lines, and its key still says that this was dealt with.
    Whoever writes it down refuses one that draws more from a person's account than is in it, unless `may_owe`.
    Raises Unbalanced unless the lines sum to zero, none of them zero and no account named twice; BadAmount.
    """

    key: str
    memo: str
    lines: tuple[Line, ...]
    may_owe: bool = False

    def __post_init__(self) -> None:
        if any(isinstance(line.amount, bool) or not isinstance(line.amount, int) for line in self.lines):
            raise BadAmount(f"{self.key}: amounts are whole minor units")
        if any(line.amount == 0 for line in self.lines) or sum(line.amount for line in self.lines) != 0:
            raise Unbalanced(f"{self.key}: lines must be non-zero and sum to zero")
        if len({line.account for line in self.lines}) != len(self.lines):
            raise Unbalanced(f"{self.key}: one line an account")


def wallet_of(customer_id: int) -> str:
    """The account of what the shop owes a customer as money."""
    return f"customer:{customer_id}:wallet"


def returning_of(customer_id: int) -> str:
    """The account of what a customer has asked back the way they paid, until somebody has sent it."""
    return f"customer:{customer_id}:returning"


def time_of(customer_id: int) -> str:
    """The account of what the shop owes a customer as banked time."""
    return f"customer:{customer_id}:time"


def pending_of(rep_id: int) -> str:
    """The account of what a representative has earned and may not draw yet."""
    return f"rep:{rep_id}:pending"


def available_of(rep_id: int) -> str:
    """The account of what a representative may ask for."""
    return f"rep:{rep_id}:available"


def requested_of(rep_id: int) -> str:
    """The account of what a representative has asked for."""
    return f"rep:{rep_id}:requested"


def paid_of(rep_id: int) -> str:
    """The account of what has left the shop's bank towards a representative; its sum is never above zero."""
    return f"rep:{rep_id}:paid"


def debt_of(rep_id: int) -> str:
    """The account of what a representative owes the shop: refunds that their money did not cover."""
    return f"rep:{rep_id}:debt"


def clearing_of(rail: str) -> str:
    """The account of the money that came in over a rail."""
    return f"{rail}-clearing"


CLEARING = clearing_of("voucher")

NATURES = {
    PREPAID: Nature.LIABILITY,
    REVENUE: Nature.INCOME,
    TIPS: Nature.LIABILITY,
    BONUSES: Nature.EXPENSE,
    SAFETY_FUND: Nature.EXPENSE,
    SHOP_LOSS: Nature.EXPENSE,
}


def nature(account: str) -> Nature:
    """Raises Unbalanced for a name that stands in no chart."""
    known = NATURES.get(account)
    if known is not None:
        return known
    if account.endswith("-clearing") or (account.startswith("rep:") and account.endswith((":paid", ":debt"))):
        return Nature.ASSET
    if is_drawn(account):
        return Nature.LIABILITY
    raise Unbalanced(f"no account: {account!r}")


def is_drawn(account: str) -> bool:
    """Whether it is a person's, from which no more can be taken than is in it."""
    owner, _, rest = account.partition(":")
    purpose = rest.rpartition(":")[2]
    return (owner, purpose) in DRAWN


DRAWN = frozenset(
    {
        ("customer", "wallet"),
        ("customer", "returning"),
        ("customer", "time"),
        ("rep", "pending"),
        ("rep", "available"),
        ("rep", "requested"),
    }
)


def posting(key: str, memo: str, *lines: tuple[str, int], may_owe: bool = False) -> Posting:
    """A posting of these lines, those of one account added up and zero ones left out."""
    return Posting(key, memo, tuple(summed(Line(account, amount) for account, amount in lines)), may_owe)


def summed(lines: Iterable[Line]) -> list[Line]:
    total: dict[str, int] = {}
    for line in lines:
        total[line.account] = total.get(line.account, 0) + line.amount
    return [Line(account, amount) for account, amount in total.items() if amount]


def reverse(wrong: Posting, memo: str = "") -> Posting:
    """The posting that undoes this one, once; a reversal can be reversed in its turn."""
    lines = tuple(Line(line.account, -line.amount) for line in wrong.lines)
    return Posting(f"{wrong.key}:reversed", memo or f"reversed: {wrong.memo}"[:128], lines, wrong.may_owe)


def check_split(charged: int, rep_pay: int) -> None:
    check_amount(charged)
    check_amount(rep_pay)
    if rep_pay > charged:
        raise BadAmount(f"a pay of {rep_pay} out of a charge of {charged}")


def voucher_redeemed(code: str, price: int) -> Posting:
    """Money taken at the other counter is now owed as time."""
    return arrived(code, price, "voucher")


def arrived(code: str, price: int, rail: str) -> Posting:
    """Money that came in over a rail is now owed as the time of an order."""
    check_amount(price)
    return posting(f"order:{code}:paid", f"paid by {rail}", (clearing_of(rail), price), (PREPAID, -price))


def topped_up(key: str, amount: int, rail: str, customer_id: int) -> Posting:
    """Money that came in over a rail is now owed to the customer as money."""
    check_amount(amount)
    lines = (clearing_of(rail), amount), (wallet_of(customer_id), -amount)
    return posting(key, f"to the wallet by {rail}", *lines)


def banked(code: str, value: int, customer_id: int) -> Posting:
    """The rest of an order, in the wallet by now, is kept as time."""
    check_amount(value)
    lines = (wallet_of(customer_id), value), (time_of(customer_id), -value)
    return posting(f"order:{code}:banked", "rest kept as time", *lines)


def time_bought(key: str, value: int, customer_id: int) -> Posting:
    """Money owed to the customer is now owed as time of several sessions."""
    check_amount(value)
    lines = (wallet_of(customer_id), value), (time_of(customer_id), -value)
    return posting(key, "package bought", *lines)


def time_paid(code: str, value: int, customer_id: int) -> Posting:
    """Banked time becomes the time of another order."""
    check_amount(value)
    return posting(f"order:{code}:paid", "paid by banked time", (time_of(customer_id), value), (PREPAID, -value))


def time_expired(credit_id: int, value: int, customer_id: int) -> Posting:
    """Banked time that nobody used is the shop's."""
    check_amount(value)
    lines = (time_of(customer_id), value), (REVENUE, -value)
    return posting(f"time:{credit_id}:expired", "banked time expired", *lines)


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
