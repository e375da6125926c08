"""The postings of money that goes back over the rail by which it came, and their keys."""

from bot.rules.amounts import check_amount
from bot.rules.postings import Posting, clearing_of, posting, returning_of, wallet_of


def gone_back(key: str, amount: int, rail: str, customer_id: int, *, may_owe: bool = True) -> Posting:
    """Money that went back over a rail. Where the rail took it, and it is spent already, the customer owes it."""
    check_amount(amount)
    lines = (wallet_of(customer_id), amount), (clearing_of(rail), -amount)
    return posting(key, f"given back by {rail}", *lines, may_owe=may_owe)


def back_key(payment_id: int, tries: int) -> str:
    """Of the posting that gives a payment back: what the rail would not take is undone, and tried under another."""
    return f"payment:{payment_id}:back" if tries == 1 else f"payment:{payment_id}:back:{tries}"


def wallet_key(payment_id: int) -> str:
    """Of the posting of a payment that paid no order."""
    return f"payment:{payment_id}:wallet"


def aside_key(payment_id: int, turn: int) -> str:
    """Of the posting that sets money aside until a person has sent it; asked for again, it has another."""
    return f"payment:{payment_id}:aside" if turn == 1 else f"payment:{payment_id}:aside:{turn}"


def set_aside(key: str, amount: int, customer_id: int) -> Posting:
    """Money owed to the customer is now owed over the rail they paid by."""
    check_amount(amount)
    return posting(key, "asked back", (wallet_of(customer_id), amount), (returning_of(customer_id), -amount))


def sent_back(key: str, amount: int, rail: str, customer_id: int) -> Posting:
    """What was set aside has left over the rail."""
    check_amount(amount)
    lines = (returning_of(customer_id), amount), (clearing_of(rail), -amount)
    return posting(key, f"given back by {rail}", *lines)
