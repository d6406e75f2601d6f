"""Mails that come in: each as it came, where it is and why; how reading the box goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PLACES = ("new", "unreadable", "aside", "to_sort", "to_read", "sorted", "same")
REASONS = (
    "absence", "automatic", "list", "ours", "nobody", "staff", "too_many", "delayed", "by_hand", "over", "too_large", "too_slow",
    "broken", "lost", "no_letter", "not_a_party", "no_mandate", "doubted", "senders", "two_cases", "closed", "returned",
)  # fmt: skip
PROPOSALS = ("letter", "reference", "address")
READ = ("message_id", "sender_name", "sender_email", "subject", "body", "rest")
WORDS = " OR ".join(
    ['NEW."raw_key" <> OLD."raw_key"', 'NEW."taken_at" <> OLD."taken_at"', 'NEW."size" <> OLD."size"']
    + [
        f"(OLD.place NOT IN ('new', 'unreadable') AND NEW.\"{name}\" <> OLD.\"{name}\" AND (NEW.erased_at IS NULL "
        f"OR NEW.\"{name}\" <> OLD.\"{name}\" AND NEW.\"{name}\" NOT IN ('', '—')))"
        for name in READ
    ]
)
ERASED = "OLD.erased_at IS NOT NULL AND (NEW.erased_at IS NULL OR NEW.erased_at <> OLD.erased_at)"
GUARDS = (
    ("words", "UPDATE", WORDS, "RETURN NEW;"), ("erased", "UPDATE", ERASED, "RETURN NEW;"), ("delete", "DELETE", "1 = 1", "RETURN OLD;"),
)  # fmt: skip
RAISED = "'append-only: incoming_mail'"
INDEXES = (("place", "reader"), ("case_id",), ("proposed_id",), ("same_as_id",), ("taken_at",))


def _among(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True, length=40, name=name)


def upgrade() -> None:
    """No mail has come in yet, and no box is read."""
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raw_key", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_box", sa.Boolean(), nullable=False),
        sa.Column("place", _among(PLACES, op.f("ck_incoming_mail_place")), nullable=False),
        sa.Column("why", _among(REASONS, op.f("ck_incoming_mail_why")), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("likeness", sa.String(length=64), nullable=True),
        sa.Column("same_as_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("sender_email", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("rest", sa.Text(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("proposed_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by", _among(PROPOSALS, op.f("ck_incoming_mail_proposed_by")), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("entry_seq", sa.Integer(), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=True),
        sa.Column("unread_before", sa.Boolean(), nullable=False),
        sa.Column("exhibits", sa.JSON(), nullable=False),
        sa.Column("sorted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sorted_by", sa.String(length=60), nullable=False),
        sa.Column("reader", sa.String(length=60), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(place IN ('sorted', 'to_read')) = (case_id IS NOT NULL)", name=op.f("ck_incoming_mail_sorted_has_a_case")),
        sa.CheckConstraint("place NOT IN ('aside', 'unreadable') OR why IS NOT NULL", name=op.f("ck_incoming_mail_aside_says_why")),
        sa.CheckConstraint("place <> 'to_read' OR reader <> ''", name=op.f("ck_incoming_mail_to_read_names_somebody")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_incoming_mail_size_not_negative")),
        sa.ForeignKeyConstraint(["same_as_id"], ["incoming_mail.id"], name=op.f("fk_incoming_mail_same_as_id")),
        sa.ForeignKeyConstraint(["proposed_id"], ["case_file.id"], name=op.f("fk_incoming_mail_proposed_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_incoming_mail_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("raw_key", name=op.f("uq_incoming_mail_raw_key")),
        sa.UniqueConstraint("likeness", name=op.f("uq_incoming_mail_likeness")),
    )
    for columns in INDEXES:
        op.create_index(op.f(f"ix_incoming_mail_{'_'.join(columns)}"), "incoming_mail", list(columns))
    op.create_table(
        "mail_box",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_box")),
        sa.UniqueConstraint("name", name=op.f("uq_mail_box_name")),
    )
    for name, event, when, kept in GUARDS:
        _guard(f"keep_incoming_mail_{name}", event, when, kept, op.get_bind().dialect.name)


def _guard(name: str, event: str, when: str, kept: str, kind: str) -> None:
    if kind == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON incoming_mail FOR EACH ROW WHEN {when} BEGIN SELECT RAISE(ABORT, {RAISED}); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$guard$ BEGIN IF {when} THEN RAISE EXCEPTION {RAISED}; END IF; {kept} END $guard$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON incoming_mail FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """Without mails that came in; what was put into cases stays in their journals."""
    op.drop_table("mail_box")
    op.drop_table("incoming_mail")
    if op.get_bind().dialect.name == "postgresql":
        for name, *_guarded in GUARDS:
            op.execute(f"DROP FUNCTION IF EXISTS keep_incoming_mail_{name}()")
