"""The customer's page: who came to it, and what they wrote that awaits a reply."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ALTERED = "NEW.case_id <> OLD.case_id OR NEW.email <> OLD.email"
RAISED = "'append-only: customer_access'"
SQLITE = [
    f"CREATE TRIGGER keep_customer_access_scope BEFORE UPDATE ON customer_access FOR EACH ROW WHEN {ALTERED} "
    f"BEGIN SELECT RAISE(ABORT, {RAISED}); END",
    "CREATE TRIGGER keep_customer_access_delete BEFORE DELETE ON customer_access FOR EACH ROW WHEN 1 = 1 "
    f"BEGIN SELECT RAISE(ABORT, {RAISED}); END",
]
POSTGRESQL = [
    "CREATE FUNCTION keep_customer_access_scope() RETURNS trigger LANGUAGE plpgsql AS "
    f"$guard$ BEGIN IF {ALTERED} THEN RAISE EXCEPTION {RAISED}; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_customer_access_scope BEFORE UPDATE ON customer_access FOR EACH ROW EXECUTE FUNCTION keep_customer_access_scope()",
    "CREATE FUNCTION keep_customer_access_delete() RETURNS trigger LANGUAGE plpgsql AS "
    f"$guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION {RAISED}; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_customer_access_delete BEFORE DELETE ON customer_access FOR EACH ROW EXECUTE FUNCTION keep_customer_access_delete()",
]


def upgrade() -> None:
    """Nobody came yet, and no message waits."""
    op.create_table(
        "customer_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("last_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("code_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("code_tries >= 0 AND openings >= 0", name=op.f("ck_customer_access_counts_not_negative")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_customer_access_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_access")),
        sa.UniqueConstraint("case_id", "email", name=op.f("uq_customer_access_case_id_email")),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
    op.add_column("case_file", sa.Column("wrote_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Without the page."""
    op.drop_column("case_file", "wrote_on")
    op.drop_table("customer_access")
    if op.get_bind().dialect.name == "postgresql":
        for name in ("scope", "delete"):
            op.execute(f"DROP FUNCTION IF EXISTS keep_customer_access_{name}()")
