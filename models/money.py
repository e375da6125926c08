"""Money: postings whose lines sum to zero, what they come to, and the vouchers that bring money in.

A posting and its lines are written once: triggers on both databases refuse to change or delete them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kinds import VoucherState


class PostingRow(Base):
    __tablename__ = "posting"
    __table_args__ = (Index("ix_posting_id_currency", "id", "currency", unique=True),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # the same event posts once
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"), index=True)
    memo: Mapped[str] = mapped_column(String(128))
    currency: Mapped[str] = mapped_column(String(3))
    at: Mapped[datetime]


class PostingLine(Base):
    __tablename__ = "posting_line"
    __table_args__ = (
        ForeignKeyConstraint(["posting_id", "currency"], ["posting.id", "posting.currency"]),
        Index("ix_posting_line_account_currency_posting_id_amount", "account", "currency", "posting_id", "amount"),
    )

    posting_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    amount: Mapped[int] = mapped_column(BigId, CheckConstraint("amount <> 0", name="amount_not_zero"))  # minor units
    currency: Mapped[str] = mapped_column(String(3))  # the posting's, so that an account is summed from its index


class Checkpoint(Base):
    """What the lines of an account came to, up to and with that posting. Kept so that no balance reads all of them."""

    __tablename__ = "balance_checkpoint"

    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    posting_id: Mapped[int] = mapped_column(BigId, index=True)


class Voucher(Base):
    __tablename__ = "voucher"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # keyed hash; the code itself is shown once
    service: Mapped[str] = mapped_column(ForeignKey("service.slug"))
    state: Mapped[VoucherState] = mapped_column(String(16))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("voucher_batch.id"), index=True)
    value: Mapped[int | None]  # minor units, as the other counter sells it; None: what its order costs
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


async def balance(session: AsyncSession, account: str, currency: str) -> int:
    """The sum of an account's lines, minor units: the last checkpoint, and the lines since."""
    kept = await session.get(Checkpoint, (account, currency), populate_existing=True)
    query = select(func.coalesce(func.sum(PostingLine.amount), 0)).where(
        PostingLine.account == account, PostingLine.currency == currency
    )
    if kept is not None:
        query = query.where(PostingLine.posting_id > kept.posting_id)
    return int((await session.scalar(query)) or 0) + (kept.amount if kept is not None else 0)


async def add_posting(session: AsyncSession, row: Mapping[str, object], lines: Iterable[tuple[str, int]]) -> int | None:
    """The id of the posting, written with its lines; None if one of its key stands already, whoever wrote it.

    While somebody else is writing it, this waits for them.
    """
    once = sqlite.insert(PostingRow) if on_sqlite(session) else postgresql.insert(PostingRow)
    made = once.values(row).on_conflict_do_nothing(index_elements=["key"]).returning(PostingRow.id)
    posting_id = await session.scalar(made)
    if posting_id is not None:
        values = [
            {"posting_id": posting_id, "currency": row["currency"], "account": account, "amount": amount}
            for account, amount in lines
        ]
        if values:
            await session.execute(insert(PostingLine), values)
    return posting_id


async def hold_accounts(session: AsyncSession, accounts: Iterable[str]) -> None:
    """Let nobody else draw on these accounts until this transaction ends. SQLite's writers take turns anyhow."""
    if on_sqlite(session):
        return
    for account in sorted(accounts):
        await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:account, 0))"), {"account": account})


async def checkpoint(session: AsyncSession) -> int:
    """Add up what was posted since the last checkpoint; returns how many accounts that touched.

    Nobody posts meanwhile: on PostgreSQL a lower id may be committed after a higher one, and would be left out.
    """
    if not on_sqlite(session):
        await session.execute(text("LOCK TABLE posting IN SHARE MODE"))
    since = await session.scalar(select(func.coalesce(func.max(Checkpoint.posting_id), 0))) or 0
    until = await session.scalar(select(func.coalesce(func.max(PostingRow.id), 0))) or 0
    fresh = (
        select(PostingLine.account, PostingLine.currency, func.sum(PostingLine.amount), literal(until))
        .where(PostingLine.posting_id > since, PostingLine.posting_id <= until)
        .group_by(PostingLine.account, PostingLine.currency)
    )
    add = sqlite.insert(Checkpoint) if on_sqlite(session) else postgresql.insert(Checkpoint)
    put = add.from_select(["account", "currency", "amount", "posting_id"], fresh)
    put = put.on_conflict_do_update(
        index_elements=["account", "currency"],
        set_={"amount": Checkpoint.amount + put.excluded.amount, "posting_id": put.excluded.posting_id},
    )
    return len((await session.execute(put.returning(Checkpoint.account))).all())


def on_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"


async def posting_by_key(session: AsyncSession, key: str) -> tuple[PostingRow, list[PostingLine]] | None:
    row = (await session.scalars(select(PostingRow).where(PostingRow.key == key))).one_or_none()
    if row is None:
        return None
    lines = select(PostingLine).where(PostingLine.posting_id == row.id).order_by(PostingLine.account)
    return row, list(await session.scalars(lines))


async def posted(session: AsyncSession, key: str) -> bool:
    return (await session.scalar(select(PostingRow.id).where(PostingRow.key == key))) is not None


async def voucher_by_digest(session: AsyncSession, digest: str) -> Voucher | None:
    return (await session.scalars(select(Voucher).where(Voucher.digest == digest))).one_or_none()


async def sum_of_order(session: AsyncSession, order_id: int) -> int:
    """Of all lines of everything that was posted about the order: 0 where nothing is wrong."""
    query = select(func.coalesce(func.sum(PostingLine.amount), 0)).join(
        PostingRow, PostingRow.id == PostingLine.posting_id
    )
    return int(await session.scalar(query.where(PostingRow.order_id == order_id)) or 0)
