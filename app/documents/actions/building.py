"""Making files: asked for on a page, made by the worker, stored once per version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.documents.actions.part_cache import CaseShelf
from app.documents.models import MadeFile, Product, Reader, SealCertificate
from app.documents.queries import sealing
from app.documents.queries.consumer import mediator_over
from app.documents.queries.files import Composed, compose, why_not
from app.documents.queries.gathering import Gathered
from app.documents.queries.issued import BUILD
from app.exhibits.queries import store
from app.kernel import Audience, Json, Lang, Refused, day_of, words
from app.people.queries import house_card
from app.people.rules import SYSTEM, Actor, Permission, Role
from app.plumbing import installation, jobs, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.pdf.seal import seal

INSIDERS = {Role.QUALITY, Role.DIRECTOR}
"""Who may hold what never leaves: the internal file and the court bundle."""


def require_reader(reader: Reader, by: Actor) -> None:
    """Refuse a file that this person may not make; a customer makes their own pack, and nothing else."""
    if by.is_customer and reader is Reader.CONSUMER:
        return
    if not by.may(Permission.DOCUMENT_BUILD):
        raise Refused(
            "not_allowed",
            words("Votre rôle ne permet pas de faire des dossiers.", "Your role may not make files."),
            "reader",
        )
    if reader in (Reader.INTERNAL, Reader.COURT) and not by.is_system and by.role not in INSIDERS:
        raise Refused("not_allowed_inside", INSIDE_ONLY, "reader")


def ask_for(
    case: Case, reader: Reader, product: Product, lang: Lang, *, by: Actor, at: datetime, sealed: bool = False
) -> Job:
    """Ask the worker for a file of the case as it stands; asking twice for the same is one job."""
    require_reader(reader, by)
    refused = why_not(case, reader)
    if refused is not None:
        raise Refused("file_not_yet", refused, "reader")
    sealed = sealed and product is Product.FILE
    gathered = Gathered(case, reader, lang, day_of(at, case.zone))
    head = f"{gathered.head.seq}:court" if reader is Reader.CONSUMER and mediator_over(gathered) else gathered.head.seq
    payload = {
        "case": case.id, "reader": reader.value, "product": product.value, "lang": lang, "sealed": sealed, "by": by.key,
    }  # fmt: skip
    key = f"{BUILD}:{case.id}:{reader.value}:{product.value}:{lang}:{head}:{'sealed' if sealed else 'plain'}"
    job = jobs.enqueue(BUILD, payload, at=at, key=key, cause=case.ref)
    if job.dead_at is not None:
        jobs.retry(job, at=at)
    return job


# --- in the worker ---------------------------------------------------------------------------------------------------


def build(job: Job, at: datetime) -> dict[str, Any]:
    """Make a file and keep it: composed and drawn outside any transaction, then stored as a version."""
    asked, number, number_of_case = dict(job.payload), job.id, int(job.payload["case"])
    case = _fresh(number_of_case)
    reader, product, lang = Reader(asked["reader"]), Product(asked["product"]), cast(Lang, asked["lang"])
    if asked["sealed"]:
        keep_certificate(at=at)
    _progress(number, 10)
    shelf = CaseShelf(_fresh(case.id), at)
    composed = compose(
        _fresh(case.id), reader, lang, verify_url=verify_url() if asked["sealed"] else "", on=day_of(at, case.zone)
    )
    drawn = composed.draw(product, shelf=shelf, told=lambda ready, of: _progress(number, 15 + 60 * ready // of))
    shelf.tidy()
    content = sealed_copy(composed, drawn.content, at=at) if asked["sealed"] else drawn.content
    _progress(number, 85)
    key, pages = store().put(content), drawn.pages
    with unit_of_work.writing():
        case = _fresh(number_of_case)
        if shelf.is_whole(case):
            row = _keep(case, reader, product, composed, key, len(content), pages, asked, at=at)
            return {"file": row.id, "version": row.version, "sha256": key, "pages": pages, "size": row.size}
    store().delete(key)  # words in it were erased while it was drawn
    return build(job, at)


def _fresh(number: int) -> Case:
    found = db.session.get(Case, number)
    assert found is not None
    return found


def _progress(number: int, percent: int) -> None:
    with unit_of_work.writing():
        row = db.session.get(Job, number)
        if row is not None:
            row.progress = percent


def _keep(
    case: Case,
    reader: Reader,
    product: Product,
    composed: Composed,
    key: str,
    size: int,
    pages: int,
    asked: dict[str, Any],
    *,
    at: datetime,
) -> MadeFile:
    imprint = composed.document.imprint
    row = MadeFile(
        case_id=case.id, reader=reader, product=product, lang=composed.lang, version=imprint.version,
        head_seq=imprint.head_seq, head=imprint.head, file_key=key, size=size, pages=pages, sealed=asked["sealed"],
        manifest=composed.manifest, made_on=imprint.made_on, at=at, by=asked["by"],
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # one row per version, whoever comes second
    data: dict[str, Json] = {
        "reader": reader.value, "product": product.value, "lang": composed.lang, "version": row.version, "file": key,
        "head": imprint.head_seq, "sealed": row.sealed, "asked_by": asked["by"],
    }  # fmt: skip
    tell(case, "document.made", Happening(data, audience=Audience.INTERNAL), by=SYSTEM, at=at)
    return row


def keep_certificate(*, at: datetime) -> None:
    """Keep a certificate for the present seal key, once."""
    if sealing.seal_key() is not None:
        return
    card = house_card()
    made = sealing.new_certificate(card.name if card is not None else "Amiable", at)
    with unit_of_work.writing():
        db.session.add(SealCertificate(certificate=made, at=at))


def sealed_copy(composed: Composed, content: bytes, *, at: datetime) -> bytes:
    """The file under our seal."""
    key = sealing.seal_key()
    assert key is not None
    reason = {"fr": "Sceau technique du dossier", "en": "Technical seal of the file"}[composed.lang]
    return seal(content, key, at=at, reason=f"{reason} {composed.document.imprint.ref}")


def verify_url() -> str:
    """Where anybody can check a file of ours."""
    return f"{installation.settings().base_url}/verify"


HANDLERS: dict[str, Callable[[Job, datetime], dict[str, Any]]] = {BUILD: build}
"""What the worker does for this room: each handler opens its own units of work."""

INSIDE_ONLY = words(
    "Le dossier interne et la liasse pour le tribunal sont réservés au responsable qualité et à la direction.",
    "The internal file and the court bundle are for the quality officer and the director only.",
)
