# ruff: noqa: E501  prose reads better unbroken
"""In full: a protected adult charged for months after his curator ended the contract; due by law, then a gesture."""

from __future__ import annotations

from datetime import date

from app.cases.rules.signals import SignalKind
from app.cli.story import files, papers
from app.cli.story.acts import answer, call, claims, escalate, note, party, signal, take
from app.cli.story.acts_more import answered, carry, confirm, file, offer, pay, recognise
from app.cli.story.evidence import Cabinet
from app.cli.story.script import Paper, Script

KEY, BACK = "bertin", 30

SCRIPT = Script(
    KEY, BACK, "billing", "bruno", "registered", "Contrat prélevé quarante mois après sa résiliation",
    "En ma qualité de curatrice de M. Lucien Bertin, je constate que le contrat Sérénité, résilié par ma lettre recommandée il y a plus de trois ans, a continué d’être prélevé chaque mois. M. Bertin, qui est sous curatelle renforcée, n’a pas pu s’en apercevoir. Je vous demande le remboursement de la totalité.",
    "Le remboursement de toutes les mensualités", "596", "billing", speaker=("representative", "Anne-Laure Fabre, curatrice", "anne-laure.fabre@mandataire.example"),
    acts=(
        file(0,
             Paper("lettre-curatrice.pdf", "Lettre de la curatrice", "complaint", dated=-2, author="Mme Anne-Laure Fabre"),
             Paper("jugement.pdf", "Jugement de curatelle renforcée (extrait)", "mandate", dated=-2, author="Tribunal judiciaire de Saint-Étienne", audience="internal"),
             Paper("resiliation.pdf", "Résiliation du contrat Sérénité, avec avis de réception", "notice", dated=-2, author="Mme Anne-Laure Fabre")),
        party(0, "protected", "M. Lucien Bertin", protection="reinforced_curatorship"),
        take(1, "Votre lettre recommandée est bien arrivée, avec le jugement et la copie de la résiliation. Je suspends tout prélèvement dès aujourd’hui et je reprends les relevés depuis l’origine. C’est à vous que j’écrirai, M. Bertin recevant copie de chaque courrier."),
        signal(1, SignalKind.SENSITIVE, "Majeur sous curatelle renforcée, prélevé à son insu"),
        note(3, "L’avis de réception est au dossier papier, jamais saisi. Quarante mensualités de 14,90 € prélevées depuis : 596 €. L’erreur est entièrement la nôtre.", minutes=40),
        file(4, Paper("prelevements.xlsx", "Relevé des quarante prélèvements", "payment", by="us", dated=4)),
        claims(4, ("Remboursement de quarante mensualités", "596", "Répétition de l’indu"), ("Intérêts et frais de la curatrice", "90", "Préjudice")),
        recognise(5, "art. 1302-1 C. civ.", "quarante mensualités prélevées sans contrat", "596", "résiliation reçue, pièce n° 3 ; relevé, pièce n° 4", due=20, claim=1),
        escalate(5, "Somme indue de 596 € et majeur protégé : les faits doivent être confirmés par une seconde personne."),
        confirm(6, "nadia"),
        answer(9, "founded", "Vous avez raison : la résiliation nous est parvenue et n’a pas été enregistrée. Les quarante mensualités prélevées depuis, soit 596 €, sont dues à M. Bertin. Elles seront versées sur son compte de gestion au plus tard le {+20}. Ce remboursement ne dépend d’aucune condition."),
        pay(15, "Virement n° V-22017 de 596 € sur le compte de gestion de M. Bertin"),
        call(17, "La curatrice confirme le virement. Elle demande si la société entend faire quelque chose pour les démarches qu’elle a dû mener.", 10, solved="partly", said="Le principal est rendu, restent les frais."),
        offer(19, ("inconvenience", "90", "état de frais de la curatrice, pièce n° 5"), ("apology", ""), until=34, who="nadia", message="Le remboursement déjà versé vous reste acquis dans tous les cas."),
        file(19, Paper("frais.pdf", "État de frais de la curatrice", "proof", dated=18, author="Mme Anne-Laure Fabre")),
        answered(25, "accepted", "J’accepte cette proposition pour le compte de M. Bertin, sous le contrôle du juge.", channel="post", proof="Lettre de la curatrice du {+25}", who="nadia"),
        carry(27, "Lettre d’excuses signée par Nadia Benali, envoyée le {+27}", 2, who="nadia"),
    ),
)  # fmt: skip


def fill(cabinet: Cabinet) -> None:
    """The files of this case."""
    days = cabinet.days

    def on(after: int) -> date:
        return days.day(after - BACK)

    long_ago = days.ago(1270)
    curator, office = "Mme Anne-Laure Fabre, mandataire judiciaire", ("31 rue Michelet", "42000 Saint-Étienne")
    cabinet.draw(
        papers.their_letter(
            f"{KEY}/lettre-curatrice.pdf",
            KEY,
            on(-2),
            "Madame, Monsieur,\n\nEn ma qualité de curatrice de M. Lucien Bertin, je constate que le contrat Sérénité, résilié par ma lettre recommandée il y a plus de trois ans, a continué d’être prélevé chaque mois.\n\nM. Bertin n’a pas pu s’en apercevoir. Je vous demande le remboursement de la totalité.\n\nJe vous prie de croire à ma considération.",
            author=curator,
            home=office,
            registered=True,
        ),
        papers.outside_letter(
            f"{KEY}/jugement.pdf",
            "Tribunal judiciaire de Saint-Étienne",
            "Juge des contentieux de la protection\nExtrait",
            "",
            long_ago,
            "Curatelle renforcée de M. Lucien Bertin",
            "Par jugement de ce jour, M. Lucien Bertin est placé sous curatelle renforcée. Mme Anne-Laure Fabre, mandataire judiciaire, est désignée curatrice et perçoit seule les revenus du majeur protégé.\n\nExtrait délivré pour les démarches auprès des créanciers.",
            "Le greffier",
        ),
        papers.their_letter(
            f"{KEY}/resiliation.pdf",
            KEY,
            long_ago,
            "Madame, Monsieur,\n\nJe résilie par la présente le contrat Sérénité souscrit par M. Lucien Bertin. Merci de cesser tout prélèvement à compter du mois prochain.\n\nRecevez mes salutations.",
            author=curator,
            home=office,
            registered=True,
        ),
        papers.receipt(
            f"{KEY}/frais.pdf",
            "État de frais",
            on(18),
            (
                ("Trois lettres recommandées", 2140),
                ("Recherche des relevés auprès de la banque", 4500),
                ("Copies et affranchissements", 2360),
            ),
            "A.-L. Fabre, mandataire judiciaire",
        ),
    )
    months = tuple((f"Échéance n° {n}", 14.9, "prélevée") for n in range(1, 41))
    cabinet.keep(
        f"{KEY}/prelevements.xlsx",
        files.workbook(
            "Prélèvements", (("Mensualité", "Euros", "État"), *months, ("Total", 596, "")), papers.noon(on(4))
        ),
    )
