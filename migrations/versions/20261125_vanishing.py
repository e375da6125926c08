"""the removal of a talk from both phones"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId, Moment

revision: str = "20261125_vanishing"
down_revision: str | None = "20261125_threads"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ANSWERS = sa.text("reply_link_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "vanishing",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("customer_id", BigId, nullable=False),
        sa.Column("rep_id", BigId, nullable=False),
        sa.Column("asker_id", BigId, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["asker_id"], ["person.id"], name=op.f("fk_vanishing_asker_id_person")),
        sa.ForeignKeyConstraint(["customer_id"], ["person.id"], name=op.f("fk_vanishing_customer_id_person")),
        sa.ForeignKeyConstraint(["rep_id"], ["person.id"], name=op.f("fk_vanishing_rep_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vanishing")),
    )
    op.create_index(op.f("ix_vanishing_customer_id"), "vanishing", ["customer_id"])
    op.create_index(op.f("ix_vanishing_rep_id"), "vanishing", ["rep_id"])
    op.create_table(
        "erasure",
        sa.Column("link_id", BigId, autoincrement=False, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("vanishing_id", BigId, nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_person_id_person")),
        sa.ForeignKeyConstraint(["vanishing_id"], ["vanishing.id"], name=op.f("fk_erasure_vanishing_id_vanishing")),
        sa.PrimaryKeyConstraint("link_id", "person_id", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_vanishing_id_person_id", "erasure", ["vanishing_id", "person_id"])
    op.create_index(
        "ix_outbox_reply_link_id", "outbox", ["reply_link_id"], sqlite_where=ANSWERS, postgresql_where=ANSWERS
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_reply_link_id", "outbox")
    op.drop_table("erasure")
    op.drop_table("vanishing")
