"""Writing postings: each once by its key, each summing to zero (bot.rules.postings refuses anything else)."""

from datetime import timedelta

from bot.desk.work import Work
from bot.rules import postings
from bot.rules.errors import Overdrawn
from bot.rules.postings import Line, Posting, debt_of, pending_of, time_of, wallet_of
from models import kernel, money
from models.kinds import TimerKind
from models.order import Order

ADDED_UP_EVERY = timedelta(hours=1)


async def post(work: Work, posting: Posting, order: Order | None, *, currency: str = "") -> bool:
    """Write the posting down; False where its key stands already, and then nothing is changed.

    In the order's currency, or the one named, or the shop's. Raises Overdrawn, with nothing written, where it draws
    more from a person's account than is in it and may not; two that draw on one account wait for each other.
    """
    if await money.posted(work.session, posting.key):
        return False
    money_of = currency or (order.currency if order is not None else work.rules.currency)
    if not posting.may_owe:
        await check_drawn(work, posting, money_of)
    row = {
        "key": posting.key,
        "order_id": order.id if order is not None else None,
        "memo": posting.memo,
        "currency": money_of,
        "at": work.now,
    }
    lines = [(line.account, line.amount) for line in posting.lines]
    return await money.add_posting(work.session, row, lines) is not None


async def check_drawn(work: Work, posting: Posting, currency: str) -> None:
    drawn = {ln.account: ln.amount for ln in posting.lines if ln.amount > 0 and postings.is_drawn(ln.account)}
    await money.hold_accounts(work.session, drawn)
    for account, amount in drawn.items():
        there = -await money.balance(work.session, account, currency)
        if there < amount and not await money.posted(work.session, posting.key):
            raise Overdrawn(account, amount - there)


async def reverse(work: Work, key: str, memo: str = "") -> bool:
    """Undo the posting of this key by another; False where there is none, or it is undone already."""
    found = await money.posting_by_key(work.session, key)
    if found is None:
        return False
    row, lines = found
    wrong = Posting(row.key, row.memo, tuple(Line(line.account, line.amount) for line in lines))
    order = await work.session.get(Order, row.order_id) if row.order_id is not None else None
    return await post(work, postings.reverse(wrong, memo), order, currency=row.currency)


async def owed(work: Work, account: str, currency: str = "") -> int:
    """What a person may draw from an account, minor units (a liability stands negative in the ledger)."""
    return -await money.balance(work.session, account, currency or work.rules.currency)


async def wallet(work: Work, customer_id: int, currency: str = "") -> int:
    """What the shop owes this customer as money."""
    return await owed(work, wallet_of(customer_id), currency)


async def banked(work: Work, customer_id: int, currency: str = "") -> int:
    """What the shop owes this customer as time."""
    return await owed(work, time_of(customer_id), currency)


async def pending_pay(work: Work, rep_id: int) -> int:
    """What the shop owes this representative and does not pay out yet."""
    return await owed(work, pending_of(rep_id))


async def debt(work: Work, rep_id: int, currency: str = "") -> int:
    """What this representative owes the shop."""
    return await money.balance(work.session, debt_of(rep_id), currency or work.rules.currency)


async def checkpoint(work: Work, _subject: str = "") -> None:
    """Add up what was posted, so that no balance reads history from its beginning; and again in an hour."""
    await money.checkpoint(work.session)
    await kernel.set_timer(work.session, TimerKind.BALANCES, "shop", work.now + ADDED_UP_EVERY)
