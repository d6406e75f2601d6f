"""What is read of a mail: all its words, whatever program wrote it; and why, where nothing can be read."""

from __future__ import annotations

import base64

import pytest
from asn1crypto import cms
from flask import Flask

from app.plumbing import letterbox
from tests.client import Browser
from tests.correspondence.mails_world import one, written_to
from tests.exhibits import files
from tests.factories.house import company


def lines(*said: str | bytes) -> bytes:
    """A mail as it travels, line by line."""
    return b"\r\n".join(each.encode() if isinstance(each, str) else each for each in said) + b"\r\n"


HEAD = ("From: Awa <awa@example.org>", "To: litiges@maison.example", "MIME-Version: 1.0")


@pytest.mark.parametrize(("charset", "subject", "name"), [
    ("iso-8859-1", "Réclamation : café cassé", "José"), ("windows-1252", "L’été – 30 €", "Zoë"),
    ("iso-8859-2", "Skarga: pralka zepsuta, żółć", "Łukasz"), ("koi8-r", "Жалоба на доставку", "Иван"), ("utf-8", "Réclamation — 30 €", "Zoë"),
])  # fmt: skip
def test_bare_letters_of_a_head_are_read_as_they_were_meant(charset: str, subject: str, name: str) -> None:
    content = (
        f"From: {name} <x@example.org>\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset={charset}\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\nBonjour\r\n--b\r\nContent-Type: application/pdf\r\n"
        f'Content-Disposition: attachment; filename="{name}.pdf"\r\n\r\n%PDF\r\n--b--\r\n'
    ).encode(charset)
    read = letterbox.read(content)
    assert (read.subject, read.senders, read.parts[0].name) == (subject, ((name, "x@example.org"),), f"{name}.pdf")


def test_bare_letters_without_a_charset_are_those_of_western_europe() -> None:
    read = letterbox.read("From: x@example.org\r\nSubject: Café cassé\r\n\r\nÉté\r\n".encode("cp1252"))
    assert (read.subject, read.text) == ("Café cassé", "Été")


def test_all_texts_around_a_picture_are_read_and_the_picture_is_attached() -> None:
    photo = base64.encodebytes(files.photo())
    read = letterbox.read(lines(
        *HEAD, "Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: text/plain; charset=utf-8", "", "Voici la panne :",
        "--b", "Content-Type: image/jpeg; name=p.jpg", "Content-Disposition: inline; filename=p.jpg", "Content-Transfer-Encoding: base64", "", photo,
        "--b", "Content-Type: text/html", "", "<p>Je demande <b>300 euros</b></p>", "--b--",
    ))  # fmt: skip
    assert read.text == "Voici la panne :\n\nJe demande 300 euros"
    assert [part.name for part in read.parts] == ["p.jpg"]


def test_of_two_ways_to_say_the_same_one_is_read() -> None:
    read = letterbox.read(lines(
        *HEAD, "Content-Type: multipart/alternative; boundary=b", "", "--b", "Content-Type: text/html", "", "<p>Riche</p>",
        "--b", "Content-Type: text/plain", "", "Simple", "--b--",
    ))  # fmt: skip
    assert read.text == "Simple"


def test_an_empty_plain_text_gives_way_to_the_rich_one() -> None:
    read = letterbox.read(lines(
        *HEAD, "Content-Type: multipart/alternative; boundary=b", "", "--b", "Content-Type: text/plain", "", " ",
        "--b", "Content-Type: text/html", "", "<p>Riche</p>", "--b--",
    ))  # fmt: skip
    assert read.text == "Riche"


def test_an_invitation_without_a_name_is_attached() -> None:
    read = letterbox.read(lines(
        *HEAD, "Content-Type: multipart/alternative; boundary=b", "", "--b", "Content-Type: text/plain", "", "Le rendez-vous.",
        "--b", "Content-Type: text/calendar; method=REQUEST", "", "BEGIN:VCALENDAR", "END:VCALENDAR", "--b--",
    ))  # fmt: skip
    assert read.text == "Le rendez-vous."
    assert [(part.name, part.content[:15]) for part in read.parts] == [("invitation.ics", b"BEGIN:VCALENDAR")]


def block(kind: str, content: bytes) -> bytes:
    """A mail that is one S/MIME block."""
    return lines(
        *HEAD, "Subject: Bloc", f"Content-Type: application/pkcs7-mime; smime-type={kind}; name=smime.p7m",
        "Content-Transfer-Encoding: base64", "Content-Disposition: attachment; filename=smime.p7m", "", base64.encodebytes(content),
    )  # fmt: skip


def signed(inner: bytes) -> bytes:
    """What signs a text in one block with it."""
    held = {"content_type": "data", "content": inner}
    data = {"version": "v1", "digest_algorithms": [], "encap_content_info": held, "signer_infos": []}
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)}).dump()


SEALED = {"content_type": "enveloped_data", "content": cms.EnvelopedData({
    "version": "v0", "recipient_infos": [],
    "encrypted_content_info": {"content_type": "data", "content_encryption_algorithm": {"algorithm": "aes256_cbc", "parameters": b"0" * 16}, "encrypted_content": b"x" * 64},
})}  # fmt: skip
PGP = lines(
    *HEAD, "Subject: PGP", 'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b', "",
    "--b", "Content-Type: application/pgp-encrypted", "", "Version: 1",
    "--b", "Content-Type: application/octet-stream; name=encrypted.asc", "", "-----BEGIN PGP MESSAGE-----", "--b--",
)  # fmt: skip
ARMOURED = lines(*HEAD, "Subject: PGP", "", "-----BEGIN PGP MESSAGE-----", "", "hQEMA", "-----END PGP MESSAGE-----")


def test_a_block_that_is_only_signed_is_opened() -> None:
    inner = lines("Content-Type: text/plain; charset=utf-8", "", "Ma cafetière fuit.")
    read = letterbox.read(block("signed-data", signed(inner)))
    assert (read.subject, read.text, read.parts) == ("Bloc", "Ma cafetière fuit.", ())


@pytest.mark.parametrize("content", [b"", b"\x30\x80", b"x" * 500, signed(b"")])
def test_a_block_that_is_none_is_kept_shut_and_breaks_nothing(content: bytes) -> None:
    read = letterbox.read(block("signed-data", content))
    assert read.text == ""
    assert all(part.locked for part in read.parts)


@pytest.mark.parametrize(("content", "how"), [
    (block("enveloped-data", cms.ContentInfo(SEALED).dump()), "S/MIME"), (PGP, "OpenPGP"), (ARMOURED, "OpenPGP"),
])  # fmt: skip
def test_an_encrypted_mail_says_why_nothing_can_be_read_and_what_to_do(app: Flask, content: bytes, how: str) -> None:
    firm = company()
    case, _letter = written_to(firm)
    row = one(content)
    alice = Browser(app).sign_in("alice")
    for page in (f"/mail/{row.id}", *([f"/mail/{row.id}/parts/1"] if row.parts else [])):
        assert f"Ce courriel est chiffré ({how})" in alice.get(page).text
        assert "Demandez à la personne de l’envoyer sans chiffrement" in alice.get(page).text
    alice.post(f"/mail/{row.id}/link", {"ref": case.ref})
    assert f"Ce courriel est chiffré ({how})" in alice.get(f"/mail/{row.id}").text
    if row.parts:
        assert "courriel chiffré : son texte n’a pas pu être lu" in alice.get(f"/cases/{case.ref}").text
