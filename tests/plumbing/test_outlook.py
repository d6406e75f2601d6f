"""A mail that Outlook saved is read as the mail that it was; what is not there is not made up."""

from __future__ import annotations

from datetime import UTC, datetime
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel import Refused
from app.plumbing import letterbox, pictures
from app.plumbing.pdf import SandboxError
from app.plumbing.pictures.outlook import as_mail
from tests.exhibits.files import photo
from tests.outlook_files import attached, msg, ole, raw, reader, text, ticks

SENT = datetime(2026, 10, 9, 7, 30, tzinfo=UTC)
HEADS = (
    "Received: from mx.example ([192.0.2.1])\r\n by box.example; Fri, 9 Oct 2026 09:30:02 +0200\r\n"
    "From: =?utf-8?q?Ga=C3=ABlle_Le_Goff?= <gaelle@client.example>\r\nTo: sav@maison.example\r\nBcc: cachee@maison.example\r\n"
    "Subject: Lave-linge en panne,\r\n toujours\r\nDate: Fri, 9 Oct 2026 09:30:00 +0200\r\nMessage-ID: <g1@client.example>\r\n"
    "In-Reply-To: <n3@maison.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\n"
)  # fmt: skip
PHOTO = photo()
BODY = text(0x1000, "Bonjour,\r\nLe tambour ne tourne plus. J’attends depuis un mois — réponse ?\r\n")


def test_a_mail_with_its_head_is_read_as_any_other() -> None:
    """Heads as the servers left them, words, and files under their long names."""
    picture = attached(0, raw(0x3701, PHOTO), text(0x3704, "PHOTO~1.JPG"), text(0x3707, "tambour cassé.jpg"))
    read = letterbox.read(ole(msg(text(0x007D, HEADS), BODY, picture)))
    assert read.sender == ("Gaëlle Le Goff", "gaelle@client.example")
    assert (read.message_id, read.answers) == ("<g1@client.example>", ("<n3@maison.example>",))
    assert (read.subject, read.sent_at) == ("Lave-linge en panne, toujours", SENT)
    assert read.text == "Bonjour,\nLe tambour ne tourne plus. J’attends depuis un mois — réponse ?"
    assert [part.name for part in read.parts] == ["tambour cassé.jpg"]
    assert read.parts[0].content == PHOTO


def test_without_a_head_it_is_made_from_what_outlook_knows() -> None:
    """A mail that never went through a server: its sender, readers (no blind copy) and day are still known."""
    people = (reader(0, "Service après-vente", "sav@maison.example"), reader(1, "Caché", "cache@maison.example", 3))
    said = (
        text(0x0037, "Réclamation n° 4"),
        text(0x0042, "Anne Roux"),
        text(0x5D02, "anne@client.example"),
        BODY,
        *people,
    )
    content = ole(msg(*said, fixed={0x0039: ticks(SENT)}))
    read = letterbox.read(content)
    assert (read.sender, read.to, read.sent_at) == (("Anne Roux", "anne@client.example"), ("sav@maison.example",), SENT)
    assert read.subject == "Réclamation n° 4"
    assert b"cache@" not in as_mail(content)


def test_an_address_of_a_firms_directory_is_no_address() -> None:
    """Exchange names colleagues by a path; nobody can be written to there."""
    said = (text(0x0C1A, "Paul Bon"), text(0x0C1F, "/O=MAISON/OU=EXCHANGE/CN=RECIPIENTS/CN=PBON"), BODY)
    assert letterbox.read(ole(msg(*said))).sender == ("", "")


@pytest.mark.parametrize(("page", "letters"), [(1252, "cp1252"), (1251, "cp1251"), (65001, "utf-8"), (932, "cp932")])
def test_texts_in_the_letters_of_a_code_page(page: int, letters: str) -> None:
    """Older mails hold no UTF-16: the mail says which letters it is written in."""
    words = {"cp1252": "déçue, 30 €", "cp1251": "жалоба", "utf-8": "déçue — жалоба", "cp932": "苦情です"}[letters]
    said = msg(text(0x1000, words, letters), text(0x0037, words, letters), fixed={0x3FFD: pack("<i", page)})
    read = letterbox.read(ole(said))
    assert (read.text, read.subject) == (words, words)


def test_only_a_page_as_its_words() -> None:
    """Mails written as pages: their words are read, their markup is not."""
    page = "<html><head><style>p{}</style></head><body><p>Toujours <b>rien</b>&nbsp;reçu</p></body></html>".encode(
        "cp1252"
    )
    read = letterbox.read(ole(msg(raw(0x1013, page), fixed={0x3FDE: pack("<i", 1252)})))
    assert read.text == "Toujours rien\u00a0reçu"


