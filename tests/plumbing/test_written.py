"""The words of documents that are not drawn by page: all that is seen, nothing that is hidden."""

from __future__ import annotations

import pytest

from app.plumbing import pictures
from app.plumbing.pdf import SandboxError
from tests.exhibits.office_files import packed

ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
    "<office:body><office:text><text:tracked-changes><text:p>effacé</text:p></text:tracked-changes>"
    "<text:h>Attestation</text:h><text:p>La <text:span>machine</text:span><text:s text:c=\"2\"/>fuit<office:annotation><text:p>note"
    "</text:p></office:annotation>.<text:line-break/>Depuis l’été.</text:p><text:list><text:list-item><text:p>un</text:p></text:list-item>"
    "</text:list><table:table><table:table-row><table:table-cell><text:p>Four</text:p></table:table-cell><table:table-cell><text:p>300 €"
    "</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>"
)  # fmt: skip
WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>La machine </w:t></w:r>'
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r><w:del><w:r><w:delText>effacé</w:delText></w:r></w:del><w:ins><w:r><w:t>fuit.</w:t>"
    "<w:br/><w:t>Depuis l’été.</w:t></w:r></w:ins></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Four</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r>"
    "<w:t>300 €</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
)
RTF = rb"{\rtf1\ansi\ansicpg1252{\info{\author Moi}}La machine fuit d\'e9j\'e0.\par Merci \u8212? fin{\pict\pngblip 89504e47}\par}"


def odt(content: str = ODT) -> bytes:
    """An OpenDocument text with these contents."""
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def docx(content: str = WORD) -> bytes:
    """A Word document with this body."""
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": content})


@pytest.mark.parametrize(("content", "said"), [
    (odt(), "Attestation\nLa machine  fuit.\nDepuis l’été.\n- un\nFour \t300 € \t"),
    (docx(), "La machine fuit.\nDepuis l’été.\nFour \t300 € \t"), (RTF, "La machine fuit déjà.\nMerci — fin"),
])  # fmt: skip
def test_the_words_that_are_seen_are_read(content: bytes, said: str) -> None:
    assert pictures.readable(content).text == said.strip()


@pytest.mark.parametrize("content", [odt("<x"), odt('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), docx("rien")])
def test_a_damaged_document_says_so(content: bytes) -> None:
    with pytest.raises(SandboxError):
        pictures.readable(content)
