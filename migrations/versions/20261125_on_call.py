"""people on call, and orders that are wanted at a later hour"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import Moment

revision: str = "20261125_on_call"
down_revision: str | None = "20261125_taps"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("rep", sa.Column("on_call", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("order", sa.Column("queued_at", Moment(), nullable=True))
    op.add_column("order", sa.Column("booked_for", Moment(), nullable=True))
    op.add_column("order", sa.Column("called", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    for column in ("called", "booked_for", "queued_at"):
        op.drop_column("order", column)
    op.drop_column("rep", "on_call")
