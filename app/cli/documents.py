"""Commands about files: make one, check one."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import Any, cast

import click

from app.cases.queries import case_for
from app.cli.conventions import Problems, Told, command, tell
from app.documents import actions
from app.documents.models import Product, Reader
from app.documents.queries.files import compose
from app.documents.queries.issued import Checked, check_file
from app.kernel import Lang, Refused, day_of, words

LARGEST = 500_000_000


def write_whole(path: Path, content: bytes) -> None:
    """Write beside and move into place: the name appears only on a complete file."""
    beside = path.parent / f".{path.name}.{secrets.token_hex(6)}"
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    except OSError as broken:
        beside.unlink(missing_ok=True)
        message = words("Impossible d’écrire {path}.", "Cannot write {path}.", path=str(path))
        raise Refused("cannot_write", message, "output") from broken


@command("case-file", show=lambda answer: tell(f"{answer['file']} : {answer['pages']} p., {answer['sha256']}"))
@click.argument("ref")
@click.option("--audience", type=click.Choice([each.value for each in Reader]), required=True)
@click.option("--bundle", is_flag=True, help="The file and every exhibit as stamped pages.")
@click.option("--exhibits", is_flag=True, help="The numbered exhibits as a ZIP.")
@click.option("--lang", type=click.Choice(["fr", "en"]), default=None, help="Default: the language of the case.")
@click.option("--seal", is_flag=True, help="Seal the file (writes the certificate on first use).")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def case_file(
    told: Told, ref: str, audience: str, bundle: bool, exhibits: bool, lang: str | None, seal: bool, output: Path
) -> dict[str, Any]:
    """Make the file of a case for a reader. Unsealed, it writes nothing: same case, same journal head, same bytes.

    The consumer's pack also says whether the time for the mediator is over on the day it is made.
    """
    reader = Reader(audience)
    product = Product.BUNDLE if bundle else Product.EXHIBITS if exhibits else Product.FILE
    actions.require_reader(reader, told.by)
    if seal and product is not Product.FILE:
        raise Refused("seal_file_only", words("Seul le dossier se scelle.", "Only the file is sealed."), "seal")
    case = case_for(told.by, ref)
    chosen = cast(Lang, lang or ("en" if case.lang == "en" else "fr"))
    composed = compose(
        case, reader, chosen, verify_url=actions.verify_url() if seal else "", on=day_of(told.at, case.zone)
    )
    drawn = composed.draw(product)
    content = drawn.content
    if seal:
        actions.keep_certificate(at=told.at)
        content = actions.sealed_copy(composed, content, at=told.at)
    write_whole(output, content)
    imprint = composed.document.imprint
    return {
        "file": str(output),
        "ref": imprint.ref,
        "audience": reader.value,
        "product": product.value,
        "lang": chosen,
        "version": imprint.version,
        "head_seq": imprint.head_seq,
        "head": imprint.head,
        "pages": drawn.pages,
        "exhibits": len(composed.document.exhibits),
        "attached": len(composed.released),
        "sealed": seal,
        "size": len(content),
        "sha256": _sha256(content),
    }


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _checked(found: Checked, file: Path) -> dict[str, Any]:
    seal, known = found.seal, found.known
    return {
        "file": str(file),
        "good": found.good,
        "sha256": found.sha256,
        "sealed": seal.sealed,
        "intact": seal.intact,
        "ours": seal.ours,
        "by": seal.by,
        "at": seal.at.isoformat() if seal.at else None,
        "certificate": seal.certificate,
        "known": None
        if known is None
        else {
            "ref": known.case.ref,
            "audience": known.reader.value,
            "product": known.product.value,
            "version": known.version,
            "lang": known.lang,
        },
    }


@command("verify-file")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_file(told: Told, file: Path) -> dict[str, Any]:
    """Check a file: its seal, and whether it is a version of ours byte for byte. Exit status 1 when neither holds."""
    if file.stat().st_size > LARGEST:
        raise Refused("too_large", words("Fichier trop grand.", "File too large."), "file")
    answer = _checked(check_file(file.read_bytes()), file)
    if not answer["good"]:
        raise Problems(answer)
    return answer


COMMANDS = [case_file, verify_file]
