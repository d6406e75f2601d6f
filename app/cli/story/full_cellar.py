# ruff: noqa: E501  prose reads better unbroken
"""In full: an English customer, a wine cabinet that cooked its bottles, and a gesture that awaits the director."""

from __future__ import annotations

from datetime import date

from app.cli.story import files, papers, photos
from app.cli.story.acts import answer, call, claims, contest, escalate, keep, note, promise, take
from app.cli.story.acts_more import confirm, file, offer, pay, recognise
from app.cli.story.evidence import Cabinet
from app.cli.story.script import Paper, Script

KEY, BACK = "whitaker", 46

SCRIPT = Script(
    KEY, BACK, "after-sales", "olivier", "email", "Wine cabinet overheated, bottles spoilt",
    "Dear Sir or Madam,\n\nI came home from two weeks in England to find the Millésime wine cabinet reading 24 °C. It holds (held) sixty-two bottles that my late father put aside over thirty years. Some corks have pushed out.\n\nI should like the cabinet replaced and the wine that is ruined made good. I enclose a list.\n\nJames Whitaker",
    "A new cabinet and compensation for the wine", "4130", "breakdown", minutes=15,
    acts=(
        file(0, Paper("complaint.eml", "Mr Whitaker’s complaint", "complaint", dated=0), Paper("cabinet.jpg", "Photograph of the cabinet and its thermometer", "photo", dated=-1)),
        take(1, "Thank you for writing, and for the photograph. I am very sorry to read what you came home to. Please keep the bottles upright and somewhere cool, and do not throw any away. A technician can be with you this week."),
        promise(1, "Ring Mr Whitaker with the date of the technician’s visit", 2, "17:00"),
        call(2, "Visit agreed for {+5}, in the morning.", 7, out=True),
        keep(2, "Telephone call of {+2}: visit on {+5}"),
        claims(3, ("A new cabinet of the same model", "1290", "Legal guarantee of conformity"), ("Forty-one bottles spoilt", "2840", "Loss caused by the defect")),
        file(8, Paper("invoice.pdf", "Invoice of the cabinet", "invoice"), Paper("technician.pdf", "Technician’s report", "report", by="us", dated=5), Paper("bottles.xlsx", "List of the bottles, with estimates", "proof", dated=7, author="Mr James Whitaker")),
        note(8, "Rapport net : sonde du thermostat débranchée en usine. La panne est la nôtre ; reste la valeur du vin, qui dépasse tous mes plafonds.", minutes=20),
        recognise(8, "art. L. 217-9 C. conso", "the replacement of your wine cabinet by a new one of the same model", "1290", "technician’s report, exhibit no. 4", due=29, claim=1),
        escalate(9, "Défaut d’usine établi ; 2 840 € de vin demandés, documentés bouteille par bouteille."),
        confirm(10, "sophie"),
        answer(14, "partly", "The technician’s report is plain: the probe of the thermostat was never connected. The law entitles you to a cabinet that works, and a new one will be carried to your cellar by {+29} at the latest, whatever becomes of the rest. As to the wine, your list rests on auction prices of perfect bottles, and I cannot accept it as it stands."),
        contest(18, "I am grateful for the cabinet. But I did not ask for auction prices out of greed: three merchants quoted me more. I must ask for someone else to look at this, please."),
        note(20, "Dossier à juger à neuf. Demander à un caviste indépendant d’évaluer la liste, bouteille par bouteille, sur photographies.", minutes=25),
        call(21, "Explained to Mr Whitaker that an independent wine merchant will value the list, at our cost. He agrees at once.", 13, out=True),
        promise(21, "Send Mr Whitaker the merchant’s valuation", 33, "17:00"),
        pay(27, "Delivery note no. BL-51873: new cabinet carried to the cellar, the old one taken away", who="olivier"),
        file(32, Paper("valuation.pdf", "Valuation by an independent wine merchant", "report", by="other", dated=31, author="Cave du Pont-Vieux")),
        keep(33, "Valuation sent by e-mail on {+33}"),
        note(40, "Le caviste retient 690 € pour trente-quatre bouteilles perdues ; sept peuvent encore se boire. Chiffre solide. Au-dessus de mon pouvoir par geste : demande à la direction.", minutes=45),
        offer(45, ("inconvenience", "690", "valuation, exhibit no. 6"), until=61, reason="Défaut d’usine établi, perte chiffrée par un caviste indépendant, client documenté et patient : la somme est juste, et reste sous ce que coûterait le litige. 690 € dépassent mon plafond par geste.",
              message="This sum is the price that the merchant put on the thirty-four bottles that are lost."),
    ),
)  # fmt: skip


def fill(cabinet: Cabinet) -> None:
    """The files of this case."""
    days = cabinet.days

    def on(after: int) -> date:
        return days.day(after - BACK)

    cabinet.draw(
        papers.invoice(f"{KEY}/invoice.pdf", days, KEY, (("Livraison à la cave", 5900),)),
        papers.report(
            f"{KEY}/technician.pdf",
            "Rapport d’intervention n° 23418",
            on(5),
            {
                "Appareil": "Cave à vin Millésime 120, n° MIL-120-0907",
                "Température relevée": "23,6 °C pour 12 °C demandés",
                "Cause": "Connecteur de sonde jamais enfiché",
            },
            "Sonde du thermostat débranchée depuis l’usine : scellé du connecteur intact. Le client n’a pas pu intervenir. Appareil à remplacer.",
            "L. Bernard, technicien",
        ),
        papers.outside_letter(
            f"{KEY}/valuation.pdf",
            "Cave du Pont-Vieux",
            "Négociant en vins\nBergerac",
            "",
            on(31),
            "Évaluation de soixante-deux bouteilles appartenant à M. James Whitaker",
            "Madame,\n\nJ’ai examiné la liste, les photographies et quatorze bouteilles confiées par M. Whitaker.\n\nTrente-quatre bouteilles sont perdues (bouchons sortis, vin coulé ou cuit) ; sept restent buvables sans délai ; vingt et une ne semblent pas atteintes.\n\nValeur de remplacement des trente-quatre bouteilles, au prix de négoce : 690 €.",
            "H. Castaing",
        ),
    )
    cabinet.keep(f"{KEY}/cabinet.jpg", photos.photo("bottles", papers.noon(on(-1))))
    cabinet.keep(
        f"{KEY}/complaint.eml",
        files.mail(
            "James Whitaker <james.whitaker@courriel.example>",
            "service.client@maison-ardoine.example",
            papers.noon(on(0)),
            "Wine cabinet overheated",
            "Dear Sir or Madam,\n\nI came home from two weeks in England to find the Millésime wine cabinet reading 24 °C. It holds (held) sixty-two bottles that my late father put aside over thirty years. Some corks have pushed out.\n\nI should like the cabinet replaced and the wine that is ruined made good. I enclose a list.\n\nJames Whitaker\n",
            f"{KEY}/complaint",
        ),
    )
    wine = (
        ("Bergerac rouge, 1996", 6, 55),
        ("Pécharmant, 2001", 9, 48),
        ("Monbazillac, 1990", 8, 90),
        ("Saint-Émilion, 1998", 10, 82),
        ("Cahors, 2005", 8, 36),
    )
    rows = tuple((label, bottles, each, bottles * each) for label, bottles, each in wine)
    cabinet.keep(
        f"{KEY}/bottles.xlsx",
        files.workbook(
            "Bottles",
            (("Wine", "Bottles", "Each, in euros", "In all"), *rows, ("Total", 41, "", sum(row[3] for row in rows))),
            papers.noon(on(7)),
        ),
    )
