"""What a session costs and who gets what. Integers in minor units; every split sums exactly."""

from bot.rules.amounts import check_amount
from bot.rules.errors import BadAmount
from models.kinds import EndReason

FREE = frozenset({EndReason.CANCELLED, EndReason.UNFILLED, EndReason.UNPAID, EndReason.CUSTOMER_ABSENT})
"""Ends that cost the customer nothing."""


def charge(price: int, bought_s: int, billed_s: int, reason: EndReason, *, minimum_s: int = 0) -> int:
    """What the customer is charged of the price paid, in minor units. Raises BadAmount.

    All time used: the whole price. Ended early: whole minutes used at the price's rate, both floored in the customer's
    favour. Ended early by the customer, at least `minimum_s` are charged. Never started, or called off: nothing.
    """
    for amount in (price, bought_s, billed_s, minimum_s):
        check_amount(amount)
    if bought_s == 0 or reason in FREE or billed_s == 0:
        return 0
    if reason == EndReason.CUSTOMER_END:
        billed_s = max(billed_s, min(minimum_s, bought_s))
    return worth(price, bought_s, billed_s)


def worth(price: int, bought_s: int, seconds: int) -> int:
    """What so many of the seconds bought are worth: whole minutes at the price's rate, floored; all, the price."""
    if bought_s == 0:
        return 0
    return price if seconds >= bought_s else price * (seconds // 60 * 60) // bought_s


def split(charged: int, rep_percent: int) -> tuple[int, int]:
    """(representative, shop): the representative's share rounded half up, the shop the rest. Raises BadAmount."""
    check_amount(charged)
    check_amount(rep_percent)
    if rep_percent > 100:
        raise BadAmount(f"a share of {rep_percent} percent")
    rep = (charged * rep_percent + 50) // 100
    return rep, charged - rep
