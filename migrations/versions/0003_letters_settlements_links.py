"""Letters that leave, settlement agreements with their signatures, links for mediators, and who signs for the house."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

GUARDS = [
    "keep_mediator_link_delete",
    "keep_mediator_link_scope",
    "keep_message_delete",
    "keep_message_sent",
    "keep_message_written",
    "keep_settlement_delete",
    "keep_settlement_signature_delete",
    "keep_settlement_signature_update",
    "keep_settlement_terms",
]
SQLITE = [
    "CREATE TRIGGER keep_mediator_link_delete BEFORE DELETE ON mediator_link FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'append-only: mediator_link'); END",
    "CREATE TRIGGER keep_mediator_link_scope BEFORE UPDATE ON mediator_link FOR EACH ROW WHEN NEW.referral_id <> OLD.referral_id OR NEW.token_hash <> OLD.token_hash OR NEW.email <> OLD.email OR NEW.expires_at > OLD.expires_at OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL) BEGIN SELECT RAISE(ABORT, 'append-only: mediator_link'); END",
    "CREATE TRIGGER keep_message_delete BEFORE DELETE ON message FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'append-only: message'); END",
    "CREATE TRIGGER keep_message_sent BEFORE UPDATE ON message FOR EACH ROW WHEN OLD.sent_at IS NOT NULL AND (NEW.sent_at IS NULL OR NEW.sent_at <> OLD.sent_at OR NEW.file_key <> OLD.file_key OR NEW.channel <> OLD.channel) BEGIN SELECT RAISE(ABORT, 'append-only: message'); END",
    'CREATE TRIGGER keep_message_written BEFORE UPDATE ON message FOR EACH ROW WHEN NEW."case_id" <> OLD."case_id" OR NEW."number" <> OLD."number" OR NEW."kind" <> OLD."kind" OR NEW."lang" <> OLD."lang" OR NEW."to_name" <> OLD."to_name" OR NEW."to_email" <> OLD."to_email" OR NEW."to_postal" <> OLD."to_postal" OR NEW."for_whom" <> OLD."for_whom" OR NEW."subject" <> OLD."subject" OR NEW."body" <> OLD."body" OR NEW."signature" <> OLD."signature" OR NEW."message_id" <> OLD."message_id" OR NEW."cause" <> OLD."cause" OR NEW."enclosed_key" <> OLD."enclosed_key" OR NEW."written_at" <> OLD."written_at" OR NEW."by" <> OLD."by" BEGIN SELECT RAISE(ABORT, \'append-only: message\'); END',
    "CREATE TRIGGER keep_settlement_delete BEFORE DELETE ON settlement FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'append-only: settlement'); END",
    "CREATE TRIGGER keep_settlement_signature_delete BEFORE DELETE ON settlement_signature FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: settlement_signature'); END",
    "CREATE TRIGGER keep_settlement_signature_update BEFORE UPDATE ON settlement_signature FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: settlement_signature'); END",
    "CREATE TRIGGER keep_settlement_terms BEFORE UPDATE ON settlement FOR EACH ROW WHEN OLD.state <> 'draft' AND (NEW.ours <> OLD.ours OR NEW.theirs <> OLD.theirs OR NEW.facts <> OLD.facts OR NEW.amount_minor <> OLD.amount_minor OR NEW.carry_out_by_on <> OLD.carry_out_by_on OR NEW.case_id <> OLD.case_id) BEGIN SELECT RAISE(ABORT, 'append-only: settlement'); END",
]
POSTGRESQL = [
    "CREATE FUNCTION keep_mediator_link_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'append-only: mediator_link'; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_mediator_link_delete BEFORE DELETE ON mediator_link FOR EACH ROW EXECUTE FUNCTION keep_mediator_link_delete()",
    "CREATE FUNCTION keep_mediator_link_scope() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF NEW.referral_id <> OLD.referral_id OR NEW.token_hash <> OLD.token_hash OR NEW.email <> OLD.email OR NEW.expires_at > OLD.expires_at OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL) THEN RAISE EXCEPTION 'append-only: mediator_link'; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_mediator_link_scope BEFORE UPDATE ON mediator_link FOR EACH ROW EXECUTE FUNCTION keep_mediator_link_scope()",
    "CREATE FUNCTION keep_message_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'append-only: message'; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_message_delete BEFORE DELETE ON message FOR EACH ROW EXECUTE FUNCTION keep_message_delete()",
    "CREATE FUNCTION keep_message_sent() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF OLD.sent_at IS NOT NULL AND (NEW.sent_at IS NULL OR NEW.sent_at <> OLD.sent_at OR NEW.file_key <> OLD.file_key OR NEW.channel <> OLD.channel) THEN RAISE EXCEPTION 'append-only: message'; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_message_sent BEFORE UPDATE ON message FOR EACH ROW EXECUTE FUNCTION keep_message_sent()",
    'CREATE FUNCTION keep_message_written() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF NEW."case_id" <> OLD."case_id" OR NEW."number" <> OLD."number" OR NEW."kind" <> OLD."kind" OR NEW."lang" <> OLD."lang" OR NEW."to_name" <> OLD."to_name" OR NEW."to_email" <> OLD."to_email" OR NEW."to_postal" <> OLD."to_postal" OR NEW."for_whom" <> OLD."for_whom" OR NEW."subject" <> OLD."subject" OR NEW."body" <> OLD."body" OR NEW."signature" <> OLD."signature" OR NEW."message_id" <> OLD."message_id" OR NEW."cause" <> OLD."cause" OR NEW."enclosed_key" <> OLD."enclosed_key" OR NEW."written_at" <> OLD."written_at" OR NEW."by" <> OLD."by" THEN RAISE EXCEPTION \'append-only: message\'; END IF; RETURN NEW; END $guard$',
    "CREATE TRIGGER keep_message_written BEFORE UPDATE ON message FOR EACH ROW EXECUTE FUNCTION keep_message_written()",
    "CREATE FUNCTION keep_settlement_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'append-only: settlement'; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_settlement_delete BEFORE DELETE ON settlement FOR EACH ROW EXECUTE FUNCTION keep_settlement_delete()",
    "CREATE FUNCTION keep_settlement_signature_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: settlement_signature'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_settlement_signature_delete BEFORE DELETE ON settlement_signature FOR EACH ROW EXECUTE FUNCTION keep_settlement_signature_delete()",
    "CREATE FUNCTION keep_settlement_signature_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: settlement_signature'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_settlement_signature_update BEFORE UPDATE ON settlement_signature FOR EACH ROW EXECUTE FUNCTION keep_settlement_signature_update()",
    "CREATE FUNCTION keep_settlement_terms() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF OLD.state <> 'draft' AND (NEW.ours <> OLD.ours OR NEW.theirs <> OLD.theirs OR NEW.facts <> OLD.facts OR NEW.amount_minor <> OLD.amount_minor OR NEW.carry_out_by_on <> OLD.carry_out_by_on OR NEW.case_id <> OLD.case_id) THEN RAISE EXCEPTION 'append-only: settlement'; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_settlement_terms BEFORE UPDATE ON settlement FOR EACH ROW EXECUTE FUNCTION keep_settlement_terms()",
]


def upgrade() -> None:
    """Add the tables with their guards, and the signatory of the house."""
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "acknowledgement",
                "request",
                "holding",
                "offer",
                "answer",
                "final_answer",
                "closing",
                "agreement",
                "letter",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "email",
                "post",
                "registered",
                "person",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("to_name", sa.String(length=200), nullable=False),
        sa.Column("to_email", sa.String(length=200), nullable=False),
        sa.Column("to_postal", sa.Text(), nullable=False),
        sa.Column("for_whom", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=300), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("cause", sa.String(length=60), nullable=False),
        sa.Column("enclosed_key", sa.String(length=64), nullable=False),
        sa.Column("enclosed_name", sa.String(length=80), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("tracking", sa.String(length=60), nullable=False),
        sa.Column("file_key", sa.String(length=64), nullable=False),
        sa.Column("copy_key", sa.String(length=64), nullable=False),
        sa.CheckConstraint("body <> ''", name=op.f("ck_message_says_something")),
        sa.CheckConstraint("channel <> 'email' OR to_email <> ''", name=op.f("ck_message_mail_has_an_address")),
        sa.CheckConstraint("sent_at IS NULL OR file_key <> ''", name=op.f("ck_message_sent_is_kept")),
        sa.CheckConstraint("number > 0", name=op.f("ck_message_number_from_one")),
        sa.CheckConstraint("sent_at IS NULL OR stopped_at IS NULL", name=op.f("ck_message_sent_or_stopped")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_message_case_id")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_message_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_message_case_id_number")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
    )
    op.create_index(op.f("ix_message_sent_at_stopped_at"), "message", ["sent_at", "stopped_at"], unique=False)
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "approved",
                "sent",
                "signed",
                "carried_out",
                "dropped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("ours", sa.Text(), nullable=False),
        sa.Column("theirs", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("carry_out_by_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter", sa.Integer(), nullable=True),
        sa.Column("carried_out_on", sa.Date(), nullable=True),
        sa.Column("proof", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(state = 'carried_out') = (carried_out_on IS NOT NULL)", name=op.f("ck_settlement_carried_out_has_a_day")
        ),
        sa.CheckConstraint("ours <> '' AND theirs <> ''", name=op.f("ck_settlement_mutual_concessions")),
        sa.CheckConstraint(
            "state IN ('draft', 'dropped') OR approver_id IS NOT NULL", name=op.f("ck_settlement_approved_by_somebody")
        ),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_settlement_amount_not_negative")),
        sa.CheckConstraint("approver_id IS NULL OR approver_id <> author_id", name=op.f("ck_settlement_four_eyes")),
        sa.ForeignKeyConstraint(["approver_id"], ["staff.id"], name=op.f("fk_settlement_approver_id")),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_settlement_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_settlement_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_settlement_case_id_number")),
    )
    op.create_table(
        "mediator_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("code_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("last_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("code_tries >= 0 AND openings >= 0", name=op.f("ck_mediator_link_counts_not_negative")),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_mediator_link_expires_after_it_is_made")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_mediator_link_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediator_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mediator_link_token_hash")),
    )
    op.create_index(op.f("ix_mediator_link_referral_id"), "mediator_link", ["referral_id"], unique=False)
    op.create_table(
        "settlement_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("capacity", sa.String(length=120), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("exhibit", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.CheckConstraint("side IN ('customer', 'house')", name=op.f("ck_settlement_signature_side_known")),
        sa.CheckConstraint("exhibit > 0", name=op.f("ck_settlement_signature_signed_copy_is_an_exhibit")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_settlement_signature_settlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_signature")),
        sa.UniqueConstraint("settlement_id", "side", name=op.f("uq_settlement_signature_settlement_id_side")),
    )
    op.add_column("house_card", sa.Column("signatory_name", sa.String(length=120), server_default="", nullable=False))
    op.add_column(
        "house_card", sa.Column("signatory_capacity_fr", sa.String(length=120), server_default="", nullable=False)
    )
    op.add_column(
        "house_card", sa.Column("signatory_capacity_en", sa.String(length=120), server_default="", nullable=False)
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("house_card", "signatory_capacity_en")
    op.drop_column("house_card", "signatory_capacity_fr")
    op.drop_column("house_card", "signatory_name")
    op.drop_table("settlement_signature")
    op.drop_index(op.f("ix_mediator_link_referral_id"), table_name="mediator_link")
    op.drop_table("mediator_link")
    op.drop_table("settlement")
    op.drop_index(op.f("ix_message_sent_at_stopped_at"), table_name="message")
    op.drop_table("message")
    if op.get_bind().dialect.name == "postgresql":
        for name in GUARDS:
            op.execute(f"DROP FUNCTION IF EXISTS {name}()")
