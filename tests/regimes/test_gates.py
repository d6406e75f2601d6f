"""Gates: what our acts must respect, with rule, source and who may pass them all the same."""

from __future__ import annotations

import pytest

from app.kernel import Lang, Refused
from app.regimes.queries import packs_named, shipped
from app.regimes.rules import Happened, NamedMediator, RequiredText, blocks, gate, lacks, lint, required_text
from app.regimes.rules.choosing import lives_in
from tests.regimes.helpers import derived, events, facts, on, spoken, verdicts

MEDIATOR = NamedMediator("Médiation Exemple", "1 rue de la Paix, 75002 Paris", "https://mediateur.example")
NAMED = facts(mediator__name=MEDIATOR.name, mediator__postal=MEDIATOR.postal, mediator__site=MEDIATOR.site)
WRITTEN = events(first_written_complaint__sent="2026-01-31")
REFUSES = facts(answer__refuses="yes")
TEXT = "FR-MED-18/answer_text"


def text(
    regimes: str = "FR-GEN",
    happened: list[Happened] | None = None,
    known: dict[str, object] | None = None,
    lang: Lang = "fr",
    as_of: str = "2026-03-01",
) -> RequiredText | None:
    packs = packs_named(*regimes.split())
    return required_text(packs, known or {}, WRITTEN if happened is None else happened, lang, MEDIATOR, as_of=on(as_of))


def test_an_answer_that_refuses_nothing_needs_no_text() -> None:
    assert verdicts("send_answer", "FR-GEN", WRITTEN, {"answer.text": "Oui."})[TEXT].effect == "pass"


def test_a_refusal_without_the_mediator_is_blocked_and_says_what_is_missing() -> None:
    verdict = verdicts("send_answer", "FR-GEN", WRITTEN, {**NAMED, **REFUSES, "answer.text": "Non."})[TEXT]
    assert verdict.effect == "block"
    assert verdict.override_role is None
    assert "art. L. 616-1" in verdict.source
    said = spoken(verdict.message)
    assert said.startswith("Une réponse qui refuse, même en partie, doit nommer le médiateur.")
    assert "1 rue de la Paix, 75002 Paris" in said
    assert "31 janvier 2027" in said


def test_a_refusal_with_the_text_passes_however_it_was_typeset() -> None:
    body = text()
    assert body is not None
    letter = "Madame,\n\n" + body.body.upper().replace("’", "'").replace(" ", "\u00a0\n") + "\nCordialement"
    assert (
        verdicts("send_answer", "FR-GEN", WRITTEN, {**NAMED, **REFUSES, "answer.text": letter})[TEXT].effect == "pass"
    )


@pytest.mark.parametrize("part", ["gratuit", "Médiation Exemple", "1 rue de la Paix", "https://", "31 janvier 2027"])
def test_a_letter_that_loses_any_part_of_the_text_is_blocked(part: str) -> None:
    body = text()
    assert body is not None
    letter = body.body.replace(part, "…")
    assert (
        verdicts("send_answer", "FR-GEN", WRITTEN, {**NAMED, **REFUSES, "answer.text": letter})[TEXT].effect == "block"
    )


def test_the_three_texts_follow_the_complaint() -> None:
    dates, oral, late = text(), text(happened=events(complaint__first="2026-01-31")), text(as_of="2027-02-01")
    assert dates is not None
    assert oral is not None
    assert late is not None
    assert (dates.variant, oral.variant, late.variant) == ("dates", "oral_only", "year_elapsed")
    assert "31 janvier 2027" in dates.body
    assert dict(dates.fields)["complaint_on"] == "31 janvier 2026"
    assert "par écrit" in oral.body
    assert "preuve" in oral.body
    assert "202" not in oral.body, "no date where nothing was written"
    assert "tribunal" in late.body
    assert "a pris fin le 31 janvier 2027" in late.body


def test_the_last_day_of_the_year_still_has_the_text_with_dates() -> None:
    last = text(as_of="2027-01-31")
    assert last is not None
    assert last.variant == "dates"


def test_the_wrong_variant_does_not_pass() -> None:
    dates = text()
    assert dates is not None
    known = {**NAMED, **REFUSES, "answer.text": dates.body}
    oral = verdicts("send_answer", "FR-GEN", events(complaint__first="2026-01-31"), known)
    assert oral[TEXT].effect == "block"
    late = verdicts("send_answer", "FR-GEN", WRITTEN, known, as_of="2027-02-02")
    assert late[TEXT].effect == "block"


