"""what orders came to, what representatives earn of it, and how it is paid out"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models.base import BigId, Moment

revision: str = "20261128_settlement"
down_revision: str | None = "20261128_time"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("appeal", "earning", "payout", "pay_account", "complaint", "settlement")

SETTLED = """
INSERT INTO settlement (order_id, number, rep_id, fault, note, billed_s, free_s, repeat, price, charged, refunded,
    credit, banked, banked_s, rep_pay, bonus, base, shop, shop_loss, safety_fund, strike, at)
SELECT id, 0, rep_id, CASE end_reason WHEN 'time_up' THEN 'done' WHEN 'customer_end' THEN 'customer_ended'
    WHEN 'rep_end' THEN 'rep_left' WHEN 'owner_end' THEN 'owner_ended' WHEN 'customer_absent' THEN 'absent'
    WHEN 'unfilled' THEN 'unfilled' ELSE 'cancelled_early' END, 'before', 0, 0, 0, price, charged, price - charged, 0,
    0, 0, COALESCE(rep_pay, 0), 0, charged, charged - COALESCE(rep_pay, 0), 0, 0, false, ended_at
FROM "order" WHERE charged IS NOT NULL AND ended_at IS NOT NULL
"""
REFUNDED = """
INSERT INTO settlement (order_id, number, rep_id, fault, note, billed_s, free_s, repeat, price, charged, refunded,
    credit, banked, banked_s, rep_pay, bonus, base, shop, shop_loss, safety_fund, strike, at)
SELECT s.order_id, 1, s.rep_id, s.fault, 'before', 0, 0, 0, s.price, 0, s.price, 0, 0, 0, 0, 0, s.base, 0, 0, 0, false,
    o.refunded_at
FROM settlement s JOIN "order" o ON o.id = s.order_id WHERE o.refunded_at IS NOT NULL
"""
EARNED = r"""
INSERT INTO earning (key, rep_id, order_id, kind, state, amount, currency, reason, at, available_at)
SELECT 'order\:' || code || '\:session', rep_id, id, 'session', 'pending', rep_pay, currency, '', ended_at, ended_at
FROM "order" WHERE rep_pay > 0 AND rep_id IS NOT NULL AND refunded_at IS NULL AND ended_at IS NOT NULL ORDER BY id
"""
RELEASED = """
INSERT INTO timer (kind, subject, due, attempts)
SELECT 'earned', 'r' || rep_id, MIN(available_at), 0 FROM earning GROUP BY rep_id
"""


def upgrade() -> None:
    op.add_column("order", sa.Column("given_back", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("order", sa.Column("crisis_at", Moment(timezone=True), nullable=True))
    settlements()
    pay()
    for statement in (SETTLED, REFUNDED, EARNED, RELEASED):
        op.execute(statement)
    op.execute('UPDATE "order" SET given_back = charged WHERE refunded_at IS NOT NULL AND charged IS NOT NULL')


def settlements() -> None:
    op.create_table(
        "settlement",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rep_id", BigId, nullable=True),
        sa.Column("fault", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=32), nullable=False),
        sa.Column("billed_s", sa.Integer(), nullable=False),
        sa.Column("free_s", sa.Integer(), nullable=False),
        sa.Column("repeat", sa.Integer(), nullable=False),
        sa.Column("price", BigId, nullable=False),
        sa.Column("charged", BigId, nullable=False),
        sa.Column("refunded", BigId, nullable=False),
        sa.Column("credit", BigId, nullable=False),
        sa.Column("banked", BigId, nullable=False),
        sa.Column("banked_s", sa.Integer(), nullable=False),
        sa.Column("rep_pay", BigId, nullable=False),
        sa.Column("bonus", BigId, nullable=False),
        sa.Column("base", BigId, nullable=False),
        sa.Column("shop", BigId, nullable=False),
        sa.Column("shop_loss", BigId, nullable=False),
        sa.Column("safety_fund", BigId, nullable=False),
        sa.Column("strike", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_settlement_order_id_order")),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_settlement_rep_id_rep")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("order_id", "number", name=op.f("uq_settlement_order_id_number")),
    )
    op.create_index(op.f("ix_settlement_at"), "settlement", ["at"])
    op.create_index(op.f("ix_settlement_rep_id"), "settlement", ["rep_id"])
    op.create_table(
        "complaint",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("fault", sa.String(length=24), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("due", Moment(timezone=True), nullable=False),
        sa.Column("decided_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_complaint_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("order_id", "fault", name=op.f("uq_complaint_order_id_fault")),
    )
    op.create_index(op.f("ix_complaint_state"), "complaint", ["state"])


def pay() -> None:
    op.create_table(
        "pay_account",
        sa.Column("rep_id", BigId, nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("wanted", sa.String(length=200), nullable=False),
        sa.Column("wanted_at", Moment(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("from_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_pay_account_rep_id_rep")),
        sa.PrimaryKeyConstraint("rep_id", name=op.f("pk_pay_account")),
    )
    op.create_table(
        "payout",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("rep_id", BigId, nullable=False),
        sa.Column("batch", sa.String(length=16), nullable=False),
        sa.Column("amount", BigId, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("requested_at", Moment(timezone=True), nullable=False),
        sa.Column("settled_at", Moment(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payout_amount_positive")),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_payout_rep_id_rep")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
        sa.UniqueConstraint("code", name=op.f("uq_payout_code")),
        sa.UniqueConstraint("rep_id", "batch", name=op.f("uq_payout_rep_id_batch")),
    )
    op.create_index(op.f("ix_payout_batch"), "payout", ["batch"])
    op.create_index(op.f("ix_payout_rep_id"), "payout", ["rep_id"])
    op.create_index(op.f("ix_payout_state"), "payout", ["state"])
    op.create_table(
        "earning",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("rep_id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("against_id", BigId, nullable=True),
        sa.Column("payout_id", BigId, nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("amount", BigId, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("available_at", Moment(timezone=True), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_earning_amount_not_zero")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_earning_order_id_order")),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name=op.f("fk_earning_payout_id_payout")),
        sa.ForeignKeyConstraint(["rep_id"], ["rep.id"], name=op.f("fk_earning_rep_id_rep")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earning")),
        sa.UniqueConstraint("key", name=op.f("uq_earning_key")),
    )
    op.create_index(op.f("ix_earning_order_id"), "earning", ["order_id"])
    op.create_index(op.f("ix_earning_payout_id"), "earning", ["payout_id"])
    op.create_index(op.f("ix_earning_rep_id_state"), "earning", ["rep_id", "state"])
    op.create_table(
        "appeal",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("earning_id", BigId, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("decided_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["earning_id"], ["earning.id"], name=op.f("fk_appeal_earning_id_earning")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("earning_id", name=op.f("uq_appeal_earning_id")),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("order", "crisis_at")
    op.drop_column("order", "given_back")
    op.execute("DELETE FROM timer WHERE kind IN ('earned', 'decide', 'cut-off', 'pay-account')")
