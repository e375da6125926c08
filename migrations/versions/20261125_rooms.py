"""several talks at once, and words that wait for more than a contact"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId

revision: str = "20261125_rooms"
down_revision: str | None = "20261124_guard"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "room",
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("heard_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(["heard_id"], ["order.id"], name=op.f("fk_room_heard_id_order")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_room_order_id_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_room_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_room")),
    )
    with op.batch_alter_table("held") as held:
        held.add_column(sa.Column("why", sa.String(length=8), nullable=False, server_default="contact"))
    with op.batch_alter_table("held") as held:
        held.alter_column("why", server_default=None, existing_type=sa.String(length=8), existing_nullable=False)
        held.create_unique_constraint(op.f("uq_held_person_id_message_id"), ["person_id", "message_id"])


def downgrade() -> None:
    with op.batch_alter_table("held") as held:
        held.drop_constraint(op.f("uq_held_person_id_message_id"), type_="unique")
        held.drop_column("why")
    op.drop_table("room")
