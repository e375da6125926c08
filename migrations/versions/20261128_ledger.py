"""postings that cannot be changed, in one currency each, and checkpoints of what accounts come to"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId

revision: str = "20261128_ledger"
down_revision: str | None = "20261128_terms"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("posting", "posting_line")
REFUSAL = "a posting is never changed, only reversed"
INDEX = "ix_posting_line_account_currency_posting_id_amount"
FOREIGN_KEY = "fk_posting_line_posting_id_currency_posting"


def upgrade() -> None:
    op.create_index("ix_posting_id_currency", "posting", ["id", "currency"], unique=True)
    op.add_column("posting_line", sa.Column("currency", sa.String(length=3), nullable=True))
    op.execute(
        "UPDATE posting_line SET currency = (SELECT currency FROM posting WHERE posting.id = posting_line.posting_id)"
    )
    with op.batch_alter_table("posting_line") as batch:
        batch.alter_column("currency", existing_type=sa.String(length=3), nullable=False)
        batch.alter_column("amount", existing_type=sa.Integer(), type_=BigId, existing_nullable=False)
        batch.drop_index("ix_posting_line_account")
        batch.drop_constraint("fk_posting_line_posting_id_posting", type_="foreignkey")
        batch.create_foreign_key(op.f(FOREIGN_KEY), "posting", ["posting_id", "currency"], ["id", "currency"])
        batch.create_check_constraint(op.f("ck_posting_line_amount_not_zero"), "amount <> 0")
        batch.create_index(INDEX, ["account", "currency", "posting_id", "amount"])
    op.create_table(
        "balance_checkpoint",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("posting_id", BigId, nullable=False),
        sa.PrimaryKeyConstraint("account", "currency", name=op.f("pk_balance_checkpoint")),
    )
    op.create_index(op.f("ix_balance_checkpoint_posting_id"), "balance_checkpoint", ["posting_id"])
    seal()


def seal() -> None:
    """Whoever later rebuilds one of these tables on SQLite must put its triggers back."""
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION posting_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION posting_is_final()"
        )


def downgrade() -> None:
    unseal()
    op.drop_table("balance_checkpoint")
    with op.batch_alter_table("posting_line") as batch:
        batch.drop_index(INDEX)
        batch.drop_constraint(op.f("ck_posting_line_amount_not_zero"), type_="check")
        batch.drop_constraint(FOREIGN_KEY, type_="foreignkey")
        batch.create_foreign_key(op.f("fk_posting_line_posting_id_posting"), "posting", ["posting_id"], ["id"])
        batch.alter_column("amount", existing_type=BigId, type_=sa.Integer(), existing_nullable=False)
        batch.drop_column("currency")
        batch.create_index("ix_posting_line_account", ["account"])
    op.drop_index("ix_posting_id_currency", "posting")


def unseal() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        for name in (f"{table}_no_update", f"{table}_no_delete") if sqlite else (f"{table}_is_final",):
            op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")
    if not sqlite:
        op.execute("DROP FUNCTION posting_is_final()")
