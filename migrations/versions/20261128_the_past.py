"""what the shop has seen of itself, and how representatives like to talk"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId, Moment

revision: str = "20261128_the_past"
down_revision: str | None = "20261128_ledger"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("rep", sa.Column("styles", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
    op.add_column("rep", sa.Column("behind", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "on_shift",
        sa.Column("rep_id", BigId, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_on_shift_rep_id_rep")),
        sa.PrimaryKeyConstraint("rep_id", "day", name=op.f("pk_on_shift")),
    )
    op.create_table(
        "learned",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_learned")),
    )


def downgrade() -> None:
    op.drop_table("learned")
    op.drop_table("on_shift")
    op.drop_column("rep", "behind")
    op.drop_column("rep", "styles")
