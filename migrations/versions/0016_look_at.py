"""When time next says something of a case stands on the case; indexes that cost every complaint and served no page go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PART = {
    "ix_case_file_merged_into_id": ("case_file", "merged_into_id", "merged_into_id IS NOT NULL"),
    "ix_case_file_kept_until_on": ("case_file", "kept_until_on", "closed_at IS NOT NULL"),
    "ix_customer_case_erased_on": ("customer", "case_erased_on", "case_erased_on IS NOT NULL"),
}
GONE = {
    "ix_duty_state_due_on": ("duty", ["state", "due_on"]),
    "ix_duty_alert_at": ("duty", ["alert_at"]),
    "ix_journal_participant_stream_person": ("journal_participant", ["stream", "person"]),
    "ix_journal_entry_stream_kind": ("journal_entry", ["stream", "kind"]),
    "ix_journal_participant_person": ("journal_participant", ["person"]),
}
EARLY = {"sqlite": "due_on || ' 00:00:00.000000'", "postgresql": "CAST(due_on AS timestamp) AT TIME ZONE 'UTC'"}
"""A day before the date has passed: looking too early tells nothing, and sets the right moment."""


def upgrade() -> None:
    """Work out from the duties when each case is to be looked at."""
    op.add_column("case_file", sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
    early = EARLY[op.get_bind().dialect.name]
    waits = f"CASE WHEN state = 'pending' AND due_on IS NOT NULL THEN {early} END"
    first = f"SELECT min(at) FROM (SELECT alert_at AS at FROM duty WHERE case_id = case_file.id UNION ALL SELECT {waits} FROM duty WHERE case_id = case_file.id) AS moments"
    op.execute(f"UPDATE case_file SET look_at = ({first}) WHERE NOT imported")
    _index("ix_case_file_look_at", "case_file", "look_at", "look_at IS NOT NULL")
    for name, (table, column, where) in PART.items():
        op.drop_index(name, table_name=table)
        _index(name, table, column, where)
    for name, (table, _columns) in GONE.items():
        op.drop_index(name, table_name=table)


def downgrade() -> None:
    """As it was: the duties themselves hold everything."""
    for name, (table, columns) in GONE.items():
        op.create_index(name, table, columns, unique=False)
    for name, (table, column, _where) in PART.items():
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [column], unique=False)
    op.drop_index("ix_case_file_look_at", table_name="case_file")
    op.execute("ALTER TABLE case_file DROP COLUMN look_at")


def _index(name: str, table: str, column: str, where: str) -> None:
    """An index of part of the rows."""
    op.create_index(name, table, [column], unique=False, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
