"""To which of several talks a person's words go."""

from collections.abc import Collection

from sqlalchemy import ForeignKey, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.kinds import OPEN_LINE
from models.order import Order


class Room(Base):
    """The choice of somebody who has several talks, or just had: it stands until their last one is over.

    `order_id` is the talk to which their words go; it may be over by now, and then nothing goes there or elsewhere.
    """

    __tablename__ = "room"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    heard_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"))  # whose words stand last in their chat


async def of(session: AsyncSession, person_id: int) -> Room | None:
    """Held for this transaction."""
    return await session.get(Room, person_id, with_for_update=True, populate_existing=True)


async def crowded(session: AsyncSession, people: Collection[int]) -> set[int]:
    """Those of these people who have several talks, or just had: their words are not plainly for one."""
    ends = union_all(
        select(Order.customer_id.label("person")).where(Order.customer_id.in_(people), Order.state.in_(OPEN_LINE)),
        select(Order.rep_id.label("person")).where(Order.rep_id.in_(people), Order.state.in_(OPEN_LINE)),
    ).subquery()
    several = select(ends.c.person).group_by(ends.c.person).having(func.count() > 1)
    chosen = select(Room.person_id).where(Room.person_id.in_(people))
    return set(await session.scalars(union_all(several, chosen)))
