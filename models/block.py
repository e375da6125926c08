"""Who would rather not meet whom again. The other of the two is never told."""

from sqlalchemy import ColumnElement, ForeignKey, String, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.kinds import Side


class Block(Base):
    """One side's wish, said after a talk; either side's is enough to keep the two apart."""

    __tablename__ = "block"

    customer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"), primary_key=True)
    by: Mapped[Side] = mapped_column(String(8), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))  # after which it was said


def _said_by(person_id: int) -> ColumnElement[bool]:
    customer = (Block.by == Side.CUSTOMER) & (Block.customer_id == person_id)
    return or_(customer, (Block.by == Side.REP) & (Block.rep_id == person_id))


async def reps_apart_from(session: AsyncSession, customer_id: int) -> set[int]:
    """The representatives whom this customer is not to meet, whoever of the two said so."""
    return set(await session.scalars(select(Block.rep_id).where(Block.customer_id == customer_id)))


async def are_apart(session: AsyncSession, customer_id: int, rep_id: int) -> bool:
    query = select(Block.rep_id).where(Block.customer_id == customer_id, Block.rep_id == rep_id)
    return await session.scalar(query.limit(1)) is not None


async def said_by(session: AsyncSession, person_id: int) -> list[Block]:
    """This person's own wishes, from either side, the newest first."""
    return list(await session.scalars(select(Block).where(_said_by(person_id)).order_by(Block.order_id.desc())))


async def count_said_by(session: AsyncSession, person_id: int) -> int:
    return await session.scalar(select(func.count()).select_from(Block).where(_said_by(person_id))) or 0
