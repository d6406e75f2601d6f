"""The house as it was first laid: every table, the guards of append-only rows, the full-text index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


class Instant(sa.types.TypeDecorator):
    """An instant in UTC, as the models keep it."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True


SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_text', content_rowid='id', tokenize='ascii')",
    "CREATE TRIGGER index_search_text_insert AFTER INSERT ON search_text BEGIN INSERT INTO search_index(rowid, words) VALUES (NEW.id, NEW.words); END",
    "CREATE TRIGGER index_search_text_delete AFTER DELETE ON search_text BEGIN INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', OLD.id, OLD.words); END",
    "CREATE TRIGGER index_search_text_update AFTER UPDATE ON search_text BEGIN INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', OLD.id, OLD.words); INSERT INTO search_index(rowid, words) VALUES (NEW.id, NEW.words); END",
    "CREATE TRIGGER keep_case_file_delete BEFORE DELETE ON case_file FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'append-only: case_file'); END",
    "CREATE TRIGGER keep_claim_closed_delete BEFORE DELETE ON claim FOR EACH ROW WHEN (SELECT state FROM case_file c WHERE c.id = OLD.case_id) = 'closed' BEGIN SELECT RAISE(ABORT, 'append-only: claim'); END",
    "CREATE TRIGGER keep_claim_closed_update BEFORE UPDATE ON claim FOR EACH ROW WHEN (SELECT state FROM case_file c WHERE c.id = OLD.case_id) = 'closed' BEGIN SELECT RAISE(ABORT, 'append-only: claim'); END",
    "CREATE TRIGGER keep_exhibit_content BEFORE UPDATE ON exhibit FOR EACH ROW WHEN NEW.number <> OLD.number OR NEW.file_key <> OLD.file_key OR NEW.case_id <> OLD.case_id OR NEW.size <> OLD.size BEGIN SELECT RAISE(ABORT, 'append-only: exhibit'); END",
    "CREATE TRIGGER keep_exhibit_delete BEFORE DELETE ON exhibit FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'append-only: exhibit'); END",
    "CREATE TRIGGER keep_exhibit_masking_delete BEFORE DELETE ON exhibit_masking FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: exhibit_masking'); END",
    "CREATE TRIGGER keep_exhibit_masking_update BEFORE UPDATE ON exhibit_masking FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: exhibit_masking'); END",
    "CREATE TRIGGER keep_journal_entry_delete BEFORE DELETE ON journal_entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: journal_entry'); END",
    "CREATE TRIGGER keep_journal_entry_update BEFORE UPDATE ON journal_entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: journal_entry'); END",
    "CREATE TRIGGER keep_journal_erasure_delete BEFORE DELETE ON journal_erasure FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: journal_erasure'); END",
    "CREATE TRIGGER keep_journal_erasure_update BEFORE UPDATE ON journal_erasure FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: journal_erasure'); END",
    "CREATE TRIGGER keep_journal_participant_delete BEFORE DELETE ON journal_participant FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: journal_participant'); END",
    "CREATE TRIGGER keep_journal_participant_update BEFORE UPDATE ON journal_participant FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: journal_participant'); END",
    "CREATE TRIGGER keep_journal_text_delete BEFORE DELETE ON journal_text FOR EACH ROW WHEN NOT EXISTS (SELECT 1 FROM journal_erasure e WHERE e.entry_id = OLD.entry_id) BEGIN SELECT RAISE(ABORT, 'append-only: journal_text'); END",
    "CREATE TRIGGER keep_journal_text_update BEFORE UPDATE ON journal_text FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: journal_text'); END",
)
POSTGRESQL = (
    "CREATE INDEX ix_search_text_words ON search_text USING gin (to_tsvector('simple', words))",
    "CREATE FUNCTION keep_case_file_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'append-only: case_file'; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_case_file_delete BEFORE DELETE ON case_file FOR EACH ROW EXECUTE FUNCTION keep_case_file_delete()",
    "CREATE FUNCTION keep_claim_closed_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF (SELECT state FROM case_file c WHERE c.id = OLD.case_id) = 'closed' THEN RAISE EXCEPTION 'append-only: claim'; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_claim_closed_delete BEFORE DELETE ON claim FOR EACH ROW EXECUTE FUNCTION keep_claim_closed_delete()",
    "CREATE FUNCTION keep_claim_closed_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF (SELECT state FROM case_file c WHERE c.id = OLD.case_id) = 'closed' THEN RAISE EXCEPTION 'append-only: claim'; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_claim_closed_update BEFORE UPDATE ON claim FOR EACH ROW EXECUTE FUNCTION keep_claim_closed_update()",
    "CREATE FUNCTION keep_exhibit_content() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF NEW.number <> OLD.number OR NEW.file_key <> OLD.file_key OR NEW.case_id <> OLD.case_id OR NEW.size <> OLD.size THEN RAISE EXCEPTION 'append-only: exhibit'; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_exhibit_content BEFORE UPDATE ON exhibit FOR EACH ROW EXECUTE FUNCTION keep_exhibit_content()",
    "CREATE FUNCTION keep_exhibit_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'append-only: exhibit'; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_exhibit_delete BEFORE DELETE ON exhibit FOR EACH ROW EXECUTE FUNCTION keep_exhibit_delete()",
    "CREATE FUNCTION keep_exhibit_masking_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: exhibit_masking'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_exhibit_masking_delete BEFORE DELETE ON exhibit_masking FOR EACH ROW EXECUTE FUNCTION keep_exhibit_masking_delete()",
    "CREATE FUNCTION keep_exhibit_masking_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: exhibit_masking'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_exhibit_masking_update BEFORE UPDATE ON exhibit_masking FOR EACH ROW EXECUTE FUNCTION keep_exhibit_masking_update()",
    "CREATE FUNCTION keep_journal_entry_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: journal_entry'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_journal_entry_delete BEFORE DELETE ON journal_entry FOR EACH ROW EXECUTE FUNCTION keep_journal_entry_delete()",
    "CREATE FUNCTION keep_journal_entry_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: journal_entry'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_journal_entry_update BEFORE UPDATE ON journal_entry FOR EACH ROW EXECUTE FUNCTION keep_journal_entry_update()",
    "CREATE FUNCTION keep_journal_erasure_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: journal_erasure'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_journal_erasure_delete BEFORE DELETE ON journal_erasure FOR EACH ROW EXECUTE FUNCTION keep_journal_erasure_delete()",
    "CREATE FUNCTION keep_journal_erasure_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: journal_erasure'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_journal_erasure_update BEFORE UPDATE ON journal_erasure FOR EACH ROW EXECUTE FUNCTION keep_journal_erasure_update()",
    "CREATE FUNCTION keep_journal_participant_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: journal_participant'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_journal_participant_delete BEFORE DELETE ON journal_participant FOR EACH ROW EXECUTE FUNCTION keep_journal_participant_delete()",
    "CREATE FUNCTION keep_journal_participant_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: journal_participant'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_journal_participant_update BEFORE UPDATE ON journal_participant FOR EACH ROW EXECUTE FUNCTION keep_journal_participant_update()",
    "CREATE FUNCTION keep_journal_text_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF NOT EXISTS (SELECT 1 FROM journal_erasure e WHERE e.entry_id = OLD.entry_id) THEN RAISE EXCEPTION 'append-only: journal_text'; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_journal_text_delete BEFORE DELETE ON journal_text FOR EACH ROW EXECUTE FUNCTION keep_journal_text_delete()",
    "CREATE FUNCTION keep_journal_text_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: journal_text'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_journal_text_update BEFORE UPDATE ON journal_text FOR EACH ROW EXECUTE FUNCTION keep_journal_text_update()",
)


