"""Asking once and in peace, one answer for ever, and a "no" that takes the case up again."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.cases import actions as cases
from app.cases.models import SignalRow
from app.cases.queries import next_step_of
from app.cases.rules.erasing import Ground
from app.cases.rules.messages import reply_by
from app.cases.rules.states import Ended, State
from app.cases.rules.steps_said import REPLY
from app.feedback.actions import answer
from app.feedback.actions.answering import asked_person
from app.feedback.actions.asking import mail_of
from app.feedback.models import Answer, Invitation
from app.feedback.queries import answers, invited
from app.feedback.rules import Answers, Occasion, Question, Reply
from app.feedback.rules.timing import SHIPPED
from app.journal.queries import verify
from app.kernel import Audience, Refused, day_of
from app.people.models import Customer
from app.people.rules import Level
from app.plumbing import mail, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.search import SearchText
from app.worker import rounds
from tests.conftest import NOW
from tests.factories.gestures import stocked
from tests.factories.house import Company, a_case, company
from tests.feedback.world import LATER, a_closed_case, answered, asked, settled, told

WORDS = "Le tambour fait toujours un bruit de ferraille. Mon avocat vous écrira."


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


# --- who is asked, and when ------------------------------------------------------------------------------------------


def test_a_closed_case_is_asked_about_two_working_days_later_and_once(firm: Company) -> None:
    case = a_closed_case(firm)
    monday = datetime(2026, 11, 23, 16, 59, tzinfo=UTC)
    assert asked(case, monday) == []
    (row,) = asked(case, datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    assert (row.occasion, row.level, row.staff_id) == (Occasion.CLOSED, Level.FRONT, firm.agent.id)
    assert (row.to_email, row.service_id) == ("awa.diallo@example.org", firm.after_sales.id)
    assert asked(case, LATER) == [row]
    (entry,) = told(case, "feedback.asked")
    assert entry.audience is Audience.INTERNAL
    assert list(verify(case.stream)) == []


def test_the_mail_speaks_the_language_of_the_case_and_is_the_same_at_every_try(app: Flask, firm: Company) -> None:
    case = a_closed_case(firm)
    (row,) = asked(case)
    files = list((app.extensions["settings"].data / "mail").glob("*.eml"))
    sent = [file.read_bytes() for file in files if b"Votre avis" in file.read_bytes()]
    assert sent == [mail_of(row)]
    assert case.ref.encode() in sent[0]
    for secret in (case.subject, "lave-linge", "Alice"):
        assert secret.encode() not in sent[0]


def test_nothing_is_sent_at_night(firm: Company) -> None:
    case = a_closed_case(firm)
    night = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
    (row,) = asked(case, night)
    job = db.session.scalars(select(Job).where(Job.key == f"feedback.mail:{row.id}")).one()
    assert job.done_at is None
    assert job.due_at == datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


def test_a_case_reopened_meanwhile_is_not_asked_about(firm: Company) -> None:
    case = a_closed_case(firm)
    with unit_of_work.writing():
        cases.reopen(case, "Panne revenue.", by=firm.supervisor.actor, at=NOW + timedelta(hours=2))
    assert asked(case) == []


@pytest.mark.parametrize("how", ["withdraw", "close_not_ours"])
def test_withdrawn_and_foreign_cases_are_not_asked_about(firm: Company, how: str) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        if how == "withdraw":
            cases.withdraw(case, "Je renonce.", by=firm.agent.actor, at=NOW)
        else:
            cases.close(case, how, by=firm.agent.actor, at=NOW, text="Une question, pas une réclamation.")
    assert case.ended in (Ended.WITHDRAWN, Ended.NOT_OURS)
    assert asked(case) == []


def test_a_customer_without_an_address_and_imported_history_are_not_asked(firm: Company) -> None:
    first, second = a_closed_case(firm), a_case(firm)
    with unit_of_work.writing():
        second.imported = True
        cases.take_charge(second, by=firm.agent.actor, at=NOW)
        cases.close(second, "close_solved", by=firm.agent.actor, at=NOW)
        db.session.get_one(Customer, first.customer_id).email = ""
    assert asked(first) == asked(second) == []
    assert [job.payload["case"] for job in db.session.scalars(select(Job).where(Job.kind == "feedback.ask"))] == [
        first.id
    ]


def test_after_a_call_in_which_it_is_said_to_be_solved_and_not_otherwise(firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        cases.take_charge(case, by=firm.agent.actor, at=NOW)
        cases.record_contact(case, "phone", "in", "Rappel.", by=firm.other_agent.actor, at=NOW, solved="no")
    assert asked(case) == []
    again = NOW + timedelta(hours=1)
    with unit_of_work.writing():
        cases.record_contact(case, "phone", "out", "Rappel.", by=firm.other_agent.actor, at=again, solved="yes")
    (row,) = asked(case)
    assert (row.occasion, row.staff_id) == (Occasion.CONTACT, firm.other_agent.id)
    assert [each.question for each in row.asked] == [Question.SOLVED, Question.EFFORT]


def test_a_case_closed_after_the_call_is_asked_about_once_as_closed(firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        cases.take_charge(case, by=firm.agent.actor, at=NOW)
        cases.record_contact(case, "phone", "out", "Rappel.", by=firm.agent.actor, at=NOW, solved="yes")
        cases.close(case, "close_solved", by=firm.agent.actor, at=NOW)
    (row,) = asked(case)
    assert row.occasion is Occasion.CLOSED


def test_a_case_just_asked_about_rests_before_it_is_asked_about_again(firm: Company) -> None:
    case = a_closed_case(firm)
    (first,) = asked(case, datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    answered(first, first.made_at, solved=Reply.NO, satisfaction=1)
    again = first.made_at + timedelta(hours=1)
    with unit_of_work.writing():
        cases.close(case, "close_solved", by=firm.agent.actor, at=again)
    rest_over = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    assert rest_over - first.made_at == timedelta(days=SHIPPED.rest)
    for at in (datetime(2026, 11, 26, 8, 0, tzinfo=UTC), rest_over - timedelta(minutes=1)):
        assert asked(case, at) == [first]
    newest, before = asked(case, rest_over)
    assert before == first
    assert newest.made_at == rest_over


def test_an_invitation_that_bounces_is_told_and_kept_for_somebody(
    firm: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bounced(*_args: object, **_terms: object) -> None:
        raise mail.BouncedError("550 no such user")

    case = a_closed_case(firm)
    rounds.run_jobs(NOW + timedelta(minutes=10))
    monkeypatch.setattr(mail, "deliver", bounced)
    (row,) = asked(case)
    (entry,) = told(case, "feedback.bounced")
    assert (entry.audience, entry.words.body if entry.words else {}) == (Audience.INTERNAL, {"why": "550 no such user"})
    assert db.session.scalars(select(Job).where(Job.key == f"feedback.mail:{row.id}")).one().state == "dead"


# --- one answer, for ever --------------------------------------------------------------------------------------------


def test_an_answer_is_kept_with_its_words_where_they_can_be_erased(firm: Company) -> None:
    case = a_closed_case(firm)
    (row,) = asked(case)
    answered(row, solved=Reply.YES, satisfaction=5, recommendation=9, words="  Merci à tous.  ")
    assert row.answer is not None
    assert row.answer.scores == {Question.SOLVED: 2, Question.SATISFACTION: 5, Question.RECOMMENDATION: 9}
    (entry,) = told(case, "feedback.answered")
    assert (entry.by, entry.audience) == (case.customer.key, Audience.CUSTOMER)
    assert entry.words is not None
    assert entry.words.body == {"body": "Merci à tous."}
    assert case.state is State.CLOSED
    assert list(verify(case.stream)) == []


def test_a_second_answer_a_late_one_and_one_by_staff_are_refused(firm: Company) -> None:
    case = a_closed_case(firm)
    (row,) = asked(case)
    with pytest.raises(Refused) as late:
        answered(row, at=row.until_at, solved=Reply.YES, satisfaction=5)
    with pytest.raises(Refused) as ours, unit_of_work.writing():
        answer(row, Answers(solved=Reply.YES, satisfaction=5), by=firm.agent.actor, at=LATER)
    answered(row, at=row.until_at - timedelta(seconds=1), solved=Reply.YES, satisfaction=2)
    with pytest.raises(Refused) as twice:
        answered(row, solved=Reply.YES, satisfaction=5)
    assert [each.value.code for each in (late, ours, twice)] == ["over", "not_yours", "answered"]
    assert db.session.scalars(select(Answer.satisfaction)).all() == [2]


def test_the_database_itself_keeps_one_answer_and_one_invitation_unchanged(firm: Company) -> None:
    case = a_closed_case(firm)
    (row,) = asked(case)
    answered(row, solved=Reply.YES, satisfaction=2)
    for change in (
        update(Answer).values(satisfaction=5),
        delete(Answer),
        update(Invitation).values(to_email="moi@example.org"),
        delete(Invitation),
    ):
        with pytest.raises(DatabaseError, match="append-only"), unit_of_work.writing():
            db.session.execute(change)
    with pytest.raises(IntegrityError), unit_of_work.writing():
        db.session.execute(Answer.__table__.insert().values(invitation_id=row.id, at=LATER, solved="yes"))
    copied = {
        column.name: getattr(row, column.name)
        for column in Invitation.__table__.columns
        if column.name not in ("id", "message_id")
    }
    with pytest.raises(IntegrityError), unit_of_work.writing():
        db.session.execute(Invitation.__table__.insert().values(**copied, message_id="<other@example.org>"))
    for wrong in ({"satisfaction": 6}, {"effort": 0}, {"recommendation": 11}, {"kept": "no"}):
        with pytest.raises(IntegrityError), unit_of_work.writing():
            db.session.execute(
                Answer.__table__.insert().values(invitation_id=row.id + 1, at=LATER, solved="yes", **wrong)
            )


def test_of_two_answers_at_once_one_counts(app: Flask, firm: Company) -> None:
    case = a_closed_case(firm)
    number = asked(case)[0].id
    db.session.rollback()
    start, outcomes = threading.Barrier(2), list[str]()

    def submit(satisfaction: int) -> None:
        with app.app_context():
            try:
                start.wait(timeout=20)
                with unit_of_work.writing():
                    row = db.session.get_one(Invitation, number)
                    given = Answers(solved=Reply.NO, satisfaction=satisfaction)
                    answer(row, given, by=asked_person(row), at=LATER)
                outcomes.append("kept")
            except Refused as refused:
                outcomes.append(refused.code)
            finally:
                db.session.remove()

    both = [threading.Thread(target=submit, args=(score,)) for score in (1, 2)]
    for one in both:
        one.start()
    for one in both:
        one.join(timeout=60)
    assert sorted(outcomes) == ["answered", "kept"]
    assert len(told(case, "feedback.answered")) == len(told(case, "case.reopen")) == 1


# --- what an answer sets going ---------------------------------------------------------------------------------------


def test_no_reopens_a_closed_case_and_its_words_raise_signals(firm: Company) -> None:
    case = a_closed_case(firm)
    (row,) = asked(case)
    answered(row, solved=Reply.NO, satisfaction=1, words=WORDS)
    assert (case.state, case.level, case.owner_id) == (State.IN_PROGRESS, Level.FRONT, firm.agent.id)
    (entry,) = told(case, "case.reopen")
    assert entry.by == case.customer.key
    assert WORDS not in str(entry.words.body if entry.words else "")
    assert {signal.kind.value for signal in case.signals} >= {"lawyer"}


@pytest.mark.parametrize("said", ["", "Merci, à bientôt."])
def test_yes_leaves_a_closed_case_closed(firm: Company, said: str) -> None:
    case = a_closed_case(firm)
    (row,) = asked(case)
    answered(row, solved=Reply.YES, satisfaction=3, words=said)
    assert (case.state, case.wrote_on) == (State.CLOSED, None)


def test_partly_makes_a_closed_case_somebodys_next_step_within_three_days(firm: Company) -> None:
    case = a_closed_case(firm)
    (row,) = asked(case)
    answered(row, solved=Reply.PARTLY, satisfaction=3)
    assert (case.state, case.owner_id, case.next_code) == (State.IN_PROGRESS, firm.agent.id, REPLY.code)
    assert case.next_on == reply_by(day_of(LATER, case.zone))
    (entry,) = told(case, "case.reopen")
    assert (entry.by, "qu’en partie" in str(entry.words and entry.words.body)) == (case.customer.key, True)


def test_a_promise_kept_in_part_goes_back_to_whoever_promised_and_is_not_denied(app: Flask) -> None:
    firm = stocked()
    case = settled(firm)
    (row,) = asked(case)
    answered(row, kept=Reply.PARTLY, satisfaction=3)
    assert [promise.state for promise in case.promises] == ["kept"]
    assert (case.state, case.owner_id, case.next_code) == (State.IN_PROGRESS, firm.agent.id, REPLY.code)


@pytest.mark.parametrize(("reply", "words", "waits"), [(Reply.NO, "", True), (Reply.PARTLY, "", True), (Reply.YES, "", False), (Reply.YES, "Et la facture ?", True)])  # fmt: skip
def test_on_an_open_case_anything_but_a_plain_yes_is_somebodys_next_step(
    firm: Company, reply: Reply, words: str, waits: bool
) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        cases.take_charge(case, by=firm.agent.actor, at=NOW)
        cases.record_contact(case, "phone", "out", "Rappel.", by=firm.agent.actor, at=NOW, solved="yes")
        cases.answer(case, "C’est réglé.", "founded", by=firm.agent.actor, at=NOW)
    (row,) = asked(case)
    answered(row, solved=reply, words=words)
    assert (case.wrote_on is not None) is waits
    assert (case.next_code == REPLY.code) is waits
    assert case.state is State.ANSWERED


def test_a_settled_case_is_asked_about_once_whether_what_was_promised_is_done(app: Flask) -> None:
    firm = stocked()
    case = settled(firm)
    (row,) = asked(case)
    assert row.occasion is Occasion.CLOSED
    assert row.asked[0].question is Question.KEPT
    assert [promise.state for promise in row.promises] == ["kept"]
    answered(row, kept=Reply.YES, satisfaction=5)
    assert case.state is State.CLOSED
    assert asked(case, LATER + timedelta(days=SHIPPED.rest + 7)) == [row]


def test_a_denied_promise_is_broken_and_seen_and_can_still_be_kept(app: Flask) -> None:
    firm = stocked()
    case = settled(firm)
    (row,) = asked(case)
    answered(row, kept=Reply.NO, satisfaction=1, words="Rien reçu.")
    (promise,) = case.promises
    assert (case.state, promise.state, promise.settled_at) == (State.IN_PROGRESS, "broken", None)
    assert {signal.kind.value for signal in case.signals} >= {"broken_promise"}
    assert told(case, "case.promise_broken")[0].data["denied"] is True
    with unit_of_work.writing():
        cases.keep_promise(case, promise, "virement 4712", by=firm.agent.actor, at=LATER)
    rest = LATER + timedelta(days=SHIPPED.rest)
    newest = asked(case, rest)[0]
    assert (newest.occasion, newest.promises) == (Occasion.PROMISE, [promise])


def test_no_reopens_at_the_level_that_promised_with_whoever_promised(firm: Company) -> None:
    case = a_case(firm)
    with unit_of_work.writing():
        cases.take_charge(case, by=firm.agent.actor, at=NOW)
        promise = cases.promise(case, "Vous rappeler", NOW + timedelta(days=1), by=firm.agent.actor, at=NOW)
        cases.escalate(case, "Insiste.", by=firm.agent.actor, at=NOW)
        cases.keep_promise(case, promise, "appelée", by=firm.agent.actor, at=NOW + timedelta(hours=3))
    (row,) = asked(case)
    assert (row.occasion, row.level, row.staff_id) == (Occasion.PROMISE, Level.FRONT, firm.agent.id)
    with unit_of_work.writing():
        cases.close(case, "close_solved", by=firm.supervisor.actor, at=LATER)
    answered(row, kept=Reply.NO)
    assert (case.state, case.level, case.owner_id) == (State.IN_PROGRESS, Level.FRONT, firm.agent.id)
    assert list(verify(case.stream)) == []


def test_a_no_about_a_merged_case_goes_to_the_one_it_was_merged_into(firm: Company) -> None:
    case, other = a_closed_case(firm), a_case(firm)
    (row,) = asked(case)
    with unit_of_work.writing():
        cases.reopen(case, "Même panne.", by=firm.supervisor.actor, at=LATER)
        cases.merge(case, other, by=firm.supervisor.actor, at=LATER)
    answered(row, solved=Reply.NO, satisfaction=1)
    assert case.state is State.CLOSED
    assert other.wrote_on == day_of(LATER, other.zone)


# --- words -----------------------------------------------------------------------------------------------------------


def test_erasing_the_words_takes_them_from_the_journal_the_search_and_the_signal_they_raised(firm: Company) -> None:
    case = a_closed_case(firm)
    (row,) = asked(case)
    answered(row, solved=Reply.NO, satisfaction=1, words=WORDS)
    (entry,) = told(case, "feedback.answered")
    with unit_of_work.writing():
        cases.erase_words(case, entry.seq, Ground.NOT_NEEDED, "Inutile au litige.", by=firm.quality.actor, at=LATER)
    (entry,) = told(case, "feedback.answered")
    assert entry.words is None
    kept = " ".join(db.session.scalars(select(SearchText.shown)))
    assert "ferraille" not in kept
    assert [why for why in db.session.scalars(select(SignalRow.why)) if "avocat" in why] == []
    assert row.answer is not None
    assert row.answer.satisfaction == 1
    assert list(verify(case.stream)) == []


# --- figures ---------------------------------------------------------------------------------------------------------


def test_insight_reads_what_was_asked_and_answered_of_the_cases_one_may_see(firm: Company) -> None:
    case = a_closed_case(firm)
    (row,) = asked(case)
    day = day_of(LATER, case.zone)
    assert [(one.case_id, one.answered) for one in invited(firm.director.actor, day, day)] == [(case.id, False)]
    answered(row, solved=Reply.YES, satisfaction=4)
    found = answers(firm.supervisor.actor, day, day)
    assert [(one.question, one.score, one.occasion, one.staff_id) for one in found] == [
        (Question.SOLVED, 2, Occasion.CLOSED, firm.agent.id),
        (Question.SATISFACTION, 4, Occasion.CLOSED, firm.agent.id),
    ]
    assert [one.answered for one in invited(firm.supervisor.actor, day, day)] == [True]
    assert answers(firm.supervisor.actor, day + timedelta(days=1), date(2027, 1, 1)) == []
    assert answers(firm.biller.actor, day, day) == invited(firm.biller.actor, day, day) == []
    assert next_step_of(case, case.duties, LATER).code == "none"
    assert rounds.run_jobs(LATER) == 0
