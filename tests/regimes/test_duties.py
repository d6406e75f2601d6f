"""Duties: states, pauses, extensions, replacements, explanations; what moves a date and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel import Refused
from app.regimes.queries import shipped
from app.regimes.rules import Calendar, DutyState, Happened, Kind, check_events, check_facts, strictest
from tests.regimes.helpers import LONDON, PARIS, derived, duty, events, facts, spoken

SENT = "2026-01-05"  # a Monday


def state(regimes: str, key: str, as_of: str, **happened: str | list[str]) -> str:
    found = derived(regimes, events(first_written_complaint__sent=SENT, **happened), as_of=as_of)
    return duty(found, key).state.value


def test_a_house_target_is_pending_then_missed_then_done_late() -> None:
    key = "ISO-10002-74/acknowledge"  # due on 7 January
    assert state("ISO-10002", key, "2026-01-07") == "pending"
    assert state("ISO-10002", key, "2026-01-08") == "missed"
    assert state("ISO-10002", key, "2026-01-08", acknowledged="2026-01-07") == "met"
    assert state("ISO-10002", key, "2026-01-09", acknowledged="2026-01-08") == "late"


def test_a_withdrawn_complaint_leaves_nothing_to_do() -> None:
    assert state("ISO-10002", "ISO-10002-77/answer", "2026-01-20", withdrawn="2026-01-09") == "moot"


@pytest.mark.parametrize(
    ("key", "begun"),
    [
        ("EU-ADR-03/reply", {"mediator__requested": "2026-02-02"}),
        ("FR-MED-09/entry", {"mediator__notified": "2026-02-02"}),
        ("FR-MED-12/accept_by", {"mediator__proposal": "2026-02-02"}),
    ],
)
def test_what_a_mediator_asks_ends_with_the_mediation_and_is_not_kept_for_it(key: str, begun: dict[str, str]) -> None:
    closed = {**begun, "mediator__closed": "2026-02-06"}
    assert state("EU-GEN FR-GEN", key, "2026-02-10", **begun) == "pending"
    assert state("EU-GEN FR-GEN", key, "2026-02-10", **closed) == "moot"
    replied = {"EU-ADR-03/reply": "mediator__replied", "FR-MED-09/entry": "mediator__accepted_entry"}
    done = {replied.get(key, "proposal__answered"): "2026-02-04"}
    assert state("EU-GEN FR-GEN", key, "2026-02-10", **closed, **done) == "met"


def test_windows_lapse_and_third_parties_are_late_but_only_we_miss() -> None:
    assert state("FR-GEN", "FR-MED-05/closes", "2027-01-06") == "moot"
    late = state("FR-GEN", "FR-MED-08/rejection", "2026-06-01", mediator__seised="2026-04-01")
    assert late == "late"
    found = derived("ISO-10002 EU-GEN FR-GEN FR-FIN", events(first_written_complaint__sent="2020-01-06"))
    assert {each.kind for each in found.duties if each.state is DutyState.MISSED} <= {Kind.LEGAL, Kind.HOUSE}


def test_waiting_pauses_the_house_and_never_the_law() -> None:
    paused = derived(
        "ISO-10002 FR-GEN FR-FIN", events(first_written_complaint__sent=SENT, waiting__started="2026-01-06"),
        as_of="2026-02-20",
    )  # fmt: skip
    assert duty(paused, "ISO-10002-77/answer").state is DutyState.PAUSED
    assert duty(paused, "FR-FIN-01/answer").due_on == date(2026, 3, 5)
    assert duty(paused, "FR-FIN-01/answer").state is DutyState.PENDING


def test_a_pause_gives_back_the_working_days_it_took() -> None:
    plain = derived("ISO-10002", events(first_written_complaint__sent=SENT))
    waited = derived(
        "ISO-10002",
        events(first_written_complaint__sent=SENT, waiting__started="2026-01-07", waiting__ended="2026-01-14"),
    )
    assert duty(plain, "ISO-10002-77/answer").due_on == date(2026, 1, 26)
    answer = duty(waited, "ISO-10002-77/answer")
    assert answer.due_on == date(2026, 2, 2)
    assert any("5 jours ne comptent pas" in spoken(step) for step in answer.steps)


def test_waiting_that_begins_after_the_date_excuses_nothing() -> None:
    assert state("ISO-10002", "ISO-10002-74/acknowledge", "2026-01-20", waiting__started="2026-01-12") == "missed"


def test_a_new_version_of_a_rule_runs_over_the_same_pauses() -> None:
    pack = shipped()["ISO-10002"]
    rules = [r.model_copy(update={"add": r.add.model_copy(update={"days": 20})}) for r in pack.deadlines]
    longer = pack.model_copy(update={"deadlines": tuple(rules)})
    from app.regimes.rules import derive
    from tests.regimes.helpers import on

    happened = events(first_written_complaint__sent=SENT, waiting__started="2026-01-07", waiting__ended="2026-01-14")
    found = derive((longer,), happened, {}, as_of=on("2026-01-20"), zone=PARIS)
    assert duty(found, "ISO-10002-77/answer").due_on == date(2026, 2, 9)


def test_the_mediator_opens_on_an_unsatisfactory_answer_when_it_comes_first() -> None:
    found = derived("FR-GEN", events(first_written_complaint__sent=SENT, refusal__sent="2026-01-20"))
    window = duty(found, "FR-MED-06/opens")
    assert (window.opens_on, window.due_on) == (date(2026, 1, 20), date(2027, 1, 5))
    late = derived("FR-GEN", events(first_written_complaint__sent=SENT, refusal__sent="2026-04-20"))
    assert duty(late, "FR-MED-06/opens").opens_on == date(2026, 3, 5)


def test_the_explanation_says_whose_date_it_is_and_why() -> None:
    found = derived("FR-GEN", events(first_written_complaint__sent="2026-01-31"))
    sentence = spoken(duty(found, "FR-MED-06/opens").explanation)
    assert sentence.startswith(
        "Ouvre le 31 mars 2026, 2 mois après l’envoi de la première réclamation écrite (31 janvier 2026)"
    )
    assert "(FR-MED-06, source secondaire)" in sentence
    assert sentence.endswith("fenêtre du client, pas la nôtre.")
    english = spoken(duty(found, "FR-MED-06/opens").explanation, "en")
    assert english.startswith("Opens on 31 March 2026, 2 months after the sending of the first written complaint")
    assert english.endswith("the customer’s window, not ours.")


def test_every_duty_of_every_pack_explains_itself_in_both_languages() -> None:
    happened = [Happened(name, on=date(2026, 1, 5)) for name in sorted(_all_starts())]
    for regime in shipped():
        for one in derived(regime, happened, facts(purchase__what="goods", purchase__channel="distance")).duties:
            for lang in ("fr", "en"):
                texts = [spoken(words, lang) for words in (one.label, one.explanation, *one.steps)]  # type: ignore[arg-type]
                assert all(text and "{" not in text for text in texts), texts
                assert one.rule in texts[1]
                assert len(texts) >= 3, "label, explanation and at least one step"


def _all_starts() -> set[str]:
    packs = shipped().values()
    return {n for p in packs for r in (*p.deadlines, *p.limitation) for n in r.starts} - {"waiting.started"}


def test_a_house_duty_never_calls_itself_legal() -> None:
    happened = [Happened(name, on=date(2026, 1, 5)) for name in sorted(_all_starts())]
    for regime in shipped():
        for one in derived(regime, happened).duties:
            legal = "obligation légale, la nôtre" in spoken(one.explanation)
            assert legal == (one.kind is Kind.LEGAL), one.key
            assert one.ours == (one.kind in (Kind.LEGAL, Kind.HOUSE))


def test_skipped_holidays_are_named_in_the_steps() -> None:
    found = derived("FR-FIN", events(first_written_complaint__sent="2026-04-28"))
    steps = " ".join(spoken(step) for step in duty(found, "FR-FIN-01/acknowledge").steps)
    assert "1er mai 2026 (Fête du Travail)" in steps or "1er mai 2026 (Fête du travail)" in steps
    assert "8 mai 2026" in steps
    assert "les samedis comptent" in steps


def test_legal_periods_ignore_our_own_closing_days_and_house_targets_follow_them() -> None:
    closed = Calendar("FR-metropole", closed=frozenset({date(2026, 1, 6), date(2026, 1, 7)}))
    happened = events(first_written_complaint__sent=SENT)
    plain = derived("ISO-10002 FR-FIN", happened)
    ours = derived("ISO-10002 FR-FIN", happened, calendar=closed)
    assert duty(ours, "ISO-10002-74/acknowledge").due_on == date(2026, 1, 9)
    assert duty(ours, "FR-FIN-01/acknowledge").due_on == duty(plain, "FR-FIN-01/acknowledge").due_on


def test_alsace_counts_its_own_holidays() -> None:
    happened = events(first_written_complaint__sent="2026-04-01")
    paris = derived("FR-FIN", happened)
    metz = derived("FR-FIN", happened, facts(calendar__name="FR-alsace-moselle"))
    assert duty(paris, "FR-FIN-01/acknowledge").due_on == date(2026, 4, 14)
    assert duty(metz, "FR-FIN-01/acknowledge").due_on == date(2026, 4, 15)


def test_a_payment_complaint_gets_its_shorter_clock_instead_of_two_months() -> None:
    found = derived("FR-GEN FR-FIN FR-PAY", events(first_written_complaint__received="2026-03-02"))
    keys = {each.key for each in found.duties}
    assert "FR-FIN-02/answer" in keys
    assert "FR-FIN-01/answer" not in keys
    assert "FR-FIN-01/acknowledge" in keys


def test_a_holding_reply_extends_the_payment_answer_to_35_days_and_only_in_time() -> None:
    happened = {"first_written_complaint__received": "2026-03-02"}
    held = derived("FR-PAY", events(**happened, holding_reply__sent="2026-03-10"))
    assert duty(held, "FR-FIN-02/answer").due_on == date(2026, 4, 13)
    dated = derived(
        "FR-PAY", events(**happened, holding_reply__sent="2026-03-10"), facts(holding_reply__final_date="2026-04-02")
    )
    assert duty(dated, "FR-FIN-02/answer").due_on == date(2026, 4, 2)
    too_late = derived("FR-PAY", events(**happened, holding_reply__sent="2026-03-25"))
    assert duty(too_late, "FR-FIN-02/answer").due_on == date(2026, 3, 19)


def test_the_mediator_may_extend_and_sets_the_day_to_answer() -> None:
    happened = events(mediator__notified="2026-07-01", mediator__extended="2026-09-20", mediator__proposal="2026-10-30")
    known = facts(mediator__extended_to="2026-11-15", mediator__accept_by="2026-11-20")
    found = derived("FR-GEN", happened, known, as_of="2026-11-01")
    assert duty(found, "FR-MED-10/outcome").due_on == date(2026, 11, 15)
    assert duty(found, "FR-MED-10/outcome").state is DutyState.MET
    assert duty(found, "FR-MED-12/accept_by").due_on == date(2026, 11, 20)
    assert duty(derived("FR-GEN", happened), "FR-MED-12/accept_by").due_on == date(2026, 11, 14)


def test_a_premature_referral_that_is_rejected_leaves_the_window_open() -> None:
    happened = events(
        first_written_complaint__sent=SENT, mediator__seised="2026-01-20", mediator__inadmissible="2026-02-01"
    )
    found = derived("FR-GEN", happened, as_of="2026-04-01")
    assert duty(found, "FR-MED-05/closes").state is DutyState.PENDING
    again = [*happened, *events(mediator__seised="2026-04-10")]
    assert duty(derived("FR-GEN", again, as_of="2026-04-11"), "FR-MED-05/closes").state is DutyState.MET


def test_a_withdrawal_refund_may_wait_for_the_goods() -> None:
    goods = facts(purchase__what="goods")
    informed = {"withdrawal__informed": "2026-01-05"}
    waiting = derived("FR-GEN", events(**informed), goods, as_of="2026-02-10")
    assert duty(waiting, "FR-SUB-06/refund").state is DutyState.PAUSED
    back = derived("FR-GEN", events(**informed, goods__returned="2026-01-25"), goods, as_of="2026-02-10")
    assert duty(back, "FR-SUB-06/refund").due_on == date(2026, 1, 25)
    assert duty(back, "FR-SUB-06/refund").state is DutyState.MISSED


def test_the_right_of_withdrawal_rolls_and_lasts_a_year_more_when_nobody_told() -> None:
    known = facts(purchase__what="goods", purchase__channel="distance")
    found = derived("FR-GEN", events(delivery="2026-04-18"), known)  # 14 days on: Saturday 2 May
    assert duty(found, "FR-SUB-05/goods").due_on == date(2026, 5, 4)
    untold = derived("FR-GEN", events(delivery="2026-04-18"), {**known, "withdrawal.informed_of_right": False})
    assert duty(untold, "FR-SUB-05/not_informed").due_on == date(2027, 5, 4)


def test_a_repair_adds_six_months_to_the_guarantee() -> None:
    known = facts(purchase__what="goods")
    found = derived("FR-GEN", events(delivery="2025-01-10", repair__done="2026-01-20"), known)
    assert duty(found, "FR-SUB-01/guarantee").due_on == date(2027, 7, 10)


def test_where_no_consumer_mediator_exists_there_is_no_window() -> None:
    happened = events(first_written_complaint__sent=SENT)
    for known in (facts(complainant__kind="business"), facts(sector="health_professional")):
        found = derived("ISO-10002 EU-GEN FR-GEN", happened, known).duties
        assert {each.rule for each in found} == {"ISO-10002-74", "ISO-10002-77"}


def test_telecoms_have_two_levels_and_their_own_opening() -> None:
    silent = derived("FR-GEN FR-TEL", events(first_written_complaint__sent="2026-01-31"))
    assert duty(silent, "FR-TEL-01/opens").opens_on == date(2026, 3, 31)
    assert duty(silent, "FR-TEL-01/opens").due_on == date(2027, 1, 31)
    assert "FR-MED-06/opens" not in {each.key for each in silent.duties}
    second = derived(
        "FR-GEN FR-TEL", events(first_written_complaint__sent="2026-01-31", second_level__sent="2026-03-02")
    )
    assert duty(second, "FR-TEL-01/opens_second").opens_on == date(2026, 4, 2)


def test_a_micro_firm_has_the_energy_mediator_and_no_other() -> None:
    firm = facts(complainant__kind="micro_firm")
    found = derived("FR-GEN FR-ENE", events(first_written_complaint__sent="2026-01-31"), firm)
    assert duty(found, "FR-ENE-01/closes").due_on == date(2027, 1, 31)


def test_all_clocks_show_and_the_strictest_of_ours_leads() -> None:
    found = derived(
        "ISO-10002 EU-GEN FR-GEN FR-FIN", events(first_written_complaint__sent="2026-03-02"), as_of="2026-03-03"
    )
    first = strictest(found.duties)
    assert first is not None
    assert first.key == "ISO-10002-74/acknowledge"
    done = [replace(d, state=DutyState.MET) if d.key == first.key else d for d in found.duties]
    assert [strictest(done), strictest([])] == [duty(found, "FR-FIN-01/acknowledge"), None]


def test_an_overdue_duty_stays_the_strictest_until_it_is_done() -> None:
    found = derived("ISO-10002", events(first_written_complaint__sent=SENT), as_of="2026-01-12")
    first = strictest(found.duties)
    assert first is not None
    assert (first.key, first.state) == ("ISO-10002-74/acknowledge", DutyState.MISSED)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 20000), st.integers(0, 400))
def test_a_later_complaint_never_has_an_earlier_date(start: int, more: int) -> None:
    regimes, day = "ISO-10002 EU-GEN FR-GEN FR-FIN", date(1990, 1, 1) + timedelta(days=start)

    def dates(on: date) -> dict[str, date]:
        found = derived(regimes, [Happened("first_written_complaint.sent", on=on)])
        return {each.key: each.opens_on or each.due_on or date.max for each in found.duties}

    earlier, later = dates(day), dates(day + timedelta(days=more))
    assert earlier.keys() <= later.keys()
    assert all(earlier[key] <= later[key] for key in earlier)


# --- at entry --------------------------------------------------------------------------------------------------------


def refused(happened: list[Happened], zone: str = PARIS) -> Refused:
    with pytest.raises(Refused) as error:
        check_events(happened, zone)
    return error.value


def test_impossible_events_are_refused_in_a_sentence() -> None:
    order = refused(events(contract="2026-03-01", first_written_complaint__sent="2026-01-31"))
    assert order.code == "impossible_order"
    assert spoken(order.message) == (
        "Ordre impossible : l’envoi de la première réclamation écrite (31 janvier 2026) viendrait avant "
        "la conclusion du contrat (1er mars 2026)."
    )
    assert refused([Happened("contrat", on=date(2026, 1, 1))]).code == "unknown_event"
    assert refused([Happened("contract", on=date(2011, 12, 30))], "Pacific/Apia").code == "skipped_day"
    assert refused([Happened("contract", on=date(1830, 1, 1))]).code == "date_too_far"
    assert refused(events(mediator__seised="2026-02-01", mediator__proposal="2026-01-01")).code == "impossible_order"


def test_an_oral_complaint_may_be_acknowledged_long_before_it_is_put_in_writing() -> None:
    spoken_first = {"complaint__first": "2026-04-21", "first_written_complaint__sent": "2026-05-05"}
    check_events(events(acknowledged="2026-04-22", **spoken_first), PARIS)
    assert refused(events(acknowledged="2026-04-20", **spoken_first)).code == "impossible_order"
    written_only = events(acknowledged="2026-05-04", first_written_complaint__sent="2026-05-05")
    assert refused(written_only).code == "impossible_order"


def test_the_same_order_is_no_obstacle_to_what_was_recorded() -> None:
    happened = events(contract="2026-03-01", first_written_complaint__sent="2026-01-31")
    assert derived("FR-GEN", happened).duties


def test_unknown_facts_and_wrong_types_are_refused() -> None:
    with pytest.raises(Refused, match=r"Unknown fact: claim\.totl"):
        check_facts({"claim.totl": 1})
    with pytest.raises(Refused, match=r"claim\.total expects a value of type money"):
        check_facts({"claim.total": 5000})
    with pytest.raises(Refused):
        check_facts({"complainant.kind": "consumr"})


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("first_written_complaint.sent", "2026-02-29", "bad_date"),
        ("first_written_complaint.sent", "31/01/2026", "bad_date"),
        ("first_written_complaint.sent", "2026-01-31T10:00", "bad_instant"),
        ("first_written_complaint.sent", "20260131", "bad_date"),
        ("first_complaint", "2026-01-31", "unknown_event"),
    ],
)
def test_dates_that_do_not_exist_are_refused(name: str, text: str, code: str) -> None:
    from app.regimes.rules.reading import read_event

    with pytest.raises(Refused) as error:
        read_event(name, text)
    assert error.value.code == code


def test_the_zone_of_the_case_decides_the_day() -> None:
    happened = events(first_written_complaint__received="2026-03-29T23:30+00:00")
    assert duty(derived("UK-TEL", happened, zone=LONDON), "UK-TEL-01/letter").starts_from.on == date(2026, 3, 30)
    assert duty(derived("UK-TEL", happened, zone="America/New_York"), "UK-TEL-01/letter").starts_from.on == date(
        2026, 3, 29
    )


# --- an answer that refuses nothing ----------------------------------------------------------------------------------


def test_an_answer_that_refuses_nothing_meets_the_answer_duties_without_opening_the_mediators_window() -> None:
    found = derived(
        "ISO-10002 FR-GEN FR-FIN", events(first_written_complaint__sent="2026-01-05", reply__sent="2026-01-09")
    )
    for key in (
        "ISO-10002-77/answer",
        "ISO-10002-74/acknowledge",
        "FR-FIN-01/answer",
        "FR-FIN-01/acknowledge",
        "FR-MED-18/on_silence",
    ):
        assert (key, duty(found, key).met_on) == (key, date(2026, 1, 9))
    assert duty(found, "FR-MED-06/opens").opens_on == date(2026, 3, 5), (
        "only a refusal or a final answer opens it early"
    )


def test_an_answer_that_refuses_nothing_is_no_final_response_under_disp() -> None:
    happened = events(first_written_complaint__received="2026-01-05", reply__sent="2026-01-09")
    found = derived("UK-GEN UK-FCA", happened, zone="Europe/London")
    assert duty(found, "UK-FCA-03/final").met_on is None
    assert duty(found, "UK-FCA-01/acknowledge").met_on == date(2026, 1, 9)