@pytest.mark.parametrize("kind", [{"complainant.kind": "business"}, {"sector": "health_professional"}])
def test_where_no_consumer_mediator_exists_no_text_is_asked(kind: dict[str, object]) -> None:
    assert text(known=kind) is None
    assert text("ISO-10002 EU-GEN FR-GEN", known=kind) is None
    assert verdicts("send_answer", "FR-GEN", WRITTEN, {**kind, **REFUSES, "answer.text": "Non."})[TEXT].effect == "pass"


def test_silence_at_the_end_of_the_period_asks_for_the_same_text() -> None:
    assert verdicts("send_notice", "FR-GEN", WRITTEN, {**NAMED, "answer.text": "Nous tardons."})[TEXT].effect == "block"


def test_a_mediator_without_postal_address_cannot_be_named() -> None:
    with pytest.raises(Refused) as refused:
        required_text(
            packs_named("FR-GEN"), {}, WRITTEN, "fr", NamedMediator("X", " ", "https://x"), as_of=on("2026-03-01")
        )
    assert "son adresse postale" in spoken(refused.value.message)
    known = {**REFUSES, "answer.text": "Non.", "mediator.name": "X"}
    verdict = verdicts("send_answer", "FR-GEN", WRITTEN, known)[TEXT]
    assert verdict.effect == "block"
    assert "son adresse postale et son site internet" in spoken(verdict.message)


def test_a_mediator_whose_contract_has_ended_cannot_be_named() -> None:
    known = {**REFUSES, **facts(mediator__contract_to="2026-02-28")}
    assert verdicts("send_answer", "FR-GEN", WRITTEN, known)["FR-MED-21/contract"].effect == "block"
    assert "FR-MED-21/contract" not in verdicts("send_answer", "FR-GEN", WRITTEN, REFUSES)


def test_air_passengers_are_told_that_mediation_comes_first() -> None:
    flight = facts(claim__basis="eu261")
    air = text("FR-GEN FR-TRV FR-AIR", known=flight)
    assert air is not None
    assert air.variant == "air_dates"
    assert "doit avoir été tentée avant de saisir le juge" in air.body
    assert text("FR-GEN FR-AIR", known=flight, as_of="2026-02-06").variant == "dates"  # type: ignore[union-attr]
    assert text("FR-GEN FR-AIR").variant == "dates"  # type: ignore[union-attr]
    late = text("FR-GEN FR-AIR", known=flight, as_of="2027-03-01")
    assert late is not None
    assert late.variant == "air_year_elapsed"


def test_a_micro_firm_is_told_of_the_energy_mediator() -> None:
    firm = facts(complainant__kind="micro_firm")
    assert text("FR-GEN FR-ENE", known=firm).rule == "FR-ENE-01"  # type: ignore[union-attr]
    assert text("FR-GEN", known=firm) is None


def test_a_customer_elsewhere_in_the_union_is_told_of_the_consumer_centre() -> None:
    found = text(known=facts(complainant__country="EU"))
    assert found is not None
    assert "Centre européen des consommateurs" in found.body


def test_the_final_response_of_a_british_bank_names_the_ombudsman_even_when_it_accepts() -> None:
    received = events(first_written_complaint__received="2026-02-15")
    known = facts(answer__final="yes", answer__lang="en", answer__text="We agree.")
    assert verdicts("send_answer", "UK-GEN UK-FCA", received, known)["UK-FCA-03/answer_text"].effect == "block"
    fos = required_text(packs_named("UK-GEN", "UK-FCA"), {}, received, "en", None, as_of=on("2026-03-01"))
    assert fos is not None
    assert not lacks(fos.body, fos)


def test_a_british_trader_says_whether_it_takes_part() -> None:
    packs = packs_named("UK-GEN")
    for takes_part, words in ((True, "we agree to use it"), (False, "we do not intend to use it")):
        found = required_text(
            packs, {"trader.will_participate": takes_part}, [], "en", MEDIATOR, as_of=on("2026-03-01")
        )
        assert found is not None
        assert words in found.body


def test_an_answer_under_the_directive_says_whether_we_use_the_body() -> None:
    packs = packs_named("EU-GEN")
    for takes_part, words in ((True, "acceptons d’y recourir"), (False, "n’entendons pas y recourir")):
        found = required_text(
            packs, {"trader.will_participate": takes_part}, WRITTEN, "fr", MEDIATOR, as_of=on("2026-03-01")
        )
        assert found is not None
        assert words in found.body


@pytest.mark.parametrize(("country", "expected"), [("FR", "FR"), ("BE", "EU"), ("GB", "UK"), ("TN", "other")])
def test_where_a_customer_lives_decides_who_can_help_them(country: str, expected: str) -> None:
    assert lives_in(country) == expected


