"""A believable dispute about a washing machine, with twelve exhibits made here, of every kind one receives."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, date, datetime
from functools import lru_cache

import pikepdf
import pillow_heif
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from app.documents.queries import Released
from app.documents.rules import (
    Addressee,
    Approval,
    Attempt,
    ClaimLine,
    Clause,
    Condition,
    ConsumerPack,
    Contact,
    CostLine,
    CourtBundle,
    Entry,
    ExhibitLine,
    Fact,
    FormField,
    Imprint,
    Inside,
    InternalFile,
    LawText,
    MediatorFile,
    Note,
    OpenOffer,
    Party,
    Position,
    Referral,
    ReplyPack,
    RestrictedEntry,
    Summary,
)
from app.kernel import Money, words
from app.plumbing.pdf import Colophon, SandboxError, render
from app.plumbing.pdf.drawing import house_fonts
from app.plumbing.pictures import cleaned, look

MADE_AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HEAD = hashlib.sha256(b"journal case:AM-2026-00412 87").hexdigest()
NO_ANSWER = words("Aucun fait connu", "No fact known")


def euros(amount: float) -> Money:
    return Money(round(amount * 100))


# --- exhibits --------------------------------------------------------------------------------------------------------

LETTER = """<html lang="fr"><style>
@font-face { font-family: S; src: url(inside:regular.ttf) } @font-face { font-family: S; font-weight: 700; src: url(inside:bold.ttf) }
@page { margin: 25mm } body { font: 11pt/16pt S } td { padding: 2pt 14pt 2pt 0 }
</style><body>%s</body></html>"""


def paper(body: str, title: str) -> bytes:
    return render(LETTER % body, Colophon(title, "fr", MADE_AT), variant="plain").pdf


def face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(house_fonts()["regular.ttf"]), size)


def scan(lines: list[list[str]]) -> bytes:
    """Pages as a flatbed scanner gives them: two levels, a little askew, group 4 TIFF."""
    pages = []
    for page in lines:
        sheet = Image.new("L", (1240, 1754), 255)
        pen = ImageDraw.Draw(sheet)
        for number, line in enumerate(page):
            pen.text((140, 160 + 46 * number), line, fill=0, font=face(30))
        pen.rectangle((140, 1400, 620, 1560), outline=0, width=3)
        pen.text((160, 1420), "signature", fill=0, font=face(26))
        pen.line((190, 1530, 300, 1470, 360, 1540, 470, 1460, 590, 1520), fill=0, width=4)
        pages.append(sheet.rotate(0.7, fillcolor=255).point(lambda level: 255 * (level > 128)).convert("1"))
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="group4", dpi=(150, 150))
    return out.getvalue()


def photo(form: str, wide: int, high: int, seed: int) -> bytes:
    """A floor with a puddle before a white machine, as a telephone would have taken it."""
    picture = Image.new("RGB", (wide, high), "#8d8377")
    pen = ImageDraw.Draw(picture)
    for row in range(0, high, high // 9):
        pen.line((0, row, wide, row), fill="#7c7368", width=max(2, high // 200))
    for column in range(0, wide, wide // 7):
        pen.line((column, 0, column, high), fill="#7c7368", width=max(2, high // 200))
    pen.rectangle((wide * 0.25, 0, wide * 0.78, high * 0.58), fill="#f1f1ee", outline="#c9c9c4", width=6)
    pen.ellipse(
        (wide * 0.37, high * 0.1, wide * 0.66, high * 0.49), fill="#3a4148", outline="#b8bcc0", width=high // 40
    )
    pen.ellipse((wide * (0.1 + seed / 50), high * 0.6, wide * 0.8, high * 0.88), fill="#a9b7bf")
    picture = picture.filter(ImageFilter.GaussianBlur(3))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "CANARI-EXIF", "CANARI-EXIF"
    out = io.BytesIO()
    if form == "HEIF":
        pillow_heif.from_pillow(picture).save(out, quality=70)
    else:
        picture.save(out, form, quality=85, exif=exif)
    return out.getvalue()


def chat() -> bytes:
    picture = Image.new("RGB", (720, 960), "#eef1f3")
    pen = ImageDraw.Draw(picture)
    said = [
        (0, "Bonjour, ma machine fuit à nouveau."),
        (1, "Bonjour Madame, je regarde votre dossier."),
        (0, "C'est la troisième panne en six mois."),
        (1, "Je transmets à un conseiller,"),
        (1, "vous serez rappelée avant ce soir."),
        (0, "Personne ne m'a rappelée."),
    ]
    for number, (side, line) in enumerate(said):
        left = 40 + 160 * side
        pen.rounded_rectangle(
            (left, 60 + 120 * number, left + 480, 140 + 120 * number), 18, fill=("#ffffff", "#d5e7e9")[side]
        )
        pen.text((left + 22, 84 + 120 * number), line, fill="#1d2530", font=face(24))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


MAIL = """From: Aïssatou Diallo <a.diallo@exemple.fr>
To: service.client@maison-beranger.exemple
Date: Mon, 4 May 2026 18:42:00 +0200
Subject: Deuxième panne de mon lave-linge Océane 9, commande 25-118204
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Bonjour,

