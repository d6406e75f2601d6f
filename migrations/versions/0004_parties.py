"""One list of party roles in the whole house; a case knows whether an offer is written and waits to leave.

SQLite copies the tables: whatever triggers mention them are put aside first and put back after.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROLES = ("contracting", "claimant", "representative", "heir", "guardian", "protected")
CLOSED = sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=False, length=40)


def upgrade() -> None:
    """Old names become the one name; anything else that was written becomes "another claimant", which claims nothing."""
    op.execute("UPDATE party SET role = 'contracting' WHERE role = 'contracting_party'")
    known = ", ".join(f"'{role}'" for role in ROLES)
    op.execute(f"UPDATE party SET role = 'claimant' WHERE role NOT IN ({known})")
    with _altered("party") as batch:
        batch.alter_column("role", existing_type=sa.String(30), type_=CLOSED, existing_nullable=False)
        batch.create_check_constraint("role", f"role IN ({known})")
    with _altered("case_file") as batch:
        batch.add_column(sa.Column("offer_draft", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE case_file SET offer_draft = (1 = 1) WHERE id IN (SELECT case_id FROM offer WHERE state = 'draft')"
    )


def downgrade() -> None:
    """The list is open again; the names stay."""
    with _altered("case_file") as batch:
        batch.drop_column("offer_draft")
    with _altered("party") as batch:
        batch.drop_constraint(op.f("ck_party_role"), type_="check")
        batch.alter_column("role", existing_type=CLOSED, type_=sa.String(30), existing_nullable=False)


@contextmanager
def _altered(table: str) -> Iterator[op.BatchOperations]:  # type: ignore[name-defined]
    triggers = _put_aside(table)
    with op.batch_alter_table(table, recreate="auto" if triggers is None else "always") as batch:
        yield batch
    for text in triggers or []:
        op.execute(sa.text(text.replace(":", "\\:")))


def _put_aside(table: str) -> list[str] | None:
    """Drop the triggers that mention the table (SQLite); their texts, or None on a database that alters in place."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        return None
    found = bind.execute(
        sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE :mention"),
        {"mention": f"%{table}%"},
    ).all()
    for name, _text in found:
        op.execute(f"DROP TRIGGER {name}")
    return [text for _name, text in found]