def upgrade() -> None:
    """Make everything."""
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "consumer",
                "non_professional",
                "micro_firm",
                "business",
                "unknown",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=160), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("turnover_minor", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=20), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("prefers", sa.String(length=20), nullable=False),
        sa.Column(
            "segment",
            sa.Enum(
                "standard",
                "loyal",
                "premium",
                "professional",
                name="segment",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("customer_since_on", sa.Date(), nullable=True),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=True),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_customer_source_external_id")),
    )
    op.create_index(op.f("ix_customer_email"), "customer", ["email"], unique=False)
    op.create_index(op.f("ix_customer_name_key"), "customer", ["name_key"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("cause", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("dead_at", Instant(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index(op.f("ix_job_cause"), "job", ["cause"], unique=False)
    op.create_index(op.f("ix_job_done_at_dead_at_due_at"), "job", ["done_at", "dead_at", "due_at"], unique=False)
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(length=60), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "internal",
                "customer",
                "mediator",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("stream", "seq", name=op.f("uq_journal_entry_stream_seq")),
    )
    op.create_index(op.f("ix_journal_entry_at"), "journal_entry", ["at"], unique=False)
    op.create_index(op.f("ix_journal_entry_stream_kind"), "journal_entry", ["stream", "kind"], unique=False)
    op.create_table(
        "journal_head",
        sa.Column("stream", sa.String(length=60), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "mediator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("formerly", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("postal", sa.String(length=300), nullable=False),
        sa.Column("other_addresses", sa.JSON(), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("form_url", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("sectors", sa.JSON(), nullable=False),
        sa.Column("official_sectors", sa.JSON(), nullable=False),
        sa.Column("takes", sa.JSON(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("renamed_on", sa.Date(), nullable=True),
        sa.Column("contract_from", sa.Date(), nullable=True),
        sa.Column("contract_until", sa.Date(), nullable=True),
        sa.Column("wait_days", sa.Integer(), nullable=True),
        sa.Column("wait_months", sa.Integer(), nullable=True),
        sa.Column("filing_months", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=120), nullable=False),
        sa.Column("prior_steps", sa.Text(), nullable=False),
        sa.Column("fee_minor", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "contract_until IS NULL OR (contract_from IS NOT NULL AND contract_until >= contract_from)",
            name=op.f("ck_mediator_contract_in_order"),
        ),
        sa.CheckConstraint("fee_minor IS NULL OR fee_minor >= 0", name=op.f("ck_mediator_fee_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediator")),
        sa.UniqueConstraint("code", name=op.f("uq_mediator_code")),
    )
    op.create_table(
        "search_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_text")),
    )
    op.create_index("uq_search_text_place", "search_text", ["subject_id", "kind", "key"], unique=True)
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_fr", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("code", name=op.f("uq_service_code")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "agent",
                "supervisor",
                "quality_officer",
                "director",
                "auditor",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("speaks", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("purpose_fr", sa.String(length=200), nullable=False),
        sa.Column("purpose_en", sa.String(length=200), nullable=False),
        sa.CheckConstraint("away_until IS NULL OR away_from IS NOT NULL", name=op.f("ck_staff_absence_has_a_start")),
        sa.CheckConstraint("deputy_id <> id", name=op.f("ck_staff_not_own_deputy")),
        sa.CheckConstraint("manager_id <> id", name=op.f("ck_staff_not_own_manager")),
        sa.ForeignKeyConstraint(["deputy_id"], ["staff.id"], name=op.f("fk_staff_deputy_id")),
        sa.ForeignKeyConstraint(["manager_id"], ["staff.id"], name=op.f("fk_staff_manager_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )
    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("file_key", sa.String(length=120), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("version", name=op.f("uq_terms_version")),
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("since_at", Instant(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    op.create_table(
        "web_session",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_web_session")),
    )
    op.create_index(op.f("ix_web_session_person"), "web_session", ["person"], unique=False)
    op.create_index(op.f("ix_web_session_seen_at"), "web_session", ["seen_at"], unique=False)
    op.create_table(
        "conduct_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("channels", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_conduct_limit_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_conduct_limit_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_limit")),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_incident_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("ref", name=op.f("uq_incident_ref")),
    )
    op.create_table(
        "journal_erasure",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_journal_erasure_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_journal_erasure")),
    )
    op.create_table(
        "journal_participant",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("stream", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_journal_participant_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "person", "role", name=op.f("pk_journal_participant")),
    )
    op.create_index(op.f("ix_journal_participant_person"), "journal_participant", ["person"], unique=False)
    op.create_index(
        op.f("ix_journal_participant_stream_person"), "journal_participant", ["stream", "person"], unique=False
    )
    op.create_table(
        "journal_text",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_journal_text_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_journal_text")),
    )
    op.create_table(
        "purchase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("product", sa.String(length=80), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("condition", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "delivered_on IS NULL OR delivered_on >= bought_on", name=op.f("ck_purchase_delivered_after_bought")
        ),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_purchase_price_not_negative")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_purchase_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase")),
    )
    op.create_index(op.f("ix_purchase_customer_id"), "purchase", ["customer_id"], unique=False)
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_saved_view_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index(op.f("ix_saved_view_staff_id"), "saved_view", ["staff_id"], unique=False)
    op.create_table(
        "staff_service",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_staff_service_service_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_service_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "service_id", name=op.f("pk_staff_service")),
    )
    op.create_table(
        "terms_clause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_terms_clause_terms_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_clause")),
        sa.UniqueConstraint("terms_id", "number", name=op.f("uq_terms_clause_terms_id_number")),
    )
    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "in_progress",
                "waiting",
                "offer_open",
                "answered",
                "settling",
                "in_mediation",
                "in_court",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column(
            "ended",
            sa.Enum(
                "solved",
                "settled",
                "mediated",
                "judged",
                "no_reaction",
                "withdrawn",
                "not_ours",
                "merged",
                name="ended",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
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
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("purchase_id", sa.Integer(), nullable=True),
        sa.Column(
            "complainant_kind",
            sa.Enum(
                "consumer",
                "non_professional",
                "micro_firm",
                "business",
                "unknown",
                name="complainant_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("product", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("regimes", sa.JSON(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("claimed_minor", sa.Integer(), nullable=False),
        sa.Column("logged_at", Instant(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("first_written_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_at", Instant(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("final_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("waiting_until_on", sa.Date(), nullable=True),
        sa.Column("quiet_close_on", sa.Date(), nullable=True),
        sa.Column("offer_until_on", sa.Date(), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("next_code", sa.String(length=40), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("next_kind", sa.String(length=20), nullable=False),
        sa.Column("next_rule", sa.String(length=60), nullable=False),
        sa.Column("stake_minor", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("state_before_merge", sa.String(length=40), nullable=True),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=True),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_case_file_closed_has_an_instant")
        ),
        sa.CheckConstraint("(state = 'closed') = (ended IS NOT NULL)", name=op.f("ck_case_file_closed_says_how")),
        sa.CheckConstraint("level IN ('front', 'supervisor', 'quality')", name=op.f("ck_case_file_level_is_ours")),
        sa.CheckConstraint("merged_into_id IS NULL OR state = 'closed'", name=op.f("ck_case_file_merged_is_closed")),
        sa.CheckConstraint("state = 'closed' OR next_on IS NOT NULL", name=op.f("ck_case_file_open_has_a_date")),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_case_file_not_into_itself")),
        sa.ForeignKeyConstraint(["created_by_id"], ["staff.id"], name=op.f("fk_case_file_created_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_case_file_customer_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_case_file_incident_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["case_file.id"], name=op.f("fk_case_file_merged_into_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_case_file_owner_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchase.id"], name=op.f("fk_case_file_purchase_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_case_file_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("ref", name=op.f("uq_case_file_ref")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_case_file_source_external_id")),
    )
    op.create_index(op.f("ix_case_file_created_by_id"), "case_file", ["created_by_id"], unique=False)
    op.create_index(op.f("ix_case_file_customer_id"), "case_file", ["customer_id"], unique=False)
    op.create_index("ix_case_file_level", "case_file", ["level", "is_open", "next_on"], unique=False)
    op.create_index("ix_case_file_owner", "case_file", ["owner_id", "is_open", "next_on"], unique=False)
    op.create_index("ix_case_file_queue", "case_file", ["is_open", "next_on", "id"], unique=False)
    op.create_index("ix_case_file_service", "case_file", ["service_id", "is_open", "next_on"], unique=False)
    op.create_table(
        "case_link",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.CheckConstraint("case_id <> other_id", name=op.f("ck_case_link_not_itself")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_link_case_id")),
        sa.ForeignKeyConstraint(["other_id"], ["case_file.id"], name=op.f("fk_case_link_other_id")),
        sa.PrimaryKeyConstraint("case_id", "other_id", name=op.f("pk_case_link")),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("due_minor", sa.Integer(), nullable=False),
        sa.Column("due_rule", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_claim_amount_not_negative")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_claim_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("case_id", "position", name=op.f("uq_claim_case_id_position")),
    )
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "legal",
                "house",
                "window",
                "third_party",
                "promise",
                "settlement",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "met",
                "late",
                "missed",
                "paused",
                "moot",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("starts_from", sa.String(length=160), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_duty_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("case_id", "key", name=op.f("uq_duty_case_id_key")),
    )
    op.create_index(op.f("ix_duty_state_due_on"), "duty", ["state", "due_on"], unique=False)
    op.create_table(
        "exhibit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "complaint",
                "answer",
                "exchange",
                "contract",
                "terms",
                "order",
                "invoice",
                "payment",
                "delivery",
                "photo",
                "report",
                "attestation",
                "mandate",
                "notice",
                "mediator_letter",
                "agreement",
                "proof",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("author", sa.String(length=160), nullable=False),
        sa.Column(
            "brought_by",
            sa.Enum(
                "customer",
                "us",
                "mediator",
                "other",
                name="brought_by",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "origin",
            sa.Enum("produced", "elaborated", name="origin", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.Enum(
                "internal",
                "customer",
                "mediator",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("released_at", Instant(), nullable=True),
        sa.Column("released_by", sa.String(length=60), nullable=False),
        sa.Column("file_key", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("type_code", sa.String(length=20), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("problem_code", sa.String(length=40), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("copy_key", sa.String(length=64), nullable=False),
        sa.Column("copy_type", sa.String(length=20), nullable=False),
        sa.Column("copy_pages", sa.Integer(), nullable=False),
        sa.Column("printable_key", sa.String(length=64), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("added_by", sa.String(length=60), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(audience = 'internal') = (released_at IS NULL)", name=op.f("ck_exhibit_released_says_when")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason = '')", name=op.f("ck_exhibit_withdrawn_says_why")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_exhibit_number_from_one")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_exhibit_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_exhibit_case_id_number")),
    )
    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "consumer",
                "non_professional",
                "micro_firm",
                "business",
                "unknown",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("protection", sa.String(length=30), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("mandate_from", sa.Date(), nullable=True),
        sa.Column("mandate_until", sa.Date(), nullable=True),
        sa.Column("mandate_signed", sa.Boolean(), nullable=False),
        sa.Column("mandate_exhibit", sa.Integer(), nullable=True),
        sa.CheckConstraint("share_percent BETWEEN 0 AND 100", name=op.f("ck_party_share_is_percent")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_party_case_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_party_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    op.create_index(op.f("ix_party_case_id"), "party", ["case_id"], unique=False)
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
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
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("origin", sa.String(length=60), nullable=False),
        sa.Column("proof", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_promise_case_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_promise_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    op.create_index(op.f("ix_promise_case_id"), "promise", ["case_id"], unique=False)
    op.create_index(op.f("ix_promise_state_due_at"), "promise", ["state", "due_at"], unique=False)
    op.create_table(
        "recusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_recusal_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recusal_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
        sa.UniqueConstraint("case_id", "staff_id", "kind", name=op.f("uq_recusal_case_id_staff_id_kind")),
    )
    op.create_table(
        "signal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "safety",
                "court",
                "lawyer",
                "regulator",
                "press",
                "broken_promise",
                "third_contact",
                "sensitive",
                "high_claim",
                "standing",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("dismissed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_signal_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
        sa.UniqueConstraint("case_id", "kind", name=op.f("uq_signal_case_id_kind")),
    )
    op.create_table(
        "time_spent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
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
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("corrected_from", sa.Integer(), nullable=True),
        sa.CheckConstraint("minutes BETWEEN 0 AND 1440", name=op.f("ck_time_spent_minutes_of_a_day")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_time_spent_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_time_spent_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_spent")),
    )
    op.create_index(op.f("ix_time_spent_case_id"), "time_spent", ["case_id"], unique=False)
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_alert_duty_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_alert_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("duty_id", "threshold", name=op.f("uq_alert_duty_id_threshold")),
    )
    op.create_index(op.f("ix_alert_staff_id_seen_at"), "alert", ["staff_id", "seen_at"], unique=False)
    op.create_table(
        "exhibit_masking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibit_id", sa.Integer(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "internal",
                "customer",
                "mediator",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("file_key", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.CheckConstraint("audience <> 'internal'", name=op.f("ck_exhibit_masking_never_from_us")),
        sa.ForeignKeyConstraint(["exhibit_id"], ["exhibit.id"], name=op.f("fk_exhibit_masking_exhibit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit_masking")),
    )
    op.create_index(op.f("ix_exhibit_masking_exhibit_id"), "exhibit_masking", ["exhibit_id"], unique=False)
    # ### end Alembic commands ###
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Take everything down."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE IF EXISTS search_index")
    # ### commands auto generated by Alembic - please adjust! ###
    op.drop_index(op.f("ix_exhibit_masking_exhibit_id"), table_name="exhibit_masking")
    op.drop_table("exhibit_masking")
    op.drop_index(op.f("ix_alert_staff_id_seen_at"), table_name="alert")
    op.drop_table("alert")
    op.drop_index(op.f("ix_time_spent_case_id"), table_name="time_spent")
    op.drop_table("time_spent")
    op.drop_table("signal")
    op.drop_table("recusal")
    op.drop_index(op.f("ix_promise_state_due_at"), table_name="promise")
    op.drop_index(op.f("ix_promise_case_id"), table_name="promise")
    op.drop_table("promise")
    op.drop_index(op.f("ix_party_case_id"), table_name="party")
    op.drop_table("party")
    op.drop_table("exhibit")
    op.drop_index(op.f("ix_duty_state_due_on"), table_name="duty")
    op.drop_table("duty")
    op.drop_table("claim")
    op.drop_table("case_link")
    op.drop_index("ix_case_file_service", table_name="case_file")
    op.drop_index("ix_case_file_queue", table_name="case_file")
    op.drop_index("ix_case_file_owner", table_name="case_file")
    op.drop_index("ix_case_file_level", table_name="case_file")
    op.drop_index(op.f("ix_case_file_customer_id"), table_name="case_file")
    op.drop_index(op.f("ix_case_file_created_by_id"), table_name="case_file")
    op.drop_table("case_file")
    op.drop_table("terms_clause")
    op.drop_table("staff_service")
    op.drop_index(op.f("ix_saved_view_staff_id"), table_name="saved_view")
    op.drop_table("saved_view")
    op.drop_index(op.f("ix_purchase_customer_id"), table_name="purchase")
    op.drop_table("purchase")
    op.drop_table("journal_text")
    op.drop_index(op.f("ix_journal_participant_stream_person"), table_name="journal_participant")
    op.drop_index(op.f("ix_journal_participant_person"), table_name="journal_participant")
    op.drop_table("journal_participant")
    op.drop_table("journal_erasure")
    op.drop_table("incident")
    op.drop_table("conduct_limit")
    op.drop_index(op.f("ix_web_session_seen_at"), table_name="web_session")
    op.drop_index(op.f("ix_web_session_person"), table_name="web_session")
    op.drop_table("web_session")
    op.drop_table("throttle")
    op.drop_table("terms")
    op.drop_table("staff")
    op.drop_table("service")
    op.drop_index("uq_search_text_place", table_name="search_text")
    op.drop_table("search_text")
    op.drop_table("mediator")
    op.drop_table("journal_head")
    op.drop_index(op.f("ix_journal_entry_stream_kind"), table_name="journal_entry")
    op.drop_index(op.f("ix_journal_entry_at"), table_name="journal_entry")
    op.drop_table("journal_entry")
    op.drop_index(op.f("ix_job_done_at_dead_at_due_at"), table_name="job")
    op.drop_index(op.f("ix_job_cause"), table_name="job")
    op.drop_table("job")
    op.drop_index(op.f("ix_customer_name_key"), table_name="customer")
    op.drop_index(op.f("ix_customer_email"), table_name="customer")
    op.drop_table("customer")
    op.drop_table("counter")
    # ### end Alembic commands ###
    if op.get_bind().dialect.name == "postgresql":
        for function in [
            "keep_case_file_delete",
            "keep_claim_closed_delete",
            "keep_claim_closed_update",
            "keep_exhibit_content",
            "keep_exhibit_delete",
            "keep_exhibit_masking_delete",
            "keep_exhibit_masking_update",
            "keep_journal_entry_delete",
            "keep_journal_entry_update",
            "keep_journal_erasure_delete",
            "keep_journal_erasure_update",
            "keep_journal_participant_delete",
            "keep_journal_participant_update",
            "keep_journal_text_delete",
            "keep_journal_text_update",
        ]:
            op.execute(f"DROP FUNCTION IF EXISTS {function}() CASCADE")
