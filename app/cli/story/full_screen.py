# ruff: noqa: E501  prose reads better unbroken
"""In full: a television whose screen cracks by itself, a journalist, and an agreement found in mediation."""

from __future__ import annotations

from datetime import date

from app.cases.rules.signals import SignalKind
from app.cli.story import files, papers, photos
from app.cli.story.acts import answer, claims, contest, dismiss, escalate, note, take
from app.cli.story.acts_more import answered, file, notified, offer, release, step
from app.cli.story.evidence import Cabinet
from app.cli.story.script import Paper, Script

KEY, BACK = "rossi", 172

SCRIPT = Script(
    KEY, BACK, "after-sales", "olivier", "email", "Téléviseur fissuré sans choc",
    "Bonjour,\n\nHier soir, l’écran de mon Panorama 65 s’est fissuré tout seul pendant un film, avec un claquement sec. Personne n’était près de lui. Je l’ai payé 1 490 € il y a sept mois.\n\nUn ami journaliste à la presse locale trouve l’histoire intéressante. Je préférerais de loin un écran neuf à un article.\n\nFabrice Rossi",
    "Le remplacement du téléviseur", "1490", "breakdown", minutes=12,
    acts=(
        file(0, Paper("courriel.eml", "Réclamation de M. Rossi", "complaint", dated=0), Paper("ecran.jpg", "Photographie de l’écran fissuré", "photo", dated=0)),
        take(1, "Votre message est bien arrivé, avec la photographie. Une fissure sans choc est rare mais possible. Je demande l’avis du fabricant et je vous réponds sous quinze jours."),
        dismiss(2, SignalKind.PRESS, "M. Rossi précise au téléphone qu’il s’agissait d’une plaisanterie ; il ne souhaite aucun article."),
        claims(2, ("Remplacement du téléviseur ou remboursement", "1490", "Garantie légale de conformité")),
        file(9, Paper("facture.pdf", "Facture du téléviseur", "invoice"), Paper("avis-fabricant.pdf", "Avis du fabricant sur photographie", "report", by="us", dated=8, author="Panorama SAV")),
        answer(11, "unfounded", "Le fabricant a examiné votre photographie. Les fissures partent d’un point précis, en bas à droite, ce qu’il interprète comme la trace d’un choc. Un choc n’est pas couvert par la garantie, et nous ne pouvons remplacer l’appareil."),
        contest(13, "Un point d’impact ? C’est l’endroit où le support est vissé. Je demande un vrai examen, pas une photographie regardée de loin."),
        note(15, "Remarque juste : la vis du support arrive à cet endroit. Demander une expertise de l’atelier.", minutes=25),
        file(27, Paper("expertise.pdf", "Expertise de l’atelier", "report", by="us", dated=26)),
        offer(29, ("price_cut", "149"), until=44, message="L’expertise ne permet pas de trancher : la dalle a pu être contrainte par une vis trop longue, livrée avec un support acheté ailleurs. Nous vous proposons une remise sur un nouvel écran."),
        answered(33, "refused", "10 % de remise, quand l’expertise me donne raison à moitié ? Non.", channel="phone", proof="Appel du {+33}"),
        escalate(33, "Offre refusée, expertise partagée, 1 490 € en jeu."),
        answer(52, "partly", "J’ai relu l’expertise et entendu l’atelier. La contrainte vient d’une vis, dont nous ne savons pas qui l’a posée. Dans ce doute, je vous propose de partager : nous prendrions en charge la moitié du prix, soit 745 €. Je ne peux aller jusqu’au remplacement complet.", final=True, minutes=80),
        contest(56, "La loi dit que c’est à vous de prouver le choc, pas à moi. Je saisis le médiateur."),
        file(70, Paper("saisine.pdf", "Notification de la saisine", "mediator_letter", by="mediator", dated=69)),
        notified(70, "saisine.pdf", "La MCM nous notifie la saisine de M. Rossi.", seised=62, their_ref="MCM-20388"),
        step(74, "accept_entry", "Nous acceptons d’entrer en médiation."),
        step(78, "admissible", "La saisine est déclarée recevable."),
        release(79, "courriel.eml", "ecran.jpg", "facture.pdf", "avis-fabricant.pdf", "expertise.pdf"),
        file(104, Paper("proposition.pdf", "Proposition du médiateur", "mediator_letter", by="mediator", dated=103, elaborated=True)),
        step(104, "proposal", "Le médiateur propose un versement de 1 100 € contre reprise de l’appareil.", paper="proposition.pdf", euros="1100", until=121),
        note(107, "La présomption joue pour le client pendant deux ans ; 1 100 € restent sous ce qu’un tribunal accorderait. Accepter.", minutes=40),
        step(110, "our_answer", "Nous acceptons la proposition du médiateur.", answer="accepted"),
        step(114, "their_answer", "M. Rossi accepte la proposition.", answer="accepted"),
        file(117, Paper("accord.pdf", "Accord signé par les deux parties", "agreement", by="mediator", dated=116)),
        step(117, "agreed", "Accord signé : 1 100 € versés contre reprise du téléviseur.", paper="accord.pdf", until=132),
        step(126, "carried_out", "Virement n° V-21544 de 1 100 € et reprise de l’appareil le {+126}."),
    ),
)  # fmt: skip


