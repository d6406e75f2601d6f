"""One unique word planted in every place that must not travel; none is found in any file for somebody outside.

The control widens the allow-list and must be caught, so that a test that looks in the wrong place shows.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta

import pikepdf
import pytest
from flask import Flask

from app.cases import actions as case_actions
from app.cases.models import Case
from app.cases.rules.signals import SignalKind
from app.documents.models import Product, Reader
from app.documents.queries import case_json, chronology
from app.documents.queries.files import compose
from app.exhibits import actions as exhibit_actions
from app.exhibits.actions import About
from app.exhibits.models import Exhibit
from app.exhibits.rules import ExhibitKind, From, Origin
from app.feedback.rules import Reply
from app.gestures import actions as gesture_actions
from app.gestures.actions import Drafted
from app.gestures.queries import approvals_of
from app.gestures.rules.weighing import Wanted
from app.kernel import Audience, Money
from app.mediation.actions import record_fee
from app.people import actions as people_actions
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.pdf.bundle import zip_of
from tests.conftest import NOW
from tests.exhibits import files
from tests.factories.gestures import stocked
from tests.factories.house import a_case
from tests.feedback.world import answered, asked
from tests.mediation.world import World, notified, refuse_finally, step, under_contract

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
CANARIES: set[str] = set()
BEFORE = NOW - timedelta(days=45)


def canary(what: str) -> str:
    """A word that exists nowhere else."""
    word = f"Qzx{what}Wvj"
    CANARIES.add(word)
    return word


def everything(content: bytes, depth: int = 0) -> str:
    """All that a curious reader could find in a file: raw bytes, objects, streams, page texts, attachments, names."""
    found = [content.decode("latin-1"), content.decode("utf-8", "ignore")]
    if content[:4] == b"PK\x03\x04" and depth < 3:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found.append(archive.comment.decode("latin-1"))
            found += [f"{info.filename} {info.comment!r} {info.extra!r}" for info in archive.infolist()]
            found += [everything(archive.read(name), depth + 1) for name in archive.namelist()]
    if b"%PDF-" in content[:1024] and depth < 3:
        found += _inside_pdf(content, depth)
    return "\n".join(found)


def _inside_pdf(content: bytes, depth: int) -> list[str]:
    from pypdfium2 import PdfDocument

    found: list[str] = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            found.append(_strings(thing))
            if isinstance(thing, pikepdf.Stream):
                try:
                    found.append(thing.read_bytes().decode("latin-1"))
                except pikepdf.PdfError:
                    found.append(thing.read_raw_bytes().decode("latin-1"))
        for name, attached in pdf.attachments.items():
            found += [name, everything(attached.get_file().read_bytes(), depth + 1)]
    with PdfDocument(content) as document:
        found += [document[n].get_textpage().get_text_range() for n in range(len(document))]
    return found


def _strings(thing: object) -> str:
    if isinstance(thing, pikepdf.String):
        return str(thing)
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return " ".join(f"{key} {_strings(value)}" for key, value in thing.items() if not _is_reference(value))
    if isinstance(thing, pikepdf.Array):
        return " ".join(_strings(value) for value in thing if not _is_reference(value))
    return str(thing) if isinstance(thing, str | int | pikepdf.Name) else ""


def _is_reference(value: object) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect


def annotated_pdf(note: str, attached: str, author: str) -> bytes:
    """A PDF with a comment, an attachment, an author, and a text in a script."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    comment = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[10, 10, 30, 30], Contents=pikepdf.String(note)
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(comment)]))
    pdf.attachments["secret.txt"] = attached.encode()
    pdf.docinfo["/Author"] = author
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def written_pdf(text: str) -> bytes:
    """A PDF page with a line of text."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    pdf.pages[0].Contents = pdf.make_stream(f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode())
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def add(case: Case, name: str, content: bytes, about: About, world: World) -> Exhibit:
    taken = exhibit_actions.take_in([(name, content)])
    with unit_of_work.writing():
        return exhibit_actions.add_exhibits(case, taken, [about], by=world.firm.quality.actor, at=NOW)[0]


def seen(title: str, **more: object) -> About:
    return About(title=title, audience=Audience.MEDIATOR, **more)  # type: ignore[arg-type]


def planted() -> World:
    """A case full of canaries, refused, notified, with a settled mediation under way."""
    CANARIES.clear()
    firm = stocked()
    entry = under_contract()
    case = a_case(firm, at=BEFORE - timedelta(days=20), received_on=date(2026, 9, 10))
    world = World(firm, case, entry)
    with unit_of_work.writing():
        people_actions.present_house(name="Maison Essai", contact_name="Claire Morel", by=SYSTEM, at=NOW)
        for member, what in ((firm.agent, "Agent"), (firm.supervisor, "Chef"), (firm.biller, "Facture")):
            people_actions.change_staff(
                member, name=f"Alice {canary('Nom' + what)}", email=f"{canary('Mel' + what)}@example.org".lower(),
                by=SYSTEM, at=NOW,
            )  # fmt: skip
    CANARIES.update(word.lower() for word in list(CANARIES) if "Mel" in word)
    _plant_in_the_journal(world)
    _plant_in_gestures(world)
    _plant_in_a_survey(world)
    refuse_finally(world)
    _plant_in_exhibits(world)
    row = notified(world, text=canary("Notification"))
    step(row, "requested", date(2026, 11, 19), text=canary("Question"))
    with unit_of_work.writing():
        record_fee(row, Money(13579), by=firm.quality.actor, at=NOW)
    CANARIES.update({"135,79", "135.79"})
    return world


def _plant_in_the_journal(world: World) -> None:
    firm, case = world.firm, world.case
    with unit_of_work.writing():
        other = people_actions.add_customer(
            canary("AutreClient"), email=f"{canary('AutreMel')}@example.org", by=SYSTEM, at=BEFORE
        )
    from tests.factories.house import a_complaint

    with unit_of_work.writing():
        agent = firm.agent.actor
        stranger = case_actions.log_case(
            a_complaint(what=canary("AutreAffaire")), other, firm.after_sales, by=agent, at=BEFORE + timedelta(days=45)
        )
        case_actions.link_cases(case, stranger, canary("Lien"), by=agent, at=BEFORE)
        case_actions.add_note(case, canary("Note"), by=agent, at=BEFORE)
        case_actions.raise_signal(case, SignalKind.PRESS, canary("Signal"), by=agent, at=BEFORE)
        case_actions.book_time(case, 12, canary("Temps"), by=agent, at=BEFORE)
        case_actions.record_contact(
            case, "phone", "in", f"Rappel promis par Alice {canary('NomAgent')} et M. {canary('NomChef')}.",
            by=agent, at=BEFORE, minutes=5, solved="no", solved_words=canary("Sondage"),
        )  # fmt: skip
        case_actions.recuse(case, firm.other_agent, canary("Recusation"), by=agent, at=BEFORE)
        case_actions.assign(case, firm.agent, by=agent, at=BEFORE, reason=canary("Affectation"))
    twin = a_case(firm, at=BEFORE, what=canary("DossierReuni"), received_on=date(2026, 9, 20))
    with unit_of_work.writing():
        case_actions.merge(twin, case, by=firm.supervisor.actor, at=BEFORE)


def _plant_in_gestures(world: World) -> None:
    firm, case = world.firm, world.case
    with unit_of_work.writing():
        case_actions.take_charge(case, by=firm.agent.actor, at=BEFORE)
        drafted = Drafted(
            [Wanted("price_cut", Money(10000))],
            date(2026, 12, 31),
            message=canary("Brouillon"),
            reason=canary("DemandeAccord"),
        )
        draft = gesture_actions.propose_offer(case, drafted, by=firm.agent.actor, at=BEFORE)
    with unit_of_work.writing():
        gesture_actions.decide(approvals_of(case)[0], False, canary("RefusAccord"), by=firm.supervisor.actor, at=BEFORE)
    with unit_of_work.writing():
        gesture_actions.withdraw_offer(draft, canary("Abandon"), by=firm.agent.actor, at=BEFORE)
    with unit_of_work.writing():
        drafted = Drafted([Wanted("voucher", Money(4000))], date(2026, 12, 31))
        offer = gesture_actions.propose_offer(case, drafted, by=firm.agent.actor, at=BEFORE)
    with unit_of_work.writing():
        gesture_actions.send_offer(offer, by=firm.agent.actor, at=BEFORE)
    assert offer.cost.minor == 2280
    with unit_of_work.writing():
        gesture_actions.answer_offer(
            offer, "refused", offer.edition, by=firm.agent.actor, at=BEFORE + timedelta(days=1), proof="appel"
        )
    CANARIES.update({"22,80", "22.80", "2280"})


def _plant_in_a_survey(world: World) -> None:
    case, at = world.case, BEFORE + timedelta(days=7)
    with unit_of_work.writing():
        case_actions.record_contact(case, "phone", "out", "Rappel.", by=world.firm.agent.actor, at=BEFORE, solved="yes")
    (row,) = asked(case, at)
    answered(row, at, solved=Reply.PARTLY, effort=2, words=canary("Avis"))


def _plant_in_exhibits(world: World) -> None:
    case = world.case
    add(
        case,
        f"{canary('NomFichier')}.jpg",
        files.photo(canary("Exif")),
        seen("Photographie", kind=ExhibitKind.PHOTO),
        world,
    )
    add(
        case,
        "a.pdf",
        annotated_pdf(canary("Annotation"), canary("PieceJointe"), canary("AuteurPdf")),
        seen("Contrat"),
        world,
    )
    ours = {"brought_by": From.US}
    mail = files.mail(f"Bonjour,\nAlice {canary('NomAgent')}", bcc=f"{canary('Bcc')}@example.org")
    add(case, "m.eml", mail, seen("Notre courriel", **ours), world)
    add(case, "w.docx", files.word(canary("AuteurWord")), seen("Notre lettre", **ours), world)
    add(case, "i.pdf", written_pdf(canary("ContenuInterne")), About(title=canary("TitreInterne")), world)
    author = f"Alice {canary('NomAgent')}"
    masked = add(case, "s.pdf", written_pdf(canary("Masque")), seen("Relevé", author=author), world)
    gone = add(case, "g.pdf", written_pdf(canary("ContenuRetire")), seen(canary("TitreRetire")), world)
    made = add(case, "e.pdf", written_pdf("Note de mediation"), seen("Élaborée", origin=Origin.ELABORATED), world)
    assert made.number
    copy = exhibit_actions.prepare_mask(masked, [(1, (0.0, 0.0, 1.0, 0.5))])
    with unit_of_work.writing():
        who = {"by": world.firm.quality.actor, "at": NOW}
        exhibit_actions.mask(masked, copy, Audience.MEDIATOR, canary("MotifMasque"), **who)  # type: ignore[arg-type]
        exhibit_actions.mask(masked, copy, Audience.CUSTOMER, canary("MotifMasque"), **who)  # type: ignore[arg-type]
        exhibit_actions.withdraw(gone, canary("MotifRetrait"), **who)  # type: ignore[arg-type]


def leaks(content: bytes) -> set[str]:
    """The canaries that sing in a file."""
    text = everything(content)
    figures = {"22,80", "22.80", "2280", "135,79", "135.79"}
    words_only = {each for each in CANARIES if each not in figures and each in text}
    page_text = text if content[:5] != b"%PDF-" else "\n".join(_inside_pdf_pages(content))
    alone = {each for each in figures & CANARIES if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", page_text)}
    return words_only | alone  # a fingerprint may hold any four digits


def _inside_pdf_pages(content: bytes) -> list[str]:
    from pypdfium2 import PdfDocument

    with PdfDocument(content) as document:
        return [document[n].get_textpage().get_text_range() for n in range(len(document) - 1)]


@pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.long)])
def test_no_canary_sings_in_the_mediators_file_bundle_or_archive(app: Flask, lang: str) -> None:
    world = planted()
    composed = compose(world.case, Reader.MEDIATOR, lang)  # type: ignore[arg-type]
    assert len(CANARIES) > 40
    for product in Product:
        assert leaks(composed.draw(product).content) == set(), product


@pytest.mark.long
@pytest.mark.parametrize("reader", [Reader.REPLY, Reader.CONSUMER, Reader.COURT])
def test_no_canary_sings_in_the_other_files_that_leave(app: Flask, reader: Reader) -> None:
    world = planted()
    composed = compose(world.case, reader, "fr")
    for product in Product:
        assert leaks(composed.draw(product).content) == set(), product


def test_what_was_made_for_the_mediation_stays_out_of_court(app: Flask) -> None:
    world = planted()
    titles = [line.title for line in compose(world.case, Reader.COURT, "fr").document.exhibits]
    assert "Élaborée" not in titles
    assert "Élaborée" in [line.title for line in compose(world.case, Reader.MEDIATOR, "fr").document.exhibits]


def test_the_control_a_widened_list_is_caught(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    world = planted()
    monkeypatch.setattr(chronology, "CHRONICLE", {**chronology.CHRONICLE, "case.note": ("body",)})
    monkeypatch.setattr(chronology, "_is_told", lambda _g, entry: entry.kind in chronology.CHRONICLE)
    sung = leaks(compose(world.case, Reader.MEDIATOR, "fr").draw(Product.FILE).content)
    assert canary("Note") in sung


def test_the_control_canaries_are_heard_where_they_were_planted(app: Flask) -> None:
    """The search itself hears: in metadata, comments, attachments, page texts, mails, archives, the case document."""
    CANARIES.clear()
    content = annotated_pdf(canary("Annotation"), canary("PieceJointe"), canary("AuteurPdf"))
    assert leaks(content) == CANARIES
    archive = zip_of([("x.pdf", written_pdf(canary("Page")))], NOW)
    assert canary("Page") in leaks(archive)
    assert canary("Exif") in leaks(files.photo(canary("Exif")))


def test_the_internal_file_holds_what_never_leaves(app: Flask) -> None:
    world = planted()
    document = compose(world.case, Reader.INTERNAL, "fr").document
    text = case_json(document, "fr").decode()
    for what in ("Note", "DemandeAccord", "RefusAccord", "Question", "Avis"):
        assert canary(what) in text


def test_a_court_is_not_told_how_far_a_mediation_went(app: Flask) -> None:
    """That the mediator proposed something is itself elaborated in the mediation."""
    world = planted()
    document = compose(world.case, Reader.COURT, "fr").document
    answers = [str(attempt.answer) for attempt in document.attempts if attempt.answer is not None]  # type: ignore[union-attr]
    assert "under way" in answers
    assert not any("roposal" in answer for answer in answers)
