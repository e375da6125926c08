"""Batches of vouchers, and the tries of wrong codes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kinds import VoucherState
from models.money import Voucher


class VoucherBatch(Base):
    """Codes that were made together, for whoever sells them."""

    __tablename__ = "voucher_batch"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    service: Mapped[str] = mapped_column(ForeignKey("service.slug"))
    value: Mapped[int]  # of each, minor units
    currency: Mapped[str] = mapped_column(String(3))
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class VoucherTry(Base):
    """A code that was none."""

    __tablename__ = "voucher_try"
    __table_args__ = (Index("ix_voucher_try_person_id_at", "person_id", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


async def tries(session: AsyncSession, person_id: int, since: datetime) -> list[datetime]:
    """When this person tried wrong codes, the earliest first."""
    mine = (VoucherTry.person_id == person_id, VoucherTry.at > since)
    return list(await session.scalars(select(VoucherTry.at).where(*mine).order_by(VoucherTry.at)))


async def forget_tries(session: AsyncSession, before: datetime) -> None:
    await session.execute(delete(VoucherTry).where(VoucherTry.at < before))


async def take(session: AsyncSession, voucher_id: int, order_id: int | None) -> bool:
    """Redeem it; False if somebody was faster, or it is no longer good."""
    taken = (
        update(Voucher)
        .where(Voucher.id == voucher_id, Voucher.state == VoucherState.FRESH)
        .values(state=VoucherState.REDEEMED, order_id=order_id)
        .returning(Voucher.id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(taken) is not None


async def batch_named(session: AsyncSession, name: str) -> VoucherBatch | None:
    return (await session.scalars(select(VoucherBatch).where(VoucherBatch.name == name))).one_or_none()


async def revoke_batch(session: AsyncSession, batch_id: int) -> int:
    """How many codes of it were still good."""
    fresh = (Voucher.batch_id == batch_id, Voucher.state == VoucherState.FRESH)
    gone = update(Voucher).where(*fresh).values(state=VoucherState.REVOKED).returning(Voucher.id)
    return len((await session.execute(gone.execution_options(synchronize_session=False))).all())


async def revoke(session: AsyncSession, digest: str) -> bool:
    fresh = (Voucher.digest == digest, Voucher.state == VoucherState.FRESH)
    gone = update(Voucher).where(*fresh).values(state=VoucherState.REVOKED).returning(Voucher.id)
    return await session.scalar(gone.execution_options(synchronize_session=False)) is not None


async def batches(session: AsyncSession, limit: int = 30) -> list[tuple[VoucherBatch, int, int, int]]:
    """The latest, each with how many codes are good, redeemed and revoked."""

    def count(state: VoucherState):  # type: ignore[no-untyped-def]  # a column of the query below
        return func.coalesce(func.sum(case((Voucher.state == state, 1), else_=0)), 0)

    query = (
        select(VoucherBatch, *(count(state) for state in VoucherState))
        .outerjoin(Voucher, Voucher.batch_id == VoucherBatch.id)
        .group_by(VoucherBatch.id)
        .order_by(VoucherBatch.id.desc())
        .limit(limit)
    )
    return [(row[0], int(row[1]), int(row[2]), int(row[3])) for row in await session.execute(query)]
