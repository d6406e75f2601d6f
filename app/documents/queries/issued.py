"""Files that were made, and what is known of a file somebody shows us."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from app.cases.models import Case
from app.documents.models import MadeFile
from app.documents.queries.erasing import erased_files
from app.documents.queries.sealing import our_certificate
from app.exhibits.queries import store
from app.kernel import Refused, day_of, words
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.pdf import SandboxError
from app.plumbing.pdf.seal import SealCheck, verify
from app.plumbing.storage import DamagedError

BUILD = "document.build"
FILE_ERASED = words(
    "Ce fichier n’est plus gardé : des mots qu’il portait ont été effacés le {on}. Son empreinte reste.",
    "This file is no longer kept: words in it were erased on {on}. Its fingerprint stays.",
)
UNSEALED = SealCheck(False)


def made_files(case: Case) -> list[MadeFile]:
    """The files made of a case, newest first."""
    return list(db.session.scalars(select(MadeFile).where(MadeFile.case_id == case.id).order_by(MadeFile.id.desc())))


def made_file(case: Case, number: int) -> MadeFile:
    """This file of this case; refuses one of another case."""
    found = db.session.get(MadeFile, number)
    if found is None or found.case_id != case.id:
        raise Refused("no_such_file", words("Ce fichier n’existe pas.", "There is no such file."), "file")
    return found


def content_of(row: MadeFile) -> bytes:
    """The bytes of a made file, checked against its fingerprint."""
    try:
        return store().get(row.file_key)
    except (KeyError, DamagedError) as lost:
        erasure = erased_files(row.case).get(row.id)
        if erasure is not None:
            raise Refused("file_erased", FILE_ERASED.fill(on=day_of(erasure.at, row.case.zone)), "file") from lost
        message = words(
            "Ce fichier manque dans le stockage ou y a été altéré.", "This file is missing from the store or altered."
        )
        raise Refused("file_lost", message, "file") from lost


def builds_of(case: Case, most: int = 20) -> list[Job]:
    """Requests to make files of a case that are under way or failed, newest first."""
    wanted = select(Job).where(Job.kind == BUILD, Job.cause == case.ref, Job.done_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Job.id.desc()).limit(most)))


@dataclass(frozen=True)
class Checked:
    """What we can say of a file: its seal, and the version of ours it is, byte for byte."""

    sha256: str
    seal: SealCheck
    known: MadeFile | None

    @property
    def good(self) -> bool:
        """Ours and unchanged: by its seal, or byte for byte."""
        return self.known is not None or self.seal.good


def check_file(content: bytes) -> Checked:
    """Check a file that somebody shows: hostile files are only ever opened in the sandbox."""
    digest = hashlib.sha256(content).hexdigest()
    known = db.session.scalars(select(MadeFile).where(MadeFile.file_key == digest).limit(1)).one_or_none()
    ours = our_certificate()
    if content.lstrip()[:5] != b"%PDF-" or ours is None:
        return Checked(digest, UNSEALED, known)
    try:
        return Checked(digest, verify(content, ours), known)
    except SandboxError:
        return Checked(digest, UNSEALED, known)
