"""What there is in other currencies than the shop's: money, orders, codes."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.kinds import UNFINISHED, VoucherState
from models.money import Checkpoint, PostingLine, Voucher
from models.order import Order
from models.voucher import VoucherBatch


async def balances(session: AsyncSession, currency: str) -> dict[tuple[str, str], int]:
    """Account and currency, and what its lines come to: the checkpoints, and the lines since the last one."""
    found: dict[tuple[str, str], int] = {}
    for kept in await session.scalars(select(Checkpoint).where(Checkpoint.currency != currency)):
        found[kept.account, kept.currency] = kept.amount
    until = select(func.coalesce(func.max(Checkpoint.posting_id), 0)).scalar_subquery()
    fresh = (
        select(PostingLine.account, PostingLine.currency, func.sum(PostingLine.amount))
        .where(PostingLine.posting_id > until, PostingLine.currency != currency)
        .group_by(PostingLine.account, PostingLine.currency)
    )
    for account, other, amount in await session.execute(fresh):
        found[account, other] = found.get((account, other), 0) + int(amount)
    return {key: amount for key, amount in found.items() if amount}


async def orders(session: AsyncSession, currency: str) -> dict[str, int]:
    """How many are not finished, by their currency."""
    query = select(Order.currency, func.count()).where(Order.state.in_(UNFINISHED), Order.currency != currency)
    return {other: int(count) for other, count in await session.execute(query.group_by(Order.currency))}


async def vouchers(session: AsyncSession, currency: str, now: datetime) -> dict[str, int]:
    """How many codes could still be used, by the currency that they were sold in."""
    good = or_(Voucher.expires_at.is_(None), Voucher.expires_at > now)
    query = select(VoucherBatch.currency, func.count()).join(Voucher, Voucher.batch_id == VoucherBatch.id)
    fresh = query.where(Voucher.state == VoucherState.FRESH, good, VoucherBatch.currency != currency)
    return {other: int(count) for other, count in await session.execute(fresh.group_by(VoucherBatch.currency))}
