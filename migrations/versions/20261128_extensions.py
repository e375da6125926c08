"""talks that are extended"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId, Moment

revision: str = "20261128_extensions"
down_revision: str | None = "20261128_vouchers"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "extension",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=8), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_extension_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
        sa.UniqueConstraint("order_id", "number", name=op.f("uq_extension_order_id_number")),
    )
    op.add_column("clockwork", sa.Column("asked_minutes", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("clockwork", sa.Column("auto_left", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("clockwork", sa.Column("paying", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for column in ("paying", "auto_left", "asked_minutes"):
        op.drop_column("clockwork", column)
    op.drop_table("extension")
