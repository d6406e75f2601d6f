"""Words erased from a case: journal, search, letters with what left, made files, drawn parts; on both databases."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from app.cases import actions as cases
from app.cases.models import Case, DutyRow, SignalRow
from app.cases.queries import found as search_cases
from app.cases.rules.erasing import Ground
from app.correspondence import actions as letters
from app.correspondence.models import ERASED_BODY, Message
from app.correspondence.queries import letter_numbered, letters_of
from app.correspondence.rules import Channel, LetterKind, Standing
from app.documents.models import FilePart, Product, Reader
from app.documents.queries.erasing import erased_files, reached_by
from app.documents.queries.files import compose
from app.documents.queries.issued import content_of
from app.exhibits.queries import store
from app.exhibits.rules import ExhibitKind
from app.journal.models import Entry, Erasure
from app.journal.queries import entries_of, verify
from app.kernel import Audience, FixedClock, Refused
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.worker import rounds
from tests.client import Browser
from tests.conftest import NOW
from tests.documents.test_actions import LATER, a_referred_world, build
from tests.factories.house import Company, a_case, company
from tests.mediation.world import exhibit

CANARY = "quetzalcoatlus"
WHY = "Concerne un autre client"
TEXT = f"Madame,\n\nVotre voisin {CANARY} nous a tout raconté."


def of_kind(case: Case, kind: str) -> Entry:
    return [entry for entry in entries_of(case.stream) if entry.kind == kind][-1]


def erase(case: Case, kind: str, firm: Company, ground: Ground = Ground.SOMEBODY_ELSE) -> Entry:
    with unit_of_work.writing():
        return cases.erase_words(case, of_kind(case, kind).seq, ground, WHY, by=firm.quality.actor, at=LATER)


def wrote(case: Case, firm: Company, channel: Channel = Channel.EMAIL) -> Message:
    with unit_of_work.writing():
        return letters.send_letter(case, LetterKind.HOLDING, TEXT, channel, by=firm.agent.actor, at=NOW)


def left(app: Flask, case: Case, firm: Company, channel: Channel = Channel.EMAIL) -> Message:
    row = wrote(case, firm, channel)
    rounds.run_jobs(NOW + timedelta(minutes=3))
    return letter_numbered(case, row.number)


def bytes_with(folder: Path, word: str) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file() and word.encode() in file.read_bytes()]


def test_a_note_loses_its_words_and_keeps_its_fact_date_and_seal(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        cases.add_note(case, f"Parle de {CANARY}", by=firm.agent.actor, at=NOW)
    note = of_kind(case, "case.note")
    seal, seq = note.seal, note.seq
    assert search_cases(firm.quality.actor, CANARY) != []
    told = erase(case, "case.note", firm)
    assert told.data["entry"] == seq
    assert (told.kind, told.data["of"], told.data["ground"]) == ("case.words_erased", "case.note", "somebody_else")
    note = of_kind(case, "case.note")
    assert (note.words, note.seal, note.at, note.by) == (None, seal, NOW, firm.agent.key)
    assert search_cases(firm.quality.actor, CANARY) == []
    assert list(verify(case.stream)) == []
    row = db.session.get_one(Erasure, note.id)
    assert (row.by, row.reason, row.at) == (firm.quality.key, WHY, LATER)


def test_a_letter_that_left_becomes_who_when_and_why_and_keeps_its_fingerprint(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    row = left(app, case, firm)
    key, data = row.file_key, app.extensions["settings"].data
    with unit_of_work.writing():
        letters.delivery.ask_copy(row, at=LATER)
    rounds.run_jobs(LATER)
    row = letter_numbered(case, 1)
    copy = row.copy_key
    assert (row.standing, store().has(key), store().has(copy)) == (Standing.SENT, True, True)
    assert len(list((data / "mail").glob("*.eml"))) == 1
    erase(case, "correspondence.written", firm)
    row = letter_numbered(case, 1)
    assert (row.body, row.signature, row.standing, row.file_key) == (ERASED_BODY, "", Standing.SENT, key)
    assert row.erasure is not None
    assert (row.erasure.by, row.erasure.at, row.erasure.reason) == (firm.quality.key, LATER, WHY)
    assert (store().has(key), store().has(copy)) == (False, False)
    assert list((data / "mail").glob("*.eml")) == []
    assert (row.to_name, row.sent_on) == ("Mme Awa Diallo", date(2026, 11, 20))


def test_a_letter_that_has_not_left_never_leaves(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    wrote(case, firm)
    erase(case, "correspondence.written", firm)
    rounds.run_jobs(LATER + timedelta(minutes=5))
    row = letter_numbered(case, 1)
    assert (row.standing, row.body) == (Standing.STOPPED, ERASED_BODY)
    assert not (app.extensions["settings"].data / "mail").exists()
    for act in (
        lambda: letters.send_again(row, by=firm.agent.actor, at=LATER),
        lambda: letters.reroute(row, Channel.POST, by=firm.agent.actor, at=LATER),
        lambda: letters.delivery.ask_copy(row, at=LATER),
    ):
        with pytest.raises(Refused) as refused, unit_of_work.writing():
            act()
        assert refused.value.code == "erased"


def test_a_letter_that_is_leaving_stops_the_erasure_whole(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    wrote(case, firm)
    with unit_of_work.writing():
        db.session.execute(update(Message).values(begun_at=LATER))
        db.session.execute(update(Job).values(leased_until=LATER + timedelta(minutes=5)))
    with pytest.raises(Refused) as refused:
        erase(case, "correspondence.written", firm)
    assert refused.value.code == "letter_leaving"
    assert db.session.scalars(select(Erasure)).all() == []
    assert of_kind(case, "correspondence.written").words is not None


def test_a_letter_drawn_while_its_words_are_erased_is_not_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    firm = company()
    case = a_case(firm)
    wrote(case, firm, Channel.POST)
    real = letters.delivery.pdf_of

    def slow(row: Message) -> bytes:
        content = real(row)
        erase(case, "correspondence.written", firm)
        return content

    monkeypatch.setattr(letters.delivery, "pdf_of", slow)
    rounds.run_jobs(NOW + timedelta(minutes=3))
    assert letter_numbered(case, 1).copy_key == ""
    assert list(store().keys()) == []


def test_a_signal_that_quotes_a_contact_goes_with_it(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        said = f"Mon avocat, maître {CANARY}, saisira le tribunal."
        cases.record_contact(case, "phone", "in", said, by=firm.agent.actor, at=NOW + timedelta(minutes=1))
    quoting = [row for row in db.session.scalars(select(SignalRow)) if CANARY in row.why]
    assert quoting
    told = erase(case, "case.contact", firm)
    assert len(told.data["entries"]) == 1 + len(quoting)
    db.session.expire_all()
    assert [row for row in db.session.scalars(select(SignalRow)) if CANARY in row.why] == []
    assert all(entry.words is None for entry in entries_of(case.stream) if entry.seq in told.data["entries"])
    assert list(verify(case.stream)) == []


def test_files_and_drawn_parts_that_show_the_words_go_and_their_fingerprints_stay(app: Flask) -> None:
    world = a_referred_world()
    firm, case = world.firm, world.case
    with unit_of_work.writing():
        cases.add_note(case, f"Parle de {CANARY}", by=firm.agent.actor, at=NOW)
    for_mediator, inside = build(world, Reader.MEDIATOR), build(world, Reader.INTERNAL)
    zipped = build(world, Reader.INTERNAL, Product.EXHIBITS)
    key = inside.file_key
    with unit_of_work.writing():
        db.session.execute(update(Case).values(state="answered"))
    reached = reached_by(case, of_kind(case, "case.note"))
    assert [row.id for row in reached.files] == [inside.id], "no note is ever in a mediator's file"
    assert reached.parts > 0
    erase(case, "case.note", firm)
    assert db.session.scalars(select(FilePart)).all() == []
    assert [store().has(row.file_key) for row in (for_mediator, inside, zipped)] == [True, False, True]
    assert (inside.file_key, set(erased_files(case))) == (key, {inside.id})
    with pytest.raises(Refused) as refused:
        content_of(inside)
    assert refused.value.code == "file_erased"
    (note,) = [
        one for one in compose(case, Reader.INTERNAL, "fr").document.inside.notes if one.at == NOW and "[" in one.text
    ]
    assert note.text == "[Mots effacés.]"


def test_a_file_made_while_words_are_erased_is_made_again_without_them(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_referred_world()
    firm, case = world.firm, world.case
    with unit_of_work.writing():
        cases.add_note(case, f"Parle de {CANARY}", by=firm.agent.actor, at=NOW)
        db.session.execute(update(Case).values(state="answered"))
    real, erased = store().put, list[int]()

    def put(content: bytes) -> str:
        if content.startswith(b"%PDF") and not erased:
            erased.append(1)
            erase(case, "case.note", firm)
        return real(content)

    monkeypatch.setattr(store(), "put", put)
    made = build(world, Reader.INTERNAL)
    assert erased == [1]
    assert made.head_seq == of_kind(case, "case.words_erased").seq


def test_what_is_kept_elsewhere_under_the_same_fingerprint_stays(app: Flask) -> None:
    world = a_referred_world()
    firm, case = world.firm, world.case
    with unit_of_work.writing():
        db.session.execute(update(Case).values(state="answered"))
    row = left(app, case, firm)
    content = store().get(row.file_key)
    exhibit(world, "courriel.eml", ExhibitKind.EXCHANGE, content=content)
    erase(case, "correspondence.written", firm)
    assert store().get(row.file_key) == content


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_not_a_byte_of_the_words_is_left_in_the_data_folder(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        cases.add_note(case, f"Parle de {CANARY} " * 200, by=firm.agent.actor, at=NOW)
    left(app, case, firm)
    settings = app.extensions["settings"]
    before = bytes_with(settings.data, CANARY)
    assert any("sqlite" in name for name in before)
    assert any(name.endswith(".eml") for name in before)
    erase(case, "case.note", firm)
    erase(case, "correspondence.written", firm)
    db.session.rollback()
    rounds.run_jobs(LATER)
    assert bytes_with(settings.data, CANARY) == []
    assert bytes_with(settings.data, "quetzalcoatl") == [], "nor of its stem in the index"
    assert list(verify()) == []


def test_the_database_lets_no_words_of_a_letter_go_without_an_erasure(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    wrote(case, firm)
    for body in ("autre chose", ERASED_BODY):
        with pytest.raises(DatabaseError, match="append-only"), unit_of_work.writing():
            db.session.execute(update(Message).values(body=body))
    erase(case, "correspondence.written", firm)
    for change in ({"body": "autre chose"}, {"subject": "autre"}, {"to_name": "X"}):
        with pytest.raises(DatabaseError, match="append-only"), unit_of_work.writing():
            db.session.execute(update(Message).values(**change))
    for statement in ("DELETE FROM message_erasure", "UPDATE message_erasure SET reason = 'x'"):
        with pytest.raises(DatabaseError, match="append-only"), unit_of_work.writing():
            db.session.execute(text(statement))


@pytest.mark.parametrize(
    ("who", "code"),
    [("agent", "not_allowed"), ("director", "not_allowed"), ("auditor", "not_allowed"), ("admin", "not_allowed")],
)
def test_only_supervisors_and_the_quality_officer_erase(app: Flask, who: str, code: str) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        cases.add_note(case, CANARY, by=firm.quality.actor, at=NOW)
    for actor in (getattr(firm, who).actor, SYSTEM):
        with pytest.raises(Refused) as refused, unit_of_work.writing():
            cases.erase_words(case, of_kind(case, "case.note").seq, Ground.REQUEST, WHY, by=actor, at=LATER)
        assert refused.value.code == code
    with pytest.raises(Refused) as own:
        erase(case, "case.note", firm)
    assert own.value.code == "words_kept"


def test_an_answer_goes_when_the_last_window_has_closed(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        cases.take_charge(case, TEXT, by=firm.agent.actor, at=NOW)
        cases.answer(case, TEXT, "founded", by=firm.agent.actor, at=NOW)
    with pytest.raises(Refused) as open_still:
        erase(case, "case.answer", firm, Ground.NOT_NEEDED)
    assert "ouvert" in open_still.value.message.fr
    with unit_of_work.writing():
        cases.close(case, "close_solved", text="Le client est satisfait.", by=firm.agent.actor, at=NOW)
    with pytest.raises(Refused) as windows:
        erase(case, "case.answer", firm, Ground.NOT_NEEDED)
    assert dict(windows.value.message.values)["until"] > date(2027, 1, 1)
    with unit_of_work.writing():
        db.session.execute(update(DutyRow).where(DutyRow.kind == "window").values(state="moot"))
    erase(case, "case.answer", firm, Ground.NOT_NEEDED)
    assert [row.body == ERASED_BODY for row in sorted(letters_of(case), key=lambda row: row.number)][1] is True


# --- the page and the command ----------------------------------------------------------------------------------------


def test_the_page_names_the_files_that_would_go(app: Flask) -> None:
    world = a_referred_world()
    with unit_of_work.writing():
        cases.add_note(world.case, f"Parle de {CANARY}", by=world.firm.agent.actor, at=NOW)
    build(world, Reader.INTERNAL)
    with unit_of_work.writing():
        db.session.execute(update(Case).values(state="answered"))
    claire = Browser(app).sign_in("claire")
    url = f"/cases/{world.case.ref}/entries/{of_kind(world.case, 'case.note').seq}/erase"
    sent = {"version": claire.get(url).value_of("version") or "", "ground": "somebody_else", "reason": WHY}
    assert "version 1 (FR)" in claire.send(url, sent, status=200).text


def test_the_page_shows_what_goes_and_what_stays_before_it_erases(app: Flask, clock: FixedClock) -> None:
    firm = company()
    case = a_case(firm)
    left(app, case, firm)
    seq = of_kind(case, "correspondence.written").seq
    claire = Browser(app).sign_in("claire")
    url = f"/cases/{case.ref}/entries/{seq}/erase"
    assert f'href="{url}"' in claire.get(f"/cases/{case.ref}").html
    version = str(case.version)
    assert CANARY in claire.get(url).text
    claire.send(url, {"version": version, "ground": "", "reason": ""}, status=422)
    look = claire.send(url, {"version": version, "ground": "wrong_case", "reason": WHY}, status=200)
    assert "Effacer pour toujours" in look.text
    assert "lettre n° 1" in look.text
    assert of_kind(case, "correspondence.written").words is not None, "looking erases nothing"
    kept = claire.send(url, {"version": version, "ground": "request", "reason": WHY}, status=422)
    assert "art. 17" in kept.text
    claire.send(url, {"version": version, "ground": "wrong_case", "reason": WHY, "do": "change"}, status=200)
    claire.send(url, {"version": version, "ground": "wrong_case", "reason": WHY, "do": "erase"}, status=302)
    for code, sentence in (("fr", "Mots effacés le"), ("en", "Words erased on")):
        claire.speak(code)
        page = claire.get(f"/cases/{case.ref}")
        assert sentence in page.text
        assert "Claire Morel" in page.text
        assert CANARY not in page.html
        letter = claire.get(f"/cases/{case.ref}/letters/1")
        assert sentence in letter.text
        assert WHY in letter.text
        claire.get(f"/cases/{case.ref}/letters")
        claire.get(url)
    assert claire.fetch(f"/cases/{case.ref}/letters/1/file").status_code == 404


def test_the_page_says_why_words_stay_and_is_closed_to_others(app: Flask, clock: FixedClock) -> None:
    firm = company()
    case = a_case(firm)
    seq = of_kind(case, "case.logged").seq
    claire = Browser(app).sign_in("claire")
    page = claire.get(f"/cases/{case.ref}/entries/{seq}/erase")
    assert "Ces mots restent" in page.text
    assert "Voir ce qui disparaît" not in page.text
    assert claire.fetch(f"/cases/{case.ref}/entries/999/erase").status_code == 404
    for login in ("alice", "audrey"):
        other = Browser(app).sign_in(login)
        assert other.fetch(f"/cases/{case.ref}/entries/{seq}/erase").status_code == 403
        assert "Effacer ces mots" not in other.get(f"/cases/{case.ref}").text


def run(app: Flask, *asked: str, status: int = 0) -> Any:
    answer = app.test_cli_runner().invoke(args=[*asked, "--json"])
    assert answer.exit_code == status, answer.output
    return json.loads(answer.stdout)


def test_the_command_looks_refuses_and_erases(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    row = left(app, case, firm)
    ref, seq = case.ref, str(of_kind(case, "correspondence.written").seq)
    asked = ("erase-words", ref, seq, "--by", "claire", "--at", LATER.isoformat(), "--ground")
    look = run(app, *asked, "wrong_case", "--look")
    assert (look["erased"], look["kept_because"], look["goes"]["letters"]) == (
        False, None, [{"number": 1, "kind": "holding", "sent": True}],
    )  # fmt: skip
    assert look["stays"]["fingerprints"] == [row.file_key]
    assert "art. 17" in run(app, *asked, "request", "--look")["kept_because"]["fr"]
    assert run(app, *asked, "wrong_case", status=1)["refused"]["field"] == "reason"
    assert run(app, *asked, "request", "--reason", WHY, status=1)["refused"]["code"] == "words_kept"
    by_system = ("erase-words", ref, seq, "--ground", "wrong_case", "--reason", WHY)
    assert run(app, *by_system, status=1)["refused"]["code"] == "not_allowed"
    done = run(app, *asked, "wrong_case", "--reason", WHY)
    assert (done["erased"], done["kind"]) == (True, "correspondence.written")
    assert run(app, *asked, "wrong_case", "--reason", WHY, status=1)["refused"]["code"] == "words_kept"
    assert run(app, "verify") == {"ok": True, "problems": []}
    shown = run(app, "show", ref)
    assert shown["journal"]["entries"][int(seq) - 1]["text"] is None


def test_internal_words_stay_internal(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        cases.add_note(case, CANARY, by=firm.agent.actor, at=NOW)
    assert Audience(erase(case, "case.note", firm).audience) is Audience.INTERNAL
