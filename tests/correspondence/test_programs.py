"""What is new in a mail, as the programs people use write their answers; and its letters, lines, seals and wrappings."""

from __future__ import annotations

import base64
from struct import pack

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.models import SignalRow
from app.cases.rules.signals import SignalKind
from app.correspondence.rules.mails import Place, Why
from app.plumbing import letterbox
from app.plumbing.db import db
from app.plumbing.letterbox.quoting import divided
from tests.client import Browser
from tests.correspondence.mails_world import a_mail, one, written_to
from tests.correspondence.test_reading import HEAD, lines
from tests.factories.house import a_case, company

SAYS = "Bonjour,\n\nJe refuse le bon d’achat.\n\nClaire"
OURS = "Nous vous proposons un bon.\n\nCordialement"
QUOTED = "> Nous vous proposons un bon.\n>\n> Cordialement"
HEADS = {
    "Outlook": "De : Service <sav@m.example>\nEnvoyé : mardi 4 novembre 2025 10:12\nÀ : Claire <c@o.example>\nObjet : Dossier\n\n",
    "Outlook, named above": "-----Message d'origine-----\nDe : Service [mailto:sav@m.example] \nEnvoyé : mardi 4 novembre 2025\nÀ : Claire\nObjet : x\n\n",
    "Outlook for Mac": "________________________________\nDe : Service <sav@m.example>\nDate : mardi, 4 novembre 2025 à 10:12\nÀ : Claire <c@o.example>\nObjet : x\n",
    "Outlook in German": "-----Ursprüngliche Nachricht-----\nVon: Service <sav@m.example> \nGesendet: Dienstag, 4. November 2025 10:12\nAn: Klaus\nBetreff: x\n\n",
    "Zimbra": '----- Mail original -----\nDe: "Service" <sav@m.example>\nÀ: "Claire" <c@free.example>\nEnvoyé: Mardi 4 Novembre 2025 10:12:00\nObjet: x\n\n',
    "SFR": '========================================\n\nMessage du : 04/11/2025 10:12\nDe : "Service" <sav@m.example>\nA : "c@sfr.example"\nCopie à : \nSujet : x\n\n',
    "Notes": "De :        Service <sav@m.example>\nA :        c@firme.example\nDate :        04/11/2025 10:12\nObjet :        x\n\n\n",
    "a telephone": "-------- Message d'origine --------\nDe : Service <sav@m.example>\nDate : 04/11/2025 10:12 (GMT+01:00)\nÀ : c@o.example\nObjet : x\n\n",
    "Yahoo": "    Le mardi 4 novembre 2025 à 10:12:33 UTC+1, Service <sav@m.example> a écrit :  \n \n",
    "a desk": "##- Veuillez taper votre réponse au-dessus de cette ligne -##\n\n",
}  # fmt: skip
WROTE = {
    "Gmail": "Le mar. 4 nov. 2025 à 10:12, Service <sav@m.example> a écrit :\n\n",
    "Gmail, broken in two": "Le mar. 4 nov. 2025 à 10:12, Service client de la Maison des Appareils\n<sav@m.example> a\nécrit :\n\n",
    "Orange": '> Message du 04/11/25 10:12\n> De : "Service" <sav@m.example>\n> A : c@o.example\n> Copie à : \n> Objet : x\n>\n',
    "Thunderbird": "Le 04/11/2025 à 10:12, Service a écrit :\n",
    "iOS": "> Le 4 nov. 2025 à 10:12, Service <sav@m.example> a écrit :\n> \n",
    "Gmail in English": "On Tue, 4 Nov 2025 at 10:12, Service <sav@m.example> wrote:\n\n",
}


@pytest.mark.parametrize("below", [
    *(pytest.param(head + OURS, id=name) for name, head in HEADS.items()),
    *(pytest.param(head + QUOTED, id=name) for name, head in WROTE.items()),
])  # fmt: skip
def test_what_is_answered_is_folded_whole_and_nothing_of_it_stays(below: str) -> None:
    assert divided(f"{SAYS}\n\n{below}", "RE: Dossier") == (SAYS, below.strip())


BETWEEN = (
    "Mes réponses dans le texte.\n\nLe 04/11/2025 à 10:12, Service a écrit :\n> Quand l’avez-vous acheté ?\nLe 3 avril 2025.\n"
    "> Avez-vous la facture ?\nOui, jointe."
)


