"""Two more kinds of letters of a case: what the customer accepted is confirmed, what the law grants is said.

SQLite copies the table with its text as it stands, its indexes and whatever triggers mention it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KINDS = ("acknowledgement", "request", "holding", "offer", "answer", "final_answer", "closing", "agreement", "letter")
MORE = ("confirmation", "entitlement")


def upgrade() -> None:
    """Let them in."""
    _list_kinds(KINDS, (*KINDS, *MORE))


def downgrade() -> None:
    """Shut them out: those that exist become letters of no special kind, whose words stay."""
    _list_kinds((*KINDS, *MORE), KINDS)


def _list_kinds(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Change the closed list; a kind that leaves it becomes `letter`."""
    if op.get_bind().dialect.name == "sqlite":
        _copied(_listed(old), _listed(new))
        return
    op.execute("ALTER TABLE message DISABLE TRIGGER USER")
    op.drop_constraint(op.f("ck_message_kind"), "message", type_="check")
    op.execute(_renamed(new))
    op.create_check_constraint(op.f("ck_message_kind"), "message", f"kind IN ({_listed(new)})")
    op.execute("ALTER TABLE message ENABLE TRIGGER USER")


def _listed(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


def _renamed(new: tuple[str, ...]) -> str:
    return f"UPDATE message SET kind = 'letter' WHERE kind NOT IN ({_listed(new)})"  # noqa: S608  ours


def _copied(old: str, new: str) -> None:
    bind = op.get_bind()
    found = bind.execute(sa.text("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    table = next(row.sql for row in found if (row.type, row.name) == ("table", "message"))
    triggers = [row for row in found if row.type == "trigger" and "message" in row.sql]
    indexes = [row.sql for row in found if row.type == "index" and row.tbl_name == "message"]
    for row in triggers:
        bind.exec_driver_sql(f"DROP TRIGGER {row.name}")
    if table.count(f"kind IN ({old})") != 1:
        raise RuntimeError("the table of letters does not list the kinds it should")
    opened = table.replace(f"kind IN ({old})", f"kind IN ({new})").split("(", 1)[1]
    bind.exec_driver_sql(f"CREATE TABLE message_anew ({opened}")
    bind.exec_driver_sql(f"UPDATE message SET kind = 'letter' WHERE kind NOT IN ({new})")  # noqa: S608  ours
    bind.exec_driver_sql("INSERT INTO message_anew SELECT * FROM message")
    bind.exec_driver_sql("DROP TABLE message")
    bind.exec_driver_sql("ALTER TABLE message_anew RENAME TO message")
    for sql in (*indexes, *(row.sql for row in triggers)):
        bind.exec_driver_sql(sql)
