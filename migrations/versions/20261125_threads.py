"""topics of private chats"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId

revision: str = "20261125_threads"
down_revision: str | None = "20261125_albums"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "thread",
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_thread_order_id_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_thread_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "order_id", name=op.f("pk_thread")),
        sa.UniqueConstraint("person_id", "thread_id", name=op.f("uq_thread_person_id_thread_id")),
    )


def downgrade() -> None:
    op.drop_table("thread")
