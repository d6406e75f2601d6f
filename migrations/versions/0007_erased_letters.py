"""Erased words of letters, and how letters begin as dated data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

GUARDS = {"message_erasure": ("delete", "update"), "letter_wording": ("delete", "update")}
SQLITE = [
    "CREATE TRIGGER keep_letter_wording_delete BEFORE DELETE ON letter_wording FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: letter_wording'); END",
    "CREATE TRIGGER keep_letter_wording_update BEFORE UPDATE ON letter_wording FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: letter_wording'); END",
    "CREATE TRIGGER keep_message_erasure_delete BEFORE DELETE ON message_erasure FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: message_erasure'); END",
    "CREATE TRIGGER keep_message_erasure_update BEFORE UPDATE ON message_erasure FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: message_erasure'); END",
    'CREATE TRIGGER keep_message_written BEFORE UPDATE ON message FOR EACH ROW WHEN NEW."case_id" <> OLD."case_id" OR NEW."number" <> OLD."number" OR NEW."kind" <> OLD."kind" OR NEW."lang" <> OLD."lang" OR NEW."to_name" <> OLD."to_name" OR NEW."to_email" <> OLD."to_email" OR NEW."to_postal" <> OLD."to_postal" OR NEW."for_whom" <> OLD."for_whom" OR NEW."subject" <> OLD."subject" OR NEW."message_id" <> OLD."message_id" OR NEW."cause" <> OLD."cause" OR NEW."enclosed_key" <> OLD."enclosed_key" OR NEW."written_at" <> OLD."written_at" OR NEW."by" <> OLD."by" OR ((NEW.body <> OLD.body OR NEW.signature <> OLD.signature) AND (NEW.body <> \'—\' OR NEW.signature <> \'\' OR NOT EXISTS (SELECT 1 FROM message_erasure e WHERE e.message_id = OLD.id))) BEGIN SELECT RAISE(ABORT, \'append-only: message\'); END',
]
POSTGRESQL = [
    "CREATE FUNCTION keep_letter_wording_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: letter_wording'; RETURN OLD; END $guard$",
    'CREATE TRIGGER keep_letter_wording_delete BEFORE DELETE ON letter_wording FOR EACH ROW EXECUTE FUNCTION keep_letter_wording_delete()',
    "CREATE FUNCTION keep_letter_wording_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: letter_wording'; RETURN NEW; END $guard$",
    'CREATE TRIGGER keep_letter_wording_update BEFORE UPDATE ON letter_wording FOR EACH ROW EXECUTE FUNCTION keep_letter_wording_update()',
    "CREATE FUNCTION keep_message_erasure_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: message_erasure'; RETURN OLD; END $guard$",
    'CREATE TRIGGER keep_message_erasure_delete BEFORE DELETE ON message_erasure FOR EACH ROW EXECUTE FUNCTION keep_message_erasure_delete()',
    "CREATE FUNCTION keep_message_erasure_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: message_erasure'; RETURN NEW; END $guard$",
    'CREATE TRIGGER keep_message_erasure_update BEFORE UPDATE ON message_erasure FOR EACH ROW EXECUTE FUNCTION keep_message_erasure_update()',
    'CREATE FUNCTION keep_message_written() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF NEW."case_id" <> OLD."case_id" OR NEW."number" <> OLD."number" OR NEW."kind" <> OLD."kind" OR NEW."lang" <> OLD."lang" OR NEW."to_name" <> OLD."to_name" OR NEW."to_email" <> OLD."to_email" OR NEW."to_postal" <> OLD."to_postal" OR NEW."for_whom" <> OLD."for_whom" OR NEW."subject" <> OLD."subject" OR NEW."message_id" <> OLD."message_id" OR NEW."cause" <> OLD."cause" OR NEW."enclosed_key" <> OLD."enclosed_key" OR NEW."written_at" <> OLD."written_at" OR NEW."by" <> OLD."by" OR ((NEW.body <> OLD.body OR NEW.signature <> OLD.signature) AND (NEW.body <> \'—\' OR NEW.signature <> \'\' OR NOT EXISTS (SELECT 1 FROM message_erasure e WHERE e.message_id = OLD.id))) THEN RAISE EXCEPTION \'append-only: message\'; END IF; RETURN NEW; END $guard$',
    'CREATE TRIGGER keep_message_written BEFORE UPDATE ON message FOR EACH ROW EXECUTE FUNCTION keep_message_written()',
]
SQLITE_BEFORE = [
    'CREATE TRIGGER keep_message_written BEFORE UPDATE ON message FOR EACH ROW WHEN NEW."case_id" <> OLD."case_id" OR NEW."number" <> OLD."number" OR NEW."kind" <> OLD."kind" OR NEW."lang" <> OLD."lang" OR NEW."to_name" <> OLD."to_name" OR NEW."to_email" <> OLD."to_email" OR NEW."to_postal" <> OLD."to_postal" OR NEW."for_whom" <> OLD."for_whom" OR NEW."subject" <> OLD."subject" OR NEW."body" <> OLD."body" OR NEW."signature" <> OLD."signature" OR NEW."message_id" <> OLD."message_id" OR NEW."cause" <> OLD."cause" OR NEW."enclosed_key" <> OLD."enclosed_key" OR NEW."written_at" <> OLD."written_at" OR NEW."by" <> OLD."by" BEGIN SELECT RAISE(ABORT, \'append-only: message\'); END',
]
POSTGRESQL_BEFORE = [
    'CREATE FUNCTION keep_message_written() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF NEW."case_id" <> OLD."case_id" OR NEW."number" <> OLD."number" OR NEW."kind" <> OLD."kind" OR NEW."lang" <> OLD."lang" OR NEW."to_name" <> OLD."to_name" OR NEW."to_email" <> OLD."to_email" OR NEW."to_postal" <> OLD."to_postal" OR NEW."for_whom" <> OLD."for_whom" OR NEW."subject" <> OLD."subject" OR NEW."body" <> OLD."body" OR NEW."signature" <> OLD."signature" OR NEW."message_id" <> OLD."message_id" OR NEW."cause" <> OLD."cause" OR NEW."enclosed_key" <> OLD."enclosed_key" OR NEW."written_at" <> OLD."written_at" OR NEW."by" <> OLD."by" THEN RAISE EXCEPTION \'append-only: message\'; END IF; RETURN NEW; END $guard$',
    'CREATE TRIGGER keep_message_written BEFORE UPDATE ON message FOR EACH ROW EXECUTE FUNCTION keep_message_written()',
]


def upgrade() -> None:
    """No words erased yet, and every letter begins as the product proposes."""
    op.create_table(
        "message_erasure",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_erasure_message_id_message")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("fk_message_erasure_entry_id_journal_entry")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_erasure")),
    )
    op.create_index(op.f("ix_message_erasure_entry_id"), "message_erasure", ["entry_id"])
    op.create_table(
        "letter_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("fr", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.CheckConstraint("fr <> '' AND en <> ''", name=op.f("ck_letter_wording_both_languages")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_letter_wording_says_why")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_wording")),
    )
    op.create_index(op.f("ix_letter_wording_kind_valid_from_on"), "letter_wording", ["kind", "valid_from_on"])
    _drop("message", "written")
    _run(SQLITE, POSTGRESQL)


def downgrade() -> None:
    """What was erased stays erased; letters begin as the product proposes."""
    _drop("message", "written")
    for table, names in GUARDS.items():
        for name in names:
            _drop(table, name)
    op.drop_table("letter_wording")
    op.drop_table("message_erasure")
    _run(SQLITE_BEFORE, POSTGRESQL_BEFORE)


def _drop(table: str, name: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER keep_{table}_{name} ON {table}")
        op.execute(f"DROP FUNCTION keep_{table}_{name}()")
    else:
        op.execute(f"DROP TRIGGER keep_{table}_{name}")


def _run(sqlite: list[str], postgresql: list[str]) -> None:
    for statement in postgresql if op.get_bind().dialect.name == "postgresql" else sqlite:
        op.execute(sa.text(statement.replace(":", "\\:")))
