"""Payments: what was asked of whom over which rail, and what became of it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kinds import PaymentState, Rail


class Payment(Base):
    """`amount` is what it is worth in the shop's money, `asked_amount` what is paid: Stars, or an amount of its own.

    The charge ids are a person's secret: they are stored to give money back, and are in no log.
    """

    __tablename__ = "payment"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    token: Mapped[str] = mapped_column(String(48), unique=True)  # an invoice's payload
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"), index=True)  # None: for the wallet
    rail: Mapped[Rail] = mapped_column(String(12))
    state: Mapped[PaymentState] = mapped_column(String(12))
    amount: Mapped[int] = mapped_column(CheckConstraint("amount > 0", name="amount_positive"))
    currency: Mapped[str] = mapped_column(String(3))
    asked_amount: Mapped[int]
    asked_currency: Mapped[str] = mapped_column(String(3))
    invoices: Mapped[int] = mapped_column(default=0)  # how often one was sent
    charge_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    provider_charge_id: Mapped[str | None] = mapped_column(String(255))
    proof: Mapped[str | None] = mapped_column(String(255))  # Telegram's id of a picture; gone when it has served
    proof_digest: Mapped[str | None] = mapped_column(String(64), index=True)  # keyed; tells a picture used again
    proof_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


OPEN = (PaymentState.ASKED, PaymentState.CLAIMED)


async def by_id(session: AsyncSession, payment_id: int) -> Payment | None:
    """Held for this transaction alone."""
    query = select(Payment).where(Payment.id == payment_id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).one_or_none()


async def by_token(session: AsyncSession, token: str) -> Payment | None:
    query = select(Payment).where(Payment.token == token).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).one_or_none()


async def by_charge(session: AsyncSession, charge_id: str) -> Payment | None:
    query = select(Payment).where(Payment.charge_id == charge_id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).one_or_none()


async def open_like(session: AsyncSession, wanted: Payment, now: datetime) -> Payment | None:
    """One that was asked for the same before, and can still be paid."""
    names = ("person_id", "order_id", "rail", "amount", "currency")
    same = [getattr(Payment, name) == getattr(wanted, name) for name in names]
    alive = (Payment.state.in_(OPEN), Payment.expires_at > now)
    return (await session.scalars(select(Payment).where(*same, *alive).order_by(Payment.id).limit(1))).one_or_none()


async def transfer_of(session: AsyncSession, person_id: int) -> Payment | None:
    """The transfer that this person was asked for last, and that nobody has confirmed."""
    mine = (Payment.person_id == person_id, Payment.rail == Rail.TRANSFER, Payment.state.in_(OPEN))
    return (await session.scalars(select(Payment).where(*mine).order_by(Payment.id.desc()).limit(1))).one_or_none()


async def asked_amounts(session: AsyncSession, since: datetime) -> set[int]:
    """The amounts of transfers that may still arrive."""
    open_ = (Payment.rail == Rail.TRANSFER, Payment.state.in_(OPEN), Payment.created_at > since)
    return set(await session.scalars(select(Payment.asked_amount).where(*open_)))


async def settle(session: AsyncSession, payment_id: int, origins: Collection[PaymentState], **values: object) -> bool:
    """Move it on from one of these states; False if somebody was faster."""
    moved = update(Payment).where(Payment.id == payment_id, Payment.state.in_(origins)).values(**values)
    made = moved.returning(Payment.id).execution_options(synchronize_session="fetch")
    return await session.scalar(made) is not None


async def that_paid(session: AsyncSession, order_id: int) -> Payment | None:
    """The payment that came in for an order; its money may be in the wallet again."""
    paid = (Payment.order_id == order_id, Payment.state == PaymentState.PAID)
    query = select(Payment).where(*paid).order_by(Payment.id.desc()).limit(1).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).one_or_none()


async def paid_for(session: AsyncSession, order_id: int) -> list[Payment]:
    """All that came in for an order and did not go back, the latest first."""
    paid = (Payment.order_id == order_id, Payment.state == PaymentState.PAID)
    return list(await session.scalars(select(Payment).where(*paid).order_by(Payment.id.desc())))


async def waits_for_hand(session: AsyncSession, order_id: int) -> bool:
    """Whether a person has been asked to send back what came in for an order."""
    asked = (Payment.order_id == order_id, Payment.state == PaymentState.RETURNING, Payment.rail != Rail.STARS)
    return await session.scalar(select(Payment.id).where(*asked).limit(1)) is not None


async def others_with_proof(session: AsyncSession, digest: str, payment_id: int) -> bool:
    used = select(Payment.id).where(Payment.proof_digest == digest, Payment.id != payment_id).limit(1)
    return await session.scalar(used) is not None


async def forget_proofs(session: AsyncSession, before: datetime) -> None:
    """Pictures go after a while, whatever became of the payment; what tells one used again stays."""
    old = update(Payment).where(Payment.proof.is_not(None), Payment.proof_at < before).values(proof=None)
    await session.execute(old.execution_options(synchronize_session=False))
