"""A case keeps the editions of the packs it was given.

SQLite copies the table: whatever triggers mention it are put aside first and put back after.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLE = "case_file"


def upgrade() -> None:
    """Add the column; cases that exist keep the editions in force when they are next derived."""
    triggers = _put_aside()
    with op.batch_alter_table(TABLE, recreate="auto" if triggers is None else "always") as batch:
        batch.add_column(sa.Column("editions", sa.Text(), nullable=False, server_default=""))
    _put_back(triggers)


def downgrade() -> None:
    """Take the column away."""
    triggers = _put_aside()
    with op.batch_alter_table(TABLE, recreate="auto" if triggers is None else "always") as batch:
        batch.drop_column("editions")
    _put_back(triggers)


def _put_aside() -> list[str] | None:
    """Drop the triggers that mention the table (SQLite); their texts, or None on a database that alters in place."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        return None
    found = bind.execute(
        sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE :mention"),
        {"mention": f"%{TABLE}%"},
    ).all()
    for name, _text in found:
        op.execute(f"DROP TRIGGER {name}")
    return [text for _name, text in found]


def _put_back(triggers: list[str] | None) -> None:
    for text in triggers or []:
        op.execute(sa.text(text.replace(":", "\\:")))
