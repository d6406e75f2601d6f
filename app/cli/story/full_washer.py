# ruff: noqa: E501  prose reads better unbroken
"""In full: a washing machine that breaks down three times, from the first call to the mediator's proposal."""

from __future__ import annotations

from datetime import date, timedelta

from app.cli.story import cast, files, papers, photos
from app.cli.story.acts import (
    answer,
    call,
    claims,
    contest,
    escalate,
    keep,
    note,
    promise,
    take,
    verdict,
    written,
)
from app.cli.story.acts_more import answered, file, file_for_mediator, notified, offer, pay, recognise, release, step
from app.cli.story.evidence import Cabinet
from app.cli.story.script import Paper, Script

KEY, BACK = "kaddour", 148

SCRIPT = Script(
    KEY, BACK, "after-sales", "alice", "phone", "Lave-linge en panne pour la troisième fois",
    "Mme Kaddour appelle : son lave-linge Ondine s’arrête en plein essorage et laisse de l’eau devant la machine. C’est la troisième panne depuis l’achat ; les deux premières réparations ont porté sur la pompe. Elle a quatre enfants et lave son linge chez sa sœur.",
    "Une machine qui fonctionne", "649", "breakdown", minutes=17,
    acts=(
        take(1, "J’ai bien noté cette troisième panne. Un technicien passera chez vous avant la fin de la semaine ; je vous rappelle demain pour vous donner l’heure."),
        promise(1, "Rappeler Mme Kaddour pour fixer le passage du technicien", 2, "18:00"),
        call(4, "Mme Kaddour rappelle : personne ne l’a jointe. Elle a attendu deux après-midi.", 9),
        keep(4, "Rappel fait le {+4}, avec deux jours de retard ; passage fixé au {+6}"),
        note(6, "Technicien passé. Il relève l’erreur E18 et conclut à un « corps étranger » dans la pompe. Mme Kaddour conteste : le filtre était propre.", minutes=10),
        file(7,
             Paper("facture.pdf", "Facture du lave-linge Ondine 9 kg", "invoice"),
             Paper("bon-de-livraison.pdf", "Bon de livraison sans réserve", "delivery", by="us"),
             Paper("rapport-1.pdf", "Rapport d’intervention, première panne", "report", by="us"),
             Paper("rapport-3.pdf", "Rapport d’intervention, troisième panne", "report", by="us", dated=6)),
        written(9, "Bonjour,\n\nJe vous écris parce que le téléphone ne mène à rien. Mon lave-linge est tombé en panne trois fois en dix mois. Vous avez changé deux fois la pompe, et maintenant vous me parlez d’un corps étranger qui n’existe pas. Je joins une photographie prise cinq minutes après l’arrêt.\n\nJe demande le remboursement de la machine, 649 €, et celui de la laverie, 86 €.\n\nSamira Kaddour"),
        file(9,
             Paper("reclamation.eml", "Réclamation écrite de Mme Kaddour", "complaint", dated=9),
             Paper("fuite.jpg", "Photographie de la fuite devant la machine", "photo", dated=8),
             Paper("laverie.pdf", "Tickets de laverie", "proof", dated=8)),
        claims(10, ("Remboursement du lave-linge Ondine", "649", "Garantie légale de conformité"), ("Frais de laverie", "86", "Préjudice")),
        answer(16, "unfounded", "Le rapport du technicien attribue l’arrêt à un corps étranger dans la pompe, que la garantie ne couvre pas. Nous ne pouvons donc ni reprendre la machine ni rembourser la laverie. Nous pouvons remettre la pompe en état pour 89 €, déplacement compris."),
        contest(19, "Je conteste. Le filtre était propre, votre technicien l’a dit devant ma sœur. Trois pannes de la même pompe, ce n’est pas moi, c’est la machine. Je vous demande de faire examiner mon dossier par quelqu’un d’autre."),
        note(21, "Relu les trois rapports. Les deux premiers parlent d’une turbine usée, le troisième d’un corps étranger, sans photographie. Je ne peux pas soutenir cette conclusion. Je propose un geste en attendant mieux.", minutes=35),
        offer(24, ("repair", "120", "rapport d’intervention, pièce n° 4"), ("inconvenience", "30", "tickets de laverie, pièce n° 7"), until=39,
              message="Le remplacement de la pompe serait à notre charge, et nous prendrions une partie de vos frais de laverie."),
        answered(30, "refused", "Non merci. Une quatrième réparation de la même pompe, je n’y crois plus. Je veux être remboursée.", proof="Message du {+30}"),
        escalate(32, "Offre refusée, trois pannes identiques, rapport contestable : à juger à neuf."),
        note(36, "Le technicien, interrogé, confirme que le filtre était propre et qu’il n’a pas vu de corps étranger : il l’a « supposé ». Le rapport ne tient pas.", minutes=45),
        verdict(40, 1, "founded", "Trois pannes du même organe en moins de deux ans : défaut présumé exister à la délivrance, rien ne l’écarte."),
        verdict(40, 2, "partly", "La laverie est une suite directe de la panne, mais trois tickets sur sept sont antérieurs à la deuxième."),
        recognise(41, "art. 1231-1 C. civ.", "quatre passages en laverie, suite directe de la panne", "48", "tickets de laverie, pièce n° 7", due=48, claim=2),
        answer(41, "partly", "J’ai examiné votre dossier à neuf, sans avoir pris part à ce qui vous a été répondu jusqu’ici.\n\nVous aviez raison sur l’essentiel : rien ne prouve le corps étranger, et trois pannes de la même pompe relèvent de la garantie légale. Je vous propose l’échange de la machine contre une neuve du même modèle, ou une réparation définitive, à votre choix et sans frais. Je prends aussi en charge 48 € de laverie sur 86 €, versés au plus tard le {+48}.\n\nEn revanche, je ne peux pas vous accorder aujourd’hui le remboursement que vous demandez : la loi prévoit d’abord l’échange ou la réparation.", final=True, minutes=90),
        file(41, Paper("reponse-definitive.pdf", "Réponse définitive du responsable qualité", "answer", by="us", dated=41)),
        pay(45, "Virement n° V-21473 de 48 € à Mme Kaddour"),
        contest(47, "J’ai bien lu votre réponse, la première qui soit honnête. Mais je ne veux plus de cette machine, ni d’une autre du même modèle. Je vais saisir le médiateur."),
        file(60,
             Paper("saisine.pdf", "Notification de la saisine par le médiateur", "mediator_letter", by="mediator", dated=59)),
        notified(60, "saisine.pdf", "La MCM nous informe que Mme Kaddour l’a saisie et nous demande si nous acceptons d’entrer en médiation.", seised=52, their_ref="MCM-20417", who=""),
        step(64, "accept_entry", "Nous acceptons d’entrer en médiation et remercions le médiateur de son attention.", who=""),
        step(71, "admissible", "Le médiateur déclare la saisine recevable.", who=""),
        file(80, Paper("demande-mediateur.pdf", "Demande de pièces du médiateur", "mediator_letter", by="mediator", dated=79, elaborated=True)),
        step(80, "requested", "Le médiateur demande les trois rapports d’intervention et le relevé des pièces posées.", paper="demande-mediateur.pdf", until=95, who=""),
        file(87, Paper("pieces-posees.xlsx", "Relevé des pièces posées sur l’appareil", "report", by="us", dated=86, audience="internal"), who=""),
        release(87, "facture.pdf", "bon-de-livraison.pdf", "rapport-1.pdf", "rapport-3.pdf", "reclamation.eml", "fuite.jpg", "laverie.pdf", "reponse-definitive.pdf", "pieces-posees.xlsx", who=""),
        step(88, "replied", "Rapports et relevé transmis au médiateur. Nous indiquons que le technicien ne maintient pas son constat.", who=""),
        step(110, "hearing", "Échange téléphonique avec le médiateur, puis avec Mme Kaddour séparément.", who=""),
        file(141, Paper("proposition.pdf", "Proposition du médiateur", "mediator_letter", by="mediator", dated=140, elaborated=True), who=""),
        step(141, "proposal", "Le médiateur propose la résolution de la vente : remboursement de 649 € contre reprise de la machine ; les 48 € de laverie déjà versés restent acquis. Chacun garde ses autres frais.", paper="proposition.pdf", euros="649", until=150, who=""),
        note(143, "La proposition est conforme à ce qu’un juge dirait. À accepter ; vérifier la date d’enlèvement avec la livraison avant de répondre.", who="", minutes=30),
        file_for_mediator(143),
    ),
)  # fmt: skip


