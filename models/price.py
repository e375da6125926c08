"""What changes a service's price, and the coupons."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class PriceRule(Base):
    """One rule by its key: `topic:<slug>`, `tier:<tier>`, `night`, `trial`, `package:<service>:<sessions>`."""

    __tablename__ = "price_rule"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    value: Mapped[int]  # minor units, or percent


class Coupon(Base):
    __tablename__ = "coupon"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    value: Mapped[int]
    left: Mapped[int | None] = mapped_column(CheckConstraint('"left" >= 0', name="left_not_negative"))  # None: no limit
    active: Mapped[bool] = mapped_column(default=True)
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class CouponUse(Base):
    """Each customer uses a coupon once."""

    __tablename__ = "coupon_use"

    code: Mapped[str] = mapped_column(ForeignKey("coupon.code"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)


async def rules(session: AsyncSession) -> list[PriceRule]:
    return list(await session.scalars(select(PriceRule).order_by(PriceRule.key)))


async def coupons(session: AsyncSession) -> list[Coupon]:
    return list(await session.scalars(select(Coupon).where(Coupon.active).order_by(Coupon.code)))


async def used_by(session: AsyncSession, code: str, person_id: int) -> bool:
    return await session.get(CouponUse, (code, person_id)) is not None


async def use(session: AsyncSession, code: str, person_id: int, order_id: int) -> bool:
    """Take one of a coupon's uses for this person; False if there is none left, or they had theirs."""
    taken = update(Coupon).where(Coupon.code == code, Coupon.active, Coupon.left.is_(None) | (Coupon.left > 0))
    counted = taken.values(left=Coupon.left - 1).returning(Coupon.code)
    if await session.scalar(counted.execution_options(synchronize_session=False)) is None:
        return False
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    once = sqlite.insert(CouponUse) if on_sqlite else postgresql.insert(CouponUse)
    row = once.values(code=code, person_id=person_id, order_id=order_id).on_conflict_do_nothing()
    if await session.scalar(row.returning(CouponUse.code)) is not None:
        return True
    await give_back(session, code)
    return False


async def give_back(session: AsyncSession, code: str) -> None:
    more = update(Coupon).where(Coupon.code == code).values(left=Coupon.left + 1)
    await session.execute(more.execution_options(synchronize_session=False))


async def release(session: AsyncSession, order_id: int) -> None:
    """The order came to nothing: its coupon may be used again."""
    gone = delete(CouponUse).where(CouponUse.order_id == order_id).returning(CouponUse.code)
    for code in (await session.scalars(gone.execution_options(synchronize_session=False))).all():
        await give_back(session, code)
