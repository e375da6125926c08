"""taps on Accept, and who holds an order for a moment"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId, Moment

revision: str = "20261125_taps"
down_revision: str | None = "20261125_notes"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "tap",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("rep_id", BigId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("became", sa.String(length=10), nullable=False),
        sa.Column("settles_at", Moment(), nullable=True),
        sa.Column("gain", sa.Integer(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_tap_order_id_order")),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_tap_rep_id_rep")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tap")),
    )
    op.create_index("ix_tap_order_id_epoch", "tap", ["order_id", "epoch"])
    op.create_index("ix_tap_rep_id", "tap", ["rep_id"])


def downgrade() -> None:
    op.drop_table("tap")