def test_every_required_text_passes_its_own_gate_and_the_linter() -> None:
    for regimes in ("FR-GEN", "FR-GEN FR-ENE", "FR-GEN FR-TRV FR-AIR", "EU-GEN", "UK-GEN UK-TEL", "UK-GEN UK-ENE"):
        for happened in (WRITTEN, []):
            for as_of in ("2026-03-01", "2027-03-01"):
                for known in ({}, facts(claim__basis="eu261")):
                    for lang in ("fr", "en"):
                        found = text(regimes, happened, known, lang, as_of)  # type: ignore[arg-type]
                        assert found is not None
                        letter = {
                            **NAMED,
                            **REFUSES,
                            **known,
                            "answer.final": True,
                            "answer.text": found.body,
                            "answer.lang": lang,
                        }
                        packs = packs_named(*regimes.split())
                        assert not blocks(gate("send_answer", packs, happened, letter, as_of=on(as_of))), (
                            regimes,
                            lang,
                        )
                        assert not lint(found.body, packs, lang, facts=known)  # type: ignore[arg-type]


# --- other acts ------------------------------------------------------------------------------------------------------


def test_only_a_consumer_may_refer_and_never_the_trader() -> None:
    for known in (
        facts(referral__initiator="trader"),
        facts(complainant__kind="business"),
        facts(sector="public_higher_education"),
    ):
        assert verdicts("refer", "FR-GEN", WRITTEN, known)["FR-MED-01/scope"].effect == "block"
    assert verdicts("refer", "FR-GEN", WRITTEN, {})["FR-MED-01/scope"].effect == "pass"


def test_a_conventional_mediation_may_be_opened_by_both() -> None:
    joint = facts(referral__initiator="trader", referral__mode="conventional")
    assert not blocks(list(verdicts("refer", "FR-GEN", WRITTEN, joint).values()))


def test_referrals_too_early_or_too_late_warn_and_say_what_follows() -> None:
    early = verdicts("refer", "FR-GEN", WRITTEN, {}, as_of="2026-03-30")["FR-MED-06/too_early"]
    assert early.effect == "warn"
    assert verdicts("refer", "FR-GEN", WRITTEN, {}, as_of="2026-03-31")["FR-MED-06/too_early"].effect == "pass"
    late = verdicts("refer", "FR-GEN", WRITTEN, {}, as_of="2027-02-01")["FR-MED-05/too_late"]
    assert late.effect == "warn"
    assert "juge" in spoken(late.message)
    assert verdicts("refer", "FR-GEN", WRITTEN, {}, as_of="2027-01-31")["FR-MED-05/too_late"].effect == "pass"


def test_a_referral_already_made_is_judged_on_its_own_day() -> None:
    happened = [*WRITTEN, *events(mediator__seised="2026-02-15")]
    assert verdicts("refer", "FR-GEN", happened, {}, as_of="2026-06-01")["FR-MED-06/too_early"].effect == "warn"


def test_an_oral_complaint_is_not_enough_for_the_mediator() -> None:
    assert verdicts("refer", "FR-GEN", events(complaint__first="2026-01-31"), {})["FR-MED-04/written"].effect == "warn"


def test_a_claim_without_amount_is_not_judged_but_says_so() -> None:
    verdict = verdicts("file_claim", "FR-GEN", [], {})["FR-CRT-01/amicable"]
    assert verdict.effect == "warn"
    assert "claim.total" in spoken(verdict.message)
    assert not [v for v in derived("FR-GEN", []).gates if v.rule == "FR-CRT-01"]


def test_the_quality_officer_may_pass_the_amicable_gate_with_a_reason() -> None:
    verdict = verdicts("file_claim", "FR-GEN", [], facts(claim__total="300"))["FR-CRT-01/amicable"]
    assert (verdict.effect, verdict.override_role) == ("block", "quality_officer")


def test_the_customer_who_sues_without_attempt_meets_an_objection_not_a_gate() -> None:
    sues = facts(claim__total="300", claim__claimant="consumer")
    assert verdicts("answer_summons", "FR-GEN", [], sues)["FR-CRT-01/objection"].effect == "warn"
    assert "FR-CRT-01/amicable" not in verdicts("file_claim", "FR-GEN", [], sues)


def test_an_attempt_without_proof_warns() -> None:
    tried = facts(claim__total="300", amicable__attempt="mediation")
    assert verdicts("file_claim", "FR-GEN", [], tried)["FR-CRT-01/proof"].effect == "warn"


def test_flights_need_mediation_before_court_since_february_2026() -> None:
    flight = facts(claim__basis="eu261", claim__total="9000")
    key = "FR-CRT-17/mediation_first"
    assert verdicts("file_claim", "FR-GEN FR-AIR", [], flight, as_of="2026-02-07")[key].effect == "block"
    assert key not in verdicts("file_claim", "FR-GEN FR-AIR", [], flight, as_of="2026-02-06")
    excused = {**flight, **facts(air__exemption="mediator_unavailable")}
    assert verdicts("file_claim", "FR-GEN FR-AIR", [], excused)[key].effect == "pass"


