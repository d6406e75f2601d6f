"""Keys with which other systems act as a member of staff: none gets more than it was made with, none comes back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MORE = (
    "NEW.staff_id <> OLD.staff_id OR NEW.key_hash <> OLD.key_hash OR NEW.writes <> OLD.writes "
    "OR NEW.until_on <> OLD.until_on OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL)"
)
GUARDS = (("scope", "UPDATE", MORE, "RETURN NEW;"), ("delete", "DELETE", "1 = 1", "RETURN OLD;"))
RAISED = "'append-only: api_key'"


def upgrade() -> None:
    """Nobody has a key yet."""
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("ends_in", sa.String(length=4), nullable=False),
        sa.Column("writes", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_api_key_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_key_key_hash")),
    )
    op.create_index(op.f("ix_api_key_staff_id"), "api_key", ["staff_id"], unique=False)
    for name, event, when, kept in GUARDS:
        _guard(f"keep_api_key_{name}", event, when, kept, op.get_bind().dialect.name)


def _guard(name: str, event: str, when: str, kept: str, kind: str) -> None:
    if kind == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON api_key FOR EACH ROW WHEN {when} BEGIN SELECT RAISE(ABORT, {RAISED}); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$guard$ BEGIN IF {when} THEN RAISE EXCEPTION {RAISED}; END IF; {kept} END $guard$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON api_key FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """Without keys."""
    op.drop_index(op.f("ix_api_key_staff_id"), table_name="api_key")
    op.drop_table("api_key")
    if op.get_bind().dialect.name == "postgresql":
        for name, *_guarded in GUARDS:
            op.execute(f"DROP FUNCTION IF EXISTS keep_api_key_{name}()")
