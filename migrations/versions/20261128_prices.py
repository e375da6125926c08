"""rules of prices, coupons, and what an order's price is made of"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId, Moment

revision: str = "20261128_prices"
down_revision: str | None = "20261128_wishes"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "price_rule",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_price_rule")),
    )
    op.create_table(
        "coupon",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint('"left" >= 0', name=op.f("ck_coupon_left_not_negative")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_coupon")),
    )
    op.create_table(
        "coupon_use",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(["code"], ["coupon.code"], name=op.f("fk_coupon_use_code_coupon")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_coupon_use_order_id_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_coupon_use_person_id_person")),
        sa.PrimaryKeyConstraint("code", "person_id", name=op.f("pk_coupon_use")),
    )
    op.create_index(op.f("ix_coupon_use_order_id"), "coupon_use", ["order_id"])
    op.add_column("order", sa.Column("quote", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("order", "quote")
    op.drop_table("coupon_use")
    op.drop_table("coupon")
    op.drop_table("price_rule")
