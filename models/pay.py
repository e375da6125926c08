"""What representatives earn, line by line, and how it leaves the shop: payouts and where they go."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kinds import CaseState, EarningKind, EarningState, PayoutState


class Earning(Base):
    """A line of a statement. Its amount never changes; what is taken back is a line of its own."""

    __tablename__ = "earning"
    __table_args__ = (
        Index("ix_earning_rep_id_state", "rep_id", "state"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # the same event earns once
    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"), index=True)
    against_id: Mapped[int | None] = mapped_column(BigId)  # the line that this one takes from
    payout_id: Mapped[int | None] = mapped_column(ForeignKey("payout.id"), index=True)
    kind: Mapped[EarningKind] = mapped_column(String(16))
    state: Mapped[EarningState] = mapped_column(String(16))
    amount: Mapped[int] = mapped_column(BigId)  # minor units; with a minus what is taken back
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(String(200), default="")  # the owner's, or a fault's name
    at: Mapped[datetime]
    available_at: Mapped[datetime]  # until then it is open to question


class Payout(Base):
    """What goes to one representative's account at once."""

    __tablename__ = "payout"
    __table_args__ = (UniqueConstraint("rep_id", "batch"), CheckConstraint("amount > 0", name="amount_positive"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"), index=True)
    batch: Mapped[str] = mapped_column(String(16), index=True)  # the date of the cut-off
    amount: Mapped[int] = mapped_column(BigId)
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[PayoutState] = mapped_column(String(16), index=True)
    account: Mapped[str] = mapped_column(String(200))  # where it goes, as it stood then
    reference: Mapped[str] = mapped_column(String(64), default="")  # the bank's
    requested_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class PayAccount(Base):
    """Where a representative's money goes, in their own words; a change waits for the owner, and then some time."""

    __tablename__ = "pay_account"

    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"), primary_key=True)
    account: Mapped[str] = mapped_column(String(200), default="")  # in use; empty: none yet
    wanted: Mapped[str] = mapped_column(String(200), default="")  # typed, not in use yet
    wanted_at: Mapped[datetime | None]
    approved: Mapped[bool] = mapped_column(default=False)  # the owner has seen what is wanted
    from_at: Mapped[datetime | None]  # when it comes into use


class Appeal(Base):
    """A representative does not agree with a line."""

    __tablename__ = "appeal"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    earning_id: Mapped[int] = mapped_column(ForeignKey("earning.id"), unique=True)
    state: Mapped[CaseState] = mapped_column(String(16))
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


async def earned(session: AsyncSession, key: str) -> Earning | None:
    return (await session.scalars(select(Earning).where(Earning.key == key))).one_or_none()


async def appeal_about(session: AsyncSession, earning_id: int) -> Appeal | None:
    return (await session.scalars(select(Appeal).where(Appeal.earning_id == earning_id))).one_or_none()


async def lines_of(session: AsyncSession, rep_id: int, *states: EarningState) -> list[Earning]:
    """A representative's lines in these states, the oldest first."""
    query = select(Earning).where(Earning.rep_id == rep_id, Earning.state.in_(states)).order_by(Earning.id)
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def lines_of_order(session: AsyncSession, order_id: int) -> list[Earning]:
    return list(await session.scalars(select(Earning).where(Earning.order_id == order_id).order_by(Earning.id)))


async def page_of(session: AsyncSession, rep_id: int, limit: int, before: int = 0) -> list[Earning]:
    """A statement, the latest first; `before` is the line after which to go on."""
    query = select(Earning).where(Earning.rep_id == rep_id).order_by(Earning.id.desc()).limit(limit)
    return list(await session.scalars(query.where(Earning.id < before) if before else query))


async def sums(session: AsyncSession, rep_id: int, currency: str) -> dict[EarningState, int]:
    query = select(Earning.state, func.sum(Earning.amount)).where(Earning.rep_id == rep_id)
    found = await session.execute(query.where(Earning.currency == currency).group_by(Earning.state))
    return {EarningState(state): int(amount) for state, amount in found}


async def first_release(session: AsyncSession, rep_id: int) -> datetime | None:
    """When the next line is no longer open to question."""
    query = select(func.min(Earning.available_at)).where(
        Earning.rep_id == rep_id, Earning.state == EarningState.PENDING
    )
    return await session.scalar(query)


async def move_lines(
    session: AsyncSession, lines: list[Earning], state: EarningState, payout_id: int | None = None
) -> None:
    ids = [line.id for line in lines]
    values = {"state": state, "payout_id": payout_id}
    await session.execute(
        update(Earning).where(Earning.id.in_(ids)).values(values).execution_options(synchronize_session="fetch")
    )


async def with_money(session: AsyncSession, currency: str) -> dict[int, int]:
    """What is available to whom."""
    query = select(Earning.rep_id, func.sum(Earning.amount)).where(
        Earning.state == EarningState.AVAILABLE, Earning.currency == currency
    )
    found = await session.execute(query.group_by(Earning.rep_id).order_by(Earning.rep_id))
    return {rep_id: int(amount) for rep_id, amount in found}


async def payout_by_code(session: AsyncSession, code: str) -> Payout | None:
    query = select(Payout).where(Payout.code == code.upper()).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).one_or_none()


async def lines_of_payout(session: AsyncSession, payout_id: int) -> list[Earning]:
    return list(await session.scalars(select(Earning).where(Earning.payout_id == payout_id).order_by(Earning.id)))


async def open_payouts(session: AsyncSession, batch: str = "") -> list[Payout]:
    query = select(Payout).where(Payout.state == PayoutState.REQUESTED).order_by(Payout.id)
    return list(await session.scalars(query.where(Payout.batch == batch) if batch else query))


async def in_batch(session: AsyncSession, rep_id: int, batch: str) -> bool:
    query = select(Payout.id).where(Payout.rep_id == rep_id, Payout.batch == batch)
    return await session.scalar(query) is not None


async def paid_between(session: AsyncSession, since: datetime, until: datetime, rep_id: int = 0) -> dict[int, int]:
    """What was paid to whom in that time, minor units."""
    query = select(Payout.rep_id, func.sum(Payout.amount)).where(
        Payout.state == PayoutState.PAID, Payout.settled_at >= since, Payout.settled_at < until
    )
    if rep_id:
        query = query.where(Payout.rep_id == rep_id)
    found = await session.execute(query.group_by(Payout.rep_id).order_by(Payout.rep_id))
    return {who: int(amount) for who, amount in found}


async def penalties_on(session: AsyncSession, order_id: int) -> int:
    """What penalties have taken of an order, but for those that an appeal gave back."""
    granted = select(Appeal.earning_id).where(Appeal.state == CaseState.GRANTED)
    query = select(func.coalesce(func.sum(Earning.amount), 0)).where(Earning.order_id == order_id)
    taken = query.where(Earning.kind == EarningKind.PENALTY, Earning.id.not_in(granted))
    return -int(await session.scalar(taken) or 0)


async def earned_on(session: AsyncSession, order_id: int, *kinds: EarningKind) -> int:
    """What an order brought its representative by these, nothing of it taken back."""
    query = select(func.coalesce(func.sum(Earning.amount), 0)).where(Earning.order_id == order_id)
    return int(await session.scalar(query.where(Earning.kind.in_(kinds))) or 0)
