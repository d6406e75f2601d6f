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
    "CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_text', content_rowid='id', tokenize='ascii', detail='none', columnsize=0)",
    "CREATE TRIGGER index_search_text_insert AFTER INSERT ON search_text BEGIN INSERT INTO search_index(rowid, words) VALUES (NEW.id, NEW.words); END",
    "CREATE TRIGGER index_search_text_delete AFTER DELETE ON search_text BEGIN INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', OLD.id, OLD.words); END",
    "CREATE TRIGGER index_search_text_update AFTER UPDATE ON search_text BEGIN INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', OLD.id, OLD.words); INSERT INTO search_index(rowid, words) VALUES (NEW.id, NEW.words); END",
    "CREATE TRIGGER keep_approval_decision_delete BEFORE DELETE ON approval_decision FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: approval_decision'); END",
    "CREATE TRIGGER keep_approval_decision_refused_once_for_all BEFORE INSERT ON approval_decision FOR EACH ROW WHEN EXISTS (SELECT 1 FROM approval_decision d WHERE d.substance = NEW.substance AND NOT d.granted) BEGIN SELECT RAISE(ABORT, 'append-only: approval_decision'); END",
    "CREATE TRIGGER keep_approval_decision_update BEFORE UPDATE ON approval_decision FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: approval_decision'); END",
    "CREATE TRIGGER keep_approval_delete BEFORE DELETE ON approval FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'append-only: approval'); END",
    "CREATE TRIGGER keep_approval_refusal_sticks BEFORE INSERT ON approval FOR EACH ROW WHEN EXISTS (SELECT 1 FROM approval_decision d WHERE d.substance = NEW.substance AND NOT d.granted) BEGIN SELECT RAISE(ABORT, 'append-only: approval'); END",
    "CREATE TRIGGER keep_approval_terms BEFORE UPDATE ON approval FOR EACH ROW WHEN OLD.digest <> NEW.digest OR OLD.offer_id <> NEW.offer_id OR OLD.by_id <> NEW.by_id BEGIN SELECT RAISE(ABORT, 'append-only: approval'); END",
    "CREATE TRIGGER keep_authority_line_delete BEFORE DELETE ON authority_line FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: authority_line'); END",
    "CREATE TRIGGER keep_authority_line_update BEFORE UPDATE ON authority_line FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: authority_line'); END",
    "CREATE TRIGGER keep_budget_delete BEFORE DELETE ON budget FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'append-only: budget'); END",
    "CREATE TRIGGER keep_case_file_delete BEFORE DELETE ON case_file FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'append-only: case_file'); END",
    "CREATE TRIGGER keep_claim_closed_delete BEFORE DELETE ON claim FOR EACH ROW WHEN (SELECT state FROM case_file c WHERE c.id = OLD.case_id) = 'closed' BEGIN SELECT RAISE(ABORT, 'append-only: claim'); END",
    "CREATE TRIGGER keep_claim_closed_update BEFORE UPDATE ON claim FOR EACH ROW WHEN (SELECT state FROM case_file c WHERE c.id = OLD.case_id) = 'closed' BEGIN SELECT RAISE(ABORT, 'append-only: claim'); END",
    "CREATE TRIGGER keep_claim_settled_delete BEFORE DELETE ON claim_settled FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: claim_settled'); END",
    "CREATE TRIGGER keep_claim_settled_update BEFORE UPDATE ON claim_settled FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: claim_settled'); END",
    "CREATE TRIGGER keep_counter_offer_delete BEFORE DELETE ON counter_offer FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: counter_offer'); END",
    "CREATE TRIGGER keep_counter_offer_update BEFORE UPDATE ON counter_offer FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: counter_offer'); END",
    "CREATE TRIGGER keep_entitlement_delete BEFORE DELETE ON entitlement FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'append-only: entitlement'); END",
    "CREATE TRIGGER keep_exhibit_content BEFORE UPDATE ON exhibit FOR EACH ROW WHEN NEW.number <> OLD.number OR NEW.file_key <> OLD.file_key OR NEW.case_id <> OLD.case_id OR NEW.size <> OLD.size BEGIN SELECT RAISE(ABORT, 'append-only: exhibit'); END",
    "CREATE TRIGGER keep_exhibit_delete BEFORE DELETE ON exhibit FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'append-only: exhibit'); END",
    "CREATE TRIGGER keep_exhibit_masking_delete BEFORE DELETE ON exhibit_masking FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: exhibit_masking'); END",
    "CREATE TRIGGER keep_exhibit_masking_update BEFORE UPDATE ON exhibit_masking FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: exhibit_masking'); END",
    "CREATE TRIGGER keep_frozen_estimate_delete BEFORE DELETE ON frozen_estimate FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: frozen_estimate'); END",
    "CREATE TRIGGER keep_frozen_estimate_update BEFORE UPDATE ON frozen_estimate FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: frozen_estimate'); END",
    "CREATE TRIGGER keep_gesture_catalogue_delete BEFORE DELETE ON gesture_catalogue FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: gesture_catalogue'); END",
    "CREATE TRIGGER keep_gesture_catalogue_update BEFORE UPDATE ON gesture_catalogue FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: gesture_catalogue'); END",
    "CREATE TRIGGER keep_house_card_delete BEFORE DELETE ON house_card FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: house_card'); END",
    "CREATE TRIGGER keep_house_card_update BEFORE UPDATE ON house_card FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: house_card'); END",
    "CREATE TRIGGER keep_journal_entry_delete BEFORE DELETE ON journal_entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: journal_entry'); END",
    "CREATE TRIGGER keep_journal_entry_update BEFORE UPDATE ON journal_entry FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: journal_entry'); END",
    "CREATE TRIGGER keep_journal_erasure_delete BEFORE DELETE ON journal_erasure FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: journal_erasure'); END",
    "CREATE TRIGGER keep_journal_erasure_update BEFORE UPDATE ON journal_erasure FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: journal_erasure'); END",
    "CREATE TRIGGER keep_journal_participant_delete BEFORE DELETE ON journal_participant FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: journal_participant'); END",
    "CREATE TRIGGER keep_journal_participant_update BEFORE UPDATE ON journal_participant FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: journal_participant'); END",
    "CREATE TRIGGER keep_journal_text_delete BEFORE DELETE ON journal_text FOR EACH ROW WHEN NOT EXISTS (SELECT 1 FROM journal_erasure e WHERE e.entry_id = OLD.entry_id) BEGIN SELECT RAISE(ABORT, 'append-only: journal_text'); END",
    "CREATE TRIGGER keep_journal_text_update BEFORE UPDATE ON journal_text FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: journal_text'); END",
    "CREATE TRIGGER keep_ledger_transfer_delete BEFORE DELETE ON ledger_transfer FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: ledger_transfer'); END",
    "CREATE TRIGGER keep_ledger_transfer_update BEFORE UPDATE ON ledger_transfer FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: ledger_transfer'); END",
    "CREATE TRIGGER keep_made_file_delete BEFORE DELETE ON made_file FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: made_file'); END",
    "CREATE TRIGGER keep_made_file_update BEFORE UPDATE ON made_file FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: made_file'); END",
    "CREATE TRIGGER keep_offer_answered_once BEFORE UPDATE ON offer FOR EACH ROW WHEN OLD.state NOT IN ('draft', 'sent') AND NEW.state <> OLD.state BEGIN SELECT RAISE(ABORT, 'append-only: offer'); END",
    "CREATE TRIGGER keep_offer_approved_before_sent BEFORE UPDATE ON offer FOR EACH ROW WHEN NEW.state = 'sent' AND OLD.state = 'draft' AND NEW.approval_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM approval_decision d JOIN approval a ON a.id = d.approval_id WHERE d.approval_id = NEW.approval_id AND a.offer_id = NEW.id AND d.granted AND d.digest = a.digest) BEGIN SELECT RAISE(ABORT, 'append-only: offer'); END",
    "CREATE TRIGGER keep_offer_end_delete BEFORE DELETE ON offer_end FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: offer_end'); END",
    "CREATE TRIGGER keep_offer_end_update BEFORE UPDATE ON offer_end FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: offer_end'); END",
    "CREATE TRIGGER keep_offer_line_paid_with_proof BEFORE UPDATE ON offer_line FOR EACH ROW WHEN NEW.state = 'carried_out' AND NOT EXISTS (SELECT 1 FROM payout p WHERE p.line_id = NEW.id) BEGIN SELECT RAISE(ABORT, 'append-only: offer_line'); END",
    "CREATE TRIGGER keep_offer_line_sent_amounts BEFORE UPDATE ON offer_line FOR EACH ROW WHEN OLD.state <> 'draft' AND (OLD.value_minor <> NEW.value_minor OR OLD.cost_minor <> NEW.cost_minor OR OLD.code <> NEW.code OR OLD.currency <> NEW.currency) BEGIN SELECT RAISE(ABORT, 'append-only: offer_line'); END",
    "CREATE TRIGGER keep_payout_delete BEFORE DELETE ON payout FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: payout'); END",
    "CREATE TRIGGER keep_payout_update BEFORE UPDATE ON payout FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: payout'); END",
    "CREATE TRIGGER keep_referral_delete BEFORE DELETE ON referral FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'append-only: referral'); END",
    "CREATE TRIGGER keep_regime_edition_delete BEFORE DELETE ON regime_edition FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: regime_edition'); END",
    "CREATE TRIGGER keep_regime_edition_update BEFORE UPDATE ON regime_edition FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: regime_edition'); END",
    "CREATE TRIGGER keep_seal_certificate_delete BEFORE DELETE ON seal_certificate FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: seal_certificate'); END",
    "CREATE TRIGGER keep_seal_certificate_update BEFORE UPDATE ON seal_certificate FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: seal_certificate'); END",
    "CREATE TRIGGER keep_settings_decision_delete BEFORE DELETE ON settings_decision FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: settings_decision'); END",
    "CREATE TRIGGER keep_settings_decision_update BEFORE UPDATE ON settings_decision FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: settings_decision'); END",
    "CREATE TRIGGER keep_tariff_change_delete BEFORE DELETE ON tariff_change FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: tariff_change'); END",
    "CREATE TRIGGER keep_tariff_change_update BEFORE UPDATE ON tariff_change FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: tariff_change'); END",
    "CREATE TRIGGER keep_tariff_decision_delete BEFORE DELETE ON tariff_decision FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: tariff_decision'); END",
    "CREATE TRIGGER keep_tariff_decision_update BEFORE UPDATE ON tariff_decision FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'append-only: tariff_decision'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION search_vector(words text, id integer) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 100 AS $vector$ BEGIN RETURN array_to_tsvector(string_to_array(words || ' #' || CAST(id / 8192 AS text), ' ')); END $vector$",
    "CREATE INDEX ix_search_text_words ON search_text USING gin (search_vector(words, id)) WITH (fastupdate = off)",
    "CREATE FUNCTION keep_approval_decision_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: approval_decision'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_approval_decision_delete BEFORE DELETE ON approval_decision FOR EACH ROW EXECUTE FUNCTION keep_approval_decision_delete()",
    "CREATE FUNCTION keep_approval_decision_refused_once_for_all() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF EXISTS (SELECT 1 FROM approval_decision d WHERE d.substance = NEW.substance AND NOT d.granted) THEN RAISE EXCEPTION 'append-only: approval_decision'; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_approval_decision_refused_once_for_all BEFORE INSERT ON approval_decision FOR EACH ROW EXECUTE FUNCTION keep_approval_decision_refused_once_for_all()",
    "CREATE FUNCTION keep_approval_decision_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: approval_decision'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_approval_decision_update BEFORE UPDATE ON approval_decision FOR EACH ROW EXECUTE FUNCTION keep_approval_decision_update()",
    "CREATE FUNCTION keep_approval_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'append-only: approval'; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_approval_delete BEFORE DELETE ON approval FOR EACH ROW EXECUTE FUNCTION keep_approval_delete()",
    "CREATE FUNCTION keep_approval_refusal_sticks() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF EXISTS (SELECT 1 FROM approval_decision d WHERE d.substance = NEW.substance AND NOT d.granted) THEN RAISE EXCEPTION 'append-only: approval'; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_approval_refusal_sticks BEFORE INSERT ON approval FOR EACH ROW EXECUTE FUNCTION keep_approval_refusal_sticks()",
    "CREATE FUNCTION keep_approval_terms() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF OLD.digest <> NEW.digest OR OLD.offer_id <> NEW.offer_id OR OLD.by_id <> NEW.by_id THEN RAISE EXCEPTION 'append-only: approval'; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_approval_terms BEFORE UPDATE ON approval FOR EACH ROW EXECUTE FUNCTION keep_approval_terms()",
    "CREATE FUNCTION keep_authority_line_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: authority_line'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_authority_line_delete BEFORE DELETE ON authority_line FOR EACH ROW EXECUTE FUNCTION keep_authority_line_delete()",
    "CREATE FUNCTION keep_authority_line_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: authority_line'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_authority_line_update BEFORE UPDATE ON authority_line FOR EACH ROW EXECUTE FUNCTION keep_authority_line_update()",
    "CREATE FUNCTION keep_budget_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'append-only: budget'; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_budget_delete BEFORE DELETE ON budget FOR EACH ROW EXECUTE FUNCTION keep_budget_delete()",
    "CREATE FUNCTION keep_case_file_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'append-only: case_file'; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_case_file_delete BEFORE DELETE ON case_file FOR EACH ROW EXECUTE FUNCTION keep_case_file_delete()",
    "CREATE FUNCTION keep_claim_closed_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF (SELECT state FROM case_file c WHERE c.id = OLD.case_id) = 'closed' THEN RAISE EXCEPTION 'append-only: claim'; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_claim_closed_delete BEFORE DELETE ON claim FOR EACH ROW EXECUTE FUNCTION keep_claim_closed_delete()",
    "CREATE FUNCTION keep_claim_closed_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF (SELECT state FROM case_file c WHERE c.id = OLD.case_id) = 'closed' THEN RAISE EXCEPTION 'append-only: claim'; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_claim_closed_update BEFORE UPDATE ON claim FOR EACH ROW EXECUTE FUNCTION keep_claim_closed_update()",
    "CREATE FUNCTION keep_claim_settled_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: claim_settled'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_claim_settled_delete BEFORE DELETE ON claim_settled FOR EACH ROW EXECUTE FUNCTION keep_claim_settled_delete()",
    "CREATE FUNCTION keep_claim_settled_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: claim_settled'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_claim_settled_update BEFORE UPDATE ON claim_settled FOR EACH ROW EXECUTE FUNCTION keep_claim_settled_update()",
    "CREATE FUNCTION keep_counter_offer_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: counter_offer'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_counter_offer_delete BEFORE DELETE ON counter_offer FOR EACH ROW EXECUTE FUNCTION keep_counter_offer_delete()",
    "CREATE FUNCTION keep_counter_offer_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: counter_offer'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_counter_offer_update BEFORE UPDATE ON counter_offer FOR EACH ROW EXECUTE FUNCTION keep_counter_offer_update()",
    "CREATE FUNCTION keep_entitlement_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'append-only: entitlement'; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_entitlement_delete BEFORE DELETE ON entitlement FOR EACH ROW EXECUTE FUNCTION keep_entitlement_delete()",
    "CREATE FUNCTION keep_exhibit_content() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF NEW.number <> OLD.number OR NEW.file_key <> OLD.file_key OR NEW.case_id <> OLD.case_id OR NEW.size <> OLD.size THEN RAISE EXCEPTION 'append-only: exhibit'; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_exhibit_content BEFORE UPDATE ON exhibit FOR EACH ROW EXECUTE FUNCTION keep_exhibit_content()",
    "CREATE FUNCTION keep_exhibit_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'append-only: exhibit'; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_exhibit_delete BEFORE DELETE ON exhibit FOR EACH ROW EXECUTE FUNCTION keep_exhibit_delete()",
    "CREATE FUNCTION keep_exhibit_masking_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: exhibit_masking'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_exhibit_masking_delete BEFORE DELETE ON exhibit_masking FOR EACH ROW EXECUTE FUNCTION keep_exhibit_masking_delete()",
    "CREATE FUNCTION keep_exhibit_masking_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: exhibit_masking'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_exhibit_masking_update BEFORE UPDATE ON exhibit_masking FOR EACH ROW EXECUTE FUNCTION keep_exhibit_masking_update()",
    "CREATE FUNCTION keep_frozen_estimate_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: frozen_estimate'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_frozen_estimate_delete BEFORE DELETE ON frozen_estimate FOR EACH ROW EXECUTE FUNCTION keep_frozen_estimate_delete()",
    "CREATE FUNCTION keep_frozen_estimate_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: frozen_estimate'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_frozen_estimate_update BEFORE UPDATE ON frozen_estimate FOR EACH ROW EXECUTE FUNCTION keep_frozen_estimate_update()",
    "CREATE FUNCTION keep_gesture_catalogue_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: gesture_catalogue'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_gesture_catalogue_delete BEFORE DELETE ON gesture_catalogue FOR EACH ROW EXECUTE FUNCTION keep_gesture_catalogue_delete()",
    "CREATE FUNCTION keep_gesture_catalogue_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: gesture_catalogue'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_gesture_catalogue_update BEFORE UPDATE ON gesture_catalogue FOR EACH ROW EXECUTE FUNCTION keep_gesture_catalogue_update()",
    "CREATE FUNCTION keep_house_card_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: house_card'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_house_card_delete BEFORE DELETE ON house_card FOR EACH ROW EXECUTE FUNCTION keep_house_card_delete()",
    "CREATE FUNCTION keep_house_card_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: house_card'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_house_card_update BEFORE UPDATE ON house_card FOR EACH ROW EXECUTE FUNCTION keep_house_card_update()",
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
    "CREATE FUNCTION keep_ledger_transfer_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: ledger_transfer'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_ledger_transfer_delete BEFORE DELETE ON ledger_transfer FOR EACH ROW EXECUTE FUNCTION keep_ledger_transfer_delete()",
    "CREATE FUNCTION keep_ledger_transfer_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: ledger_transfer'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_ledger_transfer_update BEFORE UPDATE ON ledger_transfer FOR EACH ROW EXECUTE FUNCTION keep_ledger_transfer_update()",
    "CREATE FUNCTION keep_made_file_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: made_file'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_made_file_delete BEFORE DELETE ON made_file FOR EACH ROW EXECUTE FUNCTION keep_made_file_delete()",
    "CREATE FUNCTION keep_made_file_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: made_file'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_made_file_update BEFORE UPDATE ON made_file FOR EACH ROW EXECUTE FUNCTION keep_made_file_update()",
    "CREATE FUNCTION keep_offer_answered_once() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF OLD.state NOT IN ('draft', 'sent') AND NEW.state <> OLD.state THEN RAISE EXCEPTION 'append-only: offer'; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_offer_answered_once BEFORE UPDATE ON offer FOR EACH ROW EXECUTE FUNCTION keep_offer_answered_once()",
    "CREATE FUNCTION keep_offer_approved_before_sent() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF NEW.state = 'sent' AND OLD.state = 'draft' AND NEW.approval_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM approval_decision d JOIN approval a ON a.id = d.approval_id WHERE d.approval_id = NEW.approval_id AND a.offer_id = NEW.id AND d.granted AND d.digest = a.digest) THEN RAISE EXCEPTION 'append-only: offer'; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_offer_approved_before_sent BEFORE UPDATE ON offer FOR EACH ROW EXECUTE FUNCTION keep_offer_approved_before_sent()",
    "CREATE FUNCTION keep_offer_end_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: offer_end'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_offer_end_delete BEFORE DELETE ON offer_end FOR EACH ROW EXECUTE FUNCTION keep_offer_end_delete()",
    "CREATE FUNCTION keep_offer_end_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: offer_end'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_offer_end_update BEFORE UPDATE ON offer_end FOR EACH ROW EXECUTE FUNCTION keep_offer_end_update()",
    "CREATE FUNCTION keep_offer_line_paid_with_proof() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF NEW.state = 'carried_out' AND NOT EXISTS (SELECT 1 FROM payout p WHERE p.line_id = NEW.id) THEN RAISE EXCEPTION 'append-only: offer_line'; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_offer_line_paid_with_proof BEFORE UPDATE ON offer_line FOR EACH ROW EXECUTE FUNCTION keep_offer_line_paid_with_proof()",
    "CREATE FUNCTION keep_offer_line_sent_amounts() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF OLD.state <> 'draft' AND (OLD.value_minor <> NEW.value_minor OR OLD.cost_minor <> NEW.cost_minor OR OLD.code <> NEW.code OR OLD.currency <> NEW.currency) THEN RAISE EXCEPTION 'append-only: offer_line'; END IF; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_offer_line_sent_amounts BEFORE UPDATE ON offer_line FOR EACH ROW EXECUTE FUNCTION keep_offer_line_sent_amounts()",
    "CREATE FUNCTION keep_payout_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: payout'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_payout_delete BEFORE DELETE ON payout FOR EACH ROW EXECUTE FUNCTION keep_payout_delete()",
    "CREATE FUNCTION keep_payout_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: payout'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_payout_update BEFORE UPDATE ON payout FOR EACH ROW EXECUTE FUNCTION keep_payout_update()",
    "CREATE FUNCTION keep_referral_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'append-only: referral'; END IF; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_referral_delete BEFORE DELETE ON referral FOR EACH ROW EXECUTE FUNCTION keep_referral_delete()",
    "CREATE FUNCTION keep_regime_edition_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: regime_edition'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_regime_edition_delete BEFORE DELETE ON regime_edition FOR EACH ROW EXECUTE FUNCTION keep_regime_edition_delete()",
    "CREATE FUNCTION keep_regime_edition_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: regime_edition'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_regime_edition_update BEFORE UPDATE ON regime_edition FOR EACH ROW EXECUTE FUNCTION keep_regime_edition_update()",
    "CREATE FUNCTION keep_seal_certificate_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: seal_certificate'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_seal_certificate_delete BEFORE DELETE ON seal_certificate FOR EACH ROW EXECUTE FUNCTION keep_seal_certificate_delete()",
    "CREATE FUNCTION keep_seal_certificate_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: seal_certificate'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_seal_certificate_update BEFORE UPDATE ON seal_certificate FOR EACH ROW EXECUTE FUNCTION keep_seal_certificate_update()",
    "CREATE FUNCTION keep_settings_decision_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: settings_decision'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_settings_decision_delete BEFORE DELETE ON settings_decision FOR EACH ROW EXECUTE FUNCTION keep_settings_decision_delete()",
    "CREATE FUNCTION keep_settings_decision_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: settings_decision'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_settings_decision_update BEFORE UPDATE ON settings_decision FOR EACH ROW EXECUTE FUNCTION keep_settings_decision_update()",
    "CREATE FUNCTION keep_tariff_change_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: tariff_change'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_tariff_change_delete BEFORE DELETE ON tariff_change FOR EACH ROW EXECUTE FUNCTION keep_tariff_change_delete()",
    "CREATE FUNCTION keep_tariff_change_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: tariff_change'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_tariff_change_update BEFORE UPDATE ON tariff_change FOR EACH ROW EXECUTE FUNCTION keep_tariff_change_update()",
    "CREATE FUNCTION keep_tariff_decision_delete() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: tariff_decision'; RETURN OLD; END $guard$",
    "CREATE TRIGGER keep_tariff_decision_delete BEFORE DELETE ON tariff_decision FOR EACH ROW EXECUTE FUNCTION keep_tariff_decision_delete()",
    "CREATE FUNCTION keep_tariff_decision_update() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'append-only: tariff_decision'; RETURN NEW; END $guard$",
    "CREATE TRIGGER keep_tariff_decision_update BEFORE UPDATE ON tariff_decision FOR EACH ROW EXECUTE FUNCTION keep_tariff_decision_update()",
)


