"""Representatives: what they offer, when they work, and the one-time links that invite them."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.kinds import AgeBand, Gender, RepStatus


class Specialty(Base):
    __tablename__ = "specialty"

    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(ForeignKey("topic.slug"), primary_key=True)
    level: Mapped[int] = mapped_column(CheckConstraint("level BETWEEN 1 AND 5", name="level_range"))


class Certificate(Base):
    """The owner has seen that this representative is trained for the topic."""

    __tablename__ = "certificate"

    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(ForeignKey("topic.slug"), primary_key=True)


class DayOff(Base):
    """Dates on which a representative begins no shift, both ends among them, by their own clock."""

    __tablename__ = "day_off"

    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"), primary_key=True)
    first: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[date]


class Rep(Base):
    __tablename__ = "rep"

    id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)  # how the owner names them: R7K2
    status: Mapped[RepStatus] = mapped_column(String(16))
    gender: Mapped[Gender | None] = mapped_column(String(8))
    age_band: Mapped[AgeBand | None] = mapped_column(String(8))
    life_experience: Mapped[int | None]  # 0 none .. 5 much
    languages: Mapped[list[str]] = mapped_column(default=list)
    styles: Mapped[list[str]] = mapped_column(default=list)  # how they like to talk, as in models.kinds.Style
    time_zone: Mapped[str] = mapped_column(String(64), default="Asia/Shanghai")
    hours: Mapped[str] = mapped_column(String(512), default="")  # as bot.rules.hours writes them; empty = any time
    on_duty: Mapped[bool] = mapped_column(default=False)
    on_call: Mapped[bool] = mapped_column(default=False)  # may be asked in private when nobody else is there
    resting_until: Mapped[datetime | None]  # on duty, but on a break
    capacity: Mapped[int] = mapped_column(default=1)
    behind: Mapped[int] = mapped_column(default=0)  # percent of their share of earnings, see bot.desk.shares
    rating_sum: Mapped[int] = mapped_column(default=0)
    rating_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    specialties: Mapped[list[Specialty]] = relationship(lazy="raise", cascade="all, delete-orphan")


class Invite(Base):
    __tablename__ = "invite"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Acquaintance(Base):
    """The names under which one customer and one representative know each other, and nobody else."""

    __tablename__ = "acquaintance"

    customer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    rep_id: Mapped[int] = mapped_column(ForeignKey("rep.id"), primary_key=True)
    customer_alias: Mapped[str] = mapped_column(String(32))  # a key of bot.rules.aliases, worded by the edge
    rep_alias: Mapped[str] = mapped_column(String(32))
    orders: Mapped[int] = mapped_column(default=0)  # finished ones
    stars_sum: Mapped[int] = mapped_column(default=0)
    stars_count: Mapped[int] = mapped_column(default=0)


async def by_code(session: AsyncSession, code: str) -> Rep | None:
    return (await session.scalars(select(Rep).where(Rep.code == code.upper()))).one_or_none()


async def everyone(session: AsyncSession) -> list[Rep]:
    return list(await session.scalars(select(Rep).order_by(Rep.id)))


async def among(session: AsyncSession, ids: Collection[int]) -> set[int]:
    """Which of these people are representatives."""
    return set(await session.scalars(select(Rep.id).where(Rep.id.in_(ids))))


async def specialties(session: AsyncSession) -> dict[int, dict[str, int]]:
    """Levels by topic of every representative."""
    found: dict[int, dict[str, int]] = {}
    for row in await session.scalars(select(Specialty)):
        found.setdefault(row.rep_id, {})[row.topic] = row.level
    return found


async def specialties_of(session: AsyncSession, rep_id: int) -> dict[str, int]:
    rows = await session.scalars(select(Specialty).where(Specialty.rep_id == rep_id))
    return {row.topic: row.level for row in rows}


async def certificates(session: AsyncSession) -> dict[int, set[str]]:
    """Topics for which each representative is certified."""
    found: dict[int, set[str]] = {}
    for row in await session.scalars(select(Certificate)):
        found.setdefault(row.rep_id, set()).add(row.topic)
    return found


async def certificates_of(session: AsyncSession, rep_id: int) -> set[str]:
    return set(await session.scalars(select(Certificate.topic).where(Certificate.rep_id == rep_id)))


async def days_off(session: AsyncSession, since: date, until: date) -> dict[int, list[DayOff]]:
    """Of every representative what touches these dates."""
    found: dict[int, list[DayOff]] = {}
    query = select(DayOff).where(DayOff.last >= since, DayOff.first <= until).order_by(DayOff.first)
    for row in await session.scalars(query):
        found.setdefault(row.rep_id, []).append(row)
    return found


async def days_off_of(session: AsyncSession, rep_id: int, since: date, until: date = date.max) -> list[DayOff]:
    touching = (DayOff.rep_id == rep_id, DayOff.last >= since, DayOff.first <= until)
    return list(await session.scalars(select(DayOff).where(*touching).order_by(DayOff.first)))


async def purge_days_off(session: AsyncSession, before: date) -> None:
    """Forget those that ended before that date."""
    await session.execute(delete(DayOff).where(DayOff.last < before))


async def acquaintances_of(session: AsyncSession, customer_id: int) -> dict[int, Acquaintance]:
    rows = await session.scalars(select(Acquaintance).where(Acquaintance.customer_id == customer_id))
    return {row.rep_id: row for row in rows}


async def aliases_known_to(session: AsyncSession, person_id: int) -> set[str]:
    """Every alias that this person has met or borne, so that a new one is new to them."""
    rows = await session.scalars(
        select(Acquaintance).where((Acquaintance.customer_id == person_id) | (Acquaintance.rep_id == person_id))
    )
    return {alias for row in rows for alias in (row.customer_alias, row.rep_alias)}


async def on_call(session: AsyncSession) -> set[int]:
    return set(await session.scalars(select(Rep.id).where(Rep.on_call, Rep.status == RepStatus.ACTIVE)))
