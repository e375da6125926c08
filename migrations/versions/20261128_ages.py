"""a customer's wish for an age group"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_ages"
down_revision: str | None = "20261128_spared"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("order", sa.Column("wish_age", sa.String(length=8), nullable=True))


def downgrade() -> None:
    op.drop_column("order", "wish_age")
