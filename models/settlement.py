"""What orders came to, each decision a row that never changes; and what the owner has to decide."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from models.base import Base, BigId
from models.kinds import CaseState, Fault, Side
from models.order import Order


class SettlementRow(Base):
    """bot.rules.settlement's, as it was decided; of an order's rows the last one counts."""

    __tablename__ = "settlement"
    __table_args__ = (UniqueConstraint("order_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    number: Mapped[int]  # 0 is the order's end
    rep_id: Mapped[int | None] = mapped_column(ForeignKey("rep.id"), index=True)
    fault: Mapped[Fault] = mapped_column(String(24))
    note: Mapped[str] = mapped_column(String(32), default="")  # how it came to this, beside the fault
    billed_s: Mapped[int]
    free_s: Mapped[int]
    repeat: Mapped[int]
    price: Mapped[int] = mapped_column(BigId)
    charged: Mapped[int] = mapped_column(BigId)
    refunded: Mapped[int] = mapped_column(BigId)
    credit: Mapped[int] = mapped_column(BigId)
    banked: Mapped[int] = mapped_column(BigId)
    banked_s: Mapped[int]
    rep_pay: Mapped[int] = mapped_column(BigId)
    bonus: Mapped[int] = mapped_column(BigId)  # what the representative has of it beside the pay
    base: Mapped[int] = mapped_column(BigId)
    shop: Mapped[int] = mapped_column(BigId)
    shop_loss: Mapped[int] = mapped_column(BigId)
    safety_fund: Mapped[int] = mapped_column(BigId)
    strike: Mapped[bool]
    spared: Mapped[int] = mapped_column(BigId, default=0)  # of a refund's part, what a penalty had taken before
    at: Mapped[datetime] = mapped_column(index=True)


class Complaint(Base):
    """Somebody says how an order went, and the owner decides until it is due."""

    __tablename__ = "complaint"
    __table_args__ = (UniqueConstraint("order_id", "fault"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    fault: Mapped[Fault] = mapped_column(String(24))
    side: Mapped[Side] = mapped_column(String(8))  # who says so
    state: Mapped[CaseState] = mapped_column(String(16), index=True)
    at: Mapped[datetime]
    due: Mapped[datetime]
    decided_at: Mapped[datetime | None]


async def last_of(session: AsyncSession, order_id: int) -> SettlementRow | None:
    query = select(SettlementRow).where(SettlementRow.order_id == order_id).order_by(SettlementRow.number.desc())
    return (await session.scalars(query.limit(1))).one_or_none()


async def spared_of(session: AsyncSession, order_id: int) -> int:
    """What the representative of an order is spared by now, minor units."""
    query = select(func.coalesce(func.sum(SettlementRow.spared), 0)).where(SettlementRow.order_id == order_id)
    return int(await session.scalar(query) or 0)


async def all_of(session: AsyncSession, order_id: int) -> list[SettlementRow]:
    query = select(SettlementRow).where(SettlementRow.order_id == order_id).order_by(SettlementRow.number)
    return list(await session.scalars(query))


async def strikes_of(session: AsyncSession, rep_id: int, since: datetime) -> int:
    """What counts against them: orders that were last settled so, and those that they took and never said hello on."""
    later = aliased(SettlementRow)
    superseded = select(later.id).where(later.order_id == SettlementRow.order_id, later.number > SettlementRow.number)
    settled = select(func.count()).where(
        SettlementRow.rep_id == rep_id, SettlementRow.strike, SettlementRow.at >= since, ~superseded.exists()
    )
    told = cast(Order.released, String).like(f'%"{rep_id}"%')
    not_greeted = select(func.count()).where(Order.created_at >= since, told)
    return (await session.scalar(settled) or 0) + (await session.scalar(not_greeted) or 0)


async def of_customer(session: AsyncSession, customer_id: int, faults: tuple[Fault, ...], since: datetime) -> int:
    """How many orders of this customer came to one of these since then."""
    query = (
        select(func.count(SettlementRow.order_id.distinct()))
        .join(Order, Order.id == SettlementRow.order_id)
        .where(Order.customer_id == customer_id, SettlementRow.fault.in_(faults), SettlementRow.at >= since)
    )
    return await session.scalar(query) or 0


async def of_rep(session: AsyncSession, rep_id: int, fault: Fault, since: datetime) -> int:
    """How many orders of this representative came to that since then."""
    query = select(func.count(SettlementRow.order_id.distinct())).where(
        SettlementRow.rep_id == rep_id, SettlementRow.fault == fault, SettlementRow.at >= since
    )
    return await session.scalar(query) or 0


async def complaint(session: AsyncSession, complaint_id: int) -> Complaint | None:
    return await session.get(Complaint, complaint_id, with_for_update=True, populate_existing=True)


async def complaint_about(session: AsyncSession, order_id: int, fault: Fault) -> Complaint | None:
    query = select(Complaint).where(Complaint.order_id == order_id, Complaint.fault == fault)
    return (await session.scalars(query)).one_or_none()


async def open_complaints(session: AsyncSession) -> list[Complaint]:
    query = select(Complaint).where(Complaint.state == CaseState.OPEN).order_by(Complaint.due, Complaint.id)
    return list(await session.scalars(query))


async def complaints_of(session: AsyncSession, customer_id: int, fault: Fault, since: datetime) -> int:
    """How often this customer has said so since then."""
    query = (
        select(func.count())
        .select_from(Complaint)
        .join(Order, Order.id == Complaint.order_id)
        .where(Order.customer_id == customer_id, Complaint.fault == fault, Complaint.at >= since)
    )
    return await session.scalar(query) or 0
