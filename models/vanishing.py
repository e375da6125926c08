"""Talks that are removed from both phones: which message of which chat is to go, and what became of it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models import outbox
from models.base import Base, BigId
from models.kinds import ErasureState, OutboxState
from models.link import Link
from models.outbox import OutboxRow


class Vanishing(Base):
    """One removal of a talk between two people, asked for by one of them, or by nobody: then it is the shop's rule."""

    __tablename__ = "vanishing"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    rep_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]  # everything of it is settled, and told


class Erasure(Base):
    """One end of a relayed message that is to go. It outlives its link, so it does not hold on to it."""

    __tablename__ = "erasure"
    __table_args__ = (Index("ix_erasure_vanishing_id_person_id", "vanishing_id", "person_id"),)

    link_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    vanishing_id: Mapped[int] = mapped_column(ForeignKey("vanishing.id"))
    message_id: Mapped[int | None]  # in that person's chat; unknown while it is on its way
    state: Mapped[ErasureState] = mapped_column(String(12))


@dataclass(frozen=True, slots=True)
class NewErasure:
    link_id: int
    person_id: int
    message_id: int | None
    state: ErasureState


_INSERT = insert(Erasure.__table__)  # type: ignore[arg-type]  # the table of a mapped class: many rows in one statement
_AGAIN = (
    update(Erasure.__table__)  # type: ignore[arg-type]  # likewise
    .where(Erasure.__table__.c.link_id == bindparam("link"), Erasure.__table__.c.person_id == bindparam("person"))
    .values(vanishing_id=bindparam("vanishing"), message_id=bindparam("message"), state=bindparam("became"))
)
_FORGET = delete(Erasure.__table__).where(Erasure.__table__.c.link_id == bindparam("link"))  # type: ignore[arg-type]  # likewise


def _removable() -> ColumnElement[bool]:
    """Nobody removes it yet; or an end of it was out of reach then, and may be tried again."""
    known = exists().where(Erasure.link_id == Link.id)
    missed = exists().where(
        Erasure.link_id == Link.id,
        Erasure.state == ErasureState.UNREACHABLE,
        Vanishing.id == Erasure.vanishing_id,
        Vanishing.done_at.is_not(None),
    )
    return or_(~known, missed)


def _between(one: int, other: int) -> ColumnElement[bool]:
    return or_(
        and_(Link.sender_id == one, Link.receiver_id == other), and_(Link.sender_id == other, Link.receiver_id == one)
    )


async def latest_link(session: AsyncSession, person_id: int) -> Link | None:
    """The newest relayed message of this person's, from either side, that can still be removed."""
    newest = None
    for end in (Link.sender_id, Link.receiver_id):
        query = select(Link).where(end == person_id, _removable()).order_by(Link.id.desc()).limit(1)
        found = (await session.scalars(query)).one_or_none()
        if found is not None and (newest is None or found.id > newest.id):
            newest = found
    return newest


async def links_between(session: AsyncSession, one: int, other: int, order_id: int | None = None) -> list[Link]:
    """What these two said to each other, on one order or on all, and can be removed; the oldest first."""
    query = select(Link).where(_between(one, other), _removable()).order_by(Link.id)
    query = query if order_id is None else query.where(Link.order_id == order_id)
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def count_between(session: AsyncSession, one: int, other: int) -> int:
    query = select(func.count()).select_from(Link).where(_between(one, other), _removable())
    return await session.scalar(query) or 0


async def people_of(session: AsyncSession, order_id: int) -> set[int]:
    """Who said or heard anything on this order."""
    found: set[int] = set()
    for end in (Link.sender_id, Link.receiver_id):
        found |= set(await session.scalars(select(end).where(Link.order_id == order_id).distinct()))
    return found


async def on_their_way(session: AsyncSession, *people: int) -> set[int]:
    """The links of which something waits to go to these: the message, a change, or its being taken back."""
    lanes = [outbox.person_lane(person) for person in people]
    waiting = (OutboxRow.state == OutboxState.PENDING, OutboxRow.lane.in_(lanes))
    found = await session.scalars(select(OutboxRow.link_id).where(*waiting))
    return {link_id for link_id in found if link_id is not None}