Le lave-linge que vous m'avez livré le 20 février 2025 est tombé en panne
pour la deuxième fois : il fuit par le hublot depuis le 28 avril.

Je vous demande de le réparer définitivement ou de le remplacer.

Aïssatou Diallo
"""


def locked(content: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="secret", user="devis"))
    return out.getvalue()


def workbook() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("date", "laverie", "montant"),
        ("2026-03-04", "Lav'Express", 9.10),
        ("2026-09-12", "Lav'Express", 45.50),
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return _same_dates(out.getvalue())


def _same_dates(packed: bytes) -> bytes:
    """A workbook writes the hour of its making; here it must be the same twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "docProps/core.xml":
                content = b"<?xml version='1.0'?><cp:coreProperties xmlns:cp='http://schemas.openxmlformats.org/package/2006/metadata/core-properties'/>"
            new.writestr(zipfile.ZipInfo(item.filename, (2026, 11, 21, 0, 0, 0)), content)
    return out.getvalue()


INVOICE = """<p><b>Maison Béranger</b><br>12, rue des Tanneurs, 67000 Strasbourg</p><h2>Facture 25-118204 du 14 février 2025</h2>
<p>Mme Aïssatou Diallo, 8, quai des Bateliers, 67000 Strasbourg</p><table><tr><td>Lave-linge Océane 9 kg<td>649,00 €<tr><td>Livraison<td>offerte
<tr><td><b>Total TTC</b><td><b>649,00 €</b></table>"""
TERMS = """<h2>Conditions générales de vente, version du 1er janvier 2025</h2><p>Article 9.2. En cas de défaut de conformité, le client choisit
entre la réparation et le remplacement.</p><p style="break-before:page">Article 14. En cas de litige, le client peut recourir gratuitement au
médiateur de la consommation.</p>"""
REPORT = """<h2>Rapport d’intervention du 10 mars 2026</h2><p>Pompe de vidange bloquée, remplacée. Essai de vidange correct.</p>"""
LRAR = """<p>Aïssatou Diallo<br>8, quai des Bateliers, 67000 Strasbourg</p><p>Le 7 septembre 2026</p><p>Lettre recommandée avec avis de réception</p>
<p>Madame, Monsieur,</p><p>Après deux réparations, mon lave-linge a de nouveau inondé ma cuisine le 2 septembre. Je demande la résolution de la
vente et le remboursement de 649,00 €, ainsi que 54,60 € de laverie et 180,00 € pour les plinthes abîmées.</p>"""
QUOTE = "<h2>Devis de menuiserie</h2><p>Remplacement de trois plinthes : 180,00 €</p>"


@lru_cache(maxsize=1)
def originals() -> dict[int, bytes]:
    """The twelve exhibits as they were received."""
    return {
        1: paper(INVOICE, "Facture"),
        2: paper(TERMS, "Conditions"),
        3: scan(
            [["BON DE LIVRAISON", "20 février 2025", "", "1 lave-linge Océane 9 kg", "livré, installé, mis en service"]]
        ),
        4: photo("JPEG", 1600, 1200, 1),
        5: MAIL.encode(),
        6: paper(REPORT, "Rapport"),
        7: photo("HEIF", 1200, 1600, 4),
        8: chat(),
        9: scan(
            [
                ["RAPPORT D'INTERVENTION", "15 mai 2026", "", "Joint de hublot remplacé"],
                ["Suite", "Essai : aucune fuite constatée"],
            ]
        ),
        10: paper(LRAR, "Lettre"),
        11: locked(paper(QUOTE, "Devis")),
        12: workbook(),
    }


