"""What goes out: calls to be made to Telegram, and where a message with a stable reference stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    SmallInteger,
    String,
    TextClause,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from models.base import Base, BigId
from models.kinds import OutboxState
from models.link import Link
from models.person import Person
from models.thread import Thread

GROUP = "group"
"""The lane of the representatives' group; a person's lane is `p<id>`."""


PINNING = ("pinChatMessage", "unpinChatMessage")
"""Methods about a card that leave what it says as it is."""

ANSWERS = text("reply_link_id IS NOT NULL")


class OutboxRow(Base):
    """A call to be made to Telegram. Of one lane, the lowest rank goes first, and within it the order of the ids."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state_lane_rank_id", "state", "lane", "rank", "id"),
        Index("ix_outbox_reply_link_id", "reply_link_id", sqlite_where=ANSWERS, postgresql_where=ANSWERS),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    lane: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # whose private chat the lane is
    rank: Mapped[int] = mapped_column(SmallInteger)  # a `Rank`
    method: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]]  # without chat_id; emptied once delivered
    ref: Mapped[str | None] = mapped_column(String(64), index=True)  # a card: sent once, edited ever after
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"), index=True)
    reply_link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"))
    album: Mapped[str | None] = mapped_column(String(24))  # rows of one lane that are to be sent as one album
    version: Mapped[int] = mapped_column(default=0)  # rises when a pending row's payload is replaced
    attempts: Mapped[int] = mapped_column(default=0)
    state: Mapped[OutboxState] = mapped_column(String(8))
    error: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class NewOutboxRow:
    """A row before it has an id; the fields are the table's."""

    lane: str
    person_id: int | None
    rank: int
    method: str
    payload: dict[str, Any]
    created_at: datetime
    ref: str | None = None
    link_id: int | None = None
    reply_link_id: int | None = None
    order_id: int | None = None
    album: str | None = None


class Card(Base):
    """Where a message with a stable reference stands, such as `order:K7Q2:card` in the group."""

    __tablename__ = "card"
    __table_args__ = (UniqueConstraint("lane", "message_id"),)

    ref: Mapped[str] = mapped_column(String(64), primary_key=True)
    lane: Mapped[str] = mapped_column(String(32))
    message_id: Mapped[int]


async def ref_at(session: AsyncSession, lane: str, message_id: int) -> str:
    """Which card stands there; "" where the message is none."""
    query = select(Card.ref).where(Card.lane == lane, Card.message_id == message_id)
    return await session.scalar(query) or ""


_FRESH = {"version": 0, "attempts": 0, "state": OutboxState.PENDING, "error": "", "done_at": None}
_INSERT = insert(OutboxRow.__table__)  # type: ignore[arg-type]  # the table of a mapped class: many rows in one statement


async def add_all(session: AsyncSession, new: Sequence[NewOutboxRow]) -> None:
    """Behind everything of their rank that waits in their lanes, in this order."""
    if new:
        rows = [_FRESH | {name: getattr(row, name) for name in NewOutboxRow.__slots__} for row in new]
        await (await session.connection()).execute(_INSERT, rows)


def person_lane(person_id: int) -> str:
    return f"p{person_id}"


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """The next row of a lane, with everything that says where it goes, as it is now."""

    id: int
    lane: str
    person_id: int | None
    rank: int
    method: str
    payload: dict[str, Any]
    ref: str | None
    link_id: int | None
    version: int
    attempts: int
    created_at: datetime
    album: str | None
    chat_id: int | None
    card_message_id: int | None
    copy_message_id: int | None  # of the relayed message that an edit changes
    thread_id: int | None  # the topic of the order, where the receiver's chat has topics
    reply_message_id: int | None  # in the receiver's own chat


_copy, _target = aliased(Link), aliased(Link)
_COLUMNS = (
    select(
        OutboxRow.id,
        OutboxRow.lane,
        OutboxRow.person_id,
        OutboxRow.rank,
        OutboxRow.method,
        OutboxRow.payload,
        OutboxRow.ref,
        OutboxRow.link_id,
        OutboxRow.version,
        OutboxRow.attempts,
        OutboxRow.created_at,
        OutboxRow.album,
        Person.telegram_id,
        Card.message_id,
        _copy.receiver_message_id,
        Thread.thread_id,
        _target.sender_id,
        _target.sender_message_id,
        _target.receiver_message_id,
    )
    .outerjoin(Person, Person.id == OutboxRow.person_id)
    .outerjoin(Card, Card.ref == OutboxRow.ref)
    .outerjoin(_copy, _copy.id == OutboxRow.link_id)
    .outerjoin(Thread, and_(Thread.person_id == OutboxRow.person_id, Thread.order_id == OutboxRow.order_id))
    .outerjoin(_target, _target.id == OutboxRow.reply_link_id)
    .order_by(OutboxRow.rank, OutboxRow.id)
)
_READY = _COLUMNS.where(OutboxRow.id.in_(bindparam("ids", expanding=True)))
_BEHIND = _COLUMNS.where(
    OutboxRow.state == OutboxState.PENDING,
    OutboxRow.lane == bindparam("lane"),
    OutboxRow.rank == bindparam("rank"),
    OutboxRow.id >= bindparam("first"),
).limit(bindparam("most"))
_heads: dict[int, TextClause] = {}