async def states_of(session: AsyncSession, link_ids: Sequence[int]) -> dict[tuple[int, int], ErasureState]:
    """What became of the ends (link, person) of these that were tried before."""
    query = select(Erasure.link_id, Erasure.person_id, Erasure.state).where(
        Erasure.link_id.between(min(link_ids), max(link_ids))
    )
    return {(link, person): ErasureState(state) for link, person, state in await session.execute(query)}


async def keep(
    session: AsyncSession, vanishing_id: int, new: Sequence[NewErasure], known: Collection[tuple[int, int]]
) -> None:
    """Write down what is to go; ends (link, person) that are `known` from a time before are taken up again."""
    fresh, again = [], []
    for end in new:
        if (end.link_id, end.person_id) in known:
            again.append({"link": end.link_id, "person": end.person_id, "vanishing": vanishing_id,
                          "message": end.message_id, "became": end.state})  # fmt: skip
        else:
            fresh.append({name: getattr(end, name) for name in NewErasure.__slots__} | {"vanishing_id": vanishing_id})
    connection = await session.connection()
    if fresh:
        await connection.execute(_INSERT, fresh)
    if again:
        await connection.execute(_AGAIN, again)


async def under_way(session: AsyncSession, person_id: int) -> bool:
    """Whether a talk of this person is being removed."""
    who = or_(Vanishing.customer_id == person_id, Vanishing.rep_id == person_id)
    return await session.scalar(select(Vanishing.id).where(who, Vanishing.done_at.is_(None)).limit(1)) is not None


async def held(session: AsyncSession, vanishing_id: int) -> Vanishing | None:
    """As long as it is not done, and for this transaction alone."""
    query = select(Vanishing).where(Vanishing.id == vanishing_id, Vanishing.done_at.is_(None))
    return (await session.scalars(query.with_for_update().execution_options(populate_existing=True))).one_or_none()


async def settle(
    session: AsyncSession,
    vanishing_id: int,
    person_id: int,
    became: ErasureState,
    *,
    message_ids: Sequence[int] = (),
    link_id: int | None = None,
) -> None:
    """These messages of one phone, or the end there of that link, are settled."""
    which = Erasure.message_id.in_(message_ids) if link_id is None else Erasure.link_id == link_id
    await session.execute(
        update(Erasure)
        .where(Erasure.vanishing_id == vanishing_id, Erasure.person_id == person_id, which)
        .values(state=became)
        .execution_options(synchronize_session=False)
    )


async def waits(session: AsyncSession, vanishing_id: int) -> bool:
    """Whether anything of it is not settled yet."""
    query = select(Erasure.link_id).where(Erasure.vanishing_id == vanishing_id, Erasure.state == ErasureState.WAITING)
    return await session.scalar(query.limit(1)) is not None


async def tallies(session: AsyncSession, vanishing_id: int) -> Counter[tuple[int, ErasureState]]:
    """How many messages of each person's phone came to what."""
    query = select(Erasure.person_id, Erasure.state, func.count()).where(Erasure.vanishing_id == vanishing_id)
    rows = await session.execute(query.group_by(Erasure.person_id, Erasure.state))
    return Counter({(person, ErasureState(state)): n for person, state, n in rows})


async def forget_links(session: AsyncSession, vanishing_id: int) -> None:
    """Forget which message was whose copy, but for those that may be tried again, and those still being sent about."""
    missed = select(Erasure.link_id).where(
        Erasure.vanishing_id == vanishing_id, Erasure.state == ErasureState.UNREACHABLE
    )
    busy = select(OutboxRow.link_id).where(OutboxRow.state == OutboxState.PENDING, OutboxRow.link_id.is_not(None))
    spent = select(Erasure.link_id).where(
        Erasure.vanishing_id == vanishing_id, Erasure.link_id.not_in(missed), Erasure.link_id.not_in(busy)
    )
    ids = sorted(set(await session.scalars(spent)))
    if ids:
        await outbox.let_go_of_links(session, ids)
        await (await session.connection()).execute(_FORGET, [{"link": link} for link in ids])


async def purge(session: AsyncSession, before: datetime) -> None:
    """Forget removals that were done before that moment."""
    old = select(Vanishing.id).where(Vanishing.done_at < before)
    await session.execute(delete(Erasure).where(Erasure.vanishing_id.in_(old)))
    await session.execute(delete(Vanishing).where(Vanishing.done_at < before))