TITLES = {
    1: ("Facture n° 25-118204", date(2025, 2, 14), "Maison Béranger"),
    2: ("Conditions générales de vente, version du 1er janvier 2025", date(2025, 1, 1), "Maison Béranger"),
    3: ("Bon de livraison signé", date(2025, 2, 20), "Maison Béranger"),
    4: ("Photographie de la fuite, mai 2026", date(2026, 5, 4), "Mme Diallo"),
    5: ("Courriel de réclamation du 4 mai 2026", date(2026, 5, 4), "Mme Diallo"),
    6: ("Rapport de la première intervention", date(2026, 3, 10), "Service après-vente"),
    7: ("Photographie de la cuisine, septembre 2026", date(2026, 9, 2), "Mme Diallo"),
    8: ("Copie d’écran de la messagerie", date(2026, 9, 3), "Mme Diallo"),
    9: ("Rapport de la deuxième intervention", date(2026, 5, 15), "Service après-vente"),
    10: ("Lettre recommandée du 7 septembre 2026", date(2026, 9, 7), "Mme Diallo"),
    11: ("Devis de remise en état des plinthes", date(2026, 9, 5), "Menuiserie Ott"),
    12: ("Tableau des frais de laverie", date(2026, 9, 14), "Mme Diallo"),
}


@lru_cache(maxsize=1)
def released() -> tuple[Released, ...]:
    """What travels: cleaned copies where there are pages, the customer's own files otherwise; the locked one does not open."""
    copies = []
    for number, content in originals().items():
        try:
            copies.append(Released(number, cleaned(content).content if look(content).pages else content))
        except SandboxError:
            continue
    return tuple(copies)


def lines() -> tuple[ExhibitLine, ...]:
    copies = {each.number: each.content for each in released()}
    made = []
    for number, (title, on, author) in TITLES.items():
        content = originals()[number]
        seen = look(content)
        copy = copies.get(number, b"")
        made.append(
            ExhibitLine(
                number,
                title,
                seen.kind.name,
                on,
                author,
                seen.pages,
                words("copie", "copy"),
                hashlib.sha256(content).hexdigest(),
                hashlib.sha256(copy).hexdigest() if copy else "",
                words("Ne peut pas être montrée : {why}.", "Cannot be shown: {why}.", why=seen.problem.words)
                if seen.problem
                else None,
            )
        )
    return tuple(made)


def fixed_lines() -> tuple[ExhibitLine, ...]:
    """The same list with made-up fingerprints: what does not depend on the version of any library."""
    form, kind = words("copie", "copy"), words("document PDF", "PDF document")
    return tuple(
        ExhibitLine(number, title, kind, on, author, number % 3 + 1, form, f"{number:064x}", f"{number + 100:064x}")
        for number, (title, on, author) in TITLES.items()
    )


# --- facts -----------------------------------------------------------------------------------------------------------

CONTACT = Contact(
    "Claire Morel",
    words("responsable de la qualité, habilitée à transiger", "quality officer, with authority to settle"),
    email="qualite@maison-beranger.exemple",
    phone="03 88 00 00 00",
)
IMPRINT = Imprint(
    "AM-2026-00412", 2, MADE_AT, date(2026, 11, 21), "Maison Béranger", HEAD, 87, CONTACT,
    "https://litiges.maison-beranger.exemple/verifier/AM-2026-00412/2",
)  # fmt: skip
MEDIATOR = Addressee(
    "Médiation de l’équipement du foyer",
    ("27, avenue de la Liberté", "75011 Paris"),
    "www.mediation-foyer.exemple",
    "contact@mediation-foyer.exemple",
    "MEF-2026-11873",
)
PARTIES = (
    Party(
        words("Consommatrice", "Consumer"), "Mme Aïssatou Diallo", None, ("8, quai des Bateliers", "67000 Strasbourg"),
        "a.diallo@exemple.fr", "06 00 00 00 00", "C-204417",
    ),
    Party(
        words("Professionnel", "Trader"), "Maison Béranger SAS", words("vendeur", "seller"),
        ("12, rue des Tanneurs", "67000 Strasbourg"), "qualite@maison-beranger.exemple", "", "", "812 345 678",
    ),
)  # fmt: skip
SUMMARY = Summary(
    "Lave-linge Océane 9 kg, trois pannes en six mois",
    "Lave-linge Océane 9 kg, facture n° 25-118204",
    date(2025, 2, 14),
    euros(649),
    "Mme Diallo a acheté le lave-linge le 14 février 2025. Il est tombé en panne le 3 mars, le 28 avril et le 2 septembre 2026 ; "
    "la dernière fuite a inondé sa cuisine et abîmé trois plinthes. Après deux réparations, elle ne veut plus de cette machine : "
    "elle demande la résolution de la vente, le remboursement de ses frais de laverie et la remise en état des plinthes.",
    "L’entreprise a réparé l’appareil deux fois sans frais, dans les trente jours. Elle reconnaît les frais de laverie et propose "
    "le remplacement par un appareil neuf équivalent. Elle estime que le lien entre la fuite et l’état des plinthes n’est pas établi, "
    "et offre à titre purement commercial d’en prendre la moitié en charge.",
    "Le remboursement du prix, plutôt que le remplacement ; la part des plinthes qui n’est pas prise en charge ; "
    "l’indemnisation du temps perdu.",
    date(2026, 5, 4),
    date(2026, 10, 23),
    date(2026, 5, 4),
)
CLAIMS = (
    ClaimLine(
        1, "Résolution de la vente et remboursement du prix", "Code de la consommation, art. L. 217-14", euros(649),
        words("Non fondée en l’état : remplacement à neuf proposé", "Unfounded so far: a new machine is offered"), None, None, (1, 6, 9),
    ),
    ClaimLine(
        2, "Frais de laverie pendant les immobilisations", "Code de la consommation, art. L. 217-8", euros(54.6),
        words("Fondée", "Founded"), euros(54.6), None, (12,),
    ),
    ClaimLine(
        3, "Remise en état de trois plinthes", "Code civil, art. 1231-1", euros(180),
        words("En partie : lien avec la fuite non établi", "In part: link with the leak not shown"), None, euros(90), (7, 11),
    ),
    ClaimLine(
        4, "Temps perdu en démarches", "Code civil, art. 1231-1", euros(100), words("Non fondée", "Unfounded"), None, None, (8,),
    ),
)  # fmt: skip