def _head_ids(lanes: int) -> TextClause:
    """One indexed look-up for each lane, in one statement."""
    if lanes not in _heads:
        one = "(SELECT id FROM outbox WHERE state = 'pending' AND lane = :l{} ORDER BY rank, id LIMIT 1)"
        each = ", ".join(one.format(i) for i in range(lanes))
        _heads[lanes] = text(f"SELECT id FROM outbox WHERE id IN ({each})")  # noqa: S608 (made of numbers alone)
    return _heads[lanes]


async def next_of(session: AsyncSession, lanes: Sequence[str]) -> list[Ready]:
    """The row that is next in each of these lanes, if there is one."""
    if not lanes:
        return []
    found = await session.execute(_head_ids(len(lanes)), {f"l{i}": lane for i, lane in enumerate(lanes)})
    ids = list(found.scalars())
    if not ids:
        return []
    return [ready(tuple(row)) for row in await session.execute(_READY, {"ids": ids})]


async def from_here(session: AsyncSession, first: Ready, most: int) -> list[Ready]:
    """This row and those of its rank that wait behind it in its lane; so many at most."""
    given = {"lane": first.lane, "rank": first.rank, "first": first.id, "most": most}
    return [ready(tuple(row)) for row in await session.execute(_BEHIND, given)]


def ready(row: tuple[Any, ...]) -> Ready:
    """From a row of the query above: who is answered in their own words has them under the id of their own chat."""
    known, (author, own, copied) = row[:-3], row[-3:]
    return Ready(*(*known, own if author == row[2] else copied))


async def lanes_waiting(session: AsyncSession) -> list[str]:
    """Every lane with something to send, those with the most urgent rows first."""
    query = select(OutboxRow.lane).where(OutboxRow.state == OutboxState.PENDING).group_by(OutboxRow.lane)
    return list(await session.scalars(query.order_by(func.min(OutboxRow.rank), func.min(OutboxRow.id))))


async def mark_sent(session: AsyncSession, sent: Iterable[Ready], now: datetime) -> set[int]:
    """Close these rows, but for those whose content changed while they were under way; returns the ids of those."""
    by_version: dict[int, set[int]] = {}
    for row in sent:
        by_version.setdefault(row.version, set()).add(row.id)
    changed: set[int] = set()
    for version, ids in by_version.items():
        closed = await session.scalars(
            update(OutboxRow)
            .where(OutboxRow.id.in_(ids), OutboxRow.version == version)
            .values(state=OutboxState.SENT, payload={}, error="", done_at=now)
            .returning(OutboxRow.id)
            .execution_options(synchronize_session=False)
        )
        changed |= ids - set(closed)
    return changed


async def card_at(session: AsyncSession, lane: str, message_id: int) -> Card | None:
    """The card that stands there."""
    return (await session.scalars(select(Card).where(Card.lane == lane, Card.message_id == message_id))).one_or_none()


async def pending_card(session: AsyncSession, ref: str) -> OutboxRow | None:
    query = select(OutboxRow).where(OutboxRow.ref == ref, OutboxRow.state == OutboxState.PENDING)
    return (await session.scalars(query.where(OutboxRow.method.not_in(PINNING)).with_for_update())).one_or_none()


async def pending_of_link(session: AsyncSession, link_id: int) -> OutboxRow | None:
    """The newest row of a relayed message that still waits: its sending, or an edit."""
    query = select(OutboxRow).where(OutboxRow.link_id == link_id, OutboxRow.state == OutboxState.PENDING)
    return (await session.scalars(query.order_by(OutboxRow.id.desc()).limit(1).with_for_update())).one_or_none()


async def failed_before(session: AsyncSession, row: OutboxRow) -> bool:
    """Whether another part of the row's album has come to the same end; False for what is of none."""
    same = select(OutboxRow.id).where(
        OutboxRow.lane == row.lane,
        OutboxRow.album == row.album,
        OutboxRow.id != row.id,
        OutboxRow.state == row.state,
        OutboxRow.error == row.error,
    )
    return row.album is not None and await session.scalar(same.limit(1)) is not None


async def purge(session: AsyncSession, before: datetime) -> None:
    """Forget what was delivered, refused or given up before that moment."""
    query = delete(OutboxRow).where(OutboxRow.state != OutboxState.PENDING, OutboxRow.created_at < before)
    await session.execute(query)


async def let_go_of_links(session: AsyncSession, link_ids: Sequence[int]) -> None:
    """Delete these links. What was sent of them stays as it is; what waits as an answer to one goes as no answer."""
    links: Any = Link.__table__
    rows: Any = OutboxRow.__table__
    connection = await session.connection()
    wanted = [{"gone": link_id} for link_id in link_ids]
    for column in (rows.c.link_id, rows.c.reply_link_id):
        await connection.execute(update(rows).where(column == bindparam("gone")).values({column.name: None}), wanted)
    await connection.execute(delete(links).where(links.c.id == bindparam("gone")), wanted)
