"""What came in and what is kept, against the ledger: every payment, the account of its rail, all banked time."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from itertools import count, takewhile

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.postings import back_key, clearing_of, time_of
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
        back = given_back(postings, payment.id, account)
        posted[account, payment.currency] += came + back
        if in_order and payment.order_id not in orders:
            orders.add(payment.order_id or 0)
            posted[account, payment.currency] += of_order
        came += of_order if in_order else 0
        if came != (payment.amount if payment.state in ARRIVED else 0):
            yield f"Payment number {payment.id} is {payment.state}, and {came} of it was posted."
        elif back != (-payment.amount if payment.state in WENT_BACK else 0):
            yield f"Payment number {payment.id} is {payment.state}, and {-back} of it was posted as given back."
    for (account, currency), amount in sorted(sums.items()):
        said = posted[account, currency]
        if account.removesuffix("-clearing") in PAID_IN and said != amount:
            yield f"The account {account} has {amount} {currency}, and its payments come to {said}."


def given_back(postings: Mapping[str, Lines], payment_id: int, account: str) -> int:
    """What went back over the rail, a minus; what the rail would not take is undone, and may be tried again."""
    tried = takewhile(postings.__contains__, (back_key(payment_id, tries) for tries in count(1)))
    names = [name for key in tried for name in (key, f"{key}:reversed")]
    return sum(postings.get(name, {}).get(account, 0) for name in names)


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
