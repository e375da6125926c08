"""words that are held, and the contact guard's memory"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId, Moment

revision: str = "20261124_guard"
down_revision: str | None = "20261124_board"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "held",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("parcel", sa.JSON(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_held_order_id_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_held_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held")),
    )
    op.create_table(
        "guard",
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("traces", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_guard_order_id_order")),
        sa.PrimaryKeyConstraint("order_id", "side", name=op.f("pk_guard")),
    )


def downgrade() -> None:
    op.drop_table("guard")
    op.drop_table("held")
