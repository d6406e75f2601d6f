# ruff: noqa: E501  prose reads better unbroken
"""In full: a restaurant's freezer fails on the eve of a banquet; a lawyer, a summons, and an offer made on the way to court."""

from __future__ import annotations

from datetime import date

from app.cli.story import files, papers, photos
from app.cli.story.acts import answer, call, claims, contest, court, escalate, note, take, written
from app.cli.story.acts_more import answered, decide, file, limit, offer, send
from app.cli.story.evidence import Cabinet
from app.cli.story.script import Paper, Script
from app.people.rules import Level

KEY, BACK = "auclair", 126

SCRIPT = Script(
    KEY, BACK, "after-sales", "alice", "phone", "Congélateur du restaurant en panne, marchandises jetées",
    "M. Auclair, restaurateur, appelle en plein service : le congélateur Banquise 500 L est monté à onze degrés dans la nuit. Tout est à jeter, la veille d’un banquet. Il a déjà prévenu son avocat.",
    "Un congélateur et le prix des marchandises", "3180", "breakdown", minutes=13,
    acts=(
        take(1, "Votre appel a été enregistré. Un congélateur de prêt vous sera déposé demain matin. Conservez les marchandises le temps que l’expert de votre assurance ou le nôtre les voie, et gardez les bons de vos fournisseurs."),
        escalate(1, "Restaurateur, avocat annoncé, plus de 3 000 € : directement au responsable qualité.", level=Level.QUALITY),
        note(2, "Congélateur de prêt livré. Compresseur hors service sur l’ancien ; pièces gardées pour expertise.", minutes=20),
        file(4, Paper("facture.pdf", "Facture du congélateur", "invoice"), Paper("congelateur.jpg", "Photographie des marchandises", "photo", dated=0), Paper("marchandises.xlsx", "Inventaire des marchandises jetées", "proof", dated=3, author="Restaurant Les Tilleuls")),
        written(4, "Messieurs,\n\nJe vous confirme par écrit la panne du congélateur et je joins l’inventaire de ce que j’ai dû jeter : 800 € de marchandises, pesées devant mon commis. Je demande le remplacement du congélateur et le prix des marchandises.\n\nThomas Auclair", "post"),
        claims(5, ("Remplacement du congélateur", "2380", "Garantie des vices cachés"), ("Marchandises jetées", "800", "Préjudice")),
        file(15, Paper("expertise.pdf", "Rapport de l’expert", "report", by="us", dated=14, author="Cabinet Delhommais")),
        answer(18, "partly", "L’expert attribue la panne du compresseur à un encrassement du condenseur, dont l’entretien trimestriel figure dans la notice. Le congélateur ne peut donc être remplacé gratuitement. Parce que le voyant d’alarme n’a pas fonctionné, je vous propose toutefois d’examiner la part des marchandises qui aurait pu être sauvée.", minutes=70),
        contest(24, "Mon client conteste cette expertise, menée sans lui. Vous recevrez mes écritures. Me Corinne Vautrin, avocat."),
        file(24, Paper("avocat.pdf", "Lettre de l’avocate de M. Auclair", "notice", dated=23, author="Me Corinne Vautrin")),
        offer(31, ("inconvenience", "590", "rapport de l’expert, pièce n° 4"), until=50, message="Cette somme couvre les marchandises que l’alarme aurait permis de sauver."),
        answered(40, "refused", "Mon client refuse cette offre et se réserve d’agir.", channel="post", proof="Lettre de Me Vautrin du {+40}"),
        answer(40, "partly", "Votre conseil nous a fait part de votre refus. Je maintiens mon appréciation : l’encrassement est établi par deux séries de photographies, et la somme proposée pour les marchandises reste à votre disposition.", final=True, minutes=60),
        call(44, "Me Vautrin annonce l’assignation. Le ton reste courtois.", 9),
        limit(46, ("phone", "sms"), "Onze appels de M. Auclair en une semaine, insultes envers deux conseillers. Nous lui répondons par écrit, et parlons à son avocate.", review=200, who="quentin"),
        file(58, Paper("assignation.pdf", "Assignation devant le tribunal de proximité", "notice", by="other", dated=57, author="Me Rolland, commissaire de justice")),
        court(58, "Tribunal de proximité de Mâcon", "Assignation à comparaître, reçue par commissaire de justice. Demande : 3 180 € et 1 200 € de frais. Dossier transmis à notre avocat."),
        note(64, "Notre avocat juge le défaut d’alarme gênant. Fourchette probable : de 900 à 1 600 €, plus les frais. Une offre avant l’audience se défend.", minutes=40),
        offer(92, ("inconvenience", "850", "rapport de l’expert, pièce n° 4"), until=124, reason="Offre avant l’audience, sous la fourchette de notre avocat, frais compris.",
              message="Cette proposition est faite sans rien céder de notre position devant le tribunal."),
        decide(93, "helene", True, "Moins cher que l’audience, et plus humain. D’accord."),
        send(93),
        answered(120, "refused", "Mon client préfère que le tribunal tranche. L’audience est fixée.", channel="post", proof="Lettre de Me Vautrin du {+120}"),
    ),
)  # fmt: skip


