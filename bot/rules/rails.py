"""The ways by which money comes in: which are offered, how much is asked, and whether a payment may go on. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.amounts import MOST, check_amount
from bot.rules.errors import BadAmount
from models.kinds import PaymentState, Rail

STARS = "XTR"
MOST_STARS = 10_000
LARGEST = MOST
"""More minor units than any order costs; beyond that somebody mistyped."""

UNIQUE_STEPS = 99
"""So many minor units at most are added to a price, so that each transfer is of an amount of its own."""


@dataclass(frozen=True)
class RailRules:
    """The shop's numbers. Seconds; money in minor units."""

    rails: tuple[Rail, ...] = (Rail.VOUCHER,)
    star_value: int = 9  # what one Star is worth to the shop
    transfer_to: str = ""  # what the customer reads: where the money is to go
    transfer_unique: bool = True
    transfer_wait_s: int = 6 * 3600  # for so long an order waits once its customer has said that they paid
    proof_kept_s: int = 7 * 24 * 3600
    return_remind_s: int = 24 * 3600  # so often a cashier is reminded of money that is to be sent back
    voucher_tries: int = 5  # wrong codes of one person in an hour


def offered(rules: RailRules, allowed: Collection[str]) -> tuple[Rail, ...]:
    """The shop's rails in its order, of those that the service allows; it allows all where it names none."""
    return tuple(rail for rail in rules.rails if not allowed or rail in allowed)


def stars_for(amount: int, star_value: int) -> int:
    """How many Stars are at least so much. Raises BadAmount for nothing, and for more than Telegram takes."""
    check_amount(amount)
    if star_value < 1:
        raise BadAmount(f"a Star is worth {star_value}")
    stars = -(-amount // star_value)
    if not 1 <= stars <= MOST_STARS:
        raise BadAmount(f"an invoice of {stars} Stars")
    return stars


def unique_amount(amount: int, taken: Collection[int]) -> int:
    """The amount, or the next few minor units above it that nobody else is asked for; itself where all are taken."""
    check_amount(amount)
    return next((amount + step for step in range(UNIQUE_STEPS + 1) if amount + step not in taken), amount)


@dataclass(frozen=True)
class Asked:
    """A payment as it is stored, and the order that it is for; both None for a payment into the wallet."""

    person_id: int
    state: PaymentState
    amount: int
    asked_amount: int
    asked_currency: str
    expires_at: datetime
    for_order: bool = False
    waits: bool = False  # the order waits to be paid
    price: int = 0


class Fault(StrEnum):
    """Why a payment may not go on."""

    NOT_OURS = "not_ours"
    NOT_THEIRS = "not_theirs"
    PAID_ALREADY = "paid_already"
    ORDER_OVER = "order_over"
    EXPIRED = "expired"
    PRICE_CHANGED = "price_changed"
    OTHER_AMOUNT = "other_amount"


def fault_of(asked: Asked | None, payer_id: int, amount: int, currency: str, now: datetime) -> Fault | None:
    """What speaks against it first, by what is stored alone."""
    if asked is None:
        return Fault.NOT_OURS
    against = (
        (Fault.NOT_THEIRS, asked.person_id != payer_id),
        (Fault.PAID_ALREADY, asked.state not in (PaymentState.ASKED, PaymentState.CLAIMED)),
        (Fault.ORDER_OVER, asked.for_order and not asked.waits),
        (Fault.EXPIRED, asked.expires_at <= now),
        (Fault.PRICE_CHANGED, asked.for_order and asked.price != asked.amount),
        (Fault.OTHER_AMOUNT, (amount, currency) != (asked.asked_amount, asked.asked_currency)),
    )
    return next((fault for fault, so in against if so), None)


class Into(StrEnum):
    """Where money that arrived goes, and why there."""

    ORDER = "order"
    TOP_UP = "top_up"  # it was meant for the wallet
    LATE = "late"  # its order is over
    TWICE = "twice"  # its order is paid already
    SHORT = "short"  # it is less than the price


def into(value: int, asked: Asked, *, paid: bool) -> Into:
    """`paid`: the order was paid, by this or otherwise."""
    check_amount(value)
    if not asked.for_order:
        return Into.TOP_UP
    if not asked.waits:
        return Into.TWICE if paid else Into.LATE
    return Into.ORDER if value >= asked.price else Into.SHORT


def value_of(asked: Asked, amount: int, currency: str) -> int | None:
    """What so much of what was asked for is worth, in the shop's money; None for a currency that was not asked for."""
    check_amount(amount)
    if currency != asked.asked_currency or asked.asked_amount < 1:
        return None
    if amount == asked.asked_amount and currency == STARS:
        return asked.amount
    return asked.amount * amount // asked.asked_amount if currency == STARS else amount


def ways(rails: Sequence[Rail]) -> tuple[Rail, ...]:
    """Those that are offered as a button; a voucher is simply written."""
    return tuple(rail for rail in rails if rail is not Rail.VOUCHER)
