"""What the shop sells and how it stands: topics, services, small settings."""

from sqlalchemy import CheckConstraint, Select, String, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Topic(Base):
    __tablename__ = "topic"

    slug: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_en: Mapped[str] = mapped_column(String(64))
    name_zh: Mapped[str] = mapped_column(String(64))
    emoji: Mapped[str] = mapped_column(String(16))
    min_level: Mapped[int] = mapped_column(default=1)  # specialty level wanted, 1 .. 5
    min_experience: Mapped[int] = mapped_column(default=0)  # life experience wanted, 0 .. 5
    experience_weight: Mapped[int] = mapped_column(default=8)  # percent of the score
    certified: Mapped[bool] = mapped_column(default=False)  # takes a certificate
    ages: Mapped[list[str]] = mapped_column(default=list)  # age bands wanted; empty = any
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class Service(Base):
    __tablename__ = "service"

    slug: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_en: Mapped[str] = mapped_column(String(64))
    name_zh: Mapped[str] = mapped_column(String(64))
    minutes: Mapped[int] = mapped_column(CheckConstraint("minutes > 0", name="minutes_positive"))
    price: Mapped[int] = mapped_column(CheckConstraint("price >= 0", name="price_not_negative"))  # minor units
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    rails: Mapped[list[str]] = mapped_column(default=list)  # by which it may be paid; empty: by all that the shop has
    live: Mapped[bool] = mapped_column(default=True)  # a talk of two as it happens; see `python -m bot check`
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class ShopSetting(Base):
    """A switch the owner flips while the shop runs, such as `paused`."""

    __tablename__ = "shop_setting"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(256))


async def topics(session: AsyncSession) -> list[Topic]:
    return list(await session.scalars(select(Topic).where(Topic.active).order_by(Topic.position, Topic.slug)))


async def services(session: AsyncSession) -> list[Service]:
    return list(await session.scalars(select(Service).where(Service.active).order_by(Service.position, Service.slug)))


def on_offer() -> Select[str, list[str], bool]:
    """How each service that is on offer may be paid."""
    return select(Service.slug, Service.rails, Service.live).where(Service.active).order_by(Service.position)


async def setting(session: AsyncSession, key: str, default: str = "") -> str:
    row = await session.get(ShopSetting, key)
    return row.value if row else default


async def setting_held(session: AsyncSession, key: str) -> str:
    """The same, as it is now and kept for this transaction alone; it is made if it is not there."""
    if session.bind is not None and session.bind.dialect.name == "postgresql":
        made = postgresql.insert(ShopSetting).values(key=key, value="").on_conflict_do_nothing()
        await session.execute(made)
    row = await session.get(ShopSetting, key, with_for_update=True, populate_existing=True)
    return row.value if row else ""


async def put_setting(session: AsyncSession, key: str, value: str) -> None:
    await session.merge(ShopSetting(key=key, value=value))


def migrated(group_id: int) -> str:
    """The key under which stands what this group became."""
    return f"migrated:{group_id}"