def fill(cabinet: Cabinet) -> None:
    """The files of this case."""
    days = cabinet.days

    def on(after: int) -> date:
        return days.day(after - BACK)

    first = cast.bought_on(days, KEY) + timedelta(days=74)
    cabinet.draw(
        papers.invoice(f"{KEY}/facture.pdf", days, KEY, (("Livraison et mise en service", 3900),)),
        papers.delivery_note(f"{KEY}/bon-de-livraison.pdf", days, KEY, "", "S. Kaddour"),
        papers.report(
            f"{KEY}/rapport-1.pdf",
            "Rapport d’intervention n° 20713",
            first,
            {
                "Appareil": "Lave-linge Ondine 9 kg, n° de série OND-7719-0482",
                "Symptôme": "Arrêt en essorage, eau au sol",
                "Code affiché": "E18",
                "Pièce posée": "Pompe de vidange, référence PV-31",
            },
            "Turbine de pompe usée, jeu anormal. Pompe remplacée sous garantie, essai concluant.",
            "R. Vasquez, technicien",
        ),
        papers.report(
            f"{KEY}/rapport-3.pdf",
            "Rapport d’intervention n° 22964",
            on(6),
            {
                "Appareil": "Lave-linge Ondine 9 kg, n° de série OND-7719-0482",
                "Symptôme": "Arrêt en essorage, eau au sol",
                "Code affiché": "E18",
                "Historique": "Pompe remplacée deux fois",
                "Pièce posée": "aucune",
            },
            "Pompe bloquée. Filtre propre. Corps étranger probable dans le corps de pompe, non retrouvé. Hors garantie.",
            "L. Bernard, technicien",
        ),
        papers.receipt(
            f"{KEY}/laverie.pdf",
            "Sept tickets de laverie",
            on(8),
            tuple(
                (f"Lavage et séchage, ticket {n}", cents)
                for n, cents in ((1, 1200), (2, 1200), (3, 1400), (4, 1200), (5, 1200), (6, 1200), (7, 1200))
            ),
            "Laverie des Tanneurs, Lyon 5e",
        ),
        papers.our_letter(
            f"{KEY}/reponse-definitive.pdf",
            KEY,
            on(41),
            "votre lave-linge Ondine, notre réponse définitive",
            "Madame,\n\nJ’ai examiné votre dossier à neuf. Rien ne prouve le corps étranger, et trois pannes de la même pompe relèvent de la garantie légale.\n\nJe vous propose l’échange de la machine ou sa réparation définitive, à votre choix, et je prends en charge 48 € de laverie sur 86 €. Je ne peux en revanche vous accorder le remboursement demandé.\n\nVous trouverez dans mon message les coordonnées du médiateur et le délai pour le saisir.\n\nJe vous prie d’agréer, Madame, l’expression de mes salutations distinguées.",
            "Claire Morel, responsable qualité",
        ),
        papers.outside_letter(
            f"{KEY}/saisine.pdf",
            "MCM",
            "Médiation du commerce de la maison\n40 rue du Pont-Neuf, BP 1207\n69202 Lyon Cedex 01",
            "",
            on(59),
            "Saisine MCM-20417 : Mme Samira Kaddour",
            "Madame, Monsieur,\n\nMme Samira Kaddour nous a saisis du litige qui l’oppose à votre société au sujet d’un lave-linge Ondine 9 kg, acheté 649 €.\n\nNous vous invitons à nous dire sous quinze jours si vous acceptez d’entrer en médiation et à nous adresser, le cas échéant, votre position et vos pièces.\n\nVeuillez agréer, Madame, Monsieur, l’expression de nos salutations distinguées.",
            "Pour le médiateur, le greffe",
        ),
        papers.outside_letter(
            f"{KEY}/demande-mediateur.pdf",
            "MCM",
            "Dossier MCM-20417\nConfidentiel",
            "",
            on(79),
            "Demande de pièces",
            "Madame, Monsieur,\n\nPour l’examen de ce dossier, je vous remercie de me communiquer les rapports des trois interventions et le relevé des pièces posées sur l’appareil, avec leurs dates.\n\nCette demande et vos réponses sont couvertes par la confidentialité de la médiation.",
            "J. Aubert, médiateur",
        ),
        papers.outside_letter(
            f"{KEY}/proposition.pdf",
            "MCM",
            "Dossier MCM-20417\nConfidentiel",
            "",
            on(140),
            "Proposition de solution",
            "Madame, Monsieur,\n\nLes rapports versés au dossier décrivent trois pannes du même organe en dix mois. Le troisième ne s’appuie sur aucune constatation matérielle, ce que votre société reconnaît.\n\nJe propose aux parties la résolution de la vente : remboursement de 649 €, reprise de la machine à la charge de la société. Les 48 € déjà versés au titre de la laverie restent acquis.\n\nChaque partie reste libre d’accepter ou de refuser cette proposition, qui peut différer d’une décision de justice.",
            "J. Aubert, médiateur",
        ),
    )
    cabinet.keep(f"{KEY}/fuite.jpg", photos.photo("leak", papers.noon(on(8))))
    cabinet.keep(
        f"{KEY}/reclamation.eml",
        files.mail(
            "Samira Kaddour <samira.kaddour@courriel.example>",
            "service.client@maison-ardoine.example",
            papers.noon(on(9)),
            "Lave-linge : troisième panne, réclamation",
            "Bonjour,\n\nJe vous écris parce que le téléphone ne mène à rien. Mon lave-linge est tombé en panne trois fois en dix mois. Vous avez changé deux fois la pompe, et maintenant vous me parlez d’un corps étranger qui n’existe pas.\n\nJe demande le remboursement de la machine, 649 €, et celui de la laverie, 86 €.\n\nSamira Kaddour\n",
            f"{KEY}/reclamation",
        ),
    )
    cabinet.keep(
        f"{KEY}/pieces-posees.xlsx",
        files.workbook(
            "Pièces posées",
            (
                ("Pièce", "Référence", "Rapport", "Sous garantie"),
                ("Pompe de vidange", "PV-31", "20713", "oui"),
                ("Pompe de vidange", "PV-31", "21877", "oui"),
                ("Aucune", "—", "22964", "non"),
            ),
            papers.noon(on(86)),
        ),
    )
