"""banked time"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId, Moment

revision: str = "20261128_time"
down_revision: str | None = "20261128_the_past"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "time_credit",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("customer_id", BigId, nullable=False),
        sa.Column("service", sa.String(length=32), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("from_order_id", BigId, nullable=True),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint("seconds >= 60", name=op.f("ck_time_credit_a_minute_or_more")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_time_credit_value_not_negative")),
        sa.ForeignKeyConstraint(["customer_id"], ["person.id"], name=op.f("fk_time_credit_customer_id_person")),
        sa.ForeignKeyConstraint(["service"], ["service.slug"], name=op.f("fk_time_credit_service_service")),
        sa.ForeignKeyConstraint(["from_order_id"], ["order.id"], name=op.f("fk_time_credit_from_order_id_order")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_time_credit_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_credit")),
    )
    op.create_index(op.f("ix_time_credit_customer_id"), "time_credit", ["customer_id"])
    op.create_index(op.f("ix_time_credit_order_id"), "time_credit", ["order_id"])


def downgrade() -> None:
    op.drop_table("time_credit")
