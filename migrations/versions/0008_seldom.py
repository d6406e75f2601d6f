"""One row that is stamped anew whenever something that changes seldom has changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STAMPED = "seldom_stamp"
WATCHED = (
    "closing_day",
    "mediator",
    "opening_hours",
    "regime_edition",
    "service",
    "staff",
    "staff_service",
    "tariff_change",
    "tariff_decision",
)
EVENTS = ("insert", "update", "delete")
BY_CHANCE = {"sqlite": "random()", "postgresql": "(random() * 9007199254740991)::bigint"}


def upgrade() -> None:
    """Add the row, and the triggers that stamp it."""
    kind = op.get_bind().dialect.name
    op.create_table(
        STAMPED,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seldom_stamp")),
    )
    op.execute(f"INSERT INTO {STAMPED} (id, stamp) VALUES (1, {BY_CHANCE[kind]})")  # noqa: S608
    stamped = f"UPDATE {STAMPED} SET stamp = {BY_CHANCE[kind]};"  # noqa: S608
    if kind == "postgresql":
        op.execute(
            f"CREATE FUNCTION mark_{STAMPED}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$mark$ BEGIN {stamped} RETURN NULL; END $mark$"
        )
    for table in WATCHED:
        for event in EVENTS:
            done = f"BEGIN {stamped} END"
            if kind == "postgresql":
                done = f"FOR EACH STATEMENT EXECUTE FUNCTION mark_{STAMPED}()"
            op.execute(f"CREATE TRIGGER mark_{table}_{event} AFTER {event.upper()} ON {table} {done}")


def downgrade() -> None:
    """Without the row, and without who would stamp it."""
    kind = op.get_bind().dialect.name
    for table in WATCHED:
        for event in EVENTS:
            op.execute(f"DROP TRIGGER mark_{table}_{event}" + (f" ON {table}" if kind == "postgresql" else ""))
    if kind == "postgresql":
        op.execute(f"DROP FUNCTION mark_{STAMPED}()")
    op.drop_table(STAMPED)
