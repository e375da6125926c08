"""the board of waiting orders"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261124_board"
down_revision: str | None = "20261123_first"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("order", sa.Column("on_board", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("order", "on_board")
