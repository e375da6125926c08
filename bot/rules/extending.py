"""What more of a talk costs, when it is offered, and how it is posted. Pure."""

from bot.rules.amounts import check_amount
from bot.rules.meter import EXTRA, Meter
from bot.rules.postings import PREPAID, Posting, posting, wallet_of
from bot.rules.terms import Terms
from models.kinds import SpanKind


def price_of(price: int, bought_minutes: int, minutes: int) -> int:
    """At the rate that was paid so far, in the customer's favour. Raises BadAmount."""
    for amount in (price, bought_minutes, minutes):
        check_amount(amount)
    return price * minutes // bought_minutes if bought_minutes else 0


def offered(meter: Meter, remaining_s: int, terms: Terms) -> tuple[int, ...]:
    """By how many minutes it can be extended just now; none while there is plenty left, or it stands, or is over."""
    return for_sale(remaining_s, terms) if meter.open in (SpanKind.LIVE, SpanKind.WAITING, *EXTRA) else ()


def for_sale(remaining_s: int, terms: Terms) -> tuple[int, ...]:
    """What a tap may buy: not again what the tap before it has bought. Who pauses to pay may tap, too."""
    return terms.extensions if remaining_s <= terms.extend_from_s else ()


def extended(code: str, number: int, price: int, customer_id: int) -> Posting:
    """Money owed to the customer is now owed as time of the same order."""
    check_amount(price)
    return posting(f"order:{code}:more:{number}", "extended", (wallet_of(customer_id), price), (PREPAID, -price))
