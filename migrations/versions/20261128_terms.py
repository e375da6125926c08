"""the terms that were promised with an order"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_terms"
down_revision: str | None = "20261125_replay"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("order", sa.Column("terms", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("order", "terms")
