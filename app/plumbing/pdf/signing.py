"""pyHanko at work: making and checking the seal (checking runs inside the sandbox)."""

from __future__ import annotations

import hashlib
import io
import logging
from datetime import datetime
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.plumbing.pdf.sandbox import Parcel

FIELD = "Amiable"
TOOLTIP = "Sceau technique"
OFF_THE_PAGE = fields.InvisSigSettings(box_out_of_bounds=True)
"""The field has no box on any page, so it needs no place in the reading order (ISO 14289-1, 7.18.1)."""
UNSEALED = {"sealed": False, "intact": False, "ours": False, "by": "", "at": "", "certificate": ""}


class _DatedSigner(signers.PdfSigner):
    """Seals at the instant it is told, not at the machine's."""

    at: datetime

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.at
        return session


class _QuietWriter(IncrementalPdfFileWriter):
    """Adds the seal and leaves title, dates and claims of the file as they are."""

    def _update_meta(self) -> None:
        return


def sign(pdf: bytes, key: bytes, at: datetime, reason: str, tsa_url: str) -> bytes:
    """A PAdES signature over the whole file, changes forbidden except further signatures."""
    signer = signers.SimpleSigner.load_pkcs12_data(key, [], None)
    number = len(PdfFileReader(io.BytesIO(pdf)).embedded_signatures) + 1
    name = FIELD if number == 1 else f"{FIELD} {number}"
    terms = signers.PdfSignatureMetadata(
        field_name=name, md_algorithm="sha256", reason=reason, subfilter=fields.SigSeedSubFilter.PADES
    )
    maker = _DatedSigner(
        terms,
        signer,
        timestamper=timestamps.HTTPTimeStamper(tsa_url) if tsa_url else None,
        new_field_spec=fields.SigFieldSpec(name, readable_field_name=TOOLTIP, invis_sig_settings=OFF_THE_PAGE),
    )
    maker.at = at
    out = maker.sign_pdf(_QuietWriter(io.BytesIO(pdf)))
    sealed: bytes = out.getvalue()
    return sealed


def check(parcel: Parcel) -> Parcel:
    """The last signature of the file: whole, unchanged, and by which certificate."""
    logging.disable(logging.CRITICAL)
    pdf, ours = parcel.blobs
    try:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        found = []
    return Parcel(_judge(found[-1], x509.Certificate.load(ours)) if found else UNSEALED)


def _judge(signature: Any, ours: x509.Certificate) -> dict[str, Any]:
    made_by = signature.signer_cert
    context = ValidationContext(trust_roots=[made_by], allow_fetching=False, moment=signature.self_reported_timestamp)
    try:
        status = validate_pdf_signature(signature, context)
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        intact = bool(status.intact and status.valid and whole)
    except (PdfError, ValueError, KeyError, TypeError, AttributeError):
        intact = False
    at = signature.self_reported_timestamp
    return {
        "sealed": True,
        "intact": intact,
        "ours": made_by.dump() == ours.dump(),
        "by": str(made_by.subject.native.get("common_name", "")),
        "at": at.isoformat() if at else "",
        "certificate": hashlib.sha256(made_by.dump()).hexdigest(),
    }
