"""notes of orders that are over are gone

Revision ID: 20261125_notes
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261125_notes"
down_revision: str | None = "20261125_vanishing"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    order = sa.table("order", sa.column("state", sa.String()), sa.column("note", sa.Text()))
    over = order.c.state.in_(["ended", "expired", "cancelled"])
    op.execute(order.update().where(over, order.c.note != "").values(note=""))


def downgrade() -> None:
    """What was forgotten stays so."""
