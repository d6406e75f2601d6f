"""Inside the sandbox: HTML to PDF with WeasyPrint, fed from memory only."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import weasyprint
from weasyprint.logger import LOGGER
from weasyprint.urls import URLFetcher, URLFetcherResponse

from app.plumbing.pdf import plain_text
from app.plumbing.pdf.sandbox import Parcel

plain_text.install()

SCHEME = "inside:"
"""The only addresses that answer: `inside:NAME`, a resource handed in with the job."""

STAND_IN = "□"
MISSING_GLYPH = re.compile(r"\(U\+([0-9A-F]{4,6})\)$")
UNPRINTABLE = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ue000-\\uf8ff\\ufdd0-\\ufdef\\ufeff\\ufff9-\\uffff"
    "\\ud800-\\udfff\\U000e0000-\\U0010ffff]"
)
"""Controls, private use, non-characters: no font has them and PDF/A forbids what would stand for them."""

PDFUA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""ISO 14289-1 identification, with the extension schema by which PDF/A-3 (ISO 19005-3, 6.6.2.3) lets it in."""


class ShutFetcher(URLFetcher):  # type: ignore[misc]
    """Answers from the resources of the job; every other address is refused and noted."""

    def __init__(self, resources: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self.resources = resources
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The resource of that name, or a refusal."""
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self.resources:
            self.refused.append(url[:200])
            raise ValueError("refused: not part of the document")
        return URLFetcherResponse(url, self.resources[name])


class _Ear(logging.Handler):
    """Collects what WeasyPrint says while it works."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage()[:300])


def render(parcel: Parcel) -> Parcel:
    """One PDF. A character that no font has is drawn as □ and named in the warnings."""
    with heard() as said:
        page = printable(parcel.head["html"])
        pdf, anchors, fetcher = _typeset(page, parcel)
        if missing := unheard_of(said):
            pdf, anchors, fetcher = _typeset(page.translate(missing), parcel)
    head = {
        "anchors": anchors,
        "pages": anchors.pop(""),
        "refused": fetcher.refused,
        "warnings": list(dict.fromkeys(said)),
    }
    return Parcel(head, [pdf])


def printable(html: str) -> str:
    """The text without what no font has and PDF/A forbids."""
    return UNPRINTABLE.sub("", unicodedata.normalize("NFC", html))


@contextmanager
def heard() -> Iterator[list[str]]:
    """What WeasyPrint says meanwhile."""
    ear = _Ear()
    LOGGER.handlers, LOGGER.propagate = [ear], False
    yield ear.heard


def unheard_of(said: Iterable[str]) -> dict[int, str]:
    """The characters that no font had, each with what stands in for it."""
    return {int(found[1], 16): STAND_IN for line in said if (found := MISSING_GLYPH.search(line))}


def _typeset(text: str, parcel: Parcel) -> tuple[bytes, dict[str, int], ShutFetcher]:
    """The PDF; the page of each anchor, and under "" the number of pages; what was refused."""
    document, fetcher = laid_out(text, parcel)
    pdf = written(document, parcel, name_every_glyph)
    anchors = {name: number for number, page in enumerate(document.pages, 1) for name in page.anchors}
    return pdf, anchors | {"": len(document.pages)}, fetcher


def laid_out(text: str, parcel: Parcel, variant: str | None = None) -> tuple[Any, ShutFetcher]:
    """The pages of a text, and what it asked for in vain."""
    head = parcel.head
    count = len(head["resources"])
    fetcher = ShutFetcher(dict(zip(head["resources"], parcel.blobs[:count], strict=True)))
    html = weasyprint.HTML(string=text, base_url=f"{SCHEME}page", url_fetcher=fetcher)
    document = html.render(
        pdf_variant=variant or head["variant"],
        presentational_hints=False,
        pdf_forms=False,
        cache={},
        dpi=head["dpi"],
    )
    _entitle(document.metadata, head)
    return document, fetcher


def written(document: Any, parcel: Parcel, finisher: Callable[[Any, Any], None], variant: str | None = None) -> bytes:
    """Pages as a PDF with the attachments of the job."""
    head = parcel.head
    inside = parcel.blobs[len(head["resources"]) :]
    pdf: bytes = document.write_pdf(
        pdf_variant=variant or head["variant"],
        pdf_identifier=head["identifier"].encode(),
        finisher=finisher,
        attachments=[_attachment(*pair) for pair in zip(head["attachments"], inside, strict=True)],
    )
    return pdf


def name_every_glyph(_: object, pdf: Any) -> None:
    """A mark drawn as part of a longer cluster has no character of its own: it becomes U+034F, which shows nothing.

    PDF/A-3a wants a character for every glyph (ISO 19005-3, 6.2.11.7).
    """
    for thing in pdf.objects:
        pieces = getattr(thing, "stream", None) or []
        if any(isinstance(piece, bytes) and b"bfchar" in piece for piece in pieces):
            thing.stream = [piece.replace(b"> <>", b"> <034f>") for piece in pieces]


def _entitle(metadata: Any, head: Mapping[str, Any]) -> None:
    """Title, language, dates and maker come from the job alone, never from tags in the text."""
    metadata.title, metadata.lang = head["title"], head["lang"]
    metadata.authors, metadata.keywords, metadata.description = list(head["authors"]), [], None
    metadata.generator = "Amiable"
    metadata.created = metadata.modified = head["made_at"]
    metadata.custom, metadata.xmp_metadata = {}, []
    if head["variant"] == "pdf/a-3a":
        write = metadata.generate_rdf_metadata

        def with_ua(*args: Any, **kwargs: Any) -> bytes:
            rdf: bytes = write(*args, **kwargs)
            before, end, after = rdf.rpartition(b"</rdf:RDF>")
            return before + PDFUA + end + after

        metadata.generate_rdf_metadata = with_ua


def _attachment(note: Mapping[str, str], content: bytes) -> weasyprint.Attachment:
    made_at = datetime.fromisoformat(note["made_at"])
    return weasyprint.Attachment(
        string=content,
        name=note["name"],
        description=note["description"],
        relationship=note["relationship"],
        created=made_at,
        modified=made_at,
    )
