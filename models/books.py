"""What exports and the audit read: whole tables in their order, a month at a time or from the beginning."""

from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.money import PostingLine, PostingRow
from models.order import Order
from models.pay import Payout
from models.rep import Rep

PAGE = 1000


async def postings(
    session: AsyncSession, since: datetime | None = None, until: datetime | None = None
) -> AsyncIterator[tuple[PostingRow, list[PostingLine]]]:
    """Every posting made in that time, in its order, with its lines; a page at a time."""
    after = 0
    while True:
        query = select(PostingRow).where(PostingRow.id > after).order_by(PostingRow.id).limit(PAGE)
        if since is not None:
            query = query.where(PostingRow.at >= since)
        if until is not None:
            query = query.where(PostingRow.at < until)
        rows = list(await session.scalars(query))
        if not rows:
            return
        ids = [row.id for row in rows]
        lines: dict[int, list[PostingLine]] = {}
        found = select(PostingLine).where(PostingLine.posting_id.in_(ids)).order_by(PostingLine.account)
        for line in await session.scalars(found):
            lines.setdefault(line.posting_id, []).append(line)
        for row in rows:
            yield row, lines.get(row.id, [])
        after = ids[-1]
        session.expunge_all()


async def balances_before(session: AsyncSession, moment: datetime) -> dict[tuple[str, str], int]:
    """What every account and currency came to before that moment; none that is zero."""
    query = (
        select(PostingLine.account, PostingLine.currency, func.sum(PostingLine.amount))
        .join(PostingRow, PostingRow.id == PostingLine.posting_id)
        .where(PostingRow.at < moment)
        .group_by(PostingLine.account, PostingLine.currency)
        .order_by(PostingLine.account, PostingLine.currency)
    )
    return {(account, currency): int(total) for account, currency, total in await session.execute(query) if total}


async def of_order(session: AsyncSession, order_id: int, account: str) -> int:
    """What all postings of an order come to on an account."""
    of_it = select(PostingRow.id).where(PostingRow.order_id == order_id)
    lines = (PostingLine.posting_id.in_(of_it), PostingLine.account == account)
    return int(await session.scalar(select(func.sum(PostingLine.amount)).where(*lines)) or 0)


async def orders_made(session: AsyncSession, since: datetime, until: datetime) -> AsyncIterator[Order]:
    """Every order made in that time; a page at a time."""
    after = 0
    while True:
        query = select(Order).where(Order.created_at >= since, Order.created_at < until, Order.id > after)
        rows = list(await session.scalars(query.order_by(Order.id).limit(PAGE)))
        for row in rows:
            yield row
        if len(rows) < PAGE:
            return
        after = rows[-1].id


async def payouts_asked(session: AsyncSession, since: datetime, until: datetime) -> list[Payout]:
    query = select(Payout).where(Payout.requested_at >= since, Payout.requested_at < until)
    return list(await session.scalars(query.order_by(Payout.id)))


async def rep_codes(session: AsyncSession) -> dict[int, str]:
    return {row.id: row.code for row in await session.execute(select(Rep.id, Rep.code))}


async def order_codes(session: AsyncSession, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    found = await session.execute(select(Order.id, Order.code).where(Order.id.in_(ids)))
    return {row.id: row.code for row in found}
