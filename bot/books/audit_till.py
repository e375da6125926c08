"""What came in and what is kept, against the ledger: every payment, the account of its rail, all banked time."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, takewhile

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.postings import clearing_of, returning_of, time_of, wallet_of
from bot.rules.return_postings import aside_key, back_key
from models import books
from models.kinds import CreditState, PaymentState, Rail
from models.payment import Payment
from models.time_credit import TimeCredit

Lines = Mapping[str, int]
ARRIVED = frozenset({PaymentState.PAID, PaymentState.RETURNING, PaymentState.RETURNED})
WENT_BACK = ARRIVED - {PaymentState.PAID}
PAID_IN = frozenset(Rail) - {Rail.VOUCHER}


async def payments(
    session: AsyncSession, postings: Mapping[str, Lines], sums: Mapping[tuple[str, str], int]
) -> AsyncIterator[str]:
    """Each posted as its state says, and nothing in a rail's account beside them."""
    posted: Counter[tuple[str, str]] = Counter()
    orders: set[int] = set()
    query = select(Payment).order_by(Payment.id)
    found = list(await session.scalars(query))
    codes = await books.order_codes(session, {payment.order_id for payment in found if payment.order_id is not None})
    for payment in found:
        account, key = clearing_of(payment.rail), f"payment:{payment.id}"
        came = sum(postings.get(f"{key}:{what}", {}).get(account, 0) for what in ("wallet", "rest"))
        of_order = postings.get(f"order:{codes.get(payment.order_id or 0)}:paid", {}).get(account, 0)
        in_order = bool(of_order) and f"{key}:wallet" not in postings and payment.state in ARRIVED
        back = given_back(postings, payment)
        posted[account, payment.currency] += came - back.gone
        posted[returning_of(payment.person_id), payment.currency] -= back.aside
        if in_order and payment.order_id not in orders:
            orders.add(payment.order_id or 0)
            posted[account, payment.currency] += of_order
        came += of_order if in_order else 0
        if came != (payment.amount if payment.state in ARRIVED else 0):
            yield f"Payment number {payment.id} is {payment.state}, and {came} of it was posted."
        elif back.wrong or not may_stand(payment, back):
            why = back.wrong or f"{back.gone} of it went back, with {back.aside} to be sent"
            yield f"Payment number {payment.id} is {payment.state}, and {why}."
    for (account, currency), amount in sorted(sums.items()):
        said, ours = posted[account, currency], account.endswith(":returning")
        if (ours or account.removesuffix("-clearing") in PAID_IN) and said != amount:
            yield f"The account {account} has {amount} {currency}, and its payments come to {said}."


@dataclass(frozen=True)
class Back:
    """What went back over the rail, what waits for a person to send it, and what is wrong about it, or ""."""

    gone: int
    aside: int
    wrong: str


def given_back(postings: Mapping[str, Lines], payment: Payment) -> Back:
    """Out of its customer's wallet, or out of what was set aside of that; it may go in parts."""
    clearing, wallet, held = clearing_of(payment.rail), wallet_of(payment.person_id), returning_of(payment.person_id)
    aside, wrong = moved(postings, (aside_key(payment.id, number) for number in count(1)), held, (wallet,))
    gone, worse = moved(postings, (back_key(payment.id, number) for number in count(1)), clearing, (wallet, held))
    return Back(gone.total(), aside.total() - gone[held], wrong or worse)


def moved(
    postings: Mapping[str, Lines], keys: Iterator[str], target: str, sources: Sequence[str]
) -> tuple[Counter[str], str]:
    """How much went to that account out of each of these and was not undone; and what is wrong about it, or ""."""
    went: Counter[str] = Counter()
    for key in takewhile(postings.__contains__, keys):
        part, undone = postings[key], postings.get(f"{key}:reversed")
        amount = -part.get(target, 0)
        source = next((one for one in sources if part.get(one) == amount), "")
        if amount <= 0 or part != {target: -amount, source: amount}:
            return went, f"{key} gives {amount} back, out of {', '.join(sorted(part))}"
        if undone is None:
            went[source] += amount
        elif undone != {target: amount, source: -amount}:
            return went, f"{key} was not undone as it was done"
    return went, ""


def may_stand(payment: Payment, back: Back) -> bool:
    """Whether so much may have gone back of a payment in its state: Stars all or nothing, anything else in parts."""
    by_hand, left = payment.rail != Rail.STARS, payment.amount - back.gone
    if payment.state == PaymentState.RETURNING and by_hand:
        return back.gone >= 0 and 0 < back.aside <= left
    if payment.state in WENT_BACK:
        return (left, back.aside) == (0, 0)
    in_parts = payment.state == PaymentState.PAID and by_hand
    return back.aside == 0 and (0 <= back.gone < payment.amount if in_parts else back.gone == 0)


async def kept_time(session: AsyncSession, sums: Mapping[tuple[str, str], int]) -> AsyncIterator[str]:
    """What each customer may still use is worth what their account of time says."""
    worth: Counter[tuple[str, str]] = Counter()
    for credit in await session.scalars(select(TimeCredit).where(TimeCredit.state == CreditState.OPEN)):
        worth[time_of(credit.customer_id), credit.currency] += credit.value
    there = {key: -amount for key, amount in sums.items() if key[0].endswith(":time")}
    for account, currency in sorted(worth.keys() | there.keys()):
        said, posted = worth[account, currency], there.get((account, currency), 0)
        if said != posted:
            yield f"In {account} there are {posted} {currency}, and the time that is kept is worth {said}."
