"""batches of vouchers, what each is worth and until when, and the tries of wrong codes"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId, Moment

revision: str = "20261128_vouchers"
down_revision: str | None = "20261128_prices"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "voucher_batch",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["service"], ["service.slug"], name=op.f("fk_voucher_batch_service_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_batch")),
        sa.UniqueConstraint("name", name=op.f("uq_voucher_batch_name")),
    )
    op.create_table(
        "voucher_try",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_voucher_try_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_try")),
    )
    op.create_index("ix_voucher_try_person_id_at", "voucher_try", ["person_id", "at"])
    with op.batch_alter_table("voucher") as batch:
        batch.add_column(sa.Column("batch_id", BigId, nullable=True))
        batch.add_column(sa.Column("value", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("expires_at", Moment(), nullable=True))
        batch.create_foreign_key(op.f("fk_voucher_batch_id_voucher_batch"), "voucher_batch", ["batch_id"], ["id"])
        batch.create_index(op.f("ix_voucher_batch_id"), ["batch_id"])


def downgrade() -> None:
    with op.batch_alter_table("voucher") as batch:
        batch.drop_index(op.f("ix_voucher_batch_id"))
        batch.drop_constraint(op.f("fk_voucher_batch_id_voucher_batch"), type_="foreignkey")
        batch.drop_column("expires_at")
        batch.drop_column("value")
        batch.drop_column("batch_id")
    op.drop_table("voucher_try")
    op.drop_table("voucher_batch")