def fill(cabinet: Cabinet) -> None:
    """The files of this case."""
    days = cabinet.days

    def on(after: int) -> date:
        return days.day(after - BACK)

    cabinet.draw(
        papers.invoice(f"{KEY}/facture.pdf", days, KEY),
        papers.outside_letter(
            f"{KEY}/expertise.pdf",
            "Cabinet Delhommais",
            "Expertises techniques\nVillefranche-sur-Saône",
            "",
            on(14),
            "Congélateur Banquise 500 L, restaurant Les Tilleuls",
            "Le condenseur est obstrué par des poussières grasses sur les deux tiers de sa surface. Le compresseur a fonctionné en surchauffe jusqu’à l’arrêt.\n\nL’alarme de température n’a pas sonné : le câble du buzzer était débranché, sans que l’on puisse dire depuis quand.\n\nEn conclusion : défaut d’entretien pour la panne ; alarme inopérante pour la perte d’une partie des marchandises.",
            "M. Delhommais, expert",
        ),
        papers.outside_letter(
            f"{KEY}/avocat.pdf",
            "Corinne Vautrin",
            "Avocat au barreau de Mâcon",
            "",
            on(23),
            "Restaurant Les Tilleuls : mise en demeure",
            "Madame, Monsieur,\n\nJe suis le conseil de M. Thomas Auclair. Votre expertise a été menée sans lui et ne lui est pas opposable.\n\nJe vous mets en demeure de verser 3 180 € sous quinzaine. À défaut, j’ai instruction de saisir le tribunal.\n\nConformément à nos règles, cette lettre peut être produite en justice.",
            "C. Vautrin",
        ),
        papers.outside_letter(
            f"{KEY}/assignation.pdf",
            "Étude Rolland",
            "Commissaire de justice\nMâcon",
            "",
            on(57),
            "Assignation devant le tribunal de proximité de Mâcon",
            "À la demande de M. Thomas Auclair, exploitant sous l’enseigne Restaurant Les Tilleuls, j’ai donné assignation à la société Maison Ardoine de comparaître devant le tribunal de proximité de Mâcon.\n\nObjet : paiement de 3 180 € au titre du congélateur et des marchandises, et de 1 200 € au titre des frais.",
            "Me Rolland",
        ),
    )
    cabinet.keep(f"{KEY}/congelateur.jpg", photos.photo("freezer", papers.noon(on(0))))
    cabinet.keep(
        f"{KEY}/marchandises.xlsx",
        files.workbook(
            "Marchandises",
            (
                ("Marchandise", "Quantité", "Euros", "Bon fournisseur"),
                ("Volailles de Bresse", 14, 294, "oui"),
                ("Grenouilles", 6, 186, "oui"),
                ("Glaces et sorbets", 22, 132, "non"),
                ("Fonds et sauces maison", 18, 188, "non"),
                ("Total", 60, 800, ""),
            ),
            papers.noon(on(3)),
        ),
    )