def test_answers_among_quoted_lines_and_below_them_are_new() -> None:
    assert divided(f"{BETWEEN}\n\n> Cordialement", "Re: x") == (BETWEEN, "> Cordialement")
    below = f"Le 04/11/2025 à 10:12, Service a écrit :\n{QUOTED}\n\nNon merci. Je veux être remboursée."
    assert divided(below, "Re: x") == (below, "")
    signed = f"{SAYS}\n\nLe 04/11/2025 à 10:12, Service a écrit :\n{QUOTED}\n\n-- \nClaire Moreau\n12 rue des Lilas"
    assert divided(signed, "Re: x")[0] == SAYS


@pytest.mark.parametrize(("subject", "text"), [
    ("Fwd: Commande", "---------- Forwarded message ---------\nDe : Jean <j@o.example>\nDate: lun. 2 nov. 2025\nSubject: Commande\nTo: <c@o.example>\n\nMon colis n’est pas venu."),
    ("TR : Commande", f"Voir ci-dessous.\n\n{HEADS['Outlook']}Mon colis n’est pas venu."),
    ("Formulaire du site", "Nouveau message\n\nDe : Claire <c@o.example>\nDate : 4/11/2025\nObjet : Panne\nÀ : SAV\n\nMa cafetière fuit."),
    ("Réclamation", "De : ma mère. Objet : sa télé.\nDe plus, la personne qui m'a reçue a écrit :\n« on ne rembourse pas ».\nJe demande 300 euros."),
])  # fmt: skip
def test_what_is_handed_on_or_sent_by_a_form_is_new(subject: str, text: str) -> None:
    assert divided(text, subject, replies=False) == (text, "")


MEANT = "La télé est cassée et l’écran noir – 299 €"


@pytest.mark.parametrize(("said", "written"), [
    ("iso-8859-1", "utf-8"), ("iso-8859-1", "cp1252"), ("us-ascii", "cp1252"), ("x-unknown", "cp1252"), ("iso-8859-15", "utf-8"), ("windows-1252", "utf-8"),
])  # fmt: skip
def test_a_text_is_read_in_the_letters_it_was_written_in(said: str, written: str) -> None:
    content = lines(*HEAD, f"Content-Type: text/plain; charset={said}", "Content-Transfer-Encoding: 8bit", "")
    assert letterbox.read(content + MEANT.encode(written)).text == MEANT


def test_lines_that_were_broken_to_travel_are_whole_again() -> None:
    read = letterbox.read(lines(
        *HEAD, "Content-Type: text/plain; charset=utf-8; format=flowed", "", "J’ai acheté chez vous ", "cette machine le 3 avril.",
        "", " From here on, nothing.", "> votre ", "> lettre", "Non.", "-- ", "Awa",
    ))  # fmt: skip
    assert (
        read.text
        == "J’ai acheté chez vous cette machine le 3 avril.\n\nFrom here on, nothing.\n> votre lettre\nNon.\n-- \nAwa"
    )


def test_a_word_stays_one_word_whatever_is_bold_in_it_and_a_list_stays_one() -> None:
    page = "<p>Rem<b>bour</b><span>sez</span> 249<sup>,90</sup>&nbsp;€ :</p><ul><li>la lampe</li><li>le port</li></ul>"
    read = letterbox.read(lines(*HEAD, "Content-Type: text/html; charset=utf-8", "", page))
    assert read.text == "Remboursez 249,90\xa0€ :\n- la lampe\n- le port"


@pytest.mark.parametrize(
    "kind", ["application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"]
)
def test_the_seal_of_a_signed_mail_is_nothing_that_was_attached(kind: str) -> None:
    read = letterbox.read(lines(
        *HEAD, f'Content-Type: multipart/signed; protocol="{kind}"; boundary=b', "", "--b", "Content-Type: text/plain", "", "Elle fuit.",
        "--b", f'Content-Type: {kind}; name="smime.p7s"', "Content-Disposition: attachment; filename=smime.p7s",
        "Content-Transfer-Encoding: base64", "", "MIAG", "--b--",
    ))  # fmt: skip
    assert (read.text, read.parts) == ("Elle fuit.", ())


def test_a_text_signed_in_itself_is_read_without_its_seal() -> None:
    seal = ("-----BEGIN PGP SIGNATURE-----", "", "iQIz", "=abcd", "-----END PGP SIGNATURE-----")
    read = letterbox.read(
        lines(*HEAD, "", "-----BEGIN PGP SIGNED MESSAGE-----", "Hash: SHA256", "", "Elle fuit.", "- -- ", "Awa", *seal)
    )
    assert read.text == "Elle fuit.\n-- \nAwa"


def _attribute(kind: int, data: bytes) -> bytes:
    return pack("<BII", 2, kind, len(data)) + data + pack("<H", sum(data) & 0xFFFF)