def test_words_that_are_only_there_in_rich_text_are_not_lost() -> None:
    """Outlook’s own packed text is handed on as a file."""
    read = letterbox.read(ole(msg(text(0x0037, "Objet"), raw(0x1009, b"\x10\x00\x00\x00LZFu..."))))
    assert [part.name for part in read.parts] == ["texte.rtf.lzfu"]


def test_a_logo_of_the_text_and_a_mail_inside_the_mail() -> None:
    """A small picture of the text is one; a mail that is attached is a mail by itself, with its own words."""
    logo = attached(0, raw(0x3701, b"\x89PNG....."), text(0x3707, "logo.png"), text(0x370E, "image/png"),
                    text(0x3712, "image001.png@01DA"), fixed={0x3714: pack("<i", 4)})  # fmt: skip
    inner = msg(text(0x0037, "Ma première lettre"), text(0x1000, "Sans réponse."), begins=24)
    mail = attached(1, ("__substg1.0_3701000D", inner), text(0x3001, "Ma première lettre"))
    read = letterbox.read(ole(msg(text(0x007D, HEADS), BODY, logo, mail)))
    assert [(part.name, part.small) for part in read.parts] == [("logo.png", True), ("Ma première lettre.eml", False)]
    within = letterbox.read(read.parts[1].content)
    assert (within.subject, within.text) == ("Ma première lettre", "Sans réponse.")


def test_a_signed_mail_is_opened() -> None:
    """Outlook keeps a signed mail whole as its only file: its words are inside."""
    whole = (
        b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/plain; charset=utf-8\r\n\r\nJe conteste.\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n\r\nx\r\n--b--\r\n"
    )
    part = attached(0, raw(0x3701, whole), text(0x3707, "smime.p7m"))
    read = letterbox.read(ole(msg(text(0x001A, "IPM.Note.SMIME.MultipartSigned"), text(0x007D, HEADS), part)))
    assert (read.text, read.parts, read.sender[1]) == ("Je conteste.", (), "gaelle@client.example")


def test_as_an_exhibit_it_is_shown_in_words() -> None:
    """Whoever reads the file sees its head, its words and what came with it."""
    content = ole(msg(text(0x007D, HEADS), BODY, attached(0, raw(0x3701, b"x"), text(0x3707, "devis.txt"))))
    assert pictures.recognise(content).code == "msg"
    reading = pictures.readable(content)
    assert dict(reading.fields)["Subject"] == "Lave-linge en panne, toujours"
    assert "tambour" in reading.text
    assert reading.attached == ("devis.txt",)
    assert "cachee@" not in str(reading)


def test_macros_of_what_is_attached_do_not_make_it_a_program() -> None:
    """It is a mail; what is attached is judged by itself."""
    content = ole(msg(BODY, attached(0, raw(0x3701, "_VBA_PROJECT".encode("utf-16-le")), text(0x3707, "a.doc"))))
    assert pictures.recognise(content).code == "msg"
    assert pictures.recognise(ole({"_VBA_PROJECT": b"x"}, bytes(16))).code == "macros"


def test_other_bytes_stay_as_they_are() -> None:
    """Any mail that is not Outlook’s file."""
    assert as_mail(b"From: a@b.example\r\n\r\nx") == b"From: a@b.example\r\n\r\nx"


@pytest.mark.parametrize("cut", [8, 600, 1600, 4000])
def test_a_damaged_file_is_refused(cut: int) -> None:
    """Cut anywhere: a sentence, never a fault."""
    content = ole(msg(text(0x007D, HEADS), BODY, attached(0, raw(0x3701, bytes(9000)), text(0x3707, "a.bin"))))
    with pytest.raises(SandboxError) as refused:
        letterbox.read(content[:cut])
    assert refused.value.code == "damaged"


@given(st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 255)), min_size=1, max_size=12))
def test_bytes_changed_anywhere_are_read_or_refused(changes: list[tuple[int, int]]) -> None:
    """Whatever is broken inside, the answer is a mail or a refusal."""
    content = bytearray(
        ole(msg(text(0x007D, HEADS), BODY, attached(0, raw(0x3701, bytes(5000)), text(0x3707, "a.bin"))))
    )
    for place, value in changes:
        content[8 + place % (len(content) - 8)] = value
    try:
        found: object = as_mail(bytes(content))
    except Refused as refused:
        found = refused.code
    assert isinstance(found, bytes) or found == "damaged"
