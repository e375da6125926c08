"""what a decision was made of, how many could take the order, and how soon somebody was expected to"""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId

revision: str = "20261125_replay"
down_revision: str | None = "20261125_facts"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AT_ONCE = 500


def upgrade() -> None:
    op.add_column("decision", sa.Column("replay", sa.Text(), nullable=True))
    op.add_column("decision", sa.Column("able", sa.Integer(), nullable=True))
    op.add_column("decision", sa.Column("expected_s", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_decision_at"), "decision", ["at"])
    count_the_able()


def count_the_able() -> None:
    """Decisions of before say who was ranked; so /gaps looks back from the first day on."""
    decision = sa.table("decision", sa.column("id", BigId), sa.column("body", sa.Text()), sa.column("able"))
    connection, last = op.get_bind(), 0
    while True:
        page = sa.select(decision.c.id, decision.c.body).where(decision.c.id > last).order_by(decision.c.id)
        rows = connection.execute(page.limit(AT_ONCE)).all()
        if not rows:
            return
        for row_id, body in rows:
            able = ranked_in(body)
            if able is not None:
                op.execute(decision.update().where(decision.c.id == row_id).values(able=able))
        last = rows[-1][0]


def ranked_in(body: str) -> int | None:
    """How many could take the order; None where the text does not say."""
    try:
        return len(json.loads(body)["ranked"])
    except (ValueError, KeyError, TypeError):
        return None


def downgrade() -> None:
    op.drop_index(op.f("ix_decision_at"), table_name="decision")
    with op.batch_alter_table("decision") as table:
        for name in ("expected_s", "able", "replay"):
            table.drop_column(name)
