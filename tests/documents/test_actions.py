"""Files made end to end from a real case, on both databases."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases import actions as case_actions
from app.documents import actions
from app.documents.models import MadeFile, Product, Reader
from app.documents.queries.files import compose, preview
from app.documents.queries.issued import check_file, content_of, made_files
from app.exhibits.rules import ExhibitKind
from app.journal.models import Entry
from app.kernel import Audience, Refused
from app.people import actions as people_actions
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.conftest import NOW
from tests.exhibits import files
from tests.mediation.world import World, a_world, exhibit, notified, refuse_finally

LATER = NOW + timedelta(hours=1)


def words_of(pdf: bytes) -> str:
    """Everything that the pages of a PDF say, with plain spaces."""
    from pypdfium2 import PdfDocument

    with PdfDocument(pdf) as document:
        pages = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    return " ".join(pages).replace("\u00a0", " ").replace("\u202f", " ")


def a_referred_world() -> World:
    world = a_world()
    with unit_of_work.writing():
        people_actions.present_house(
            name="Maison Essai", address="1 rue du Port, 69002 Lyon", contact_name="Claire Morel", by=SYSTEM, at=NOW
        )
    refuse_finally(world)
    exhibit(world, "reclamation.pdf", ExhibitKind.COMPLAINT)
    exhibit(world, "photo.jpg", ExhibitKind.PHOTO, content=files.photo("X"))
    notified(world)
    return world


def build(world: World, reader: Reader, product: Product = Product.FILE, sealed: bool = False) -> MadeFile:
    with unit_of_work.writing():
        job = actions.ask_for(world.case, reader, product, "fr", by=world.firm.quality.actor, at=LATER, sealed=sealed)
    result = actions.HANDLERS["document.build"](job, LATER)
    row = db.session.get(MadeFile, result["file"])
    assert row is not None
    return row


def test_the_mediators_file_is_made_stored_and_told(app: Flask) -> None:
    world = a_referred_world()
    row = build(world, Reader.MEDIATOR)
    assert (row.version, row.reader, row.sealed) == (1, Reader.MEDIATOR, False)
    with pikepdf.open(io.BytesIO(content_of(row))) as pdf:
        assert len(pdf.pages) == row.pages
        assert set(pdf.attachments) == {"dossier.json", "piece-01.pdf", "piece-02.jpg"}
    told = db.session.scalars(select(Entry).where(Entry.kind == "document.made")).one()
    assert told.data["file"] == row.file_key
    assert check_file(content_of(row)).known is not None


def test_the_same_head_gives_the_same_bytes_and_building_again_is_the_same_version(app: Flask) -> None:
    world = a_referred_world()
    first = compose(world.case, Reader.MEDIATOR, "fr").draw(Product.FILE)
    row = build(world, Reader.MEDIATOR)
    again = compose(world.case, Reader.MEDIATOR, "fr").draw(Product.FILE)
    assert first.content == again.content == content_of(row)
    with unit_of_work.writing():
        case_actions.add_note(world.case, "Une note", by=world.firm.quality.actor, at=LATER)
    later = build(world, Reader.MEDIATOR)
    assert (later.version, len(made_files(world.case))) == (2, 2)


def test_the_bundle_has_every_exhibit_as_stamped_pages(app: Flask) -> None:
    world = a_referred_world()
    row = build(world, Reader.MEDIATOR, Product.BUNDLE)
    text = words_of(content_of(row))
    assert "Pièce n° 1 — p. 1/2" in text
    assert "Pièce n° 2 — p. 1/1" in text


def test_no_mediators_file_before_the_notification(app: Flask) -> None:
    world = a_world()
    refuse_finally(world)
    with pytest.raises(Refused, match="file_not_yet"):
        compose(world.case, Reader.MEDIATOR, "fr")
    assert preview(world.case, Reader.MEDIATOR, "fr").document.imprint.ref == world.case.ref
    pack = compose(world.case, Reader.CONSUMER, "fr").document
    assert pack.addressee.name == world.mediator.name  # type: ignore[union-attr]


def test_no_pack_before_an_answer_that_names_the_mediator(app: Flask) -> None:
    with pytest.raises(Refused, match="file_not_yet"):
        compose(a_world().case, Reader.CONSUMER, "fr")


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("reader", list(Reader))
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_file_is_drawn_in_both_languages(app: Flask, reader: Reader, lang: str) -> None:
    world = a_referred_world()
    drawn = compose(world.case, reader, lang).draw(Product.FILE)  # type: ignore[arg-type]
    assert drawn.pages >= 4
    assert drawn.content.startswith(b"%PDF-")


def test_the_internal_file_is_for_insiders(app: Flask) -> None:
    world = a_referred_world()
    for who, allowed in ((world.firm.agent, False), (world.firm.supervisor, False), (world.firm.quality, True)):
        if allowed:
            actions.require_reader(Reader.INTERNAL, who.actor)
            continue
        with pytest.raises(Refused, match="not_allowed_inside"):
            actions.require_reader(Reader.INTERNAL, who.actor)


def test_a_sealed_file_verifies_and_one_changed_byte_is_found(app: Flask) -> None:
    world = a_referred_world()
    row = build(world, Reader.MEDIATOR, sealed=True)
    content = content_of(row)
    found = check_file(content)
    assert found.seal.good
    broken = bytearray(content)
    broken[len(broken) // 3] ^= 1
    changed = check_file(bytes(broken))
    assert not changed.good
    assert changed.known is None


def test_what_is_not_released_is_not_even_named(app: Flask) -> None:
    world = a_referred_world()
    exhibit(world, "interne.pdf", ExhibitKind.REPORT, Audience.INTERNAL)
    document = compose(world.case, Reader.MEDIATOR, "fr").document
    assert [line.number for line in document.exhibits] == [1, 2]


def test_an_unsealed_composition_writes_nothing(app: Flask) -> None:
    world = a_referred_world()
    before = _rows()
    compose(world.case, Reader.MEDIATOR, "fr").draw(Product.BUNDLE)
    db.session.rollback()
    assert _rows() == before


def _rows() -> dict[str, int]:
    from app.plumbing.db import Base

    return {
        name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }
