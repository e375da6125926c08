"""Who gets an order: one conditional update, alone or among many of one transaction. Never two, never over capacity.

An update counts the open lines that it sees when it begins. So whoever claims for a representative holds that
representative's row from before the count until the commit, and two claims for one of them take turns. On SQLite a
transaction has the whole file to itself, and nothing is to be held.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import BigId, Moment
from models.kinds import OPEN_LINE, OrderState
from models.order import Order
from models.rep import Rep

_ORDERS = Order.metadata.tables["order"]
_OTHERS = _ORDERS.alias("other")
_REP = bindparam("to_rep", type_=BigId)
_BUSY = (
    select(func.count())
    .select_from(_OTHERS)
    .where(_OTHERS.c.rep_id == _REP, or_(*(_OTHERS.c.state == state for state in sorted(OPEN_LINE))))
    .scalar_subquery()
)
_GIVE = (
    update(_ORDERS)
    .where(
        _ORDERS.c.id == bindparam("of_order", type_=BigId),
        _ORDERS.c.state == OrderState.QUEUED,
        _ORDERS.c.epoch == bindparam("of_epoch", type_=Integer),
        bindparam("room_for", type_=Integer) > _BUSY,
    )
    .values(rep_id=_REP, state=OrderState.CLAIMED, claimed_at=bindparam("at", type_=Moment))
)
_GIVE_ONE = _GIVE.returning(_ORDERS.c.id)


@dataclass(frozen=True)
class Claim:
    """A representative's tap on an order, as it was offered to them (`epoch`), and how many they take at once."""

    order_id: int
    epoch: int
    rep_id: int
    capacity: int

    def values(self, now: datetime) -> dict[str, object]:
        told = {"of_order": self.order_id, "of_epoch": self.epoch, "to_rep": self.rep_id, "room_for": self.capacity}
        return told | {"at": now}


async def claim(session: AsyncSession, order: Order, rep_id: int, capacity: int, now: datetime) -> bool:
    """Give the order to this representative if it is still free and they have room. The order's row is held."""
    await session.flush()
    wanted = Claim(order.id, order.epoch, rep_id, capacity)
    await _hold_reps(session, [rep_id])
    connection = await session.connection()
    won = (await connection.execute(_GIVE_ONE, wanted.values(now))).scalar()
    await session.refresh(order)
    return won is not None


async def claim_all(session: AsyncSession, claims: Sequence[Claim], now: datetime) -> list[bool]:
    """The same for many, in their order, by one transaction and four trips. Says of each whether it won.

    Orders are held before representatives and both in the order of their ids, so that groups never wait in a circle.
    Orders that the session has loaded already are not refreshed.
    """
    await session.flush()
    offered = await _hold_offered(session, {claim.order_id for claim in claims})
    hopeful = [claim for claim in claims if offered.get(claim.order_id) == claim.epoch]
    if not hopeful:
        return [False] * len(claims)
    await _hold_reps(session, {claim.rep_id for claim in hopeful})
    connection = await session.connection()
    await connection.execute(_GIVE, [claim.values(now) for claim in hopeful])
    given = await _given(session, offered)
    return list(_told(claims, offered, given))


def _told(claims: Iterable[Claim], offered: dict[int, int], given: dict[int, int]) -> Iterator[bool]:
    """Whose claim it was that won each order: the winner's first, for the same tap may have come twice."""
    for claim in claims:
        won = offered.get(claim.order_id) == claim.epoch and given.get(claim.order_id) == claim.rep_id
        if won:
            del given[claim.order_id]
        yield won


async def _hold_offered(session: AsyncSession, order_ids: Iterable[int]) -> dict[int, int]:
    """Those of the orders that are still free, with their epoch."""
    query = select(Order.id, Order.epoch).where(Order.id.in_(order_ids), Order.state == OrderState.QUEUED)
    rows = await session.execute(query.order_by(Order.id).with_for_update())
    return {row.id: row.epoch for row in rows}


async def _hold_reps(session: AsyncSession, rep_ids: Iterable[int]) -> None:
    """Held so that rows which name the representative, taps above all, can still be written beside."""
    if session.get_bind().dialect.name != "sqlite":
        query = select(Rep.id).where(Rep.id.in_(rep_ids)).order_by(Rep.id)
        await session.execute(query.with_for_update(key_share=True))


async def _given(session: AsyncSession, order_ids: Iterable[int]) -> dict[int, int]:
    """Whose those orders are that are free no longer."""
    query = select(Order.id, Order.rep_id).where(Order.id.in_(order_ids), Order.state == OrderState.CLAIMED)
    return {row.id: row.rep_id for row in await session.execute(query)}