def test_what_was_made_for_the_mediation_stays_out_of_court() -> None:
    made = facts(exhibit__origin="elaborated")
    assert verdicts("export_court", "FR-GEN", [], made)["FR-MED-15/confidential"].effect == "block"
    waived = {**made, **facts(mediation__waived="yes")}
    assert verdicts("export_court", "FR-GEN", [], waived)["FR-MED-15/confidential"].effect == "pass"


def test_imported_american_history_meets_no_gate() -> None:
    packs = packs_named("ISO-10002", "US-CFPB")
    assert not gate("send_answer", packs, WRITTEN, {**REFUSES, "answer.text": "No."}, as_of=on("2026-03-01"))


def test_every_gate_names_its_rule_and_source() -> None:
    for pack in shipped().values():
        for rule in pack.gates:
            assert rule.message.fr
            assert rule.source.cite


# --- the linter ------------------------------------------------------------------------------------------------------

FORBIDDEN = [
    ("fr", "Voir https://ec.europa.eu/consumers/odr/ pour un règlement.", "FR-MED-25"),
    ("fr", "La plateforme RLL vous attend.", "FR-MED-25"),
    ("fr", "le règlement  en\u00a0ligne des litiges", "FR-MED-25"),
    ("en", "Use the online dispute resolution platform.", "FR-MED-25"),
    ("fr", "La médiation est obligatoire avant tout procès.", "FR-MED-13"),
    ("fr", "Vous devez d’abord saisir le médiateur.", "FR-MED-13"),
    ("fr", "Le client devra recourir à la médiation avant toute action en justice.", "FR-MED-13"),
    ("en", "You must first go to mediation.", "FR-MED-13"),
    ("en", "Mediation is mandatory.", "FR-MED-13"),
    ("fr", "Offer made without prejudice.", "UK-GEN-02"),
]


@pytest.mark.parametrize(("lang", "letter", "rule"), FORBIDDEN)
def test_forbidden_wording_is_found_where_it_stands(lang: Lang, letter: str, rule: str) -> None:
    found = lint(letter, packs_named("EU-GEN", "FR-GEN"), lang)
    assert [finding.rule for finding in found] == [rule] * len(found)
    assert found
    assert letter[found[0].start : found[0].end] == found[0].excerpt


ALLOWED = [
    "Le recours au médiateur est facultatif.",
    "La médiation n’est pas obligatoire.",
    "Vous pouvez saisir le médiateur.",
    "Vous écriviez : « voir https://ec.europa.eu/consumers/odr ».",
    "> La médiation est obligatoire\nNous ne l’exigeons pas.",
    "Vous devez nous retourner le bien avant le 3 mars.",
]


@pytest.mark.parametrize("letter", ALLOWED)
def test_right_wording_and_quotations_are_left_alone(letter: str) -> None:
    assert not lint(letter, packs_named("EU-GEN", "FR-GEN"), "fr")


def test_the_law_may_make_mediation_compulsory_for_flights() -> None:
    letter = "Vous devez d’abord saisir le médiateur."
    assert not lint(letter, packs_named("FR-GEN", "FR-AIR"), "fr", facts=facts(claim__basis="eu261"))
    assert lint(letter, packs_named("FR-GEN", "FR-AIR"), "fr")


def test_what_is_due_is_not_written_as_a_favour_and_a_gesture_admits_nothing() -> None:
    packs = packs_named("FR-GEN")
    due = lint(
        "À titre purement commercial, nous vous remboursons.", packs, "fr", facts=facts(text__purpose="entitlement")
    )
    assert [each.rule for each in due] == ["FR-GOOD-01"]
    gesture = facts(text__purpose="goodwill")
    bare = lint("Nous vous offrons 20 €.", packs, "fr", facts=gesture)
    assert [(each.rule, each.effect) for each in bare] == [("FR-GOOD-03", "warn")]
    right = "À titre purement commercial, sans reconnaissance de responsabilité, nous vous offrons 20 €."
    assert not lint(right, packs, "fr", facts=gesture)
    waiver = lint(right + " Vous renoncez à tout recours.", packs, "fr", facts=gesture)
    assert [(each.rule, each.effect) for each in waiver] == [("FR-GOOD-03", "block")]


def test_the_gate_of_a_letter_includes_the_linter() -> None:
    known = {"text": "Voir ec.europa.eu/consumers/odr."}
    assert verdicts("send_text", "FR-GEN", [], known)["FR-MED-25/odr"].effect == "block"
