"""What is said of duties is kept once for all that follow from the same dates: it was a third of the database."""

from __future__ import annotations

from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

GUARDS = ["keep_duty_wording_delete", "keep_duty_wording_update"]
SQLITE = [
    "CREATE TRIGGER keep_duty_wording_delete BEFORE DELETE ON duty_wording FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: duty_wording'); END",
    "CREATE TRIGGER keep_duty_wording_update BEFORE UPDATE ON duty_wording FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: duty_wording'); END",
]
POSTGRESQL = [
    "CREATE FUNCTION keep_duty_wording_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: duty_wording'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_duty_wording_delete BEFORE DELETE ON duty_wording FOR EACH ROW EXECUTE FUNCTION keep_duty_wording_delete()",
    "CREATE FUNCTION keep_duty_wording_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: duty_wording'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_duty_wording_update BEFORE UPDATE ON duty_wording FOR EACH ROW EXECUTE FUNCTION keep_duty_wording_update()",
]
BATCH = 5_000
SOME = sa.text(
    "SELECT id, CAST(explanation AS TEXT) AS explanation, CAST(steps AS TEXT) AS steps, source FROM duty "
    "WHERE id > :after ORDER BY id LIMIT :most"
)
POINT = sa.text("UPDATE duty SET wording_key = :key WHERE id = :id")


def upgrade() -> None:
    """Move the words of each duty to where they stand once."""
    op.create_table(
        "duty_wording",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_duty_wording")),
    )
    op.add_column("duty", sa.Column("wording_key", sa.String(length=32), nullable=False, server_default=""))
    _move(op.get_bind())
    for name in ("explanation", "steps", "source"):
        op.drop_column("duty", name)
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(sa.text(statement.replace(":", "\\:")))


def _move(connection: sa.Connection) -> None:
    json = "CAST({} AS JSON)" if connection.dialect.name == "postgresql" else "{}"
    lay = sa.text(
        f"INSERT INTO duty_wording (key, explanation, steps, source) VALUES (:key, {json.format(':explanation')}, "
        f"{json.format(':steps')}, :source)"
    )
    after, laid = 0, set[str]()
    while rows := connection.execute(SOME, {"after": after, "most": BATCH}).all():
        after = rows[-1].id
        said = {row.id: _key(row.explanation, row.steps, row.source) for row in rows}
        fresh = {said[row.id]: row for row in rows if said[row.id] not in laid}
        laid |= fresh.keys()
        if fresh:
            connection.execute(
                lay,
                [
                    {"key": key, "explanation": row.explanation, "steps": row.steps, "source": row.source}
                    for key, row in fresh.items()
                ],
            )
        connection.execute(POINT, [{"id": number, "key": key} for number, key in said.items()])


def _key(*texts: str) -> str:
    return blake2b("\x1f".join(texts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def downgrade() -> None:
    """Each duty with its own words again."""
    nothing = {"explanation": "{}", "steps": "[]", "source": ""}
    for name, empty in nothing.items():
        kind = sa.Text() if name == "source" else sa.JSON()
        op.add_column("duty", sa.Column(name, kind, nullable=False, server_default=empty))
        op.execute(
            f"UPDATE duty SET {name} = (SELECT w.{name} FROM duty_wording w WHERE w.key = duty.wording_key) "
            "WHERE wording_key IN (SELECT key FROM duty_wording)"
        )
    op.drop_column("duty", "wording_key")
    op.drop_table("duty_wording")
    if op.get_bind().dialect.name == "postgresql":
        for name in GUARDS:
            op.execute(f"DROP FUNCTION IF EXISTS {name}()")
