"""which wishes must be, which ones a customer goes without, and what became of a decision's tiers"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_wishes"
down_revision: str | None = "20261128_rails"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NONE = sa.text("'[]'")
UNFINISHED = ("awaiting_payment", "queued")


def upgrade() -> None:
    for column in ("musts", "waived"):
        op.add_column("order", sa.Column(column, sa.JSON(), nullable=False, server_default=NONE))
    op.add_column("decision", sa.Column("course", sa.JSON(), nullable=False, server_default=NONE))
    op.add_column("decision", sa.Column("wish", sa.String(length=64), nullable=True))
    op.add_column("decision", sa.Column("meets", sa.Integer(), nullable=True))
    keep_what_was_promised()


def keep_what_was_promised() -> None:
    """Who waits now was told that nothing gives way unasked: their wishes are musts."""
    order = sa.table(
        "order",
        sa.column("state", sa.String()),
        sa.column("wish_gender", sa.String()),
        sa.column("wish_experienced", sa.Boolean()),
        sa.column("musts", sa.JSON()),
    )
    waits, woman_or_man, experienced = (
        order.c.state.in_(UNFINISHED),
        order.c.wish_gender.is_not(None),
        order.c.wish_experienced,
    )
    op.execute(order.update().where(waits, woman_or_man, experienced).values(musts=["gender", "experienced"]))
    op.execute(order.update().where(waits, woman_or_man, ~experienced).values(musts=["gender"]))
    op.execute(order.update().where(waits, ~woman_or_man, experienced).values(musts=["experienced"]))


def downgrade() -> None:
    for name in ("meets", "wish", "course"):
        op.drop_column("decision", name)
    for name in ("waived", "musts"):
        op.drop_column("order", name)
