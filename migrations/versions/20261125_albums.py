"""rows that are to be sent as one album"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261125_albums"
down_revision: str | None = "20261125_rooms"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("album", sa.String(length=24), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox", "album")
