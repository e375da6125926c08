"""Money: postings whose lines sum to zero, and the vouchers that bring money in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kinds import VoucherState


class PostingRow(Base):
    __tablename__ = "posting"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # the same event posts once
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"), index=True)
    memo: Mapped[str] = mapped_column(String(128))
    currency: Mapped[str] = mapped_column(String(3))
    at: Mapped[datetime]


class PostingLine(Base):
    __tablename__ = "posting_line"

    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id"), primary_key=True)
    account: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    amount: Mapped[int] = mapped_column(CheckConstraint("amount <> 0", name="amount_not_zero"))  # minor units


class Voucher(Base):
    __tablename__ = "voucher"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # keyed hash; the code itself is shown once
    service: Mapped[str] = mapped_column(ForeignKey("service.slug"))
    state: Mapped[VoucherState] = mapped_column(String(16))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"))
    created_at: Mapped[datetime]


async def balance(session: AsyncSession, account: str) -> int:
    """The sum of an account's lines, minor units."""
    query = select(func.coalesce(func.sum(PostingLine.amount), 0)).where(PostingLine.account == account)
    return int((await session.scalar(query)) or 0)


async def posted(session: AsyncSession, key: str) -> bool:
    return (await session.scalar(select(PostingRow.id).where(PostingRow.key == key))) is not None


async def voucher_by_digest(session: AsyncSession, digest: str) -> Voucher | None:
    return (await session.scalars(select(Voucher).where(Voucher.digest == digest))).one_or_none()