def upgrade() -> None:
    """Make everything."""
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table(
        "closing_day",
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("closed_on", name=op.f("pk_closing_day")),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_fr", sa.String(length=300), nullable=False),
        sa.Column("text_en", sa.String(length=300), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("at_most", sa.Integer(), nullable=False),
        sa.Column("segments", sa.JSON(), nullable=False),
        sa.Column("credit", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_commitment_code_version")),
    )
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
        "gesture_catalogue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "apology",
                "contact",
                "full_refund",
                "partial_refund",
                "price_cut",
                "voucher",
                "exchange",
                "better_product",
                "repair",
                "guarantee",
                "bill_credit",
                "free_work",
                "upgrade",
                "gift",
                "fee_waiver",
                "return_cost",
                "paid_more",
                "expert_time",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("confirmed_by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gesture_catalogue")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_gesture_catalogue_code_version")),
    )
    op.create_table(
        "house_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("registration", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_capacity_fr", sa.String(length=120), nullable=False),
        sa.Column("contact_capacity_en", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=200), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_card")),
    )
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
        "opening_hours",
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "0 <= opens AND opens < closes AND closes <= 1440", name=op.f("ck_opening_hours_opens_before_it_closes")
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_opening_hours_weekday_of_the_week")),
        sa.PrimaryKeyConstraint("weekday", name=op.f("pk_opening_hours")),
    )
    op.create_table(
        "regime_edition",
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("pack", "edition", name=op.f("pk_regime_edition")),
    )
    op.create_table(
        "replay",
        sa.Column("key", sa.String(length=320), nullable=False),
        sa.Column("body", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_replay")),
    )
    op.create_table(
        "seal_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_certificate")),
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
        "authority_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "rank",
            sa.Enum(
                "front",
                "supervisor",
                "quality",
                "director",
                name="rank",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "apology",
                "contact",
                "full_refund",
                "partial_refund",
                "price_cut",
                "voucher",
                "exchange",
                "better_product",
                "repair",
                "guarantee",
                "bill_credit",
                "free_work",
                "upgrade",
                "gift",
                "fee_waiver",
                "return_cost",
                "paid_more",
                "expert_time",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("gesture_minor", sa.Integer(), nullable=False),
        sa.Column("case_minor", sa.Integer(), nullable=False),
        sa.Column("customer_minor", sa.Integer(), nullable=False),
        sa.Column("compromise_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("confirmed_by", sa.String(length=60), nullable=False),
        sa.CheckConstraint("compromise_minor >= 0", name=op.f("ck_authority_line_compromise_not_negative")),
        sa.CheckConstraint(
            "gesture_minor <= case_minor AND case_minor <= customer_minor",
            name=op.f("ck_authority_line_ceilings_in_order"),
        ),
        sa.CheckConstraint(
            "gesture_minor >= 0 AND case_minor >= 0 AND customer_minor >= 0",
            name=op.f("ck_authority_line_ceilings_not_negative"),
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_authority_line_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_line")),
        sa.UniqueConstraint(
            "rank", "service_id", "kind", "version", name=op.f("uq_authority_line_rank_service_id_kind_version")
        ),
    )
    op.create_table(
        "budget",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("limit_minor", sa.Integer(), nullable=False),
        sa.Column("reserved_minor", sa.Integer(), nullable=False),
        sa.Column("spent_minor", sa.Integer(), nullable=False),
        sa.Column("warn_percent", sa.Integer(), nullable=False),
        sa.Column("warned_at", Instant(), nullable=True),
        sa.CheckConstraint("from_on <= to_on", name=op.f("ck_budget_period_forwards")),
        sa.CheckConstraint("limit_minor >= 0", name=op.f("ck_budget_limit_not_negative")),
        sa.CheckConstraint("reserved_minor + spent_minor <= limit_minor", name=op.f("ck_budget_never_overspent")),
        sa.CheckConstraint("reserved_minor >= 0 AND spent_minor >= 0", name=op.f("ck_budget_parts_not_negative")),
        sa.CheckConstraint("warn_percent BETWEEN 1 AND 100", name=op.f("ck_budget_warning_is_percent")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_budget_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget")),
        sa.UniqueConstraint("service_id", "from_on", "currency", name=op.f("uq_budget_service_id_from_on_currency")),
    )
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
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("gesture_minor", sa.Integer(), nullable=False),
        sa.Column("case_minor", sa.Integer(), nullable=False),
        sa.Column("customer_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_delegation_not_to_oneself")),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_delegation_dates_forwards")),
        sa.CheckConstraint("gesture_minor > 0", name=op.f("ck_delegation_something_lent")),
        sa.ForeignKeyConstraint(["from_id"], ["staff.id"], name=op.f("fk_delegation_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["staff.id"], name=op.f("fk_delegation_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    op.create_index(op.f("ix_delegation_to_id_until_on"), "delegation", ["to_id", "until_on"], unique=False)
    op.create_table(
        "feed_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_feed_token_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_feed_token_token_hash")),
    )
    op.create_index(op.f("ix_feed_token_staff_id"), "feed_token", ["staff_id"], unique=False)
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
        "settings_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('grid', 'catalogue', 'budget')", name=op.f("ck_settings_proposal_kind_known")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_settings_proposal_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings_proposal")),
    )
    op.create_table(
        "staff_service",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_staff_service_service_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_service_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "service_id", name=op.f("pk_staff_service")),
    )
    op.create_table(
        "tariff_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("learnt", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_tariff_change_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff_change")),
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
        sa.Column("notices", sa.JSON(), nullable=False),
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
        sa.CheckConstraint("state <> 'closed' OR next_on IS NULL", name=op.f("ck_case_file_closed_has_no_date")),
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
    op.create_index("ix_case_file_created_by", "case_file", ["created_by_id", "is_open", "next_on", "id"], unique=False)
    op.create_index(op.f("ix_case_file_customer_id"), "case_file", ["customer_id"], unique=False)
    op.create_index("ix_case_file_level", "case_file", ["level", "is_open", "next_on", "id"], unique=False)
    op.create_index("ix_case_file_owner", "case_file", ["owner_id", "is_open", "next_on", "id"], unique=False)
    op.create_index("ix_case_file_queue", "case_file", ["is_open", "next_on", "id"], unique=False)
    op.create_index("ix_case_file_service", "case_file", ["service_id", "is_open", "next_on", "id"], unique=False)
    op.create_index("ix_case_file_state", "case_file", ["state", "is_open", "next_on", "id"], unique=False)
    op.create_table(
        "settings_decision",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_settings_decision_by_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["settings_proposal.id"], name=op.f("fk_settings_decision_proposal_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_settings_decision")),
    )
    op.create_table(
        "tariff_decision",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_tariff_decision_by_id")),
        sa.ForeignKeyConstraint(["change_id"], ["tariff_change.id"], name=op.f("fk_tariff_decision_change_id")),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_tariff_decision")),
    )
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
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("pauses", sa.JSON(), nullable=False),
        sa.Column("thresholds", sa.JSON(), nullable=False),
        sa.Column("alert_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_duty_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("case_id", "key", name=op.f("uq_duty_case_id_key")),
    )
    op.create_index(op.f("ix_duty_alert_at"), "duty", ["alert_at"], unique=False)
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
        "frozen_estimate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=60), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("mean_minor", sa.Integer(), nullable=False),
        sa.Column("p10_minor", sa.Integer(), nullable=False),
        sa.Column("p50_minor", sa.Integer(), nullable=False),
        sa.Column("p90_minor", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_frozen_estimate_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_estimate")),
        sa.UniqueConstraint("case_id", "cause", name=op.f("uq_frozen_estimate_case_id_cause")),
    )
    op.create_index(op.f("ix_frozen_estimate_case_id"), "frozen_estimate", ["case_id"], unique=False)
    op.create_table(
        "ledger_transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debit", sa.String(length=60), nullable=False),
        sa.Column("credit", sa.String(length=60), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "move",
            sa.Enum(
                "fund",
                "cut",
                "reserve",
                "release",
                "spend",
                "reverse",
                "due",
                "pay",
                "cancel",
                name="move",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("cause", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("budget_id", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_ledger_transfer_amount_positive")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_ledger_transfer_between_two")),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"], name=op.f("fk_ledger_transfer_budget_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_ledger_transfer_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transfer")),
        sa.UniqueConstraint("cause", name=op.f("uq_ledger_transfer_cause")),
    )
    op.create_index(op.f("ix_ledger_transfer_case_id"), "ledger_transfer", ["case_id"], unique=False)
    op.create_index(op.f("ix_ledger_transfer_credit"), "ledger_transfer", ["credit"], unique=False)
    op.create_index(op.f("ix_ledger_transfer_debit"), "ledger_transfer", ["debit"], unique=False)
    op.create_table(
        "made_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "reader",
            sa.Enum(
                "mediator",
                "reply",
                "consumer",
                "internal",
                "court",
                name="reader",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "product",
            sa.Enum("file", "bundle", "exhibits", name="product", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("file_key", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.CheckConstraint("(sealed = false) OR product = 'file'", name=op.f("ck_made_file_only_files_are_sealed")),
        sa.CheckConstraint("version > 0", name=op.f("ck_made_file_version_from_one")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_made_file_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_made_file")),
        sa.UniqueConstraint(
            "case_id",
            "reader",
            "product",
            "lang",
            "version",
            "sealed",
            name=op.f("uq_made_file_case_id_reader_product_lang_version_sealed"),
        ),
    )
    op.create_index(op.f("ix_made_file_file_key"), "made_file", ["file_key"], unique=False)
    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "accepted",
                "partly",
                "refused",
                "expired",
                "superseded",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("separable", sa.Boolean(), nullable=False),
        sa.Column("valid_until_on", sa.Date(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("text_sent", sa.Text(), nullable=False),
        sa.Column("deviation", sa.Text(), nullable=False),
        sa.Column("budget_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("replaced_because", sa.Text(), nullable=False),
        sa.Column("approval_id", sa.Integer(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('draft', 'withdrawn')) = (sent_at IS NULL)", name=op.f("ck_offer_sent_has_an_instant")
        ),
        sa.CheckConstraint("replaces_id <> id", name=op.f("ck_offer_not_itself")),
        sa.CheckConstraint("sent_at IS NULL OR expires_at IS NOT NULL", name=op.f("ck_offer_sent_expires")),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_offer_author_id")),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"], name=op.f("fk_offer_budget_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_offer_case_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_offer_customer_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["offer.id"], name=op.f("fk_offer_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_offer_case_id_number")),
    )
    op.create_index(op.f("ix_offer_customer_id_state"), "offer", ["customer_id", "state"], unique=False)
    op.create_index(op.f("ix_offer_state_expires_at"), "offer", ["state", "expires_at"], unique=False)
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
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "consumer",
                "conventional",
                "conciliator",
                "participative",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("mediator_id", sa.Integer(), nullable=True),
        sa.Column("third_party", sa.String(length=200), nullable=False),
        sa.Column("their_ref", sa.String(length=80), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "referred",
                "notified",
                "entered",
                "admissible",
                "proposed",
                "carrying_out",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("referred_on", sa.Date(), nullable=True),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column(
            "entry",
            sa.Enum("accepted", "declined", name="entry", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("entry_on", sa.Date(), nullable=True),
        sa.Column("admissible", sa.Boolean(), nullable=True),
        sa.Column("admissible_on", sa.Date(), nullable=True),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("field_confirmed", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("reply_by_on", sa.Date(), nullable=True),
        sa.Column("extended_to_on", sa.Date(), nullable=True),
        sa.Column("proposal_on", sa.Date(), nullable=True),
        sa.Column("proposal_minor", sa.Integer(), nullable=True),
        sa.Column("accept_by_on", sa.Date(), nullable=True),
        sa.Column(
            "our_answer",
            sa.Enum("accepted", "refused", name="our_answer", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("our_answer_on", sa.Date(), nullable=True),
        sa.Column(
            "their_answer",
            sa.Enum("accepted", "refused", name="their_answer", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("their_answer_on", sa.Date(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "agreed",
                "failed",
                "inadmissible",
                "declined",
                "withdrawn",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("carry_out_by_on", sa.Date(), nullable=True),
        sa.Column("carried_out_on", sa.Date(), nullable=True),
        sa.Column("fee_minor", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("opened_by", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "carried_out_on IS NULL OR outcome = 'agreed'", name=op.f("ck_referral_only_agreements_are_carried_out")
        ),
        sa.CheckConstraint("mediator_id IS NOT NULL OR third_party <> ''", name=op.f("ck_referral_somebody_is_named")),
        sa.CheckConstraint(
            "mode <> 'consumer' OR notified_on IS NOT NULL",
            name=op.f("ck_referral_consumer_mode_starts_with_a_notification"),
        ),
        sa.CheckConstraint(
            "mode = 'consumer' OR referred_on IS NOT NULL", name=op.f("ck_referral_other_modes_start_with_a_referral")
        ),
        sa.CheckConstraint("(outcome IS NULL) = (closed_on IS NULL)", name=op.f("ck_referral_closed_says_how")),
        sa.CheckConstraint(
            "entry IS NULL OR notified_on IS NOT NULL", name=op.f("ck_referral_entry_after_notification")
        ),
        sa.CheckConstraint("fee_minor IS NULL OR fee_minor >= 0", name=op.f("ck_referral_fee_not_negative")),
        sa.CheckConstraint(
            "our_answer IS NULL OR proposal_on IS NOT NULL", name=op.f("ck_referral_answer_after_proposal")
        ),
        sa.CheckConstraint(
            "proposal_minor IS NULL OR proposal_minor >= 0", name=op.f("ck_referral_proposal_not_negative")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_referral_case_id")),
        sa.ForeignKeyConstraint(["mediator_id"], ["mediator.id"], name=op.f("fk_referral_mediator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_referral_case_id_number")),
    )
    op.create_index(op.f("ix_referral_state"), "referral", ["state"], unique=False)
    op.create_table(
        "regime_upgrade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('accepted', 'declined')) = (decided_by_id IS NOT NULL)",
            name=op.f("ck_regime_upgrade_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined', 'superseded')", name=op.f("ck_regime_upgrade_state_is_known")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_regime_upgrade_case_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], name=op.f("fk_regime_upgrade_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regime_upgrade")),
    )
    op.create_index(op.f("ix_regime_upgrade_case_id"), "regime_upgrade", ["case_id"], unique=False)
    op.create_index(op.f("ix_regime_upgrade_state"), "regime_upgrade", ["state"], unique=False)
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
        "standing_estimate",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("mean_minor", sa.Integer(), nullable=False),
        sa.Column("p10_minor", sa.Integer(), nullable=False),
        sa.Column("p90_minor", sa.Integer(), nullable=False),
        sa.Column("booked_minor", sa.Integer(), nullable=False),
        sa.Column("relation_minor", sa.Integer(), nullable=False),
        sa.Column("booked_shared", sa.Double(), nullable=False),
        sa.Column("booked_own", sa.Double(), nullable=False),
        sa.Column("relation_shared", sa.Double(), nullable=False),
        sa.Column("relation_own", sa.Double(), nullable=False),
        sa.Column("weighed", sa.Boolean(), nullable=False),
        sa.Column("advice", sa.JSON(), nullable=True),
        sa.CheckConstraint("seq >= 0", name=op.f("ck_standing_estimate_seq_not_negative")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_standing_estimate_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_standing_estimate")),
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
        sa.Column("planned_at", Instant(), nullable=False),
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
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("substance", sa.String(length=64), nullable=False),
        sa.Column(
            "rank",
            sa.Enum(
                "front",
                "supervisor",
                "quality",
                "director",
                name="rank",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("because", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("escalated_at", Instant(), nullable=True),
        sa.CheckConstraint("by_id IS NOT NULL", name=op.f("ck_approval_asked_by_somebody")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_approval_by_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_approval_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("offer_id", "digest", name=op.f("uq_approval_offer_id_digest")),
    )
    op.create_index(op.f("ix_approval_substance"), "approval", ["substance"], unique=False)
    op.create_table(
        "claim_settled",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_settled_claim_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_claim_settled_offer_id")),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_claim_settled")),
    )
    op.create_table(
        "counter_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("proof", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_counter_offer_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_offer")),
    )
    op.create_table(
        "entitlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("recognised_by_id", sa.Integer(), nullable=False),
        sa.Column("recognised_at", Instant(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("contested_because", sa.Text(), nullable=False),
        sa.Column("voucher", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.String(length=200), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=True),
        sa.Column("paid_at", Instant(), nullable=True),
        sa.Column("proof", sa.String(length=300), nullable=False),
        sa.CheckConstraint("state <> 'paid' OR length(proof) > 0", name=op.f("ck_entitlement_paid_is_proved")),
        sa.CheckConstraint(
            "state IN ('to_confirm', 'due', 'contested', 'paid')", name=op.f("ck_entitlement_state_known")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_entitlement_amount_positive")),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> recognised_by_id", name=op.f("ck_entitlement_four_eyes")
        ),
        sa.CheckConstraint(
            "voucher = false OR length(consent) > 0", name=op.f("ck_entitlement_voucher_only_with_consent")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_entitlement_case_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_entitlement_claim_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["staff.id"], name=op.f("fk_entitlement_confirmed_by_id")),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_entitlement_promise_id")),
        sa.ForeignKeyConstraint(["recognised_by_id"], ["staff.id"], name=op.f("fk_entitlement_recognised_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlement")),
    )
    op.create_index(op.f("ix_entitlement_case_id"), "entitlement", ["case_id"], unique=False)
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
    op.create_table(
        "offer_end",
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("received_at", Instant(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("proof", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("taken", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint(
            "how IN ('accepted', 'partly', 'refused', 'expired', 'superseded', 'withdrawn')",
            name=op.f("ck_offer_end_how_known"),
        ),
        sa.CheckConstraint(
            "how NOT IN ('accepted', 'partly') OR (received_at IS NOT NULL AND received_at < expires_at)",
            name=op.f("ck_offer_end_accepted_in_time"),
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_end_offer_id")),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_offer_end")),
    )
    op.create_table(
        "offer_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("entry_version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "apology",
                "contact",
                "full_refund",
                "partial_refund",
                "price_cut",
                "voucher",
                "exchange",
                "better_product",
                "repair",
                "guarantee",
                "bill_credit",
                "free_work",
                "upgrade",
                "gift",
                "fee_waiver",
                "return_cost",
                "paid_more",
                "expert_time",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("nature", sa.String(length=20), nullable=False),
        sa.Column("name_fr", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("wording_fr", sa.Text(), nullable=False),
        sa.Column("wording_en", sa.Text(), nullable=False),
        sa.Column("value_minor", sa.Integer(), nullable=False),
        sa.Column("cost_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("evidence", sa.String(length=200), nullable=False),
        sa.Column("carry_out_days", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "accepted",
                "carried_out",
                "reversed",
                "refused",
                "expired",
                "superseded",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("promise_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint("value_minor >= 0 AND cost_minor >= 0", name=op.f("ck_offer_line_amounts_not_negative")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_offer_line_claim_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_line_offer_id")),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_offer_line_promise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_line")),
        sa.UniqueConstraint("offer_id", "position", name=op.f("uq_offer_line_offer_id_position")),
    )
    op.create_index(op.f("ix_offer_line_state_due_on"), "offer_line", ["state", "due_on"], unique=False)
    op.create_table(
        "approval_decision",
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("substance", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column(
            "rank",
            sa.Enum(
                "front",
                "supervisor",
                "quality",
                "director",
                name="rank",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ceilings", sa.JSON(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("by_id <> author_id", name=op.f("ck_approval_decision_four_eyes")),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_approval_decision_approval_id")),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_approval_decision_author_id")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_approval_decision_by_id")),
        sa.PrimaryKeyConstraint("approval_id", name=op.f("pk_approval_decision")),
    )
    op.create_index(op.f("ix_approval_decision_substance"), "approval_decision", ["substance"], unique=False)
    op.create_table(
        "payout",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("proof", sa.String(length=300), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("length(proof) > 0", name=op.f("ck_payout_proved")),
        sa.ForeignKeyConstraint(["line_id"], ["offer_line.id"], name=op.f("fk_payout_line_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_payout")),
    )
    # ### end Alembic commands ###
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Take everything down."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE IF EXISTS search_index")
    # ### commands auto generated by Alembic - please adjust! ###
    op.drop_table("payout")
    op.drop_index(op.f("ix_approval_decision_substance"), table_name="approval_decision")
    op.drop_table("approval_decision")
    op.drop_index(op.f("ix_offer_line_state_due_on"), table_name="offer_line")
    op.drop_table("offer_line")
    op.drop_table("offer_end")
    op.drop_index(op.f("ix_exhibit_masking_exhibit_id"), table_name="exhibit_masking")
    op.drop_table("exhibit_masking")
    op.drop_index(op.f("ix_entitlement_case_id"), table_name="entitlement")
    op.drop_table("entitlement")
    op.drop_table("counter_offer")
    op.drop_table("claim_settled")
    op.drop_index(op.f("ix_approval_substance"), table_name="approval")
    op.drop_table("approval")
    op.drop_index(op.f("ix_alert_staff_id_seen_at"), table_name="alert")
    op.drop_table("alert")
    op.drop_index(op.f("ix_time_spent_case_id"), table_name="time_spent")
    op.drop_table("time_spent")
    op.drop_table("standing_estimate")
    op.drop_table("signal")
    op.drop_index(op.f("ix_regime_upgrade_state"), table_name="regime_upgrade")
    op.drop_index(op.f("ix_regime_upgrade_case_id"), table_name="regime_upgrade")
    op.drop_table("regime_upgrade")
    op.drop_index(op.f("ix_referral_state"), table_name="referral")
    op.drop_table("referral")
    op.drop_table("recusal")
    op.drop_index(op.f("ix_promise_state_due_at"), table_name="promise")
    op.drop_index(op.f("ix_promise_case_id"), table_name="promise")
    op.drop_table("promise")
    op.drop_index(op.f("ix_party_case_id"), table_name="party")
    op.drop_table("party")
    op.drop_index(op.f("ix_offer_state_expires_at"), table_name="offer")
    op.drop_index(op.f("ix_offer_customer_id_state"), table_name="offer")
    op.drop_table("offer")
    op.drop_index(op.f("ix_made_file_file_key"), table_name="made_file")
    op.drop_table("made_file")
    op.drop_index(op.f("ix_ledger_transfer_debit"), table_name="ledger_transfer")
    op.drop_index(op.f("ix_ledger_transfer_credit"), table_name="ledger_transfer")
    op.drop_index(op.f("ix_ledger_transfer_case_id"), table_name="ledger_transfer")
    op.drop_table("ledger_transfer")
    op.drop_index(op.f("ix_frozen_estimate_case_id"), table_name="frozen_estimate")
    op.drop_table("frozen_estimate")
    op.drop_table("exhibit")
    op.drop_index(op.f("ix_duty_state_due_on"), table_name="duty")
    op.drop_index(op.f("ix_duty_alert_at"), table_name="duty")
    op.drop_table("duty")
    op.drop_table("claim")
    op.drop_table("case_link")
    op.drop_table("tariff_decision")
    op.drop_table("settings_decision")
    op.drop_index("ix_case_file_state", table_name="case_file")
    op.drop_index("ix_case_file_service", table_name="case_file")
    op.drop_index("ix_case_file_queue", table_name="case_file")
    op.drop_index("ix_case_file_owner", table_name="case_file")
    op.drop_index("ix_case_file_level", table_name="case_file")
    op.drop_index(op.f("ix_case_file_customer_id"), table_name="case_file")
    op.drop_index("ix_case_file_created_by", table_name="case_file")
    op.drop_table("case_file")
    op.drop_table("terms_clause")
    op.drop_table("tariff_change")
    op.drop_table("staff_service")
    op.drop_table("settings_proposal")
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
    op.drop_index(op.f("ix_feed_token_staff_id"), table_name="feed_token")
    op.drop_table("feed_token")
    op.drop_index(op.f("ix_delegation_to_id_until_on"), table_name="delegation")
    op.drop_table("delegation")
    op.drop_table("conduct_limit")
    op.drop_table("budget")
    op.drop_table("authority_line")
    op.drop_index(op.f("ix_web_session_seen_at"), table_name="web_session")
    op.drop_index(op.f("ix_web_session_person"), table_name="web_session")
    op.drop_table("web_session")
    op.drop_table("throttle")
    op.drop_table("terms")
    op.drop_table("staff")
    op.drop_table("service")
    op.drop_index("uq_search_text_place", table_name="search_text")
    op.drop_table("search_text")
    op.drop_table("seal_certificate")
    op.drop_table("replay")
    op.drop_table("regime_edition")
    op.drop_table("opening_hours")
    op.drop_table("mediator")
    op.drop_table("journal_head")
    op.drop_index(op.f("ix_journal_entry_stream_kind"), table_name="journal_entry")
    op.drop_index(op.f("ix_journal_entry_at"), table_name="journal_entry")
    op.drop_table("journal_entry")
    op.drop_index(op.f("ix_job_done_at_dead_at_due_at"), table_name="job")
    op.drop_index(op.f("ix_job_cause"), table_name="job")
    op.drop_table("job")
    op.drop_table("house_card")
    op.drop_table("gesture_catalogue")
    op.drop_index(op.f("ix_customer_name_key"), table_name="customer")
    op.drop_index(op.f("ix_customer_email"), table_name="customer")
    op.drop_table("customer")
    op.drop_table("counter")
    op.drop_table("commitment")
    op.drop_table("closing_day")
    # ### end Alembic commands ###
    if op.get_bind().dialect.name == "postgresql":
        for function in [
            "keep_approval_decision_delete",
            "keep_approval_decision_refused_once_for_all",
            "keep_approval_decision_update",
            "keep_approval_delete",
            "keep_approval_refusal_sticks",
            "keep_approval_terms",
            "keep_authority_line_delete",
            "keep_authority_line_update",
            "keep_budget_delete",
            "keep_case_file_delete",
            "keep_claim_closed_delete",
            "keep_claim_closed_update",
            "keep_claim_settled_delete",
            "keep_claim_settled_update",
            "keep_counter_offer_delete",
            "keep_counter_offer_update",
            "keep_entitlement_delete",
            "keep_exhibit_content",
            "keep_exhibit_delete",
            "keep_exhibit_masking_delete",
            "keep_exhibit_masking_update",
            "keep_frozen_estimate_delete",
            "keep_frozen_estimate_update",
            "keep_gesture_catalogue_delete",
            "keep_gesture_catalogue_update",
            "keep_house_card_delete",
            "keep_house_card_update",
            "keep_journal_entry_delete",
            "keep_journal_entry_update",
            "keep_journal_erasure_delete",
            "keep_journal_erasure_update",
            "keep_journal_participant_delete",
            "keep_journal_participant_update",
            "keep_journal_text_delete",
            "keep_journal_text_update",
            "keep_ledger_transfer_delete",
            "keep_ledger_transfer_update",
            "keep_made_file_delete",
            "keep_made_file_update",
            "keep_offer_answered_once",
            "keep_offer_approved_before_sent",
            "keep_offer_end_delete",
            "keep_offer_end_update",
            "keep_offer_line_paid_with_proof",
            "keep_offer_line_sent_amounts",
            "keep_payout_delete",
            "keep_payout_update",
            "keep_referral_delete",
            "keep_regime_edition_delete",
            "keep_regime_edition_update",
            "keep_seal_certificate_delete",
            "keep_seal_certificate_update",
            "keep_settings_decision_delete",
            "keep_settings_decision_update",
            "keep_tariff_change_delete",
            "keep_tariff_change_update",
            "keep_tariff_decision_delete",
            "keep_tariff_decision_update",
        ]:
            op.execute(f"DROP FUNCTION IF EXISTS {function}() CASCADE")
