"""the fair clock: spans of more kinds, what the clock remembers, when the shop was away"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId, Moment

revision: str = "20261128_clock"
down_revision: str | None = "20261128_settlement"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TIMER = sa.table("timer", sa.column("kind", sa.String()))


def upgrade() -> None:
    op.create_table(
        "clockwork",
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("customer_at", Moment(), nullable=True),
        sa.Column("rep_at", Moment(), nullable=True),
        sa.Column("heard_id", sa.Integer(), nullable=False),
        sa.Column("unanswered_at", Moment(), nullable=True),
        sa.Column("spoken_at", Moment(), nullable=True),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("warned", sa.Integer(), nullable=False),
        sa.Column("gift_s", sa.Integer(), nullable=False),
        sa.Column("back", sa.String(length=8), nullable=False),
        sa.Column("mismatch_at", Moment(), nullable=True),
        sa.Column("mismatch_by", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_clockwork_order_id_order")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_clockwork")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "outage",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("start", Moment(), nullable=False),
        sa.Column("end", Moment(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
    )
    op.create_index("ix_outage_end", "outage", ["end"])
    op.add_column("link", sa.Column("said_at", Moment(), nullable=True))
    op.add_column("link", sa.Column("real", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("span") as span:
        span.add_column(sa.Column("billable", sa.Boolean(), nullable=False, server_default=sa.false()))
        span.add_column(sa.Column("reason", sa.String(length=16), nullable=False, server_default=""))
    spans = sa.table("span", sa.column("kind", sa.String()), sa.column("billable", sa.Boolean()))
    op.execute(spans.update().where(spans.c.kind == "live").values(billable=True))
    op.execute(TIMER.delete().where(TIMER.c.kind.in_(["warn-5", "warn-1"])))
    op.execute(TIMER.update().where(TIMER.c.kind == "refresh").values(kind="look"))


def downgrade() -> None:
    op.execute(TIMER.update().where(TIMER.c.kind == "look").values(kind="refresh"))
    with op.batch_alter_table("span") as span:
        span.drop_column("reason")
        span.drop_column("billable")
    op.drop_column("link", "real")
    op.drop_column("link", "said_at")
    op.drop_index("ix_outage_end", "outage")
    op.drop_table("outage")
    op.drop_table("heartbeat")
    op.drop_table("clockwork")
