"""Proactive letters about an incident, one each to whoever bought the same thing and has not complained; requests of customers
for their data, with their dates and the letters about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

GUARDS = [
    'keep_access_request_asked',
    'keep_access_request_delete',
    'keep_incident_letter_delete',
    'keep_incident_letter_sent',
    'keep_incident_letter_written',
    'keep_incident_warned_delete',
    'keep_incident_warned_update',
    'keep_incident_wording_delete',
    'keep_incident_wording_update',
    'keep_request_letter_delete',
    'keep_request_letter_sent',
    'keep_request_letter_written',
]
SQLITE = [
    'CREATE TRIGGER keep_access_request_asked BEFORE UPDATE ON access_request FOR EACH ROW WHEN NEW."customer_id" <> OLD."customer_id" OR NEW."received_on" <> OLD."received_on" OR NEW."due_on" <> OLD."due_on" OR NEW."rule" <> OLD."rule" OR NEW."recorded_at" <> OLD."recorded_at" OR NEW."by" <> OLD."by" OR (OLD."extended_until_on" IS NOT NULL AND NEW."extended_until_on" <> OLD."extended_until_on") OR (OLD."answered_at" IS NOT NULL AND NEW."answered_at" <> OLD."answered_at") OR (OLD."outcome" IS NOT NULL AND NEW."outcome" <> OLD."outcome") OR (OLD."extension_reason" <> \'\' AND NEW."extension_reason" <> OLD."extension_reason" AND NOT EXISTS (SELECT 1 FROM customer c WHERE c.id = OLD.customer_id AND c.anonymous)) OR (OLD."refusal" <> \'\' AND NEW."refusal" <> OLD."refusal" AND NOT EXISTS (SELECT 1 FROM customer c WHERE c.id = OLD.customer_id AND c.anonymous)) BEGIN SELECT RAISE(ABORT, \'append-only: access_request\'); END',
    "CREATE TRIGGER keep_access_request_delete BEFORE DELETE ON access_request FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'append-only: access_request'); END",
    "CREATE TRIGGER keep_incident_letter_delete BEFORE DELETE ON incident_letter FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'append-only: incident_letter'); END",
    "CREATE TRIGGER keep_incident_letter_sent BEFORE UPDATE ON incident_letter FOR EACH ROW WHEN OLD.sent_at IS NOT NULL AND (NEW.sent_at IS NULL OR NEW.sent_at <> OLD.sent_at OR NEW.file_key <> OLD.file_key OR NEW.channel <> OLD.channel) BEGIN SELECT RAISE(ABORT, 'append-only: incident_letter'); END",
    'CREATE TRIGGER keep_incident_letter_written BEFORE UPDATE ON incident_letter FOR EACH ROW WHEN NEW."warned_id" <> OLD."warned_id" OR NEW."wording_id" <> OLD."wording_id" OR NEW."lang" <> OLD."lang" OR NEW."message_id" <> OLD."message_id" OR NEW."written_on" <> OLD."written_on" OR NEW."written_at" <> OLD."written_at" OR NEW."by" <> OLD."by" OR (NEW."to_name" <> OLD."to_name" AND (NEW."to_name" <> OLD."to_name" AND NEW."to_name" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM incident_warned w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.warned_id AND c.anonymous))) OR (NEW."to_email" <> OLD."to_email" AND (NEW."to_email" <> OLD."to_email" AND NEW."to_email" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM incident_warned w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.warned_id AND c.anonymous))) OR (NEW."to_postal" <> OLD."to_postal" AND (NEW."to_postal" <> OLD."to_postal" AND NEW."to_postal" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM incident_warned w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.warned_id AND c.anonymous))) OR (NEW."subject" <> OLD."subject" AND (NEW."subject" <> OLD."subject" AND NEW."subject" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM incident_warned w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.warned_id AND c.anonymous))) OR (NEW."body" <> OLD."body" AND (NEW."body" <> OLD."body" AND NEW."body" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM incident_warned w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.warned_id AND c.anonymous))) OR (NEW."signature" <> OLD."signature" AND (NEW."signature" <> OLD."signature" AND NEW."signature" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM incident_warned w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.warned_id AND c.anonymous))) BEGIN SELECT RAISE(ABORT, \'append-only: incident_letter\'); END',
    "CREATE TRIGGER keep_incident_warned_delete BEFORE DELETE ON incident_warned FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: incident_warned'); END",
    "CREATE TRIGGER keep_incident_warned_update BEFORE UPDATE ON incident_warned FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: incident_warned'); END",
    "CREATE TRIGGER keep_incident_wording_delete BEFORE DELETE ON incident_wording FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: incident_wording'); END",
    "CREATE TRIGGER keep_incident_wording_update BEFORE UPDATE ON incident_wording FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: incident_wording'); END",
    "CREATE TRIGGER keep_request_letter_delete BEFORE DELETE ON request_letter FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'append-only: request_letter'); END",
    "CREATE TRIGGER keep_request_letter_sent BEFORE UPDATE ON request_letter FOR EACH ROW WHEN OLD.sent_at IS NOT NULL AND (NEW.sent_at IS NULL OR NEW.sent_at <> OLD.sent_at OR NEW.file_key <> OLD.file_key OR NEW.channel <> OLD.channel) BEGIN SELECT RAISE(ABORT, 'append-only: request_letter'); END",
    'CREATE TRIGGER keep_request_letter_written BEFORE UPDATE ON request_letter FOR EACH ROW WHEN NEW."request_id" <> OLD."request_id" OR NEW."what" <> OLD."what" OR NEW."enclosed_key" <> OLD."enclosed_key" OR NEW."lang" <> OLD."lang" OR NEW."message_id" <> OLD."message_id" OR NEW."written_on" <> OLD."written_on" OR NEW."written_at" <> OLD."written_at" OR NEW."by" <> OLD."by" OR (NEW."to_name" <> OLD."to_name" AND (NEW."to_name" <> OLD."to_name" AND NEW."to_name" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM access_request w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.request_id AND c.anonymous))) OR (NEW."to_email" <> OLD."to_email" AND (NEW."to_email" <> OLD."to_email" AND NEW."to_email" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM access_request w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.request_id AND c.anonymous))) OR (NEW."to_postal" <> OLD."to_postal" AND (NEW."to_postal" <> OLD."to_postal" AND NEW."to_postal" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM access_request w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.request_id AND c.anonymous))) OR (NEW."subject" <> OLD."subject" AND (NEW."subject" <> OLD."subject" AND NEW."subject" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM access_request w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.request_id AND c.anonymous))) OR (NEW."body" <> OLD."body" AND (NEW."body" <> OLD."body" AND NEW."body" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM access_request w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.request_id AND c.anonymous))) OR (NEW."signature" <> OLD."signature" AND (NEW."signature" <> OLD."signature" AND NEW."signature" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM access_request w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.request_id AND c.anonymous))) BEGIN SELECT RAISE(ABORT, \'append-only: request_letter\'); END',
]
POSTGRESQL = [
    'CREATE FUNCTION keep_access_request_asked() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF NEW."customer_id" <> OLD."customer_id" OR NEW."received_on" <> OLD."received_on" OR NEW."due_on" <> OLD."due_on" OR NEW."rule" <> OLD."rule" OR NEW."recorded_at" <> OLD."recorded_at" OR NEW."by" <> OLD."by" OR (OLD."extended_until_on" IS NOT NULL AND NEW."extended_until_on" <> OLD."extended_until_on") OR (OLD."answered_at" IS NOT NULL AND NEW."answered_at" <> OLD."answered_at") OR (OLD."outcome" IS NOT NULL AND NEW."outcome" <> OLD."outcome") OR (OLD."extension_reason" <> \'\' AND NEW."extension_reason" <> OLD."extension_reason" AND NOT EXISTS (SELECT 1 FROM customer c WHERE c.id = OLD.customer_id AND c.anonymous)) OR (OLD."refusal" <> \'\' AND NEW."refusal" <> OLD."refusal" AND NOT EXISTS (SELECT 1 FROM customer c WHERE c.id = OLD.customer_id AND c.anonymous)) THEN RAISE EXCEPTION \'append-only: access_request\'; END IF; RETURN NEW; END $guard$',
    'CREATE TRIGGER keep_access_request_asked BEFORE UPDATE ON access_request FOR EACH ROW EXECUTE FUNCTION keep_access_request_asked()',
    "CREATE FUNCTION keep_access_request_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'append-only: access_request'; END IF; RETURN OLD; END $guard$",
    'CREATE TRIGGER keep_access_request_delete BEFORE DELETE ON access_request FOR EACH ROW EXECUTE FUNCTION keep_access_request_delete()',
    "CREATE FUNCTION keep_incident_letter_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'append-only: incident_letter'; END IF; RETURN OLD; END $guard$",
    'CREATE TRIGGER keep_incident_letter_delete BEFORE DELETE ON incident_letter FOR EACH ROW EXECUTE FUNCTION keep_incident_letter_delete()',
    "CREATE FUNCTION keep_incident_letter_sent() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF OLD.sent_at IS NOT NULL AND (NEW.sent_at IS NULL OR NEW.sent_at <> OLD.sent_at OR NEW.file_key <> OLD.file_key OR NEW.channel <> OLD.channel) THEN RAISE EXCEPTION 'append-only: incident_letter'; END IF; RETURN NEW; END $guard$",
    'CREATE TRIGGER keep_incident_letter_sent BEFORE UPDATE ON incident_letter FOR EACH ROW EXECUTE FUNCTION keep_incident_letter_sent()',
    'CREATE FUNCTION keep_incident_letter_written() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF NEW."warned_id" <> OLD."warned_id" OR NEW."wording_id" <> OLD."wording_id" OR NEW."lang" <> OLD."lang" OR NEW."message_id" <> OLD."message_id" OR NEW."written_on" <> OLD."written_on" OR NEW."written_at" <> OLD."written_at" OR NEW."by" <> OLD."by" OR (NEW."to_name" <> OLD."to_name" AND (NEW."to_name" <> OLD."to_name" AND NEW."to_name" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM incident_warned w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.warned_id AND c.anonymous))) OR (NEW."to_email" <> OLD."to_email" AND (NEW."to_email" <> OLD."to_email" AND NEW."to_email" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM incident_warned w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.warned_id AND c.anonymous))) OR (NEW."to_postal" <> OLD."to_postal" AND (NEW."to_postal" <> OLD."to_postal" AND NEW."to_postal" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM incident_warned w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.warned_id AND c.anonymous))) OR (NEW."subject" <> OLD."subject" AND (NEW."subject" <> OLD."subject" AND NEW."subject" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM incident_warned w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.warned_id AND c.anonymous))) OR (NEW."body" <> OLD."body" AND (NEW."body" <> OLD."body" AND NEW."body" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM incident_warned w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.warned_id AND c.anonymous))) OR (NEW."signature" <> OLD."signature" AND (NEW."signature" <> OLD."signature" AND NEW."signature" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM incident_warned w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.warned_id AND c.anonymous))) THEN RAISE EXCEPTION \'append-only: incident_letter\'; END IF; RETURN NEW; END $guard$',
    'CREATE TRIGGER keep_incident_letter_written BEFORE UPDATE ON incident_letter FOR EACH ROW EXECUTE FUNCTION keep_incident_letter_written()',
    "CREATE FUNCTION keep_incident_warned_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: incident_warned'; RETURN OLD; END $guard$",
    'CREATE TRIGGER keep_incident_warned_delete BEFORE DELETE ON incident_warned FOR EACH ROW EXECUTE FUNCTION keep_incident_warned_delete()',
    "CREATE FUNCTION keep_incident_warned_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: incident_warned'; RETURN NEW; END $guard$",
    'CREATE TRIGGER keep_incident_warned_update BEFORE UPDATE ON incident_warned FOR EACH ROW EXECUTE FUNCTION keep_incident_warned_update()',
    "CREATE FUNCTION keep_incident_wording_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: incident_wording'; RETURN OLD; END $guard$",
    'CREATE TRIGGER keep_incident_wording_delete BEFORE DELETE ON incident_wording FOR EACH ROW EXECUTE FUNCTION keep_incident_wording_delete()',
    "CREATE FUNCTION keep_incident_wording_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: incident_wording'; RETURN NEW; END $guard$",
    'CREATE TRIGGER keep_incident_wording_update BEFORE UPDATE ON incident_wording FOR EACH ROW EXECUTE FUNCTION keep_incident_wording_update()',
    "CREATE FUNCTION keep_request_letter_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'append-only: request_letter'; END IF; RETURN OLD; END $guard$",
    'CREATE TRIGGER keep_request_letter_delete BEFORE DELETE ON request_letter FOR EACH ROW EXECUTE FUNCTION keep_request_letter_delete()',
    "CREATE FUNCTION keep_request_letter_sent() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF OLD.sent_at IS NOT NULL AND (NEW.sent_at IS NULL OR NEW.sent_at <> OLD.sent_at OR NEW.file_key <> OLD.file_key OR NEW.channel <> OLD.channel) THEN RAISE EXCEPTION 'append-only: request_letter'; END IF; RETURN NEW; END $guard$",
    'CREATE TRIGGER keep_request_letter_sent BEFORE UPDATE ON request_letter FOR EACH ROW EXECUTE FUNCTION keep_request_letter_sent()',
    'CREATE FUNCTION keep_request_letter_written() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF NEW."request_id" <> OLD."request_id" OR NEW."what" <> OLD."what" OR NEW."enclosed_key" <> OLD."enclosed_key" OR NEW."lang" <> OLD."lang" OR NEW."message_id" <> OLD."message_id" OR NEW."written_on" <> OLD."written_on" OR NEW."written_at" <> OLD."written_at" OR NEW."by" <> OLD."by" OR (NEW."to_name" <> OLD."to_name" AND (NEW."to_name" <> OLD."to_name" AND NEW."to_name" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM access_request w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.request_id AND c.anonymous))) OR (NEW."to_email" <> OLD."to_email" AND (NEW."to_email" <> OLD."to_email" AND NEW."to_email" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM access_request w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.request_id AND c.anonymous))) OR (NEW."to_postal" <> OLD."to_postal" AND (NEW."to_postal" <> OLD."to_postal" AND NEW."to_postal" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM access_request w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.request_id AND c.anonymous))) OR (NEW."subject" <> OLD."subject" AND (NEW."subject" <> OLD."subject" AND NEW."subject" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM access_request w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.request_id AND c.anonymous))) OR (NEW."body" <> OLD."body" AND (NEW."body" <> OLD."body" AND NEW."body" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM access_request w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.request_id AND c.anonymous))) OR (NEW."signature" <> OLD."signature" AND (NEW."signature" <> OLD."signature" AND NEW."signature" NOT IN (\'\', \'—\') OR NOT EXISTS (SELECT 1 FROM access_request w JOIN customer c ON c.id = w.customer_id WHERE w.id = OLD.request_id AND c.anonymous))) THEN RAISE EXCEPTION \'append-only: request_letter\'; END IF; RETURN NEW; END $guard$',
    'CREATE TRIGGER keep_request_letter_written BEFORE UPDATE ON request_letter FOR EACH ROW EXECUTE FUNCTION keep_request_letter_written()',
]


def upgrade() -> None:
    """Nothing was written or asked yet."""
    op.create_table('incident_warned',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('incident_id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('purchase_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_incident_warned_customer_id')),
    sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], name=op.f('fk_incident_warned_incident_id')),
    sa.ForeignKeyConstraint(['purchase_id'], ['purchase.id'], name=op.f('fk_incident_warned_purchase_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_warned')),
    sa.UniqueConstraint('incident_id', 'customer_id', name=op.f('uq_incident_warned_incident_id_customer_id'))
    )
    op.create_index(op.f('ix_incident_warned_customer_id'), 'incident_warned', ['customer_id'], unique=False)
    op.create_table('incident_wording',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('incident_id', sa.Integer(), nullable=False),
    sa.Column('fr', sa.Text(), nullable=False),
    sa.Column('en', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("fr <> '' OR en <> ''", name=op.f('ck_incident_wording_says_something')),
    sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], name=op.f('fk_incident_wording_incident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_wording'))
    )
    op.create_index(op.f('ix_incident_wording_incident_id'), 'incident_wording', ['incident_id'], unique=False)
    op.create_table('incident_letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('warned_id', sa.Integer(), nullable=False),
    sa.Column('wording_id', sa.Integer(), nullable=False),
    sa.Column('forgotten_on', sa.Date(), nullable=True),
    sa.Column('lang', sa.String(length=2), nullable=False),
    sa.Column('channel', sa.Enum('email', 'post', 'registered', 'person', name='channel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('to_name', sa.String(length=200), nullable=False),
    sa.Column('to_email', sa.String(length=200), nullable=False),
    sa.Column('to_postal', sa.Text(), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('signature', sa.String(length=300), nullable=False),
    sa.Column('message_id', sa.String(length=120), nullable=False),
    sa.Column('written_on', sa.Date(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.Column('leaves_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_on', sa.Date(), nullable=True),
    sa.Column('tracking', sa.String(length=60), nullable=False),
    sa.Column('file_key', sa.String(length=64), nullable=False),
    sa.Column('copy_key', sa.String(length=64), nullable=False),
    sa.CheckConstraint("body <> ''", name=op.f('ck_incident_letter_says_something')),
    sa.CheckConstraint("channel <> 'email' OR to_email <> ''", name=op.f('ck_incident_letter_mail_has_an_address')),
    sa.CheckConstraint("sent_at IS NULL OR file_key <> ''", name=op.f('ck_incident_letter_sent_is_kept')),
    sa.CheckConstraint('sent_at IS NULL OR stopped_at IS NULL', name=op.f('ck_incident_letter_sent_or_stopped')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_incident_letter_job_id')),
    sa.ForeignKeyConstraint(['warned_id'], ['incident_warned.id'], name=op.f('fk_incident_letter_warned_id')),
    sa.ForeignKeyConstraint(['wording_id'], ['incident_wording.id'], name=op.f('fk_incident_letter_wording_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_letter')),
    sa.UniqueConstraint('message_id', name=op.f('uq_incident_letter_message_id')),
    sa.UniqueConstraint('warned_id', name=op.f('uq_incident_letter_warned_id'))
    )
    op.create_index(op.f('ix_incident_letter_sent_at_stopped_at'), 'incident_letter', ['sent_at', 'stopped_at'], unique=False)
    op.create_table('access_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('promise_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.Column('extended_until_on', sa.Date(), nullable=True),
    sa.Column('extension_reason', sa.Text(), nullable=False),
    sa.Column('pdf_key', sa.String(length=64), nullable=False),
    sa.Column('json_key', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Enum('copy', 'refused', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('refusal', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.String(length=60), nullable=True),
    sa.CheckConstraint("(extended_until_on IS NULL) = (extension_reason = '')", name=op.f('ck_access_request_extended_for_a_reason')),
    sa.CheckConstraint("outcome IS NULL OR outcome <> 'refused' OR refusal <> ''", name=op.f('ck_access_request_refused_for_a_reason')),
    sa.CheckConstraint('(answered_at IS NULL) = (outcome IS NULL)', name=op.f('ck_access_request_answered_somehow')),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_access_request_customer_id')),
    sa.ForeignKeyConstraint(['promise_id'], ['promise.id'], name=op.f('fk_access_request_promise_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_request'))
    )
    op.create_index(op.f('ix_access_request_customer_id'), 'access_request', ['customer_id'], unique=False)
    op.create_table('request_letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.Enum('extension', 'copy', 'refusal', name='what', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('enclosed_key', sa.String(length=64), nullable=False),
    sa.Column('enclosed_name', sa.String(length=80), nullable=False),
    sa.Column('forgotten_on', sa.Date(), nullable=True),
    sa.Column('lang', sa.String(length=2), nullable=False),
    sa.Column('channel', sa.Enum('email', 'post', 'registered', 'person', name='channel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('to_name', sa.String(length=200), nullable=False),
    sa.Column('to_email', sa.String(length=200), nullable=False),
    sa.Column('to_postal', sa.Text(), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('signature', sa.String(length=300), nullable=False),
    sa.Column('message_id', sa.String(length=120), nullable=False),
    sa.Column('written_on', sa.Date(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=60), nullable=False),
    sa.Column('leaves_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_on', sa.Date(), nullable=True),
    sa.Column('tracking', sa.String(length=60), nullable=False),
    sa.Column('file_key', sa.String(length=64), nullable=False),
    sa.Column('copy_key', sa.String(length=64), nullable=False),
    sa.CheckConstraint("body <> ''", name=op.f('ck_request_letter_says_something')),
    sa.CheckConstraint("channel <> 'email' OR to_email <> ''", name=op.f('ck_request_letter_mail_has_an_address')),
    sa.CheckConstraint("sent_at IS NULL OR file_key <> ''", name=op.f('ck_request_letter_sent_is_kept')),
    sa.CheckConstraint('sent_at IS NULL OR stopped_at IS NULL', name=op.f('ck_request_letter_sent_or_stopped')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_request_letter_job_id')),
    sa.ForeignKeyConstraint(['request_id'], ['access_request.id'], name=op.f('fk_request_letter_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_letter')),
    sa.UniqueConstraint('message_id', name=op.f('uq_request_letter_message_id')),
    sa.UniqueConstraint('request_id', 'what', name=op.f('uq_request_letter_request_id_what'))
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Without them."""
    op.drop_table('request_letter')
    op.drop_index(op.f('ix_access_request_customer_id'), table_name='access_request')
    op.drop_table('access_request')
    op.drop_index(op.f('ix_incident_letter_sent_at_stopped_at'), table_name='incident_letter')
    op.drop_table('incident_letter')
    op.drop_index(op.f('ix_incident_wording_incident_id'), table_name='incident_wording')
    op.drop_table('incident_wording')
    op.drop_index(op.f('ix_incident_warned_customer_id'), table_name='incident_warned')
    op.drop_table('incident_warned')
    if op.get_bind().dialect.name == "postgresql":
        for name in GUARDS:
            op.execute(f"DROP FUNCTION IF EXISTS {name}()")
