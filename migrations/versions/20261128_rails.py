"""payments over several rails, and which of them a service takes"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId, Moment

revision: str = "20261128_rails"
down_revision: str | None = "20261128_clock"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "payment",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("token", sa.String(length=48), nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("rail", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("asked_amount", sa.Integer(), nullable=False),
        sa.Column("asked_currency", sa.String(length=3), nullable=False),
        sa.Column("invoices", sa.Integer(), nullable=False),
        sa.Column("charge_id", sa.String(length=255), nullable=True),
        sa.Column("provider_charge_id", sa.String(length=255), nullable=True),
        sa.Column("proof", sa.String(length=255), nullable=True),
        sa.Column("proof_digest", sa.String(length=64), nullable=True),
        sa.Column("proof_at", Moment(), nullable=True),
        sa.Column("settled_by", BigId, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount_positive")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_payment_person_id_person")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_payment_order_id_order")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_payment_settled_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("charge_id", name=op.f("uq_payment_charge_id")),
        sa.UniqueConstraint("token", name=op.f("uq_payment_token")),
    )
    for column in ("person_id", "order_id", "proof_digest"):
        op.create_index(op.f(f"ix_payment_{column}"), "payment", [column])
    op.add_column("service", sa.Column("rails", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("service", sa.Column("live", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column("service", "live")
    op.drop_column("service", "rails")
    op.drop_table("payment")