def told(on: date, fr: str, en: str, text: str = "", exhibits: tuple[int, ...] = ()) -> Entry:
    return Entry(on, words(fr, en), text, exhibits)


CHRONOLOGY = (
    told(date(2025, 2, 14), "Achat en magasin", "Purchase in the shop", "Lave-linge Océane 9 kg, 649,00 €, payé comptant.", (1, 2)),
    told(date(2025, 2, 20), "Livraison et mise en service", "Delivery and start", "", (3,)),
    told(
        date(2026, 3, 3), "Première panne, signalée par téléphone", "First failure, reported by telephone",
        "La machine ne vidange plus. Un rendez-vous est pris pour le 10 mars.",
    ),
    told(
        date(2026, 3, 10), "Première réparation, au titre de la garantie légale", "First repair, under the legal guarantee",
        "Pompe de vidange remplacée. L’appareil a été immobilisé sept jours.", (6,),
    ),
    told(date(2026, 4, 28), "Deuxième panne", "Second failure", "Fuite par le hublot, constatée par Mme Diallo.", (4,)),
    told(
        date(2026, 5, 4), "Première réclamation écrite, par courriel", "First written complaint, by e-mail",
        "« Je vous demande de le réparer définitivement ou de le remplacer. » Le courriel est reproduit en pièce n° 5.", (5,),
    ),
    told(date(2026, 5, 6), "Accusé de réception de l’entreprise", "Acknowledgement by the company", "Un technicien est annoncé pour le 15 mai."),
    told(date(2026, 5, 15), "Deuxième réparation", "Second repair", "Joint de hublot remplacé ; aucune fuite à l’essai.", (9,)),
    told(
        date(2026, 9, 2), "Troisième panne : la cuisine est inondée", "Third failure: the kitchen is flooded",
        "Mme Diallo photographie la cuisine.\n\nElle écrit le lendemain par la messagerie du site ; le rappel promis pour le soir même n’a pas eu lieu.",
        (7, 8),
    ),
    told(
        date(2026, 9, 7), "Lettre recommandée de Mme Diallo", "Registered letter from Mrs Diallo",
        "Elle demande la résolution de la vente, 54,60 € de laverie et 180,00 € pour les plinthes. Reçue le 10 septembre.", (10, 11, 12),
    ),
    told(
        date(2026, 9, 17), "Réponse du service après-vente", "Answer of the after-sales service",
        "Une troisième réparation est proposée, avec prêt d’un appareil. Mme Diallo la refuse le 21 septembre et conteste la réponse.",
    ),
    told(date(2026, 10, 2), "Le dossier passe au service qualité", "The case goes to the quality service"),
    told(
        date(2026, 10, 9), "Offre amiable de l’entreprise", "Amicable offer of the company",
        "Remplacement par un appareil neuf équivalent, frais de laverie remboursés, moitié des plinthes à titre commercial.",
    ),
    told(date(2026, 10, 14), "Mme Diallo refuse l’offre", "Mrs Diallo declines the offer", "Elle maintient sa demande de remboursement du prix."),
    told(
        date(2026, 10, 23), "Réponse définitive de l’entreprise", "Final answer of the company",
        "Elle confirme l’offre jusqu’au 31 décembre et indique le médiateur compétent, son adresse et le délai pour le saisir.",
    ),
    told(date(2026, 11, 5), "Le médiateur notifie la saisine à l’entreprise", "The mediator notifies the company of the referral"),
)  # fmt: skip
ATTEMPTS = (
    Attempt(
        date(2026, 9, 17), words("Proposition d’une troisième réparation", "Offer of a third repair"), "Sans frais, avec prêt d’un appareil.",
        None, date(2026, 9, 30), words("Refusée", "Declined"), date(2026, 9, 21),
    ),
    Attempt(
        date(2026, 10, 9), words("Offre d’un appareil neuf équivalent", "Offer of a new equivalent machine"),
        "Avec le remboursement des frais de laverie et, à titre purement commercial, sans reconnaissance de responsabilité, 90,00 € pour les plinthes.",
        euros(739), date(2026, 12, 31), words("Refusée, maintenue par l’entreprise", "Declined, kept open by the company"), date(2026, 10, 14), (10,),
    ),
)  # fmt: skip
CLAUSES = (
    Clause(
        "Conditions générales de vente du 1er janvier 2025", "9.2",
        "En cas de défaut de conformité, le client choisit entre la réparation et le remplacement.", (2,),
    ),
)  # fmt: skip
LAWS = (
    LawText("Code de la consommation, art. L. 217-9 et L. 217-10", words(
        "Réparation ou remplacement au choix du consommateur, sans frais, dans les trente jours de la demande.",
        "Repair or replacement at the consumer’s choice, free, within thirty days of the request.")),
    LawText("Code de la consommation, art. L. 217-14", words(
        "Réduction du prix ou résolution lorsque, notamment, le défaut persiste malgré une réparation.",
        "Price cut or rescission where, among others, the defect remains in spite of a repair.")),
)  # fmt: skip
CONDITIONS = (
    Condition(
        words("Le consommateur a-t-il tenté de résoudre le litige par une réclamation écrite ?", "Did the consumer first complain in writing?"),
        "Code de la consommation, art. L. 612-2, 1°",
        (
            Fact(words("Réclamation écrite par courriel", "Written complaint by e-mail"), date(2026, 5, 4), (5,)),
            Fact(words("Lettre recommandée, reçue le 10 septembre", "Registered letter, received on 10 September"), date(2026, 9, 7), (10,)),
            Fact(words("Réponse définitive de l’entreprise", "Final answer of the company"), date(2026, 10, 23)),
        ),
    ),
    Condition(words("La demande est-elle manifestement infondée ou abusive ?", "Is the claim manifestly unfounded or abusive?"), "art. L. 612-2, 2°"),
    Condition(
        words("Un autre médiateur ou un tribunal est-il saisi ?", "Is another mediator or a court seised?"), "art. L. 612-2, 3°",
        (Fact(words("Aucune autre saisine n’a été portée à la connaissance de l’entreprise", "No other referral is known to the company")),),
    ),
    Condition(
        words("Le médiateur a-t-il été saisi dans l’année de la réclamation écrite ?", "Was the mediator seised within a year of the written complaint?"),
        "art. L. 612-2, 4°",
        (
            Fact(words("Première réclamation écrite", "First written complaint"), date(2026, 5, 4), (5,)),
            Fact(words("Saisine du médiateur", "Referral to the mediator"), date(2026, 10, 30)),
        ),
    ),
    Condition(
        words("Le litige entre-t-il dans le champ de compétence du médiateur ?", "Is the dispute within the mediator’s field?"), "art. L. 612-2, 5°",
        (Fact(words("Vente d’un appareil ménager à un consommateur", "Sale of a household appliance to a consumer"), date(2025, 2, 14), (1,)),),
    ),
)  # fmt: skip
REFERRAL = Referral(
    words("saisine par la consommatrice", "referral by the consumer"),
    date(2026, 10, 30),
    date(2026, 11, 5),
    date(2026, 11, 26),
)
INSIDE = Inside(
    "Claire Morel", "Qualité",
    (Note(MADE_AT, "A. Petit", words("Note", "Note"), "CANARI-NOTE : cliente difficile au téléphone, ne pas rappeler avant midi."),),
    (Approval(MADE_AT, words("Prise en charge de la moitié des plinthes", "Half of the skirting"), "A. Petit", "C. Morel",
              words("accordé", "granted"), euros(90), euros(75), "CANARI-ACCORD"),),
    (CostLine(words("Traitement", "Handling"), euros(210), euros(120), euros(380)), CostLine(words("CANARI-COUT", "CANARI-COUT"), euros(410))),
    euros(54.6),
    (RestrictedEntry(MADE_AT, words("Proposition du médiateur", "Mediator’s proposal"), "CANARI-MEDIATION"),),
)  # fmt: skip