def _winmail(*files: tuple[str, str, bytes]) -> bytes:
    """What Outlook makes of files: each under a short name and (among other properties) its long one."""
    made = pack("<IH", 0x223E9F78, 1) + _attribute(0x00089006, pack("<I", 0x00010000))
    for short, long, body in files:
        name = (long + "\0").encode("utf-16-le")
        more = pack("<IHHI", 3, 0x0003, 0x3705, 1)
        more += (
            pack("<HH16sIIHII", 0x001F, 0x8001, b"g" * 16, 0, 7, 0x0002, 1, 4)[:-10]
            + pack("<II", 1, 4)
            + "é\0".encode("utf-16-le")
        )
        more += pack("<HHII", 0x001F, 0x3707, 1, len(name)) + name + b"\0" * (-len(name) % 4)
        made += _attribute(0x00069002, b"\1" * 14) + _attribute(0x00018010, short.encode() + b"\0")
        made += _attribute(0x0006800F, body) + _attribute(0x00069005, more)
    return made


def wrapped(content: bytes) -> bytes:
    return lines(
        *HEAD, "Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: text/plain", "", "Ci-joint.",
        "--b", "Content-Type: application/ms-tnef; name=winmail.dat", "Content-Disposition: attachment; filename=winmail.dat",
        "Content-Transfer-Encoding: base64", "", base64.encodebytes(content), "--b--",
    )  # fmt: skip


def test_what_outlook_wraps_into_one_file_is_unwrapped() -> None:
    read = letterbox.read(
        wrapped(_winmail(("FACTUR~1.PDF", "Facture d’été.pdf", b"%PDF-1.4"), ("photo.jpg", "", b"\xff\xd8\xff")))
    )
    assert [(part.name, part.content) for part in read.parts] == [
        ("Facture d’été.pdf", b"%PDF-1.4"),
        ("photo.jpg", b"\xff\xd8\xff"),
    ]


@pytest.mark.parametrize("end", [5, 30, 80, 200])
def test_a_damaged_wrapping_stays_as_it_came(end: int) -> None:
    content = _winmail(("a.pdf", "a.pdf", b"%PDF" * 400))[:end]
    assert [part.name for part in letterbox.read(wrapped(content)).parts] == ["winmail.dat"]


def test_what_we_wrote_raises_no_signal_of_the_customer_who_answers_between_our_lines(app: Flask) -> None:
    case, letter = written_to(company())
    text = "Le 04/11/2025 à 10:12, Service a écrit :\n> Vous pouvez saisir le médiateur ou le tribunal.\nNon merci, j’irai voir un avocat."
    row = one(a_mail(text, In_Reply_To=letter.message_id))
    assert (row.place, row.body) == (Place.SORTED, text)
    kinds = set(db.session.scalars(select(SignalRow.kind).where(SignalRow.case_id == case.id)))
    assert kinds == {SignalKind.LAWYER}


def test_that_a_letter_was_opened_is_nothing_that_somebody_wrote(app: Flask) -> None:
    row = one(lines(
        *HEAD, "Subject: Lu : Votre dossier", "Content-Type: multipart/report; report-type=disposition-notification; boundary=b", "",
        "--b", "Content-Type: text/plain", "", "Votre message a été lu.", "--b", "Content-Type: message/disposition-notification", "",
        "Final-Recipient: rfc822;awa@example.org", "Disposition: manual-action/MDN-sent-manually; displayed", "", "--b--",
    ))  # fmt: skip
    assert (row.place, row.why, row.parts) == (Place.ASIDE, Why.AUTOMATIC, [])


def test_a_form_that_writes_as_a_machine_for_somebody_waits_to_be_sorted(app: Flask) -> None:
    case, _letter = written_to(company())
    heads = {"sender": "Site <no-reply@maison.example>", "subject": "Formulaire"}
    row = one(a_mail(**heads, Reply_To="Awa <awa.diallo@example.org>"))
    assert (row.place, row.proposed_id) == (Place.TO_SORT, case.id)
    for reply in ({}, {"Reply_To": "no-reply@maison.example"}, {"Reply_To": "ne-pas-repondre@x.example"}):
        row = one(a_mail(f"Bulletin {reply}", **heads, **reply))
        assert (row.place, row.why) == (Place.ASIDE, Why.AUTOMATIC)


def test_the_case_of_a_purchase_whose_number_is_named_is_offered(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    row = one(a_mail(f"Commande n°{firm.purchase.reference}, rien reçu.", sender="Paul <paul@example.org>"))
    other = one(a_mail("Commande n°99999, rien reçu en 2026.", sender="Paul <paul@example.org>"))
    alice = Browser(app).sign_in("alice")
    assert case.ref in alice.get(f"/mail/{row.id}").text
    assert case.ref not in alice.get(f"/mail/{other.id}").text
