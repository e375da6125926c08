"""how much more was wanted than the wallet holds"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261128_topups"
down_revision: str | None = "20261128_extensions"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("clockwork", sa.Column("short_minutes", sa.Integer(), nullable=False, server_default="0"))
    # Who pays at this moment wanted the least that can be bought, as far as anybody knows
    op.execute("UPDATE clockwork SET short_minutes = 15 WHERE paying")
    with op.batch_alter_table("clockwork") as clockwork:
        clockwork.drop_column("paying")


def downgrade() -> None:
    op.add_column("clockwork", sa.Column("paying", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.text("UPDATE clockwork SET paying = :yes WHERE short_minutes > 0").bindparams(yes=True))
    with op.batch_alter_table("clockwork") as clockwork:
        clockwork.drop_column("short_minutes")
