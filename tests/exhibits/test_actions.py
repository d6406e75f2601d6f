"""Exhibits through the real actions, on both databases."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.cases.models import Case
from app.cases.queries import found
from app.exhibits import actions, queries
from app.exhibits.actions import About
from app.exhibits.models import Exhibit
from app.exhibits.rules import From
from app.journal.queries import entries_of_kind
from app.kernel import Audience, Refused
from app.people.models import Staff
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.conftest import NOW
from tests.exhibits import files
from tests.factories.house import a_case, company


def add(case: Case, by: Staff, *given: tuple[str, bytes], about: About | None = None) -> list[Exhibit]:
    taken = actions.take_in(given)
    with unit_of_work.writing():
        return actions.add_exhibits(case, taken, [about or About()] * len(taken), by=by.actor, at=NOW)


def test_numbers_are_given_in_order_and_never_again(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    first = add(case, firm.agent, ("facture.pdf", files.pdf()), ("photo.jpg", files.photo()))
    with unit_of_work.writing():
        actions.withdraw(first[1], "Doublon", by=firm.agent.actor, at=NOW)
    later = add(case, firm.agent, ("contrat.pdf", files.pdf(3)))
    assert [row.number for row in queries.exhibits_of(case)] == [1, 2, 3]
    assert later[0].number == 3
    assert queries.exhibit_numbered(case, 2).withdrawn_at is not None


def test_an_exhibit_is_never_deleted_nor_its_file_or_number_changed(app: Flask) -> None:
    firm = company()
    add(a_case(firm), firm.agent, ("facture.pdf", files.pdf()))
    for forbidden in ("DELETE FROM exhibit", "UPDATE exhibit SET number = 9", "UPDATE exhibit SET file_key = 'x'"):
        with pytest.raises(DatabaseError):
            db.session.execute(text(forbidden))
        db.session.rollback()


def test_the_fingerprint_is_that_of_the_file_and_the_store_gives_it_back(app: Flask) -> None:
    import hashlib

    firm = company()
    content = files.pdf(author="X")
    row = add(a_case(firm), firm.agent, ("facture.pdf", content))[0]
    assert row.file_key == hashlib.sha256(content).hexdigest()
    assert queries.original(row) == content
    assert (row.type_code, row.pages, row.kind.value) == ("pdf", 2, "invoice")


def test_one_entry_tells_them_all_with_their_fingerprints(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    rows = add(case, firm.agent, ("a.pdf", files.pdf()), ("b.pdf", files.pdf(1)))
    told = entries_of_kind(case.stream, "exhibit.added")
    assert len(told) == 1
    assert told[0].data["files"] == {"1": rows[0].file_key, "2": rows[1].file_key}


def test_an_exhibit_is_found_by_its_name(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    add(case, firm.agent, ("Relevé d’œuvres.pdf", files.pdf()))
    assert [hit.case.ref for hit in found(firm.agent.actor, "releve oeuvre")] == [case.ref]


def test_the_files_are_taken_in_before_the_write_transaction(app: Flask) -> None:
    company()
    with pytest.raises(RuntimeError), unit_of_work.writing():
        actions.take_in([("a.pdf", files.pdf())])


def test_only_who_may_release_shows_an_exhibit_to_the_mediator(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with pytest.raises(Refused, match="not_allowed_release"):
        add(case, firm.agent, ("a.pdf", files.pdf()), about=About(audience=Audience.MEDIATOR))
    row = add(case, firm.agent, ("a.pdf", files.pdf()))[0]
    with pytest.raises(Refused, match="not_allowed_release"), unit_of_work.writing():
        actions.release(row, Audience.MEDIATOR, by=firm.agent.actor, at=NOW)
    with unit_of_work.writing():
        actions.release(row, Audience.MEDIATOR, by=firm.supervisor.actor, at=NOW)
    assert row.released_by == firm.supervisor.key


def test_the_copy_that_travels_hides_nothing(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    about = About(audience=Audience.CUSTOMER)
    rows = add(case, firm.agent, ("a.pdf", files.pdf(author="CANARI")), ("b.jpg", files.photo("CANARI")), about=about)
    with unit_of_work.writing():
        for row in rows:
            actions.release(row, Audience.MEDIATOR, by=firm.supervisor.actor, at=NOW)
    for row in rows:
        got = queries.received(row, Audience.MEDIATOR)
        assert got.copy is not None
        assert b"CANARI" not in got.copy.content
        assert b"CANARI" in queries.original(row)


def test_what_was_not_released_does_not_travel(app: Flask) -> None:
    firm = company()
    row = add(a_case(firm), firm.agent, ("a.pdf", files.pdf()))[0]
    got = queries.received(row, Audience.MEDIATOR)
    assert (got.copy, got.printable, got.travelling.shown) == (None, None, False)


def test_a_prepared_copy_is_the_same_as_one_made_on_demand(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    row = add(case, firm.supervisor, ("b.jpg", files.photo("X")), about=About(audience=Audience.MEDIATOR))[0]
    fresh = queries.received(row, Audience.MEDIATOR)
    from sqlalchemy import select

    from app.plumbing.jobs import Job

    job = db.session.scalars(select(Job).where(Job.kind == "exhibit.prepare")).one()
    assert actions.HANDLERS["exhibit.prepare"](job, NOW)["made"] is True
    kept = queries.received(queries.exhibit_numbered(case, row.number), Audience.MEDIATOR)
    assert kept.copy == fresh.copy
    assert kept.printable is not None


def test_a_mask_replaces_the_copy_for_its_audience_only_and_can_be_taken_off(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    row = add(case, firm.supervisor, ("b.jpg", files.photo()), about=About(audience=Audience.MEDIATOR))[0]
    made = actions.prepare_mask(row, [(1, (0.1, 0.1, 0.5, 0.5))])
    with unit_of_work.writing():
        actions.mask(row, made, Audience.MEDIATOR, "Autre client", by=firm.supervisor.actor, at=NOW)
    mediator, customer = (queries.received(row, to) for to in (Audience.MEDIATOR, Audience.CUSTOMER))
    assert mediator.copy is not None
    assert customer.copy is not None
    assert (mediator.copy.kind.code, customer.copy.kind.code) == ("pdf", "jpg")
    assert queries.original(row) == files.photo()
    with unit_of_work.writing():
        actions.unmask(row, Audience.MEDIATOR, "Erreur", by=firm.supervisor.actor, at=NOW)
    again = queries.received(row, Audience.MEDIATOR)
    assert again.copy is not None
    assert again.copy.kind.code == "jpg"


@pytest.mark.parametrize("region", [(2, None), (0, None), (1, (0.5, 0.1, 0.4, 0.2)), (1, (0.0, 0.0, 1.2, 0.5))])
def test_a_mask_outside_the_pages_is_refused(app: Flask, region: actions.Region) -> None:
    firm = company()
    row = add(a_case(firm), firm.supervisor, ("b.jpg", files.photo()))[0]
    with pytest.raises(Refused, match="mask_"):
        actions.prepare_mask(row, [region])


def test_a_lost_file_is_explained_never_an_error(app: Flask) -> None:
    firm = company()
    row = add(a_case(firm), firm.supervisor, ("a.pdf", files.pdf()), about=About(audience=Audience.MEDIATOR))[0]
    queries.store().delete(row.file_key)
    got = queries.received(row, Audience.MEDIATOR)
    assert got.copy is None
    assert "stockage" in str(got.travelling.why.fr if got.travelling.why else "") or got.problem is not None


def test_our_office_files_do_not_travel_but_the_customers_do(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    ours = About(audience=Audience.MEDIATOR, brought_by=From.US)
    theirs = About(audience=Audience.MEDIATOR, brought_by=From.CUSTOMER)
    own = add(case, firm.supervisor, ("note.docx", files.word("CANARI")), about=ours)[0]
    his = add(case, firm.supervisor, ("lettre.docx", files.word("Awa")), about=theirs)[0]
    assert queries.received(own, Audience.MEDIATOR).copy is None
    copy = queries.received(his, Audience.MEDIATOR).copy
    assert copy is not None
    assert copy.content == queries.original(his)


def test_every_file_of_the_shared_material_is_taken_in_and_described(app: Flask, shared_data: object) -> None:
    from pathlib import Path

    folder = Path(str(shared_data)) / "exhibits"
    firm = company()
    case = a_case(firm)
    given = [(file.name, file.read_bytes()) for file in sorted(folder.iterdir())]
    rows = add(case, firm.supervisor, *given, about=About(audience=Audience.MEDIATOR))
    assert len(rows) == len(given)
    for row in rows:
        got = queries.received(row, Audience.MEDIATOR, pages=False)
        assert got.copy is not None or got.travelling.why is not None, row.file_name
    kinds = {row.file_name: row.type_code for row in rows}
    assert (kinds["SVG_XSS1.svg"], kinds["SimpleMacro.docm"]) == ("svg", "macros")


def test_hostile_names_are_shown_as_one_clean_line(app: Flask, shared_data: object) -> None:
    from pathlib import Path

    names = json.loads((Path(str(shared_data)) / "naughty" / "blns.json").read_text("utf-8"))
    firm = company()
    case = a_case(firm)
    content = b"hello"
    some = names[::13]
    rows = add(case, firm.agent, *[(name, content) for name in some])
    assert len(rows) == len(some)
    for row in rows:
        assert 0 < len(row.file_name) <= 160
        assert row.title
        assert "/" not in row.file_name
        assert row.file_name.isprintable()
