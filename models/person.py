"""People: the only place that knows anybody's Telegram id."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kinds import Language


class Person(Base):
    __tablename__ = "person"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    language: Mapped[Language] = mapped_column(String(8))
    adult_at: Mapped[datetime | None]  # when they said that they are 18 or older
    unreachable: Mapped[bool] = mapped_column(default=False)  # blocked the bot, or is gone
    created_at: Mapped[datetime]


async def by_telegram_id(session: AsyncSession, telegram_id: int) -> Person | None:
    return (await session.scalars(select(Person).where(Person.telegram_id == telegram_id))).one_or_none()


async def telegram_ids(session: AsyncSession, person_ids: list[int]) -> dict[int, int]:
    """The chat id of each person, for the courier alone."""
    rows = await session.execute(select(Person.id, Person.telegram_id).where(Person.id.in_(person_ids)))
    return {row.id: row.telegram_id for row in rows}


async def ids_of_reachable(session: AsyncSession, telegram_ids: set[int]) -> dict[int, int]:
    """Who these are, of those who can be reached: Telegram's id and ours."""
    query = select(Person.telegram_id, Person.id).where(Person.telegram_id.in_(telegram_ids), ~Person.unreachable)
    return {row[0]: row[1] for row in await session.execute(query)}


@dataclass(frozen=True, slots=True)
class Reachable:
    """Somebody who can be reached, and their language."""

    id: int
    language: Language


async def reachable(session: AsyncSession, telegram_ids: set[int]) -> dict[int, Reachable]:
    """The same, with their language."""
    query = select(Person.telegram_id, Person.id, Person.language)
    rows = await session.execute(query.where(Person.telegram_id.in_(telegram_ids), ~Person.unreachable))
    return {row.telegram_id: Reachable(row.id, Language(row.language)) for row in rows}


async def ids_of(session: AsyncSession, telegram_ids: frozenset[int]) -> list[int]:
    return list(await session.scalars(select(Person.id).where(Person.telegram_id.in_(telegram_ids))))
