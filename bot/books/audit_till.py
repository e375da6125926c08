"""What came in and what is kept, against the ledger: every payment, the account of its rail, all banked time."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from itertools import count, takewhile

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.postings import back_key, clearing_of, time_of, wallet_of
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
        back, wrong = given_back(postings, payment)
        posted[account, payment.currency] += came - back
        if in_order and payment.order_id not in orders:
            orders.add(payment.order_id or 0)
            posted[account, payment.currency] += of_order
        came += of_order if in_order else 0
        if came != (payment.amount if payment.state in ARRIVED else 0):
            yield f"Payment number {payment.id} is {payment.state}, and {came} of it was posted."
        elif wrong or not may_stand(payment, back):
            why = wrong or f"{back} of it was posted as given back"
            yield f"Payment number {payment.id} is {payment.state}, and {why}."
    for (account, currency), amount in sorted(sums.items()):
        said = posted[account, currency]
        if account.removesuffix("-clearing") in PAID_IN and said != amount:
            yield f"The account {account} has {amount} {currency}, and its payments come to {said}."


def given_back(postings: Mapping[str, Lines], payment: Payment) -> tuple[int, str]:
    """What went back over the rail, and what is wrong about it, or "".

    It may go in parts, each out of its customer's wallet; what the rail would not take is undone, and tried again.
    """
    account, wallet, gone = clearing_of(payment.rail), wallet_of(payment.person_id), 0
    for key in takewhile(postings.__contains__, (back_key(payment.id, number) for number in count(1))):
        part, undone = postings[key], postings.get(f"{key}:reversed")
        amount = -part.get(account, 0)
        if amount <= 0 or part != {account: -amount, wallet: amount}:
            return gone, f"{key} gives {amount} back, out of {sorted(part)}"
        if undone is None:
            gone += amount
        elif undone != {account: amount, wallet: -amount}:
            return gone, f"{key} was not undone as it was done"
        if gone > payment.amount:
            return gone, f"with {key} more went back than came in"
    return gone, ""


def may_stand(payment: Payment, gone: int) -> bool:
    """Whether so much may have gone back of a payment in its state: Stars all or nothing, anything else in parts."""
    if payment.state in WENT_BACK:
        return gone == payment.amount
    in_parts = payment.state == PaymentState.PAID and payment.rail != Rail.STARS
    return 0 <= gone < payment.amount if in_parts else gone == 0


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
