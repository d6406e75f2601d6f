"""Mails that staff bring as files: kept, opened, proposed; never sorted by themselves, and the same one never twice."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases.models import Case
from app.correspondence.actions import mails
from app.correspondence.models import IncomingMail
from app.correspondence.rules.mails import Place, Why
from app.kernel import Refused
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.correspondence.mails_world import AWA, a_mail, taken, written_to
from tests.exhibits import files
from tests.factories.house import Company, a_case, company
from tests.outlook_files import attached, msg, ole, raw, text

LATER = NOW + timedelta(days=3)
HEADS = (
    f"From: {AWA}\r\nTo: litiges@maison.example\r\nSubject: Mon lave-linge\r\nDate: Tue, 17 Nov 2026 18:20:00 +0100\r\n"
    "Message-ID: <awa-17@example.org>\r\n\r\n"
)


def saved(*more: tuple[str, object], heads: str = HEADS) -> bytes:
    """A mail as Outlook saves it."""
    return ole(msg(text(0x007D, heads), text(0x1000, "Bonjour,\r\nLe lave-linge fuit toujours.\r\n"), *more))


def brought(firm: Company, *contents: bytes) -> list[IncomingMail]:
    """What the agent brings, and what became of it."""
    found = mails.bring([(f"m{n}.msg", content) for n, content in enumerate(contents)], by=firm.agent.actor, at=LATER)
    db.session.expire_all()
    return [db.session.get_one(IncomingMail, each.number) for each in found]


def test_a_mail_dragged_out_of_outlook_becomes_a_case(app: Flask) -> None:
    """Brought on the page, opened there, logged with its words, its day and its photograph."""
    company()
    alice = Browser(app).sign_in("alice")
    assert "Déposez le courriel (.eml, .msg)" in alice.get("/log").text
    picture = attached(0, raw(0x3701, files.photo()), text(0x3707, "fuite sous le tambour.jpg"))
    answer = alice.post("/mail", {"files": [(BytesIO(saved(picture)), "Mon lave-linge.msg")]})
    row = db.session.scalars(select(IncomingMail)).one()
    assert answer.headers["Location"].endswith(f"/mail/{row.id}")
    page = alice.get(f"/mail/{row.id}").text
    assert "Déposé par Alice Petit" in page
    assert "Le lave-linge fuit toujours." in page
    assert "fuite sous le tambour.jpg" in page
    form = alice.get(f"/log?mail={row.id}").values("log")
    assert (form["received_on"], form["subject"]) == ("2026-11-17", "Mon lave-linge")
    assert alice.post("/log", {**form, "do": "log"}).status_code == 302
    db.session.expire_all()
    case = db.session.scalars(select(Case)).one()
    assert case.received_on.isoformat() == "2026-11-17"
    db.session.expire_all()
    assert (row.place, row.case_id, row.exhibits) == (Place.SORTED, case.id, [1])
    raw_one = alice.fetch(f"/mail/{row.id}/raw")
    assert "courriel-1.msg" in raw_one.headers["Content-Disposition"]
    assert raw_one.data == saved(picture)


def test_what_answers_a_letter_is_proposed_and_not_sorted(app: Flask) -> None:
    """The same mail by the box goes into its case by itself: brought, a person says whose words it is."""
    firm = company()
    case, letter = written_to(firm)
    content = a_mail(In_Reply_To=letter.message_id)
    (row,) = brought(firm, content)
    assert (row.place, row.case_id, row.proposed_id) == (Place.TO_SORT, None, case.id)
    (other,) = taken(a_mail("Autre chose", In_Reply_To=letter.message_id))
    assert (other.place, other.case_id) == (Place.SORTED, case.id)


def test_a_mail_of_our_own_says_so_and_waits(app: Flask) -> None:
    """From the box it would be kept aside; whoever brings one wants it seen."""
    firm = company()
    with unit_of_work.writing():
        firm.quality.email = "claire@maison.example"
    (row,) = brought(firm, a_mail(sender="Claire <claire@maison.example>"))
    assert (row.place, row.why) == (Place.TO_SORT, Why.STAFF)


def test_the_same_mail_is_kept_once(app: Flask) -> None:
    """The same bytes, and the same mail by the box and from a file."""
    firm = company()
    (first,) = taken(a_mail())
    assert [row.id for row in brought(firm, a_mail(), a_mail())] == [first.id, first.id]
    (one,) = brought(firm, saved())
    assert brought(firm, saved())[0].id == one.id
    assert db.session.scalar(select(func.count()).select_from(IncomingMail)) == 2
    answer = Browser(app).sign_in("alice").post("/mail", {"files": [(BytesIO(a_mail()), "x.eml")]})
    assert answer.headers["Location"].endswith(f"/mail/{first.id}")


def test_several_are_listed(app: Flask) -> None:
    """Two new ones and one that is there."""
    company()
    taken(a_mail("déjà là"))
    alice = Browser(app).sign_in("alice")
    sent = [(BytesIO(each), f"{n}.eml") for n, each in enumerate((a_mail("a"), a_mail("b"), a_mail("déjà là")))]
    assert alice.post("/mail", {"files": sent}).headers["Location"].endswith("/mail")
    assert "2 courriels gardés, 1 déjà là." in alice.get("/mail").text


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (files.pdf(), "facture.pdf", "« facture.pdf » n’est pas un courriel (document PDF)"),
        (b"", "vide.eml", "« vide.eml » n’est pas un courriel (texte)"),
        (b"Bonjour", "mot.txt", "« mot.txt » n’est pas un courriel (texte)"),
    ],
)
def test_what_is_no_mail_is_refused_by_its_name(app: Flask, content: bytes, name: str, said: str) -> None:
    """Nothing is kept, not even the mail beside it; the sentence is on the field, and the form open."""
    company()
    alice = Browser(app).sign_in("alice")
    page = alice.send("/mail", {"files": [(BytesIO(a_mail()), "bon.eml"), (BytesIO(content), name)]}, 422)
    assert said in page.text
    assert db.session.scalar(select(func.count()).select_from(IncomingMail)) == 0


def test_no_file_at_all(app: Flask) -> None:
    """The button pressed too early."""
    company()
    assert "Choisissez d’abord un courriel." in Browser(app).sign_in("alice").send("/mail", {}, 422).text


def test_a_damaged_one_is_kept_and_says_why(app: Flask) -> None:
    """Nothing is lost: it can be tried again, and downloaded as it came."""
    firm = company()
    (row,) = brought(firm, saved(attached(0, raw(0x3701, bytes(9000)), text(0x3707, "a.bin")))[:-400])
    assert (row.place, row.why) == (Place.UNREADABLE, Why.BROKEN)


def test_a_mail_that_is_in_a_case_out_of_sight_leads_to_the_list(app: Flask) -> None:
    """Whoever may not see the case learns only that the mail had arrived."""
    firm = company()
    case = a_case(firm)
    (row,) = taken(a_mail())
    with unit_of_work.writing():
        mails.link(row, case, mails.prepare(row), by=firm.agent.actor, at=NOW)
    again = {"files": [(BytesIO(a_mail()), "x.eml")]}
    assert Browser(app).sign_in("bruno").post("/mail", again).headers["Location"].endswith("/mail")


def test_who_does_not_sort_mails_brings_none(app: Flask) -> None:
    """The action refuses by itself."""
    firm = company()
    with pytest.raises(Refused) as refused:
        mails.bring([("x.eml", a_mail())], by=firm.director.actor, at=NOW)
    assert refused.value.code == "not_allowed"


def test_too_many_at_once(app: Flask) -> None:
    """Fifty is the limit."""
    firm = company()
    with pytest.raises(Refused) as refused:
        mails.bring([("x.eml", a_mail())] * 51, by=firm.agent.actor, at=NOW)
    assert refused.value.code == "too_many"


def test_a_brought_mail_counts_from_the_day_it_says_only_if_it_is_past(app: Flask) -> None:
    """A mail that claims to come from tomorrow arrived today."""
    firm = company()
    (past, ahead) = brought(firm, saved(), a_mail("demain").replace(b"20 Nov 2026", b"20 Nov 2099"))
    assert past.arrived_at.date().isoformat() == "2026-11-17"
    assert ahead.arrived_at == ahead.taken_at
