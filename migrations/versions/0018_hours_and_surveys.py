"""The hours in which customers come to us, counted for each case; when customers are surveyed, as a setting with its history.

What is counted of cases can be drawn again at any time: the worker counts them afresh.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

DAYS = ("received_on", "answered_on", "closed_on", "offered_on", "referred_on", "promised_on", "asked_on")
COUNTED = (
    "received", "closed", "open_now", "set_aside", "upheld", "rejected", "reopened", "to_supervisor", "to_quality", "to_mediator",
    "to_court", "contacts", "contacts_in", "channel_changes", "transfers", "minutes", "legal_kept", "legal_late", "house_kept",
    "house_late", "entitled", "promises", "promises_kept", "promises_broken", "offers", "offers_accepted", "offers_refused",
    "offers_expired", "granted", "granted_front", "granted_supervisor", "granted_quality", "granted_director", "granted_value",
    "foreseen", "referrals", "admissible", "inadmissible", "mediation_agreed", "mediation_failed", "mediation_refused_by_us",
    "surveys", "surveys_answered", "satisfaction_given", "satisfied", "effort_given", "effort_sum", "recommendation_given", "promoters",
    "detractors", "solved_given", "solved_confirmed",
)  # fmt: skip
GUARDS = ["keep_survey_times_delete", "keep_survey_times_update"]
SQLITE = [
    f"CREATE TRIGGER keep_survey_times_{deed} BEFORE {deed.upper()} ON survey_times FOR EACH ROW "
    "BEGIN SELECT RAISE(ABORT, 'append-only: survey_times'); END"
    for deed in ("delete", "update")
]
POSTGRESQL = [
    statement
    for deed, row in (("delete", "OLD"), ("update", "NEW"))
    for statement in (
        f"CREATE FUNCTION keep_survey_times_{deed}() RETURNS trigger LANGUAGE plpgsql AS $guard$ "
        f"BEGIN RAISE EXCEPTION 'append-only: survey_times'; RETURN {row}; END $guard$",
        f"CREATE TRIGGER keep_survey_times_{deed} BEFORE {deed.upper()} ON survey_times FOR EACH ROW "
        f"EXECUTE FUNCTION keep_survey_times_{deed}()",
    )
]


def upgrade() -> None:
    """Nothing is counted any more until the worker has; nobody has set when customers are asked."""
    _lay_facts(sa.Column("hours", sa.Text(), nullable=False), counted=(*COUNTED, "incoming"))
    op.create_table(
        "survey_times",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("contact", sa.Integer(), nullable=False),
        sa.Column("promise", sa.Integer(), nullable=False),
        sa.Column("rest", sa.Integer(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "closed >= 0 AND contact >= 0 AND promise >= 0", name=op.f("ck_survey_times_after_the_occasion")
        ),
        sa.CheckConstraint("rest > 0 AND open > 0", name=op.f("ck_survey_times_days_to_rest_and_answer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_times")),
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def _lay_facts(own: sa.Column[object], *checks: sa.CheckConstraint, counted: tuple[str, ...]) -> None:
    """Lay the table of the facts of cases anew, with no case counted."""
    op.drop_table("case_facts")
    op.create_table(
        "case_facts",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("product", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("regimes", sa.String(length=200), nullable=False),
        own,
        *(sa.Column(name, sa.Date(), nullable=name != "received_on") for name in DAYS),
        sa.Column("legal_due_on", sa.Date(), nullable=True),
        sa.Column("answer_days", sa.Integer(), nullable=True),
        sa.Column("resolution_days", sa.Integer(), nullable=True),
        sa.Column("resolution_working_days", sa.Integer(), nullable=True),
        *(sa.Column(code, sa.Integer(), nullable=False) for code in counted),
        *checks,
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_facts_case_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_case_facts_service_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_facts")),
    )
    for name in DAYS:
        op.create_index(op.f(f"ix_case_facts_{name}"), "case_facts", [name])
    op.create_index(op.f("ix_case_facts_open_now_legal_due_on"), "case_facts", ["open_now", "legal_due_on"])
    for table in ("insight_tally", "insight_snapshot"):
        op.execute(f"DELETE FROM {table}")


def downgrade() -> None:
    """As counted before: the hour of the logging alone; the delays of surveys are those of the house again."""
    op.drop_table("survey_times")
    if op.get_bind().dialect.name == "postgresql":
        for name in GUARDS:
            op.execute(f"DROP FUNCTION IF EXISTS {name}()")
    week = sa.CheckConstraint("slot BETWEEN 0 AND 167", name=op.f("ck_case_facts_slot_of_a_week"))
    _lay_facts(sa.Column("slot", sa.Integer(), nullable=False), week, counted=COUNTED)
