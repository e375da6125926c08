"""what a representative was spared of a refund, because a penalty had taken it before"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_spared"
down_revision: str | None = "20261128_topups"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "settlement",
        sa.Column("spared", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, server_default="0"),
    )


def downgrade() -> None:
    op.drop_column("settlement", "spared")
