"""Writing postings: each once by its key, each summing to zero (bot.rules.postings refuses anything else)."""

from bot.desk.work import Work
from bot.rules.postings import Posting, pending_of, wallet_of
from models import money
from models.money import PostingLine, PostingRow
from models.order import Order


async def post(work: Work, posting: Posting, order: Order) -> None:
    """Write the posting down. A key that stands already changes nothing."""
    if await money.posted(work.session, posting.key):
        return
    row = PostingRow(key=posting.key, order_id=order.id, memo=posting.memo, currency=order.currency, at=work.now)
    work.session.add(row)
    await work.session.flush()
    work.session.add_all(PostingLine(posting_id=row.id, account=ln.account, amount=ln.amount) for ln in posting.lines)
    await work.session.flush()


async def wallet(work: Work, customer_id: int) -> int:
    """What the shop owes this customer, minor units (a liability stands negative in the ledger)."""
    return -await money.balance(work.session, wallet_of(customer_id))


async def pending_pay(work: Work, rep_id: int) -> int:
    """What the shop owes this representative, minor units."""
    return -await money.balance(work.session, pending_of(rep_id))