def mediator_file() -> MediatorFile:
    return MediatorFile(
        IMPRINT, MEDIATOR, REFERRAL, PARTIES, SUMMARY, CLAIMS, CHRONOLOGY, ATTEMPTS, CLAUSES, LAWS, CONDITIONS, lines()
    )  # fmt: skip


def internal_file() -> InternalFile:
    return InternalFile(
        IMPRINT, PARTIES, SUMMARY, CLAIMS, CHRONOLOGY, ATTEMPTS, CLAUSES, LAWS, CONDITIONS, lines(), INSIDE
    )


def consumer_pack() -> ConsumerPack:
    form = (
        FormField(words("Vos nom et prénom", "Your name"), "Diallo Aïssatou"),
        FormField(words("Professionnel concerné", "Trader concerned"), "Maison Béranger SAS, SIREN 812 345 678"),
        FormField(words("Bien ou service", "Good or service"), "Lave-linge Océane 9 kg"),
        FormField(words("Commandé en ligne ?", "Ordered online?"), words("non", "no")),
        FormField(words("Prix", "Price"), euros(649)),
        FormField(words("Date d’achat", "Date of purchase"), date(2025, 2, 14)),
        FormField(words("Date de votre réclamation écrite", "Date of your written complaint"), date(2026, 5, 4)),
        FormField(words("Montant total demandé", "Total asked"), euros(983.6)),
        FormField(words("Votre numéro de téléphone", "Your telephone number")),
    )
    steps = (
        words(
            "Relisez ce dossier : il est à vous, vous pouvez l’amender.",
            "Read this file again: it is yours, you may change it.",
        ),
        words(
            "Saisissez le médiateur au plus tard le {d}.",
            "Refer to the mediator by {d} at the latest.",
            d=date(2027, 5, 4),
        ),
        words("Joignez les pièces du bordereau, en copie.", "Join copies of the exhibits listed."),
        words(
            "Le recours au médiateur est gratuit pour vous et ne vous prive pas du juge.",
            "It is free for you and leaves the court open.",
        ),
    )
    declarations = (
        words(
            "Aucun autre médiateur ni tribunal n’est saisi de ce litige.",
            "No other mediator or court is seised of this dispute.",
        ),
        words(
            "J’accepte que ce dossier soit communiqué au médiateur et à l’entreprise.",
            "I agree that this file goes to the mediator and the company.",
        ),
    )
    return ConsumerPack(
        IMPRINT, MEDIATOR, steps, form, declarations, PARTIES, SUMMARY, CLAIMS, CHRONOLOGY, CONDITIONS, lines()
    )


def reply_pack() -> ReplyPack:
    positions = tuple(
        Position(line.number, line.asked, "L’entreprise maintient la réponse du 23 octobre 2026.", "", line.exhibits)
        for line in CLAIMS
    )
    offers = (OpenOffer("Remplacement par un appareil neuf équivalent.", euros(649), date(2026, 12, 31)),)
    entry = words("Maison Béranger accepte d’entrer en médiation.", "Maison Béranger accepts to enter mediation.")
    secret = (words("Cette réponse est élaborée pour la médiation.", "This answer is elaborated for the mediation."),)
    return ReplyPack(
        IMPRINT, MEDIATOR, REFERRAL, entry, PARTIES, positions, offers, secret, ATTEMPTS, CHRONOLOGY, lines()
    )


def court_bundle() -> CourtBundle:
    lawyer = Addressee("Me Élise Wagner, avocate", ("3, place Broglie", "67000 Strasbourg"))
    return CourtBundle(IMPRINT, lawyer, PARTIES, SUMMARY, CLAIMS, CHRONOLOGY, ATTEMPTS, None, CLAUSES, LAWS, lines())
