"""Surveys: who was asked, about which promises, and the one answer. None of these rows ever changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("survey_answer", "survey_invitation", "survey_promise")
EVENTS = ("update", "delete")


def upgrade() -> None:
    """Nobody was asked yet."""
    op.create_table(
        "survey_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "occasion",
            sa.Enum(
                "closed", "contact", "promise", name="occasion", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("entry_seq", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "front",
                "supervisor",
                "quality",
                "mediator",
                "court",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("to_name", sa.String(length=200), nullable=False),
        sa.Column("to_email", sa.String(length=200), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("to_email <> ''", name=op.f("ck_survey_invitation_has_an_address")),
        sa.CheckConstraint("until_at > made_at", name=op.f("ck_survey_invitation_open_for_a_while")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_survey_invitation_case_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_survey_invitation_service_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_survey_invitation_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_invitation")),
        sa.UniqueConstraint("case_id", "entry_seq", name=op.f("uq_survey_invitation_case_id_entry_seq")),
        sa.UniqueConstraint("message_id", name=op.f("uq_survey_invitation_message_id")),
    )
    op.create_index(op.f("ix_survey_invitation_made_at"), "survey_invitation", ["made_at"], unique=False)
    op.create_table(
        "survey_answer",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "solved",
            sa.Enum("yes", "partly", "no", name="solved", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "kept",
            sa.Enum("yes", "partly", "no", name="kept", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("effort", sa.Integer(), nullable=True),
        sa.Column("recommendation", sa.Integer(), nullable=True),
        sa.CheckConstraint("(solved IS NULL) <> (kept IS NULL)", name=op.f("ck_survey_answer_solved_or_kept")),
        sa.CheckConstraint("effort BETWEEN 1 AND 7", name=op.f("ck_survey_answer_effort_of_seven")),
        sa.CheckConstraint("recommendation BETWEEN 0 AND 10", name=op.f("ck_survey_answer_recommendation_of_ten")),
        sa.CheckConstraint("satisfaction BETWEEN 1 AND 5", name=op.f("ck_survey_answer_satisfaction_of_five")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["survey_invitation.id"], name=op.f("fk_survey_answer_invitation_id")
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_survey_answer")),
    )
    op.create_index(op.f("ix_survey_answer_at"), "survey_answer", ["at"], unique=False)
    op.create_table(
        "survey_promise",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["survey_invitation.id"], name=op.f("fk_survey_promise_invitation_id")
        ),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_survey_promise_promise_id")),
        sa.PrimaryKeyConstraint("invitation_id", "promise_id", name=op.f("pk_survey_promise")),
    )
    op.create_index(op.f("ix_survey_promise_promise_id"), "survey_promise", ["promise_id"], unique=False)
    for table in TABLES:
        for event in EVENTS:
            _guard(table, event, op.get_bind().dialect.name)


def _guard(table: str, event: str, kind: str) -> None:
    """Rows of this table are never updated and never deleted."""
    name, raised = f"keep_{table}_{event}", f"'append-only: {table}'"
    if kind == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} FOR EACH ROW BEGIN SELECT RAISE(ABORT, {raised}); END"
        )
        return
    kept = "RETURN OLD;" if event == "delete" else "RETURN NEW;"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$guard$ BEGIN RAISE EXCEPTION {raised}; {kept} END $guard$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """Without surveys."""
    op.drop_index(op.f("ix_survey_promise_promise_id"), table_name="survey_promise")
    op.drop_table("survey_promise")
    op.drop_index(op.f("ix_survey_answer_at"), table_name="survey_answer")
    op.drop_table("survey_answer")
    op.drop_index(op.f("ix_survey_invitation_made_at"), table_name="survey_invitation")
    op.drop_table("survey_invitation")
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for event in EVENTS:
                op.execute(f"DROP FUNCTION IF EXISTS keep_{table}_{event}()")
