"""Mails that come in: by themselves only with two proofs, append only, each kept once whatever happens; on both databases."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import joinedload

from app.cases import actions as cases
from app.cases.models import Case
from app.cases.rules.parties import PartyRole
from app.cases.rules.states import State
from app.correspondence.actions import mails
from app.correspondence.actions.mails import opening
from app.correspondence.models import IncomingMail, Message
from app.correspondence.rules.mails import Place, Proposal, Why
from app.correspondence.rules.threading import mark_of, marked
from app.documents.queries.kept_files import file_problems
from app.exhibits.models import Exhibit
from app.exhibits.queries import store
from app.journal.models import Entry
from app.kernel import Refused
from app.plumbing import letterbox, unit_of_work
from app.plumbing.db import db
from app.plumbing.storage import Storage
from app.worker import rounds
from tests.conftest import NOW
from tests.correspondence.mails_world import AWA, SAID, a_bounce, a_mail, one, taken, written_to
from tests.exhibits import files
from tests.factories.house import a_case, company

LATER = NOW + timedelta(hours=1)


def told(case: Case, kind: str = "case.contact") -> list[Entry]:
    wanted = select(Entry).where(Entry.stream == case.stream, Entry.kind == kind).options(joinedload(Entry.words))
    return list(db.session.scalars(wanted.order_by(Entry.seq)))


def test_an_answer_to_a_letter_from_its_customer_is_what_they_write_on_their_page(app: Flask) -> None:
    case, letter = written_to(company())
    said = "Oui, jeudi me convient.\n\nLe 20 nov. 2026 à 10:00, Maison <litiges@maison.example> a écrit :\n> Nous venons jeudi ?\n"
    row = one(a_mail(said, In_Reply_To=letter.message_id, files=(("facture.pdf", files.pdf()),)))
    assert (row.place, row.case_id, row.sorted_by) == (Place.SORTED, case.id, case.customer.key)
    (contact,) = told(case)
    assert contact.data["channel"] == "email"
    assert contact.data["direction"] == "in"
    assert contact.data["mail"] == row.id
    assert contact.words.body == {"body": "Oui, jeudi me convient."}
    assert "Nous venons jeudi" in row.rest
    (exhibit,) = db.session.scalars(select(Exhibit).where(Exhibit.case_id == case.id))
    assert (exhibit.file_name, exhibit.audience.value, exhibit.brought_by.value) == (
        "facture.pdf",
        "customer",
        "customer",
    )
    assert (case.wrote_on, case.next_code) == (date(2026, 11, 20), "reply_message")
    assert case.next_on == date(2026, 11, 23)


def test_the_reply_address_does_as_well_as_the_letter_it_answers(app: Flask) -> None:
    app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], mail_reply_to="litiges@maison.example")
    case, letter = written_to(company())
    sent = store().get(letter.file_key).decode()
    address = marked("litiges@maison.example", app.extensions["settings"].secret_key, case.id)
    assert f"Reply-To: Amiable <{address}>" in sent.replace("\r\n ", " ")
    assert one(a_mail(To=f"Service <{address.upper()}>")).case_id == case.id


def test_an_answer_that_we_waited_for_lets_the_case_go_on(app: Flask) -> None:
    firm = company()
    case, letter = written_to(firm)
    with unit_of_work.writing():
        cases.ask_customer(case, "Le numéro de série ?", by=firm.agent.actor, at=NOW)
    one(a_mail("FL-20994-C", References=letter.message_id))
    assert case.state is State.IN_PROGRESS
    assert told(case, "case.customer_replied")[0].data["mail"]


Spoof = Callable[[Case, Message, Case], bytes]
SPOOFS: dict[str, tuple[Spoof, Why]] = {
    "a known address alone": (lambda _c, _l, _o: a_mail(), Why.NO_LETTER),
    "a reference in the subject alone": (lambda c, _l, _o: a_mail(subject=f"Re: {c.ref}"), Why.NO_LETTER),
    "a letter of ours, from a stranger": (
        lambda _c, letter, _o: a_mail(sender="x@evil.example", In_Reply_To=letter.message_id), Why.NOT_A_PARTY,
    ),
    "a stranger who puts the customer in Reply-To and Cc": (
        lambda _c, letter, _o: a_mail(sender="x@evil.example", In_Reply_To=letter.message_id, Reply_To=AWA, Cc=AWA), Why.NOT_A_PARTY,
    ),
    "two senders": (
        lambda _c, letter, _o: a_mail(sender=f"{AWA}, x@evil.example", In_Reply_To=letter.message_id), Why.SENDERS,
    ),
    "a Message-ID that we never gave": (lambda _c, _l, _o: a_mail(In_Reply_To="<x@amiable.localhost>"), Why.NO_LETTER),
    "a mark that is not ours": (lambda c, _l, _o: a_mail(To=f"litiges+c{c.id}-{'a' * 24}@maison.example"), Why.NO_LETTER),
    "the mark of another case": (
        lambda c, _l, other: a_mail(To=f"litiges+{mark_of('k' * 40, other.id).replace(f'c{other.id}-', f'c{c.id}-')}@maison.example"),
        Why.NO_LETTER,
    ),
    "the mark in Cc": (lambda c, _l, _o: a_mail(Cc=f"litiges+{mark_of('', c.id)}@maison.example"), Why.NO_LETTER),
    "a server that doubts the sender": (
        lambda _c, letter, _o: a_mail(In_Reply_To=letter.message_id, Authentication_Results="mx; dmarc=fail"), Why.DOUBTED,
    ),
    "heads of other products": (
        lambda c, _l, _o: a_mail(X_Amiable_Case=c.ref, X_Zammad_Ticket_State="closed", X_RT_Command="x", X_Original_To="a@b.c"),
        Why.NO_LETTER,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOOFS)
def test_nothing_a_mail_says_of_itself_changes_anything_of_a_case(app: Flask, name: str) -> None:
    firm = company()
    case, letter = written_to(firm)
    other = a_case(firm)
    before = everything_but_mails()
    make, why = SPOOFS[name]
    row = one(make(case, letter, other))
    assert (row.place, row.why, row.case_id) == (Place.TO_SORT, why, None)
    assert everything_but_mails() == before


APART = {"incoming_mail", "throttle", "search_text"}


def everything_but_mails() -> dict[str, list[Any]]:
    """Every row of every other table."""
    from app.models import Base

    db.session.expire_all()
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key.columns))]
        for table in Base.metadata.sorted_tables
        if table.name not in APART
    }


def test_what_is_not_sure_is_proposed(app: Flask) -> None:
    case, letter = written_to(company())
    rows = taken(
        a_mail(subject="1"),
        a_mail(subject=f"2 {case.ref}", sender="other@example.org"),
        a_mail(subject="3", sender="other@example.org", In_Reply_To=letter.message_id),
        a_mail(subject="4", sender="nobody@example.org"),
    )
    found = [(row.proposed_id, row.proposed_by) for row in rows]
    assert found == [
        (case.id, Proposal.ADDRESS),
        (case.id, Proposal.REFERENCE),
        (case.id, Proposal.LETTER),
        (None, None),
    ]


@pytest.mark.parametrize(("until", "place", "why"), [
    (date(2027, 1, 1), Place.SORTED, None), (date(2026, 11, 1), Place.TO_SORT, Why.NO_MANDATE),
])  # fmt: skip
def test_a_representative_speaks_with_a_valid_mandate_only(
    app: Flask, until: date, place: Place, why: Why | None
) -> None:
    firm = company()
    case, letter = written_to(firm)
    with unit_of_work.writing():
        cases.add_party(
            case, PartyRole.REPRESENTATIVE, "Me Legrand", email="Legrand@avocats.example", mandate_signed=True,
            mandate_from=date(2026, 1, 1), mandate_until=until, by=firm.agent.actor, at=NOW,
        )  # fmt: skip
    row = one(a_mail(sender="legrand@avocats.example", In_Reply_To=letter.message_id))
    assert (row.place, row.why) == (place, why)


def test_a_protected_person_does_not_speak(app: Flask) -> None:
    firm = company()
    case, letter = written_to(firm)
    with unit_of_work.writing():
        cases.add_party(case, PartyRole.PROTECTED, "Léo", email="leo@example.org", by=firm.agent.actor, at=NOW)
    assert one(a_mail(sender="leo@example.org", In_Reply_To=letter.message_id)).why is Why.NOT_A_PARTY


def test_a_mail_to_a_merged_case_goes_to_the_one_that_lives(app: Flask) -> None:
    firm = company()
    case, letter = written_to(firm)
    other = a_case(firm)
    with unit_of_work.writing():
        cases.merge(case, other, by=firm.supervisor.actor, at=NOW)
    row = one(a_mail(In_Reply_To=letter.message_id))
    assert (row.place, row.case_id) == (Place.SORTED, other.id)


def test_a_closed_case_stays_closed_and_somebody_reads_the_mail(app: Flask) -> None:
    firm = company()
    case, letter = written_to(firm)
    with unit_of_work.writing():
        cases.close(case, "close_solved", by=firm.agent.actor, at=NOW, solved="yes")
    rounds.run_jobs(LATER)
    letters = db.session.scalar(select(func.count()).select_from(Message))
    row = one(a_mail("Merci beaucoup !", In_Reply_To=letter.message_id))
    rounds.run_jobs(LATER + timedelta(hours=1))
    assert (row.place, row.why, row.reader) == (Place.TO_READ, Why.CLOSED, firm.agent.key)
    assert case.state is State.CLOSED
    assert told(case)[0].words.body["body"] == "Merci beaucoup !"
    assert db.session.scalar(select(func.count()).select_from(Message)) == letters, (
        "the closing letter is not sent again"
    )
    with unit_of_work.writing():
        mails.mark_read(row, by=firm.agent.actor, at=LATER)
    assert (row.place, row.reader) == (Place.SORTED, "")


# --- machines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("content", "why"), [
    (a_mail(Auto_Submitted="auto-replied"), Why.ABSENCE),
    (a_mail(subject="Réponse automatique : Mon lave-linge"), Why.ABSENCE),
    (a_mail(Auto_Submitted="auto-generated"), Why.AUTOMATIC),
    (a_mail(Return_Path="<>"), Why.AUTOMATIC),
    (a_mail(Precedence="bulk"), Why.LIST),
    (a_mail(List_Id="<news.example.org>"), Why.LIST),
    (a_mail(sender="Claire <CLAIRE@maison.example>"), Why.STAFF),
    (a_mail(sender="Nobody"), Why.NOBODY),
    (a_mail(sender="amiable@amiable.localhost"), Why.OURS),
    (a_bounce("<nothing@of.ours>"), Why.AUTOMATIC),
])  # fmt: skip
def test_machines_are_kept_aside_and_nothing_answers_them(app: Flask, content: bytes, why: Why) -> None:
    firm = company()
    _case, letter = written_to(firm)
    with unit_of_work.writing():
        firm.quality.email = "claire@maison.example"
    before = everything_but_mails()
    row = one(content.replace(b"Subject:", b"In-Reply-To: " + letter.message_id.encode() + b"\r\nSubject:", 1))
    assert (row.place, row.why) == (Place.ASIDE, why)
    assert everything_but_mails() == before


def test_a_letter_that_came_back_is_told_and_is_its_owners_next_step(app: Flask) -> None:
    firm = company()
    case, letter = written_to(firm)
    asked = (case.state, case.version, case.customer.email, letter.sent_at, letter.standing)
    first, again, late = taken(
        a_bounce(letter.message_id),
        a_bounce(letter.message_id, status="5.2.2"),
        a_bounce(letter.message_id, "delayed", "4.4.1"),
    )
    assert (first.place, first.why, first.reader, first.case_id) == (
        Place.TO_READ,
        Why.RETURNED,
        firm.agent.key,
        case.id,
    )
    assert (again.place, again.why) == (Place.ASIDE, Why.AUTOMATIC)
    assert (late.place, late.why) == (Place.ASIDE, Why.DELAYED)
    (entry,) = told(case, "correspondence.returned")
    assert entry.data["message"] == letter.number
    assert "no such user" in entry.words.body["why"]
    assert (case.state, case.version, case.customer.email, letter.sent_at, letter.standing) == asked


def test_whoever_writes_without_end_is_kept_aside(app: Flask) -> None:
    _case, letter = written_to(company())
    rows = taken(*(a_mail(f"Encore {n}", In_Reply_To=letter.message_id) for n in range(22)))
    assert [row.place for row in rows] == [Place.SORTED] * 20 + [Place.ASIDE] * 2
    assert {row.why for row in rows[20:]} == {Why.TOO_MANY}


# --- kept once, whatever happens -------------------------------------------------------------------------------------


def test_the_same_mail_is_one_message_however_often_and_by_whichever_way_it_comes(app: Flask) -> None:
    case, letter = written_to(company())
    content = a_mail(In_Reply_To=letter.message_id)
    by_another_way = b"Received: from elsewhere\r\n" + content
    rows = taken(content, content, by_another_way, content)
    assert len(told(case)) == 1
    assert {row.id for row in rows} == {rows[0].id, rows[2].id}
    assert (rows[2].place, rows[2].same_as_id, rows[2].body) == (Place.SAME, rows[0].id, "")
    assert (
        one(a_mail("Autre chose", Message_ID=rows[0].message_id, In_Reply_To=letter.message_id)).place is Place.SORTED
    )


def test_each_mail_of_the_corpus_three_times_is_one_message_and_none_is_lost(app: Flask, shared_data: Path) -> None:
    company()
    contents = [file.read_bytes() for file in sorted((shared_data / "mails").rglob("*")) if file.is_file()]
    assert len(contents) >= 80
    for _time in range(3):
        for content in contents:
            mails.keep(content, at=NOW)
    while mails.open_mails(NOW):
        pass
    rows = list(db.session.scalars(select(IncomingMail)))
    assert len(rows) == len({letterbox.digest(content) for content in contents})
    assert {row.place for row in rows} <= {Place.ASIDE, Place.TO_SORT, Place.SAME}, [
        r.detail for r in rows if r.place is Place.UNREADABLE
    ]
    assert all(store().get(row.raw_key) for row in rows)
    assert file_problems() == []


STEPS: dict[str, tuple[object, str]] = {
    "storing": (Storage, "put"),
    "reading": (letterbox.Reader, "read"),
    "screening": (opening, "screened"),
    "threading": (opening, "destination"),
    "hanging": (opening, "hang"),
    "committing": (unit_of_work, "_react"),
}


class Killed(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_at_any_step_loses_nothing_and_doubles_nothing(
    app: Flask, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, letter = written_to(company())
    content = a_mail(In_Reply_To=letter.message_id, files=(("a.pdf", files.pdf()),))
    place, name = STEPS[step]

    def die(*_args: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(place, name, die)
        with pytest.raises(Killed):
            taken(content)
    db.session.rollback()
    row = one(content)
    assert row.place is Place.SORTED
    assert len(told(case)) == 1
    assert db.session.scalar(select(func.count()).select_from(Exhibit)) == 1
    assert db.session.scalar(select(func.count()).select_from(IncomingMail)) == 1


def test_a_mail_that_cannot_be_opened_stays_says_why_blocks_nothing_and_can_be_tried_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = company()
    _case, letter = written_to(firm)
    with monkeypatch.context() as patch:
        patch.setattr("app.plumbing.letterbox.pages.LARGEST", 2_000)
        large, fine = taken(a_mail("x" * 3_000, In_Reply_To=letter.message_id), a_mail(In_Reply_To=letter.message_id))
    assert (large.place, large.why) == (Place.UNREADABLE, Why.TOO_LARGE)
    assert fine.place is Place.SORTED
    with unit_of_work.writing():
        mails.try_again(large, by=firm.agent.actor)
    mails.open_mails(LATER)
    assert large.place is Place.SORTED


def test_a_lost_file_is_told_by_verify(app: Flask) -> None:
    row = one(a_mail())
    store().delete(row.raw_key)
    assert [problem["kind"] for problem in file_problems()] == ["file_missing"]


def test_the_database_keeps_what_came(app: Flask) -> None:
    row = one(a_mail())
    number = row.id
    for change in ("body = 'x'", "sender_email = 'x'", "raw_key = 'x'", "subject = 'x'"):
        with pytest.raises((DatabaseError, IntegrityError)), unit_of_work.writing():
            db.session.execute(text(f"UPDATE incoming_mail SET {change} WHERE id = {number}"))
    with pytest.raises((DatabaseError, IntegrityError)), unit_of_work.writing():
        db.session.execute(text("DELETE FROM incoming_mail"))


# --- what is attached, what is hostile -------------------------------------------------------------------------------


def test_hostile_attachments_are_exhibits_or_say_why_not(app: Flask, shared_data: Path) -> None:
    case, letter = written_to(company())
    found = tuple((file.name, file.read_bytes()) for file in sorted((shared_data / "exhibits").iterdir()))
    row = one(a_mail(In_Reply_To=letter.message_id, files=(*found, ("../../etc/pass\u202ewd.pdf", b"x"))))
    assert row.place is Place.SORTED
    assert len(row.parts) == len(found) + 1
    assert all(part.get("exhibit") or part.get("why") for part in row.parts)
    names = [each.file_name for each in db.session.scalars(select(Exhibit).where(Exhibit.case_id == case.id))]
    assert not any("/" in name or "\u202e" in name for name in names)


def test_a_refused_attachment_is_said_on_the_contact_and_stays_in_the_mail(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, letter = written_to(company())
    monkeypatch.setattr("app.exhibits.actions.taking.LARGEST_FILE", 5_000)
    row = one(a_mail(In_Reply_To=letter.message_id, files=(("gros.bin", b"x" * 6_000), ("bon.txt", b"bonjour"))))
    assert [part.get("exhibit") for part in row.parts] == [None, 1], "in the order of the mail"
    (contact,) = told(case)
    assert "gros.bin" in contact.words.body["left"]
    assert store().get(row.raw_key).count(b"eHh4") > 10


NAUGHTY = (
    "\r\nBcc: x@y.z",
    "a\x00b",
    "\u2028x",
    "=?utf-8?q?=00=0D=0ABcc?=",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "\ud800",
    "𝟚" * 300,
)


@pytest.mark.parametrize("word", NAUGHTY)
def test_naughty_strings_are_kept_as_words(app: Flask, word: str) -> None:
    _case, letter = written_to(company())
    content = a_mail("BODY", In_Reply_To=letter.message_id).replace(
        b"Mon lave-linge", word.encode("utf-8", "surrogatepass")
    )
    content = content.replace(b"BODY", word.encode("utf-8", "surrogatepass")).replace(
        b"Awa Diallo", word.strip().encode("utf-8", "surrogatepass")
    )
    row = one(content)
    assert row.place in (Place.SORTED, Place.TO_SORT, Place.ASIDE)
    for said in (row.subject, row.sender_name, row.sender_email):
        assert not any(char in said for char in "\r\n\x00\u2028")


@pytest.mark.parametrize(
    "token",
    [
        b"> ",
        b"<",
        b"\r\n\r\n",
        b"=?utf-8?q?",
        b"On a wrote:\n",
        b"-- \n",
        b"--b\r\n",
        b"Le 1 a \xc3\xa9crit :\n",
        b"(",
        b'"',
        b"\x00",
    ],
)
def test_a_repeated_token_never_takes_long(token: bytes) -> None:
    import time

    head = b'From: a@b.c\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
    before = time.process_time()
    from app.plumbing.letterbox.reading import read
    from app.plumbing.pdf.sandbox import Parcel

    for content in (
        head + token * (2**20 // len(token)),
        b"From: a@b.c\r\nSubject: " + token * (2**18 // len(token)) + b"\r\n\r\nx",
    ):
        read(Parcel({}, [content]))
    assert time.process_time() - before < 20, "the sandbox ends it after ten seconds of each"


# --- people ----------------------------------------------------------------------------------------------------------


def test_a_mail_is_put_into_a_case_and_taken_off_again(app: Flask) -> None:
    firm = company()
    case, _letter = written_to(firm)
    row = one(a_mail(files=(("a.txt", b"bonjour"),)))
    before = (case.wrote_on, case.next_code, case.next_on)
    link(row, case, firm)
    assert (row.place, row.case_id, row.sorted_by) == (Place.SORTED, case.id, firm.agent.key)
    assert case.next_code == "reply_message"
    with unit_of_work.writing():
        mails.take_off(row, by=firm.agent.actor, at=LATER)
    assert (row.place, row.case_id, row.body) == (Place.TO_SORT, None, SAID)
    assert told(case)[0].words is None
    assert db.session.scalars(select(Exhibit)).one().withdrawn_at is not None
    assert (case.wrote_on, case.next_code, case.next_on) == before
    link(row, case, firm)
    assert len(told(case)) == 2


def link(row: IncomingMail, case: Case, firm: Any) -> None:
    prepared = mails.prepare(row)
    with unit_of_work.writing():
        mails.link(row, case, prepared, by=firm.agent.actor, at=LATER)


def test_once_somebody_has_built_on_it_a_link_stays(app: Flask) -> None:
    firm = company()
    case, _letter = written_to(firm)
    row = one(a_mail())
    link(row, case, firm)
    with unit_of_work.writing():
        cases.add_note(case, "Lu.", by=firm.agent.actor, at=LATER)
    with pytest.raises(Refused, match="built_on"), unit_of_work.writing():
        mails.take_off(row, by=firm.agent.actor, at=LATER)


def test_kept_aside_with_a_reason_and_brought_back(app: Flask) -> None:
    firm = company()
    row = one(a_mail())
    with pytest.raises(Refused, match="reason"), unit_of_work.writing():
        mails.set_aside(row, " ", by=firm.agent.actor, at=LATER)
    with unit_of_work.writing():
        mails.set_aside(row, "Publicité", by=firm.agent.actor, at=LATER)
    assert (row.place, row.why, row.detail) == (Place.ASIDE, Why.BY_HAND, "Publicité")
    with unit_of_work.writing():
        mails.bring_back(row, by=firm.agent.actor, at=LATER)
    assert row.place is Place.TO_SORT
    with pytest.raises(Refused, match="not_allowed"), unit_of_work.writing():
        mails.set_aside(row, "x", by=firm.auditor.actor, at=LATER)
    with pytest.raises(Refused, match="elsewhere"), unit_of_work.writing():
        mails.mark_read(row, by=firm.agent.actor, at=LATER)


# --- forgotten -------------------------------------------------------------------------------------------------------


def test_erasing_the_words_of_its_entry_erases_the_mail(app: Flask) -> None:
    from app.cases.rules.erasing import Ground

    firm = company()
    case, letter = written_to(firm)
    content = a_mail("Mon médecin dit que…", In_Reply_To=letter.message_id)
    row, same = taken(content, b"Received: x\r\n" + content)
    with unit_of_work.writing():
        cases.erase_words(case, row.entry_seq, Ground.NOT_NEEDED, "santé", by=firm.supervisor.actor, at=LATER)
    db.session.expire_all()
    assert (row.body, row.sender_email, row.subject) == ("", "", "—")
    assert not store().has(row.raw_key)
    assert not store().has(same.raw_key)
    assert file_problems() == []


def test_a_mail_on_no_case_goes_after_its_time(app: Flask) -> None:
    company()
    first = one(a_mail("Bonjour"))
    rounds.erase_due(NOW + timedelta(days=360))
    db.session.expire_all()
    assert first.body == "Bonjour"
    rounds.erase_due(NOW + timedelta(days=368))
    db.session.expire_all()
    assert (first.place, first.why, first.body, first.sender_email) == (Place.ASIDE, Why.OVER, "", "")
    assert not store().has(first.raw_key)
