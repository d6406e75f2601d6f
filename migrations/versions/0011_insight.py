"""Insight: one line of facts for each case, their tallies by month, how far they were counted, improvement actions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
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
CAUSES = ("category", "product", "service")
STATUSES = ("planned", "under_way", "done", "dropped")
RAISED = "'append-only: improvement'"
SQLITE = [
    "CREATE TRIGGER keep_improvement_delete BEFORE DELETE ON improvement FOR EACH ROW WHEN 1 = 1 "
    f"BEGIN SELECT RAISE(ABORT, {RAISED}); END",
]
POSTGRESQL = [
    "CREATE FUNCTION keep_improvement_delete() RETURNS trigger LANGUAGE plpgsql AS "
    f"$guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION {RAISED}; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_improvement_delete BEFORE DELETE ON improvement FOR EACH ROW EXECUTE FUNCTION keep_improvement_delete()",
]


def _one_of(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Nothing is counted yet: the worker counts what there is."""
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
        sa.Column("slot", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=name != "received_on") for name in DAYS),
        sa.Column("legal_due_on", sa.Date(), nullable=True),
        sa.Column("answer_days", sa.Integer(), nullable=True),
        sa.Column("resolution_days", sa.Integer(), nullable=True),
        sa.Column("resolution_working_days", sa.Integer(), nullable=True),
        *(sa.Column(code, sa.Integer(), nullable=False) for code in COUNTED),
        sa.CheckConstraint("slot BETWEEN 0 AND 167", name=op.f("ck_case_facts_slot_of_a_week")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_facts_case_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_case_facts_service_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_facts")),
    )
    for name in DAYS:
        op.create_index(op.f(f"ix_case_facts_{name}"), "case_facts", [name])
    op.create_index(op.f("ix_case_facts_open_now_legal_due_on"), "case_facts", ["open_now", "legal_due_on"])
    op.create_table(
        "insight_tally",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_insight_tally_service_id")),
        sa.PrimaryKeyConstraint("month", "service_id", "basis", "what", "kind", name=op.f("pk_insight_tally")),
    )
    op.create_table(
        "insight_snapshot",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_insight_snapshot_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insight_snapshot")),
    )
    op.create_table(
        "improvement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("cause_by", _one_of(CAUSES, "cause_by"), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("baseline_from_on", sa.Date(), nullable=False),
        sa.Column("baseline_to_on", sa.Date(), nullable=False),
        sa.Column("target_percent", sa.Integer(), nullable=False),
        sa.Column("status", _one_of(STATUSES, "status"), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("baseline_from_on <= baseline_to_on", name=op.f("ck_improvement_baseline_forwards")),
        sa.CheckConstraint("target_percent BETWEEN 1 AND 100", name=op.f("ck_improvement_target_is_percent")),
        sa.CheckConstraint("status <> 'done' OR done_on IS NOT NULL", name=op.f("ck_improvement_done_has_a_day")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_improvement_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement")),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Without figures."""
    op.drop_table("improvement")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS keep_improvement_delete()")
    op.drop_table("insight_snapshot")
    op.drop_table("insight_tally")
    op.drop_table("case_facts")
