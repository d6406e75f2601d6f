"""Colleagues are asked about one case, and may read it until that ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

STANDS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Nothing was asked so far."""
    op.create_table(
        "advice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name=op.f("fk_advice_asked_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_advice_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_advice_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice")),
    )
    standing = {"sqlite_where": STANDS, "postgresql_where": STANDS}
    op.create_index(op.f("uq_advice_standing"), "advice", ["case_id", "staff_id"], unique=True, **standing)
    op.create_index(op.f("ix_advice_waiting"), "advice", ["staff_id"], unique=False, **standing)


def downgrade() -> None:
    """Without it."""
    op.drop_index(op.f("ix_advice_waiting"), table_name="advice")
    op.drop_index(op.f("uq_advice_standing"), table_name="advice")
    op.drop_table("advice")