def fill(cabinet: Cabinet) -> None:
    """The files of this case."""
    days = cabinet.days

    def on(after: int) -> date:
        return days.day(after - BACK)

    cabinet.draw(
        papers.invoice(f"{KEY}/facture.pdf", days, KEY, (("Livraison au salon", 4900),)),
        papers.outside_letter(
            f"{KEY}/avis-fabricant.pdf",
            "Panorama",
            "Service technique\nAvis sur photographie",
            "",
            on(8),
            "Votre demande : écran 65 pouces, n° PNR-65-11873",
            "Madame, Monsieur,\n\nLes fissures rayonnent d’un point situé en bas à droite. Ce dessin est habituel après un choc ponctuel.\n\nCet avis est donné sur photographie et ne remplace pas un examen de l’appareil.",
            "Le service technique",
        ),
        papers.report(
            f"{KEY}/expertise.pdf",
            "Expertise de l’atelier n° 310",
            on(26),
            {
                "Appareil": "Téléviseur Panorama 65 pouces, n° PNR-65-11873",
                "Examen": "Dépose de la dalle et du support mural",
                "Vis relevée": "M6 × 25 mm, au lieu de M6 × 16 mm",
            },
            "Une vis trop longue touche l’arrière de la dalle à l’endroit d’où partent les fissures. Aucune trace de choc en façade. La vis ne provient pas du carton du téléviseur ; rien n’indique qui l’a posée.",
            "P. Ferrand, chef d’atelier",
        ),
        papers.outside_letter(
            f"{KEY}/saisine.pdf",
            "MCM",
            "Médiation du commerce de la maison\n40 rue du Pont-Neuf, BP 1207\n69202 Lyon Cedex 01",
            "",
            on(69),
            "Saisine MCM-20388 : M. Fabrice Rossi",
            "Madame, Monsieur,\n\nM. Fabrice Rossi nous a saisis du litige qui l’oppose à votre société au sujet d’un téléviseur Panorama 65 pouces, acheté 1 490 €.\n\nNous vous invitons à nous dire sous quinze jours si vous acceptez d’entrer en médiation.",
            "Pour le médiateur, le greffe",
        ),
        papers.outside_letter(
            f"{KEY}/proposition.pdf",
            "MCM",
            "Dossier MCM-20388\nConfidentiel",
            "",
            on(103),
            "Proposition de solution",
            "Madame, Monsieur,\n\nL’expertise écarte le choc en façade sans établir qui a posé la vis. La charge de la preuve pèse sur le vendeur dans les deux ans de la délivrance ; le client a toutefois fait poser un support acheté ailleurs.\n\nJe propose le versement de 1 100 € contre reprise de l’appareil.",
            "J. Aubert, médiateur",
        ),
        papers.outside_letter(
            f"{KEY}/accord.pdf",
            "MCM",
            "Dossier MCM-20388",
            "",
            on(116),
            "Accord des parties",
            "Les parties conviennent du versement de 1 100 € par la Maison Ardoine à M. Fabrice Rossi, contre reprise du téléviseur Panorama 65 pouces, dans les quinze jours de la signature.\n\nFait en deux exemplaires.",
            "F. Rossi — pour la Maison Ardoine, le responsable qualité",
        ),
    )
    cabinet.keep(f"{KEY}/ecran.jpg", photos.photo("screen", papers.noon(on(-1))))
    cabinet.keep(
        f"{KEY}/courriel.eml",
        files.mail(
            "Fabrice Rossi <fabrice.rossi@courriel.example>",
            "service.client@maison-ardoine.example",
            papers.noon(on(-1)),
            "Écran fissuré sans choc",
            "Bonjour,\n\nHier soir, l’écran de mon Panorama 65 s’est fissuré tout seul pendant un film, avec un claquement sec. Personne n’était près de lui. Je l’ai payé 1 490 € il y a sept mois.\n\nFabrice Rossi\n",
            f"{KEY}/courriel",
        ),
    )
