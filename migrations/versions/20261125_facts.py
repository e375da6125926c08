"""breaks, days off, certificates, who would rather not meet again, and what a topic asks for"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId, Moment

revision: str = "20261125_facts"
down_revision: str | None = "20261125_on_call"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NOBODY = sa.text("'[]'")


def upgrade() -> None:
    op.add_column("rep", sa.Column("resting_until", Moment(), nullable=True))
    op.add_column("topic", sa.Column("certified", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("topic", sa.Column("ages", sa.JSON(), nullable=False, server_default=NOBODY))
    op.add_column("order", sa.Column("declined", sa.JSON(), nullable=False, server_default=NOBODY))
    op.create_table(
        "certificate",
        sa.Column("rep_id", BigId, nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_certificate_rep_id_rep")),
        sa.ForeignKeyConstraint(["topic"], ["topic.slug"], name=op.f("fk_certificate_topic_topic")),
        sa.PrimaryKeyConstraint("rep_id", "topic", name=op.f("pk_certificate")),
    )
    op.create_table(
        "day_off",
        sa.Column("rep_id", BigId, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_day_off_rep_id_rep")),
        sa.PrimaryKeyConstraint("rep_id", "first", name=op.f("pk_day_off")),
    )
    op.create_table(
        "block",
        sa.Column("customer_id", BigId, nullable=False),
        sa.Column("rep_id", BigId, nullable=False),
        sa.Column("by", sa.String(length=8), nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["person.id"], name=op.f("fk_block_customer_id_person")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_block_order_id_order")),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_block_rep_id_rep")),
        sa.PrimaryKeyConstraint("customer_id", "rep_id", "by", name=op.f("pk_block")),
    )


def downgrade() -> None:
    for table in ("block", "day_off", "certificate"):
        op.drop_table(table)
    op.drop_column("order", "declined")
    op.drop_column("topic", "ages")
    op.drop_column("topic", "certified")
    op.drop_column("rep", "resting_until")
